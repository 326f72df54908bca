"""The one rule for drawing doubt about time.

On any day a row is divided equally among all the states that are possible on that day, the earlier state
above, the later below; full height therefore means that the dates are certain. "Not yet" and "no longer"
are states too, drawn blank.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from peaceinfra.core.dates import statuslog

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class State:
    """One state of a row, entered on some day between two days, both included; None is unbounded."""

    earliest: dt.date | None
    latest: dt.date | None


@dataclass(frozen=True, slots=True)
class Lane:
    """Where one state stands from one day up to, not including, another.

    `top` and `height` are parts of the row's height. A height of 1 means certain.
    """

    state: int
    start: dt.date
    end: dt.date
    top: Fraction
    height: Fraction

    @property
    def certain(self) -> bool:
        return self.height == 1


def narrowed(states: Sequence[State]) -> list[State]:
    """The same states with what their order says, by the rule of status logs.

    What is drawn is also a log whose days contradict its order, as a reader is shown it.
    """
    return [State(*days) for days in statuslog.narrowed([(state.earliest, state.latest) for state in states])]


def possible_states(states: Sequence[State], day: dt.date) -> list[int]:
    """The states that may hold on a day: entered by then at the earliest, and not certainly left."""
    return _possible(narrowed(states), day)


def _possible(states: Sequence[State], day: dt.date) -> list[int]:
    return [
        i
        for i, state in enumerate(states)
        if (state.earliest is None or state.earliest <= day)
        and (i + 1 == len(states) or states[i + 1].latest is None or day < states[i + 1].latest)
    ]


def lanes(states: Sequence[State], start: dt.date, end: dt.date) -> list[Lane]:
    """The lanes of a row between two days (`end` not included), in order of days, then from the top."""
    known = narrowed(states)
    days = {d for s in known for d in (s.earliest, s.latest) if d is not None and start < d < end}
    cuts = sorted(days | {start, end}) if start < end else []
    found = [lane for a, b in zip(cuts, cuts[1:], strict=False) for lane in _divided(known, a, b)]
    return _joined(found)


def _divided(states: Sequence[State], start: dt.date, end: dt.date) -> list[Lane]:
    possible = _possible(states, start)
    if not possible:
        return []
    share = Fraction(1, len(possible))
    return [Lane(state, start, end, share * i, share) for i, state in enumerate(possible)]


def _joined(found: Sequence[Lane]) -> list[Lane]:
    """Neighbours of one state at one height as one lane, so that outlines do not break."""
    joined: list[Lane] = []
    open_lanes: dict[tuple, int] = {}
    for lane in found:
        at = open_lanes.get((lane.state, lane.top, lane.height, lane.start))
        if at is None:
            at = len(joined)
            joined.append(lane)
        else:
            joined[at] = Lane(lane.state, joined[at].start, lane.end, lane.top, lane.height)
        open_lanes[(lane.state, lane.top, lane.height, lane.end)] = at
    return joined
