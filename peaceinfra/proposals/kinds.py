"""What can be proposed: the tables of a dataset by their names, and the columns of each."""

from decimal import Decimal
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _

from peaceinfra.core.numbering import is_place, numbering_of
from peaceinfra.core.tabular import Table
from peaceinfra.core.visibility import visibility_of
from peaceinfra.datasets import tables
from peaceinfra.datasets.cells import FALSE, SEPARATOR, TRUE, BadCell, Column
from processes.models import Consent, Note, SafeContact, ThreatNote

# Notes, and what protects a person, are written by and for those who keep the register.
_NOT_PROPOSED = {Note, Consent, SafeContact, ThreatNote}
# What states nothing of its own about a record, or names its source itself: no source is asked for beside it.
UNSOURCED = {"sources", "derivations", "external_ids", "claims", "citations", "coverage_notes", "notes"}
# A claim is decided about as every claim is, after it was accepted as one.
_DECIDED_ELSEWHERE = {("claims", "status")}
SOURCES = "sources"

TABLES = {table.name: table for table in tables.TABLES if table.model not in _NOT_PROPOSED}


OWN_TABLES = {table.name: table for table in tables.TABLES}


def tables_for(viewer, *, is_own: bool = False) -> dict[str, Table]:
    """{name: table} of what the viewer could read: of a kind that none of theirs reaches, nothing is proposed.

    is_own   what the viewer writes by their own hand
    """
    known = OWN_TABLES if is_own else TABLES
    return {name: table for name, table in known.items() if visibility_of(table.model).least <= viewer.level}


@cache
def columns(table: Table) -> dict[str, Column]:
    """{name: column} of what can be written; a place in an order is said by `after`."""
    return {
        column.name: column
        for column in tables.columns(table)
        if not is_place(column.field) and (table.name, column.name) not in _DECIDED_ELSEWHERE
    }


def in_order(table: Table, names) -> list[str]:
    """The names of fields as they follow one another in the table: what is kept as JSON has no order."""
    return [name for name in columns(table) if name in names]


def is_detail(table: Table) -> bool:
    """More about a record, under the id of that record."""
    return table.model._meta.pk.is_relation


def owner_column(table: Table) -> Column | None:
    """The record within which the rows of a table stand in an order; None where they do not."""
    numbering = numbering_of(table.model)
    return columns(table)[numbering.within] if numbering else None


def parsed(column: Column, value):
    """What the field holds for a value of JSON; not of references and teams. Raises BadCell."""
    return column.parse(_as_text(column.field, value))


def _as_text(field, value) -> str:
    if value is None:
        return ""
    if isinstance(field, ArrayField):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise BadCell(
                _("is not a list of texts. Write one, for example [%(example)s].") % {"example": '"LK"'}
            )
        if any(SEPARATOR in item or item != item.strip() or not item for item in value):
            raise BadCell(_("holds an empty value, or one with “;” or spaces around it."))
        return SEPARATOR.join(value)
    if isinstance(field, models.BooleanField):
        if not isinstance(value, bool):
            raise BadCell(_("is neither true nor false. Write true or false, or null if it is not known."))
        return TRUE if value else FALSE
    if isinstance(field, models.FloatField) and isinstance(value, float):
        # All its digits, so that none is lost unseen; NaN is no number of a cell either.
        return f"{Decimal(repr(value)):f}"
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadCell(_("is not a text or a number."))
    text = str(value).strip()
    if "\x00" in text:
        raise BadCell(_("holds a character that text cannot have (NUL). Remove it."))
    return text


def fault_of(value, error: BadCell) -> str:
    """A fault of a value, in words: the value, and what is wrong with it."""
    message = str(error)
    if message.startswith("“"):
        return message
    if value in (None, ""):
        return _("This %(message)s") % {"message": message}
    said = str(value)
    return f"“{said if len(said) <= 120 else said[:120] + '…'}” {message}"
