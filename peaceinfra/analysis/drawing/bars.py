"""Bars: how the lanes of one status log or one interval become ink."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.axis import Axis
from peaceinfra.analysis.drawing.lanes import ONE_DAY, Lane, State, lanes, narrowed
from peaceinfra.analysis.drawing.spans import Phase, states_of

# A lane thinner than this cannot be told from its neighbours.
THINNEST_LANE = 6
# A piece narrower than this is less than a pixel: kept only where it is certain.
NARROWEST_PIECE = 0.75


def bar(axis: Axis, phases: Sequence[Phase], y: float, height: float) -> Iterator[str]:
    """The ink of one log between the ends of the axis: lanes, then caps."""
    states = narrowed(states_of(phases))
    found = lanes(states, axis.start, axis.end)
    for lane in _several_merged(found, height):
        phase = phases[lane.state]
        if phase.status_class:
            yield from _ink(axis, lane, phase, _open_side(states, lane), y, height)
    yield from _caps(axis, phases, states, found, y, height)


def _several_merged(found: Sequence[Lane], height: float) -> Iterator[Lane]:
    """Lanes too thin to be told apart are one lane; the label says that several are possible."""
    seen = set()
    for lane in found:
        if lane.height * height >= THINNEST_LANE:
            yield lane
        elif (lane.start, lane.end) not in seen:
            seen.add((lane.start, lane.end))
            yield Lane(lane.state, lane.start, lane.end, lane.height, 1 - 2 * lane.height)


def has_several(phases: Sequence[Phase], axis: Axis, height: float) -> bool:
    """Whether on some day so many states are possible that their lanes are merged."""
    found = lanes(narrowed(states_of(phases)), axis.start, axis.end)
    return any(lane.height * height < THINNEST_LANE for lane in found)


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


def _alike(one: dt.date | None, other: dt.date | None) -> bool:
    return one == other or (one is not None and other is not None and abs(other - one) <= ONE_DAY)


def _ink(axis: Axis, lane: Lane, phase: Phase, open_side: str, y: float, height: float) -> Iterator[str]:
    x1, x2 = axis.x(lane.start), axis.x(lane.end)
    top, tall = y + float(lane.top) * height, float(lane.height) * height
    words = phase.label or phase.word
    if x2 - x1 < NARROWEST_PIECE and not lane.certain:
        return
    if lane.certain:
        outline = "" if phase.solid else " o"
        yield svg.rect(x1, top, max(x2 - x1, 1.5), tall, f"st {phase.status_class}{outline}", words)
    elif open_side:
        for x, wide in _pieces(x1, x2, open_side):
            even = " even" if open_side == "both" else ""
            yield svg.rect(x, top, wide, tall, f"loose {phase.status_class}{even}")
    else:
        possible = _("possible: %(words)s") % {"words": words} if words else ""
        yield svg.rect(x1, top, x2 - x1, tall, f"st {phase.status_class} p", possible)


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


def _caps(
    axis: Axis,
    phases: Sequence[Phase],
    states: Sequence[State],
    found: Sequence[Lane],
    y: float,
    height: float,
) -> Iterator[str]:
    """Ink at known days: at full height, or over the lane that comes in from, or goes out to, a blank."""
    for i in range(1, len(states)):
        earliest, latest = states[i].earliest, states[i].latest
        before, after = phases[i - 1].status_class, phases[i].status_class
        if earliest == latest:
            if axis.shows(earliest) and (before or after):
                yield _cap(axis, earliest, y, height)
            continue
        if after and not before and axis.shows(earliest):
            yield from _lane_cap(axis, earliest, found, i, y, height, first=True)
        if before and not after and axis.shows(latest):
            yield from _lane_cap(axis, latest, found, i - 1, y, height, first=False)


def _lane_cap(
    axis: Axis, day: dt.date, found: Sequence[Lane], state: int, y: float, height: float, *, first: bool
) -> Iterator[str]:
    for lane in found:
        if lane.state == state and (lane.start if first else lane.end) == day:
            yield _cap(axis, day, y + float(lane.top) * height, float(lane.height) * height)


def _cap(axis: Axis, day: dt.date, y: float, height: float) -> str:
    return svg.line(axis.x(day), y - 3, axis.x(day), y + height + 3, "cap")
