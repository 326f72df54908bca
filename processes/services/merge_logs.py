"""The rows of two records that stand in an order: the logs of both become one only by choice."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Model

from peaceinfra.core.numbering import numbering_of
from peaceinfra.core.places import places_between


def places_after(of_kept: Sequence[Model], moved: Sequence[Model]) -> dict[int, Decimal]:
    """{key: place} of moved rows that come after those of the kept record, in the order in which they stood."""
    moved = _in_order(moved)
    last = max((_place(row) for row in of_kept), default=None)
    return dict(zip([row.pk for row in moved], places_between(last, None, len(moved)), strict=True))


def places_interleaved(of_kept: Sequence[Model], moved: Sequence[Model], seen) -> dict[int, Decimal]:
    """{key: place} of the moved rows of a log among those of the kept one: by their days, each log in its order.

    `seen(row)`: the order of the rows that are seen rests on no row that is hidden. A hidden one stands after the
    one before it in its own log.
    """
    first, second = _in_order(of_kept), _in_order(moved)
    one, other = _runs(first, seen), _runs(second, seen)
    ordered, waiting = [], list(other)
    for day, rows in one:
        while waiting and waiting[0][0] < day:
            ordered += waiting.pop(0)[1]
        ordered += rows
    ordered += [row for _day, rows in waiting for row in rows]
    return _between(ordered, {row.pk for row in second})


def _runs(rows, seen) -> list[tuple[date, list[Model]]]:
    """Each row that is seen, with the hidden ones after it, and its day: the latest that is known up to it."""
    runs: list[tuple[date, list[Model]]] = [(date.min, [])]
    for row in rows:
        if seen(row):
            runs.append((max(runs[-1][0], row.date_min or date.min), [row]))
        else:
            runs[-1][1].append(row)
    return runs


def _between(ordered, moved: set[int]) -> dict[int, Decimal]:
    found, gaps, low = {}, defaultdict(list), None
    for row in ordered:
        if row.pk in moved:
            gaps[low].append(row.pk)
        else:
            low = _place(row)
    places = sorted({_place(row) for row in ordered if row.pk not in moved})
    for low, keys in gaps.items():
        high = next((place for place in places if low is None or place > low), None)
        found |= zip(keys, places_between(low, high, len(keys)), strict=True)
    return found


def _in_order(rows):
    return sorted(rows, key=lambda row: (_place(row), row.pk))


def _place(row) -> Decimal:
    return getattr(row, numbering_of(type(row)).place)
