"""All tables of a dataset, in the order in which they are written."""

from functools import cache

from django.db.models import Model

from peaceinfra.core.models import Record, Team
from peaceinfra.core.tabular import Table
from peaceinfra.core.visibility import visibility_of
from peaceinfra.datasets.cells import Column, column_of
from processes import tabular as processes
from secretariats import tabular as secretariats
from tracks import tabular as tracks

# What points at any record stands last.
EVIDENCE = processes.EVIDENCE
# What is referred to stands before what refers to it.
TABLES = (*processes.RECORDS, *secretariats.RECORDS, *tracks.RECORDS, *EVIDENCE)

# Circles of access have no public id: the file is a list of names.
TEAMS = "teams.csv"
TEAMS_HEADER = ["name"]

FILES = {table.file: table for table in TABLES}


@cache
def columns(table: Table) -> tuple[Column, ...]:
    """The columns after `id`, without the labels."""
    return tuple(column_of(table.model._meta.get_field(name)) for name in table.fields)


@cache
def references(table: Table) -> tuple[Column, ...]:
    """The columns that hold the id of another record; for a detail, `id` itself is one."""
    own = table.model._meta.pk
    detail = (column_of(own, name="id"),) if own.is_relation else ()
    return (*detail, *(column for column in columns(table) if column.is_reference))


@cache
def optional(table: Table) -> frozenset[str]:
    """The columns that a file need not have: what may be empty, and dates. Not the marking, nor what names a record."""
    return frozenset(
        column.name
        for column in columns(table)
        if column.name not in {"level", "team"}
        and not column.is_reference
        and (column.field.blank or column.name in {"start_kind", "end_kind"})
    )


@cache
def header(table: Table) -> list[str]:
    """The first line of the file."""
    labelled = {column.name for column in references(table)}
    names = ["id", *(column.name for column in columns(table))]
    return [cell for name in names for cell in ((name, f"{name}_label") if name in labelled else (name,))]


@cache
def table_of(model: type[Model]) -> Table:
    """The table that holds the rows of a model."""
    return next(table for table in TABLES if table.model is model._meta.concrete_model)


@cache
def kind_of(table: Table) -> str:
    """The prefix of the ids in the table's first column: a detail has that of the record it belongs to."""
    own = table.model._meta.pk
    return visibility_of(own.related_model if own.is_relation else table.model).kind


@cache
def kinds_referred_to(table: Table, column: Column) -> tuple[str, ...]:
    """The prefixes of ids that may stand in a column."""
    if column.field.related_model is not Record:
        return (visibility_of(column.field.related_model).kind,)
    if column.name == "subject" and hasattr(table.model, "subject_kinds"):
        return table.model.subject_kinds
    earlier = TABLES[: TABLES.index(table)]
    return tuple(kind for other in earlier if (kind := visibility_of(other.model).kind))


def is_team(column: Column) -> bool:
    return column.field.related_model is Team
