"""Rows of several kinds of records by one query: of each kind its rows in order, as one array of JSON.

A kind is read here as `part_rows` reads it alone: the same columns by name, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial

from django.db.models import DateField, DecimalField, Field, Model, Q

from peaceinfra.analysis.collect.parts import names_read, parts_in_order
from peaceinfra.core.prepared import Line, Prepared, packed, prepare
from peaceinfra.core.visibility import Viewer

# From the values of one row to what is read.
Reader = Callable[[list], object]


@dataclass(frozen=True, slots=True)
class Arm:
    """One kind of record in the query: its model, which of them, and columns beside its own, which no fact has.

    columns     those that are read, if not those of a part
    order       of what is no part: by which columns its rows stand; the same rows are always in the same order, by
                which a kept answer knows them (`core/kept.py`)
    row         what is made of the values of a row, in the order of the columns; without one {column: value}
    """

    name: str
    model: type[Model]
    condition: Q
    also: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    order: tuple[str, ...] = ("pk",)
    row: Reader | None = None

    @property
    def read(self) -> tuple[str, ...]:
        return self.columns or (*names_read(self.model), *self.also)

    def query(self, viewer: Viewer) -> Prepared:
        if self.columns:
            rows = self.model.objects.shown_to(viewer).filter(self.condition).order_by(*self.order)
        else:
            rows = parts_in_order(self.model, viewer, self.condition)
        return prepare(rows.values_list(Line(*self.read)))


@dataclass(frozen=True, slots=True)
class Together:
    """The query of several arms, and how the rows of each are read back."""

    query: Prepared
    readers: Mapping[str, Reader]
    parts: Mapping[str, Prepared]

    def rows(self, **keys) -> dict[str, list]:
        """{name of an arm: its rows}; one query."""
        return {name: [*map(self.readers[name], lines)] for name, lines in self.query.rows(**keys)}

    def with_lines(self, also: Mapping[str, Prepared]) -> Together:
        """The same with further queries, whose rows are lists of values: {name: a query of a `Line` each}."""
        parts = {**self.parts, **also}
        return Together(packed(parts), {**self.readers, **dict.fromkeys(also, list)}, parts)


def together(viewer: Viewer, arms: Sequence[Arm]) -> Together:
    parts = {arm.name: arm.query(viewer) for arm in arms}
    return Together(packed(parts), {arm.name: _reader(arm) for arm in arms}, parts)


def _reader(arm: Arm) -> Reader:
    row = arm.row or partial(_by_name, arm.read)
    special = [
        (place, read) for place, name in enumerate(arm.read) if (read := _from_json(_field(arm.model, name)))
    ]
    if not special:
        return row

    def read_row(values: list) -> object:
        for place, read in special:
            if values[place] is not None:
                values[place] = read(values[place])
        return row(values)

    return read_row


def _by_name(names: tuple[str, ...], values: list) -> dict:
    return dict(zip(names, values, strict=True))


@cache
def _field(model: type[Model], path: str) -> Field:
    *through, name = path.split("__")
    for step in through:
        # By a foreign key, or back along one to the one row that hangs on it.
        model = model._meta.get_field(step).related_model
    if name == "pk":
        return model._meta.pk
    return next(column for column in model._meta.concrete_fields if name in (column.name, column.attname))


def _from_json(field: Field) -> Callable | None:
    """What JSON has no type for."""
    if isinstance(field, DateField):
        return date.fromisoformat
    if isinstance(getattr(field, "base_field", None), DateField):
        return lambda days: [day and date.fromisoformat(day) for day in days]
    return (lambda number: Decimal(str(number))) if isinstance(field, DecimalField) else None
