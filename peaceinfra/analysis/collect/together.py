"""Rows of several kinds of records by one query: the same columns for all, what only one kind has in an array of JSON.

A kind is read here as `part_rows` reads it alone: the same columns by name, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from django.db.models import DateField, DecimalField, Field, Model, Q, Value
from django.db.models.functions import Cast, JSONArray

from peaceinfra.analysis.collect.parts import columns_read, has_side
from peaceinfra.analysis.collect.rows import DATES
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.prepared import Prepared, prepare, union
from peaceinfra.core.visibility import Viewer
from processes.models import Side

_SIDE = ("side__position", "side__name")
# Name, side, DATES, key: what is before the array. By name, then as `part_rows` orders; an unknown day comes last.
_BEFORE = 1 + len(_SIDE) + len(DATES) + 1
_ORDER = f"1, 2, 3, {4 + DATES.index('start_max')}, {4 + DATES.index('start_min')}, {_BEFORE}"


@dataclass(frozen=True, slots=True)
class Arm:
    """One kind of record in the query: its model, which of them, and columns beside its own, which no fact has.

    columns     those that are read, if not those of a part
    """

    name: str
    model: type[Model]
    condition: Q
    also: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def read(self) -> tuple[str, ...]:
        return self.columns or (*columns_read(self.model), *self.also)

    @property
    def is_dated(self) -> bool:
        return issubclass(self.model, Dated) and not self.columns


@dataclass(frozen=True, slots=True)
class Together:
    """The query of several arms, and how the rows of each are read back."""

    query: Prepared
    readers: dict[str, Callable[[Sequence], dict]]

    def rows(self, **keys) -> dict[str, list[dict]]:
        """{name of an arm: its rows}; one query."""
        found: dict[str, list[dict]] = {name: [] for name in self.readers}
        for row in self.query.rows(**keys):
            found[row[0]].append(self.readers[row[0]](row))
        return found


def together(viewer: Viewer, arms: Sequence[Arm]) -> Together:
    # Of the first the columns get their types.
    arms = sorted(arms, key=lambda arm: not arm.is_dated)
    return Together(
        union((_prepared(arm, viewer) for arm in arms), _ORDER), {arm.name: _reader(arm) for arm in arms}
    )


def _prepared(arm: Arm, viewer: Viewer) -> Prepared:
    rows = arm.model.objects.shown_to(viewer).filter(arm.condition).order_by()
    own_side = has_side(arm.model) and not arm.columns
    side = _SIDE if own_side else [_nothing(Side._meta.get_field(name)) for name in ("position", "name")]
    dates = DATES if arm.is_dated else [_nothing(Dated._meta.get_field(name)) for name in DATES]
    return prepare(rows.values_list(Value(arm.name), *side, *dates, "pk", JSONArray(*arm.read)))


def _nothing(kind: Field) -> Cast:
    return Cast(Value(None), kind)


def _reader(arm: Arm) -> Callable[[Sequence], dict]:
    names, dates = ("pk", *arm.read), arm.is_dated
    special = [(name, read) for name in arm.read if (read := _from_json(_field(arm.model, name)))]

    def read_row(row: Sequence) -> dict:
        found = dict(zip(names, (row[_BEFORE - 1], *row[_BEFORE]), strict=True))
        if dates:
            found |= zip(DATES, row[3:], strict=False)
        for name, read in special:
            if found[name] is not None:
                found[name] = read(found[name])
        return found

    return read_row


@cache
def _field(model: type[Model], path: str) -> Field:
    *through, name = path.split("__")
    for step in through:
        model = model._meta.get_field(step).related_model
    return next(column for column in model._meta.concrete_fields if name in (column.name, column.attname))


def _from_json(field: Field) -> Callable | None:
    """What JSON has no type for."""
    if isinstance(field, DateField):
        return date.fromisoformat
    if isinstance(getattr(field, "base_field", None), DateField):
        return lambda days: [day and date.fromisoformat(day) for day in days]
    return (lambda number: Decimal(str(number))) if isinstance(field, DecimalField) else None
