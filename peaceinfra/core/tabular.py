"""How a model is written as a table, both ways: what every app's `tabular` declares."""

from dataclasses import dataclass

from django.db.models import Model

DATES = ("start_kind", "start", "end_kind", "end")
LOG = ("position", "status", "date", "reason", "decided_by")
MARKING = ("level", "team")


@dataclass(frozen=True)
class Table:
    """One file of a dataset, `<name>.csv`: a column `id`, then one for each field, in this order.

    name    of the file, without .csv
    model   whose live rows the file holds
    fields  names of the model's fields; a reference `x` gets a second column `x_label`
    label   the fields that tell a reader which record is meant, shown in the `x_label` of other tables

    The form of a cell, its codes and whether it may be empty follow from the model's field.
    """

    name: str
    model: type[Model]
    fields: tuple[str, ...]
    label: tuple[str, ...] = ("name",)

    @property
    def file(self) -> str:
        return f"{self.name}.csv"
