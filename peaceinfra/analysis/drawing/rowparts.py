"""What one row holds: bars with their labels and signs above them, events below them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.axis import Axis
from peaceinfra.analysis.drawing.bars import bar, first_merged
from peaceinfra.analysis.drawing.lanes import ONE_DAY, narrowed
from peaceinfra.analysis.drawing.legend import Legend
from peaceinfra.analysis.drawing.lettering import Shelf, isolated, shortened, width_of
from peaceinfra.analysis.drawing.spans import Mark, Phase, Row, Span4, states_of

LABEL_LINE = 15
EVENT_LINE = 20
MOST_EVENT_LINES = 8


@dataclass(slots=True)
class Layers:
    """Ink below and above the line of the chosen day; where the first bar begins and where the row ends."""

    first_bar: float
    bottom: float
    legend: Legend
    bars: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sign:
    """A sighting (○) or a confirmation (◇) over a day."""

    day: dt.date
    shape: str


@dataclass(frozen=True, slots=True)
class BarLine:
    """Things that share one bar: a whole log, or intervals that do not overlap."""

    logs: Sequence[Sequence[Phase]]
    signs: Sequence[Sign] = ()


def draw_row_parts(
    row: Row, axis: Axis, y: float, height: float, legend: Legend, *, label_lines: int
) -> Layers:
    """The bars and events of a row from `y` downwards; what is drawn is noted in the legend."""
    layers = Layers(first_bar=y, bottom=y, legend=legend)
    for i, bar_line in enumerate(_bar_lines(row)):
        _draw_bar_line(layers, bar_line, axis, height, label_lines, first=i == 0)
    marks = [item for item in row.items if isinstance(item, Mark)]
    if marks:
        _draw_marks(layers, marks, axis)
    layers.bottom = max(layers.bottom, layers.first_bar + height)
    return layers


def _bar_lines(row: Row) -> list[BarLine]:
    log = [item for item in row.items if isinstance(item, Phase)]
    lines = [BarLine([log])] if log else []
    shelves: list[list[Span4]] = []
    for span in (item for item in row.items if isinstance(item, Span4)):
        free = next((s for s in shelves if not any(_may_overlap(span, other) for other in s)), None)
        if free is None:
            shelves.append([span])
        else:
            free.append(span)
    return lines + [BarLine([s.phases() for s in shelf], _signs(shelf)) for shelf in shelves]


def _may_overlap(span: Span4, other: Span4) -> bool:
    first, last = dt.date.min, dt.date.max
    one_begins_in_time = (span.start_min or first) <= (other.end_max or last)
    return one_begins_in_time and (other.start_min or first) <= (span.end_max or last)


def _signs(spans: Sequence[Span4]) -> list[Sign]:
    signs = []
    for span in spans:
        if span.start_kind == "first_cited" and span.start_max:
            signs.append(Sign(span.start_max, "sighting"))
        if span.end_kind == "last_cited" and span.end_min:
            signs.append(Sign(span.end_min, "sighting"))
        confirmed = span.confirmed_on or (span.end_min if span.end_kind == "ongoing" else None)
        if confirmed:
            signs.append(Sign(confirmed, "confirmation"))
    return signs


def _draw_bar_line(
    layers: Layers, bar_line: BarLine, axis: Axis, height: float, label_lines: int, *, first: bool
) -> None:
    shelf = Shelf(axis.left, axis.right, label_lines)
    for sign in bar_line.signs:
        if axis.start <= sign.day <= axis.end:
            shelf.reserve(0, axis.x(sign.day) - 4, axis.x(sign.day) + 4)
    placed = [found for log in bar_line.logs for found in _place_labels(log, axis, shelf, height)]
    top = layers.bottom + max(LABEL_LINE * shelf.used, 4) + 3
    if first:
        layers.first_bar = top
    for line, x, shown, full, at in placed:
        base = top - 6 - LABEL_LINE * line
        if line and abs(at - x) < 12:
            layers.bars.append(svg.line(at, base + 3, at, top, "lead"))
        cut = "" if shown == full else full
        layers.labels.append(svg.text(x, base, isolated(shown), "ts halo", full=cut))
    for log in bar_line.logs:
        layers.bars += bar(axis, log, top, height, layers.legend)
    if any(_began_earlier(log, axis) for log in bar_line.logs):
        layers.legend.add("earlier")
        layers.labels.append(_draw_earlier(axis, top + height / 2))
    for sign in bar_line.signs:
        if axis.start <= sign.day <= axis.end:
            layers.legend.add(sign.shape)
            layers.labels.append(_draw_sign(sign, axis.x(sign.day), top - 9))
    layers.bottom = top + height + 2


def _began_earlier(log: Sequence[Phase], axis: Axis) -> bool:
    """Whether something that is drawn began on a known day before the axis."""
    days = [phase.latest or phase.earliest for phase in log if phase.is_drawn]
    return any(day is not None and day < axis.start for day in days)


def _draw_earlier(axis: Axis, middle: float) -> str:
    """An arrow at the left end: what stands here began before the time that is drawn."""
    x = svg.number(max(axis.left - 3, 8))
    return svg.path(f"M{x} {svg.number(middle - 5)}v10l-7 -5z", "earlier", _("began earlier"))


def _draw_sign(sign: Sign, x: float, y: float) -> str:
    if sign.shape == "sighting":
        return svg.circle(x, y, 3.5, "evo")
    return svg.diamond(x, y, 5, "evo")


def _place_labels(log: Sequence[Phase], axis: Axis, shelf: Shelf, height: float) -> list[tuple]:
    """(line, left edge, shown words, full words, day's x) of the labels that found room."""
    placed = []
    states = narrowed(states_of(log))
    for i, (phase, state) in enumerate(zip(log, states, strict=True)):
        left = states[i + 1].latest if i + 1 < len(states) else None
        if (left and left <= axis.start) or (state.earliest and state.earliest >= axis.end):
            continue
        words = _label(phase)
        # What is first cited on a day is named there: the days before it have no known beginning.
        at = axis.x(state.earliest or (i and state.latest) or axis.start)
        # Something undated that ended by a known day is named at that day.
        undated = phase.earliest is None and phase.latest is not None and i > 0 and not phase.is_drawn
        wanted = axis.x(phase.latest) - width_of(words) - 8 if undated else at
        found = _place_label(shelf, words, phase.word, max(wanted, axis.left) + 1)
        if found:
            placed.append((*found, words, at))
    if merged_from := first_merged(log, axis, height):
        at = axis.x(merged_from)
        if found := _place_label(shelf, _("several states possible"), _("several"), at):
            placed.append((*found, found[2], at))
    return placed


def _place_label(shelf: Shelf, words: str, word: str, at: float) -> tuple[int, float, str] | None:
    """Room for the label, else for the bare word of the status."""
    found = shelf.place(words, at, 12, whole=bool(word)) if words else None
    return found or (shelf.place(word, at, 12) if word else None)


def _label(phase: Phase) -> str:
    """The label, with its grade where it is not settled: the reader must see what holds it back."""
    words = phase.label or phase.word
    return f"{words} ({phase.grade})" if words and phase.grade and not phase.is_settled else words


def _draw_marks(layers: Layers, marks: Sequence[Mark], axis: Axis) -> None:
    shelf = Shelf(axis.left, axis.right, MOST_EVENT_LINES, gap=8)
    top = layers.bottom + 4
    for mark in sorted(marks, key=lambda m: (m.start_min or dt.date.min, m.end_max or dt.date.max)):
        if _outside(mark, axis):
            continue
        exact = mark.exact and mark.start_min is not None
        layers.bars.append((_point if exact else _bracket)(mark, axis, shelf, top, layers))
    layers.bottom = top + EVENT_LINE * max(shelf.used, 1)


def _outside(mark: Mark, axis: Axis) -> bool:
    too_early = mark.end_max is not None and mark.end_max < axis.start
    return too_early or (mark.start_min is not None and mark.start_min >= axis.end)


def _line_for(shelf: Shelf, start: float, end: float) -> int:
    """The highest line with room; the last one takes what finds none."""
    free = (line for line in range(shelf.lines) if shelf.is_free(line, start, end))
    line = next(free, shelf.lines - 1)
    shelf.reserve(line, start, end)
    return line


def _point(mark: Mark, axis: Axis, shelf: Shelf, top: float, layers: Layers) -> str:
    x = axis.x(mark.start_min)
    words = shortened(mark.label, (axis.right - axis.left) / 2)
    full = "" if words == mark.label else mark.label
    start = x - 6 if x + 10 + width_of(words) <= axis.right else x - 10 - width_of(words)
    line = _line_for(shelf, start, start + 16 + width_of(words))
    y = top + EVENT_LINE * line + 8
    text_x = x + 10 if start == x - 6 else start
    layers.labels.append(svg.text(text_x, y + 4, isolated(words), "ts halo", full=full))
    layers.legend.add("event")
    return svg.diamond(x, y, 6, "ev", mark.label)


def _bracket(mark: Mark, axis: Axis, shelf: Shelf, top: float, layers: Layers) -> str:
    """A bracket over the days on which it may have happened; a foot only where the limit is known."""
    x1 = axis.x(mark.start_min) if mark.start_min else axis.left
    x2 = axis.x(mark.end_max + ONE_DAY) if mark.end_max and mark.end_max < dt.date.max else axis.right
    words = shortened(mark.label, (axis.right - axis.left) / 2)
    start = min(x1 + 4, axis.right - width_of(words))
    line = _line_for(shelf, min(start, x1), max(x2, start + width_of(words)))
    y = top + EVENT_LINE * line + 2
    feet = [svg.number(value) for value in (x1, y + 5, y, x2)]
    before = f"M{feet[0]} {feet[1]}V{feet[2]}" if axis.shows(mark.start_min) else f"M{feet[0]} {feet[2]}"
    after = f"V{feet[1]}" if mark.end_max and axis.shows(mark.end_max) else ""
    is_open = not (before.endswith(f"V{feet[2]}") and after)
    layers.legend.add("open_bracket" if is_open else "bracket")
    full = "" if words == mark.label else mark.label
    layers.labels.append(svg.text(start, y + 14, isolated(words), "ts halo", full=full))
    return svg.path(f"{before}H{feet[3]}{after}", "brk open" if is_open else "brk", mark.label)
