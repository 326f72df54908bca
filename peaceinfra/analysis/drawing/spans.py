"""What a timeline shows: rows of status logs, dated intervals and events, as plain data.

Days are `datetime.date`; None is unbounded. Words are given by the caller in the reader's language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing.lanes import ONE_DAY, State
from peaceinfra.analysis.drawing.looks import BLANK, SOLID


@dataclass(frozen=True, slots=True)
class Phase:
    """One row of a status log, entered between two days, both included.

    `look` is one of `looks.LOOKS`, and `meaning` what the legend says it stands for (else `word`); a phase
    with neither, as the time before the first row, is no state. `is_settled` needs an accepted, undisputed claim
    of credibility 1 to 3; without it the bar is an outline around a narrow band, and its label carries the `grade`.
    """

    look: str
    label: str
    earliest: dt.date | None
    latest: dt.date | None
    word: str = ""
    is_settled: bool = True
    grade: str = ""
    meaning: str = ""

    @property
    def is_drawn(self) -> bool:
        return self.look != BLANK


@dataclass(frozen=True, slots=True)
class Span4:
    """A validity by its four days, the last day included.

    Kinds of start: actual, first_cited, unknown. Kinds of end: actual, last_cited, ongoing, ended, unknown.
    """

    start_min: dt.date | None
    start_max: dt.date | None
    end_min: dt.date | None
    end_max: dt.date | None
    start_kind: str = "actual"
    end_kind: str = "actual"
    is_settled: bool = True
    confirmed_on: dt.date | None = None
    label: str = ""
    grade: str = ""

    def phases(self) -> list[Phase]:
        """The same as a log: not yet, in force, no longer."""
        in_force = Phase(
            SOLID,
            self.label,
            self.start_min,
            self.start_max,
            is_settled=self.is_settled,
            grade=self.grade,
            meaning=_("was there, or in force"),
        )
        return [
            Phase(BLANK, "", None, None),
            in_force,
            Phase(BLANK, "", _day_after(self.end_min), _day_after(self.end_max)),
        ]


@dataclass(frozen=True, slots=True)
class Mark:
    """An event: on a known day (`exact`), or on an unknown day of a span."""

    label: str
    start_min: dt.date | None
    end_max: dt.date | None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class OnDay:
    """What a row says of the chosen day: the state in words, and how sure its dates are."""

    words: str
    note: str = ""
    certain: bool = False


Item = Phase | Span4 | Mark


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the drawing: a status log (phases in order), or any number of intervals, or events."""

    label: str
    sublabel: str = ""
    items: Sequence[Item] = ()
    on_day_words: OnDay | None = None


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    rows: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows on one axis of days. Without `start` or `end` the axis spans the days that are known."""

    title: str
    groups: Sequence[Group] = ()
    as_of: dt.date | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    ident: str = "tl"

    def rows(self) -> Iterator[Row]:
        return (row for group in self.groups for row in group.rows)


def states_of(phases: Sequence[Phase]) -> list[State]:
    return [State(phase.earliest, phase.latest) for phase in phases]


def known_days(item: Item) -> list[dt.date]:
    """The days an item names."""
    match item:
        case Phase():
            days = (item.earliest, item.latest)
        case Span4():
            days = (item.start_min, item.start_max, item.end_min, item.end_max, item.confirmed_on)
        case Mark():
            days = (item.start_min, item.end_max)
    return [day for day in days if day is not None]


def _day_after(day: dt.date | None) -> dt.date | None:
    return None if day is None or day == dt.date.max else day + ONE_DAY
