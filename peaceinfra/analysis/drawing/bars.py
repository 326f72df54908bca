"""Bars: how the lanes of one status log or one interval become ink."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.axis import Axis
from peaceinfra.analysis.drawing.lanes import ONE_DAY, Lane, State, lanes, narrowed
from peaceinfra.analysis.drawing.legend import Legend
from peaceinfra.analysis.drawing.looks import SEVERAL
from peaceinfra.analysis.drawing.spans import Phase, states_of
from peaceinfra.core.dates.choices import Certainty

# A lane thinner than this cannot be told from its neighbours.
THINNEST_LANE = 6
# A piece narrower than this is less than a pixel: kept only where it is certain, or all there is of a state.
NARROWEST_PIECE = 0.75
# What is drawn of a short spell.
LEAST_WIDTH = 1.5
# The narrow band inside the outline of what is not settled: its part of the height.
BAND = 0.4


@dataclass(frozen=True, slots=True)
class Bar:
    """One log where it is drawn, and the legend that it adds to."""

    axis: Axis
    phases: Sequence[Phase]
    states: Sequence[State]
    y: float
    height: float
    legend: Legend

    def width(self, start: dt.date, end: dt.date) -> float:
        return self.axis.x(end) - self.axis.x(start)

    def is_drawn(self, lane: Lane) -> bool:
        return self.phases[lane.state].is_drawn


def bar(axis: Axis, phases: Sequence[Phase], y: float, height: float, legend: Legend) -> Iterator[str]:
    """The ink of one log between the ends of the axis: lanes, then caps."""
    log = Bar(axis, phases, narrowed(states_of(phases)), y, height, legend)
    found = lanes(log.states, axis.start, axis.end)
    seen = {lane.state for lane in found if _is_wide(log, lane)}
    for days, together in groupby(sorted(found, key=_days), key=_days):
        group = list(together)
        blank = [log.phases[lane.state] for lane in group if not log.is_drawn(lane)]
        for phase in blank:
            _note_state(legend, phase)
        drawn = [lane for lane in group if log.is_drawn(lane)]
        if drawn and drawn[0].height * height < THINNEST_LANE:
            if log.width(*days) >= NARROWEST_PIECE or not all(lane.state in seen for lane in drawn):
                yield _several(log, drawn)
            continue
        visible = [lane for lane in drawn if _is_wide(log, lane) or lane.state not in seen]
        if len(visible) > 1:
            legend.add("divided")
        for lane in visible:
            yield from _ink(log, lane)
    yield from _caps(log, found)


def _days(lane: Lane) -> tuple[dt.date, dt.date]:
    return lane.start, lane.end


def _is_wide(log: Bar, lane: Lane) -> bool:
    return lane.certain or log.width(lane.start, lane.end) >= NARROWEST_PIECE


def _note_state(legend: Legend, phase: Phase) -> None:
    if words := phase.meaning or phase.word:
        legend.add_state(phase.look, words)


def _several(log: Bar, drawn: Sequence[Lane]) -> str:
    """Lanes too thin to be told apart as one: never with those before a beginning or after an end, which are blank."""
    first, last = drawn[0], drawn[-1]
    top, bottom = float(first.top) * log.height, float(last.top + last.height) * log.height
    names = dict.fromkeys(log.phases[lane.state].word or log.phases[lane.state].label for lane in drawn)
    words = _("possible: %(words)s") % {"words": "; ".join(name for name in names if name)}
    log.legend.add(Certainty.POSSIBLE)
    log.legend.add_state(SEVERAL, _("several states possible: the table has them"))
    x, width = log.axis.x(first.start), max(log.width(first.start, first.end), LEAST_WIDTH)
    return svg.rect(x, log.y + top, width, bottom - top, f"st {SEVERAL} p", words)


def first_merged(phases: Sequence[Phase], axis: Axis, height: float) -> dt.date | None:
    """The first day on which so many states are possible that their lanes are merged."""
    found = lanes(narrowed(states_of(phases)), axis.start, axis.end)
    thin = (lane for lane in found if lane.height * height < THINNEST_LANE)
    return min((lane.start for lane in thin if phases[lane.state].is_drawn), default=None)


def _open_side(states: Sequence[State], lane: Lane) -> str:
    """Where no limit is known: "before", "after", "both" (at some time), or "" where both are known."""
    entered = states[lane.state]
    left = states[lane.state + 1] if lane.state + 1 < len(states) else None
    if lane.certain or left is None:
        return "before" if not lane.certain and lane.state and entered.earliest is None else ""
    if _alike(entered.earliest, left.earliest) and _alike(entered.latest, left.latest):
        return "both"
    going = left.earliest is None or left.earliest <= lane.start
    coming = entered.latest is None or lane.start < entered.latest
    after = going and left.latest is None
    before = lane.state > 0 and coming and entered.earliest is None
    return {(True, True): "both", (True, False): "before", (False, True): "after"}.get((before, after), "")


def _alike(day: dt.date | None, other: dt.date | None) -> bool:
    return day == other or (day is not None and other is not None and abs(other - day) <= ONE_DAY)


def _ink(log: Bar, lane: Lane) -> Iterator[str]:
    phase, open_side = log.phases[lane.state], _open_side(log.states, lane)
    x, width = log.axis.x(lane.start), max(log.width(lane.start, lane.end), LEAST_WIDTH)
    top, tall = log.y + float(lane.top) * log.height, float(lane.height) * log.height
    words = phase.label or phase.word
    _note_state(log.legend, phase)
    if lane.certain:
        yield from _certain(log, phase, (x, top, width, tall), words)
    elif open_side:
        even = " even" if open_side == "both" else ""
        log.legend.add("even" if even else "thinning")
        for at, wide in _pieces(x, x + width, open_side):
            yield svg.rect(at, top, wide, tall, f"loose {phase.look}{even}")
    else:
        log.legend.add(Certainty.POSSIBLE)
        possible = _("possible: %(words)s") % {"words": words} if words else ""
        yield svg.rect(x, top, width, tall, f"st {phase.look} p", possible)


def _certain(log: Bar, phase: Phase, place: tuple[float, ...], words: str) -> Iterator[str]:
    """A full bar; of what is not settled the outline, with its look in a band that is too narrow for full ink."""
    if phase.is_settled:
        log.legend.add(Certainty.CERTAIN)
        yield svg.rect(*place, f"st {phase.look}", words)
        return
    x, top, width, tall = place
    log.legend.add("unsettled")
    yield svg.rect(*place, "st unsettled", words)
    yield svg.rect(x, top + tall * (1 - BAND) / 2, width, tall * BAND, f"core {phase.look}")


def _pieces(x1: float, x2: float, open_side: str) -> list[tuple[float, float]]:
    """Left edge and width of loose pieces.

    Towards a limit that is not known they get shorter and their gaps wider, so that ink falls with distance;
    "at some time" is evenly dashed, so that no day looks likelier than another.
    """
    if open_side == "both":
        count = max(1, round((x2 - x1 + 7) / 19))
        step = (x2 - x1 - 8 + 7) / count
        return [(x1 + 4 + i * step, step - 7) for i in range(count)] if step > 8 else [(x1, x2 - x1)]
    out, at, wide, gap = [], 0.0, 24.0, 4.0
    while at + gap + wide <= x2 - x1:
        out.append((x1 + at + gap if open_side == "after" else x2 - at - gap - wide, wide))
        at, wide, gap = at + gap + wide, max(2.5, wide * 0.86), min(15.0, gap + 1.1)
    return out or [(x1, x2 - x1)]


def _caps(log: Bar, found: Sequence[Lane]) -> Iterator[str]:
    """Ink at known days: at full height, or over the lane that comes in from, or goes out to, a blank."""
    for i in range(1, len(log.states)):
        earliest, latest = log.states[i].earliest, log.states[i].latest
        before, after = log.phases[i - 1].is_drawn, log.phases[i].is_drawn
        if earliest == latest:
            if log.axis.shows(earliest) and (before or after):
                yield _cap(log, earliest, log.y, log.height)
            continue
        if after and not before and log.axis.shows(earliest):
            yield from _lane_cap(log, earliest, found, i, first=True)
        if before and not after and log.axis.shows(latest):
            yield from _lane_cap(log, latest, found, i - 1, first=False)


def _lane_cap(log: Bar, day: dt.date, found: Sequence[Lane], state: int, *, first: bool) -> Iterator[str]:
    for lane in found:
        if lane.state == state and (lane.start if first else lane.end) == day:
            yield _cap(log, day, log.y + float(lane.top) * log.height, float(lane.height) * log.height)


def _cap(log: Bar, day: dt.date, y: float, height: float) -> str:
    log.legend.add("cap")
    x = log.axis.x(day)
    return svg.line(x, y - 3, x, y + height + 3, "cap")
