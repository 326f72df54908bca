"""The places of rows that were put in an order: as few rows as can be are given a new one.

A row whose place changes is a new version of it, for everybody who may read it. So a row that is put between two
others, or goes past them, must not move those: readers who are not shown it would see a change without a cause.
"""

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import count as counted_from
from itertools import groupby
from math import ceil, floor
from typing import NamedTuple

from django.db.models import Model

from peaceinfra.core.numbering import numbering_of


class Placed(NamedTuple):
    """A row as it is stored: its place (None: a new row), its key, and the marking by which it is shown."""

    place: Decimal | None
    key: int
    level: int = 0
    teams: int = 0

    @classmethod
    def of(cls, row: Model) -> "Placed":
        place = getattr(row, numbering_of(type(row)).place)
        return cls(place, row.pk, row.effective_level, len(row.effective_teams))

    @property
    def order(self):
        return self.place, self.key

    @property
    def rank(self):
        """Rows that anybody may read come first. To readers without a team, those after theirs are hidden."""
        return self.teams, self.level


def places_in_order(rows: Sequence[Placed]) -> list[Decimal]:
    """A place for each of the rows, given in the order in which they shall stand.

    Whether a row moves depends on nothing that is hidden from a reader without teams who may read it. (Where
    one row is a team's and another of a higher level, neither is for all readers of the other: the team's stays.)
    """
    kept = _kept(rows)
    places, before, run = [], None, 0
    for number, row in enumerate(rows):
        if number in kept:
            places += [*places_between(before, row.place, run), row.place]
            before, run = row.place, 0
        else:
            run += 1
    return [*places, *places_between(before, None, run)]


def places_between(low: Decimal | None, high: Decimal | None, count: int) -> list[Decimal]:
    """So many places in order, each as short as can be. None: there is no row on that side."""
    if high is None or low is None:
        first = ceil(high) - count if high is not None else 1 if low is None else floor(low) + 1
        return [Decimal(first + number) for number in range(count)]
    for digits in counted_from(0) if count else ():
        scale = 10**digits
        first = floor(Fraction(low) * scale) + 1
        room = ceil(Fraction(high) * scale) - first
        if room >= count:
            steps = (first + (2 * number + 1) * room // (2 * count) for number in range(count))
            # Written out: arithmetic on Decimal rounds to 28 digits.
            return [Decimal(f"{step}E-{digits}") for step in steps]
    return []


def _kept(rows) -> set[int]:
    """Numbers of the rows that stay where they are: as many as can be of those that anybody reads, then of others.

    Where one of two rows with the same place must make room, others may fit that did not before: so a row that is
    moved never gets its old place again by chance, which rows that are hidden would decide.
    """
    kept: set[int] = set()
    without_room: set[int] = set()
    stored = [number for number, row in enumerate(rows) if row.place is not None]
    for _rank, group in groupby(sorted(stored, key=lambda number: rows[number].rank), lambda n: rows[n].rank):
        members = list(group)
        while True:
            free = [number for number in members if number not in kept | without_room]
            fitting = [number for number in free if _fits(rows, number, sorted(kept))]
            risen = _longest_rising(fitting, lambda number: rows[number].order)
            if not risen:
                break
            together = kept.union(risen)
            kept = _with_room(rows, sorted(together))
            without_room |= together - kept
    return kept


def _fits(rows, number, kept):
    at = bisect_left(kept, number)
    before, after = kept[at - 1] if at else None, kept[at] if at < len(kept) else None
    return (before is None or rows[before].order < rows[number].order) and (
        after is None or rows[number].order < rows[after].order
    )


def _longest_rising(numbers, order) -> list[int]:
    """The most of these, in their sequence, that stand in a rising order."""
    ends, last, previous = [], [], {}
    for number in numbers:
        at = bisect_left(ends, order(number))
        previous[number] = last[at - 1] if at else None
        ends[at : at + 1], last[at : at + 1] = [order(number)], [number]
    found, number = [], last[-1] if last else None
    while number is not None:
        found.append(number)
        number = previous[number]
    return found[::-1]


def _with_room(rows, kept) -> set[int]:
    """Two rows may have one place, if their writers did not see each other's. Where one is put between, one moves."""
    stays: list[int] = []
    for number in kept:
        while stays and number - stays[-1] > 1 and rows[stays[-1]].place == rows[number].place:
            if rows[stays[-1]].rank <= rows[number].rank:
                break
            stays.pop()
        else:
            stays.append(number)
    return set(stays)
