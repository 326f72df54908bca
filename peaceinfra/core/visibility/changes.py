"""By what each kind of record is told, as the functions of the log of changes are compiled from it.

What the API tells of a record says it (`api.touched`), from its serializers, its parts and the labels of the models.
It stands above this package, so it hands itself in: `declare`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Root:
    """The records that are told: a table of one kind; or, without `kind`, rows of core_record of these `kinds`."""

    kind: str
    table: str
    key: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """The way from one row to another, `key` being the primary key of the other.

    column      the foreign key: of the row before if the way leads `forward`, else of the other row
    """

    table: str
    key: str
    column: str
    forward: bool


@dataclass(frozen=True, slots=True)
class TellsBy:
    """A record is told by these columns of the row at the end of the steps, while that is not retired.

    same        (column of the record, column of the row) that must be equal
    decides     the record is shown only while the row is not retired
    """

    root: Root
    steps: tuple[Step, ...]
    columns: tuple[str, ...]
    same: tuple[tuple[str, str], ...] = ()
    decides: bool = False


@dataclass(frozen=True, slots=True)
class NamesAny:
    """A record names one of any kind by a foreign key to core_record; `decides` as in `TellsBy`."""

    root: Root
    column: str
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """Which rows of a table are records of the kind that are shown: SQL about `{row}`, besides its marking."""

    root: Root
    conditions: tuple[str, ...] = ()

    def condition(self, row: str) -> str:
        """What must be true of the row of this name."""
        return " AND ".join(f"({text.replace('{row}', row)})" for text in self.conditions) or "true"


@dataclass(frozen=True)
class Declaration:
    """kinds    what is told
    told        by what else than its own row
    naming      by whose foreign keys any record can be named
    labels      by what the label and the place of any record that can be named are told
    """

    kinds: tuple[Shown, ...]
    told: tuple[TellsBy, ...]
    naming: tuple[NamesAny, ...]
    labels: tuple[TellsBy, ...]


_providers: list[Callable[[], Declaration]] = []


def declare(provider: Callable[[], Declaration]) -> None:
    """Called once, by the app that knows all others; `provider` is asked when the functions are compiled."""
    _providers[:] = [provider]
    declared.cache_clear()


@cache
def declared() -> Declaration | None:
    return _providers[0]() if _providers else None


def root_of(model: type[Model], kind: str) -> Root:
    return Root(kind, model._meta.db_table, model._meta.pk.column)


def tables(declaration: Declaration) -> Collection[str]:
    """Every table that a change of may be told."""
    return sorted(
        {shown.root.table for shown in declaration.kinds}
        | {way.steps[-1].table for way in (*declaration.told, *declaration.labels) if way.steps}
        | {way.root.table for way in declaration.labels}
    )
