"""A row of a source against what the source last said and what stands here: only what the source changed is taken.

Unchanged there: what stands here stays, whoever wrote it. Changed there alone: taken. Changed there and here, and not
to the same: what stands here stays, and the source's value is told, to be proposed.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from peaceinfra.core.numbering import is_place
from peaceinfra.core.tabular import Table
from peaceinfra.datasets import tables
from peaceinfra.datasets.cells import Column
from peaceinfra.datasets.rows import Row
from processes.services.claims import TOGETHER
from processes.services.rules import is_claimable
from processes.services.values import kept_of


class Differing(NamedTuple):
    """A cell that the source and somebody here changed. `claimed`: what the source says, as a claim keeps it.

    It is None where no claim can be made of it.
    """

    row: Row
    column: Column
    stored: object
    claimed: dict | None


def cells_of(row: Row) -> dict[str, str]:
    """What the source says of the record, each value as a dataset writes it; a number in an order as it stands."""
    return {column.name: _text(row, column) for column in tables.columns(row.table)}


def merged(row: Row, stored, said: dict[str, str]) -> Iterator[Differing]:
    """Gives `row.record` the values that are to stand; yields what is not taken although the source changed it."""
    for group in _groups(row.table):
        now = [_text(row, column) for column in group]
        before = [said.get(column.name, _default(column)) for column in group]
        if now == before:
            _keep(row, stored, group)
            continue
        here = [written(column, getattr(stored, column.field.attname)) for column in group]
        if here in (before, now) or any(is_place(column.field) for column in group):
            continue
        differing = [
            Differing(row, column, stored, _claimed(row, column))
            for column, value, kept in zip(group, now, here, strict=True)
            if value != kept
        ]
        _keep(row, stored, group)
        yield from differing


def written(column: Column, value) -> str:
    """A value as a dataset writes it; a team by its key, and a reference by that of the record."""
    if value is None:
        return ""
    return str(value) if column.is_reference or tables.is_team(column) else column.write(value)


def _keep(row, stored, group):
    for column in group:
        setattr(row.record, column.field.attname, getattr(stored, column.field.attname))


def _text(row, column):
    if is_place(column.field):
        return row.cells.get(column.name, "")
    return written(column, getattr(row.record, column.field.attname))


def _default(column):
    """What is not said of a column that an earlier edition did not have."""
    return "" if column.field.is_relation else written(column, column.field.get_default())


def _claimed(row, column):
    # A statement about a statement is nothing that somebody could decide.
    if row.table in tables.EVIDENCE or not is_claimable(column.field):
        return None
    return kept_of(column.field, row.record)


@cache
def _groups(table: Table) -> list[list[Column]]:
    """The columns, a date together with its kind."""
    columns = {column.name: column for column in tables.columns(table)}
    groups = []
    for name, column in columns.items():
        other = columns.get(TOGETHER.get(name))
        if other is None:
            groups.append([column])
        elif [other, column] not in groups:
            groups.append([column, other])
    return groups
