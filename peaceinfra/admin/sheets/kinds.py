"""What a row of a sheet can be: the tables of a dataset, each with its columns as an analyst knows them."""

from dataclasses import dataclass
from functools import cache

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.tabular import Table
from peaceinfra.datasets import tables
from peaceinfra.datasets.cells import Column
from peaceinfra.proposals.kinds import SOURCES, UNSOURCED, columns, is_detail, tables_for
from processes import tabular as processes
from processes.choices import Credibility, Saying
from secretariats import tabular as secretariats
from tracks import tabular as tracks

CLAIMS, CITATIONS = "claims", "citations"
#: The short name of a row, by which other rows name it; the record that a row changes, or tells more about.
HANDLE, RECORD = "ref", "id"
#: Where in the source, and how credible: of a row, beside its fields.
OF_SOURCE = ("locator", "credibility")
# A sheet has one source; what is said of a row by itself is seldom said.
_LEFT_OUT = {(CITATIONS, "source"), ("notes", "source")}
_RARE = {
    "level",
    "team",
    "start_kind",
    "end_kind",
    "credibility",
    "accessed",
    "export_override",
    "export_reason",
}


@dataclass(frozen=True)
class SheetColumn:
    """One column of a kind. `column` is that of the dataset, None of what a sheet alone has.

    kinds     prefixes of the ids that may stand in it, where it names records
    choices   ((code, label), …)
    is_rare   shown when one asks for it
    """

    name: str
    label: str
    help: str = ""
    column: Column | None = None
    kinds: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    is_needed: bool = False
    is_rare: bool = False
    form: str = "text"

    @property
    def words(self) -> list[str]:
        """What a box offers."""
        return [label for _code, label in self.choices]


@dataclass(frozen=True)
class SheetKind:
    """One kind of row. `name` is that of the table."""

    name: str
    label: str
    table: Table
    columns: tuple[SheetColumn, ...]

    def column(self, name: str) -> SheetColumn | None:
        return next((column for column in self.columns if column.name == name), None)

    @property
    def prefix(self) -> str:
        """Of the ids of what a row is, or tells more about."""
        return tables.kind_of(self.table)


def kinds_for(viewer) -> dict[str, SheetKind]:
    """{name: kind} of what the viewer may write, in the order of a dataset."""
    known = tables_for(viewer, is_own=True)
    return {name: kind_of(name, get_language()) for name in known}


def grouped_kinds(viewer) -> list[tuple[str, list[SheetKind]]]:
    """[(heading, kinds)] to choose from."""
    known = kinds_for(viewer)
    groups = [
        (_("Processes and parties"), processes.RECORDS),
        (_("Bodies and secretariats"), secretariats.RECORDS),
        (_("Local mediators and links"), tracks.RECORDS),
        (_("Statements and other evidence"), tables.EVIDENCE),
    ]
    return [
        (
            heading,
            sorted(
                (known[table.name] for table in group if table.name in known), key=lambda kind: kind.label
            ),
        )
        for heading, group in groups
    ]


@cache
def kind_of(name: str, _language: str) -> SheetKind:
    table = next(table for table in tables.TABLES if table.name == name)
    label = str(capfirst(table.model._meta.verbose_name_plural))
    if name == CLAIMS:
        return SheetKind(name, _("Statements about single fields"), table, tuple(_columns_of_claims()))
    return SheetKind(name, label, table, tuple(_columns_of(table)))


def _columns_of(table):
    if is_detail(table):
        own = tables.references(table)[0]
        label = capfirst(str(own.field.related_model._meta.verbose_name))
        words = _("The record that this says more about: its name, its id, or # and the handle of a row.")
        yield SheetColumn(
            RECORD, label, words, own, tables.kinds_referred_to(table, own), is_needed=True, form="record"
        )
    else:
        words = _("A short name of this row, such as a1. Other rows then name it: #a1.")
        yield SheetColumn(HANDLE, _("Handle"), words, form="short")
    for column in columns(table).values():
        if (table.name, column.name) not in _LEFT_OUT:
            yield column_of(table, column)
    if not is_detail(table):
        words = _("To change a record that there is: its name or id. Cells left empty then stay as they are.")
        kinds = (tables.kind_of(table),)
        yield SheetColumn(RECORD, _("Changes the record"), words, None, kinds, is_rare=True, form="record")
    if table.name not in UNSOURCED:
        yield SheetColumn("locator", _("Where in the source"), _("Left empty: as said above."))
        yield _credibility()


def _credibility():
    choices = tuple((str(code), str(label)) for code, label in Credibility.choices)
    return SheetColumn(
        "credibility", _("Credibility"), _("Left empty: as said above."), choices=choices, is_rare=True
    )


def _columns_of_claims():
    table = next(table for table in tables.TABLES if table.name == CLAIMS)
    known = columns(table)
    subject = known["subject"]
    yield SheetColumn(
        "subject", _("Record"), _("What the source speaks of: its name, its id, or # and a handle."), subject,
        tables.kinds_referred_to(table, subject), is_needed=True, form="record",
    )  # fmt: skip
    words = _("Which fact, by the name of its box, such as “usual level”.")
    yield SheetColumn("field", _("Field"), words, is_needed=True, form="field")
    yield SheetColumn("value", _("Value"), _("What the source gives."))
    choices = tuple((str(code), str(label)) for code, label in Saying.choices)
    yield SheetColumn("says", _("The source"), "", choices=choices)
    yield SheetColumn("start", _("Held from"), column=known["start"], form="date")
    yield SheetColumn("end", _("Held until"), column=known["end"], form="date")
    yield SheetColumn("locator", _("Where in the source"), _("Left empty: as said above."))
    yield _credibility()
    for name in ("level", "team"):
        yield column_of(table, known[name])


def column_of(table: Table, column: Column) -> SheetColumn:
    field = column.field
    kinds = tables.kinds_referred_to(table, column) if column.is_reference else ()
    return SheetColumn(
        column.name,
        capfirst(str(field.verbose_name)),
        str(field.help_text),
        column,
        kinds,
        _choices(field),
        is_needed=_is_needed(field),
        is_rare=column.name in _RARE,
        form=_form(column),
    )


def _choices(field):
    if isinstance(field, models.BooleanField):
        return ("true", _("yes")), ("false", _("no"))
    held = getattr(field, "base_field", field)
    return tuple((str(code), str(label)) for code, label in held.flatchoices or ())


def _is_needed(field):
    return not (field.blank or field.has_default() or field.null)


def _form(column):
    field = column.field
    if column.is_reference:
        return "record"
    if isinstance(field, EDTFField):
        return "date"
    if isinstance(field, models.TextField) and not field.choices:
        return "long"
    return "text"


__all__ = ["CITATIONS", "CLAIMS", "HANDLE", "OF_SOURCE", "RECORD", "SOURCES", "SheetColumn", "SheetKind"]
