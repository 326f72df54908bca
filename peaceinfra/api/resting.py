"""What an answer rests on besides the columns and parts of its record: declared beside the function that makes it.

From these declarations, with what serializers and labels say themselves, it is compiled which records a write
touches (`touched`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Model

from peaceinfra.core.dates.envelope import paths_of

_LIFE = ("start_kind", "start", "end_kind", "end", "narrowing", "retired")


@dataclass(frozen=True)
class RestsOn:
    """A column that is read, by its path from the record, as in a filter.

    same    the column of the record, and that of the row with the column, which are equal
    """

    path: str
    same: tuple[tuple[str, str], ...] = ()


def rests_on(*paths: str, same: tuple[tuple[str, str], ...] = ()) -> Callable:
    """Declares on a function what its answer about a record rests on. May be used several times on one."""

    def declare(function):
        function.rests_on = (*getattr(function, "rests_on", ()), *(RestsOn(path, same) for path in paths))
        return function

    return declare


def declared_by(method) -> tuple[RestsOn, ...]:
    return getattr(method, "rests_on", ())


def lives_within(model: type[Model]) -> Iterator[str]:
    """The paths of the dates within which a record is answered."""
    for path in paths_of(model):
        yield from (f"{path}__{column}" for column in _LIFE)
