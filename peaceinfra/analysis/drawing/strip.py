"""The line of time under a drawing: years, a tick where something changed, and words at some of the ticks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.axis import Axis
from peaceinfra.analysis.drawing.lettering import Shelf, isolated, shortened, width_of
from peaceinfra.core.dates.words import day_text

# Words above the line, the line, years below it.
_WORDS, _LINE, _YEARS, _HEIGHT, _WITH_DAY = 14, 30, 46, 52, 64
_MOST_WIDE, _WIDENED, _CLOSE, _GAP = 150, 300, 8, 12


@dataclass(frozen=True, slots=True)
class Tick:
    """A day on which something changed, and the words for the tick itself; "" where it has none."""

    day: date
    words: str


@dataclass(frozen=True, slots=True)
class Strip:
    """`ticks` in the order of their weight: the first take the room for words. `as_of`: the chosen day.

    full        all that changed on a day, in words
    address     where that day is shown
    """

    name: str
    ticks: Sequence[Tick]
    start: date
    end: date
    full: Callable[[date], str]
    address: Callable[[date], str]
    as_of: date | None = None


def draw_strip(strip: Strip) -> svg.Drawing:
    return svg.Drawing(_draw(strip, "w", "wide", 1152), _draw(strip, "n", "narrow", 358))


def _draw(strip: Strip, suffix: str, class_: str, width: int) -> svg.SafeString:
    axis = Axis(8, width - 8, strip.start, strip.end)
    children = [svg.line(axis.left, _LINE, axis.right, _LINE, "base")]
    children += [
        svg.text(axis.x(day), _YEARS, words, "t2 ts", "start" if axis.x(day) < 20 else "middle")
        for day, words in axis.ticks()
        if axis.x(day) + width_of(words, 12) / 2 < width
    ]
    children += _ticks(strip, axis)
    children += _labels(strip, axis, width)
    if strip.as_of:
        children += _chosen(strip.as_of, axis, width)
    return svg.root(
        width=width,
        height=_WITH_DAY if strip.as_of else _HEIGHT,
        name=strip.name,
        ident=f"strip-{suffix}",
        class_=class_,
        children=children,
        role="group",
    )


def _ticks(strip: Strip, axis: Axis) -> list[str]:
    """One for each place: what lies closer than a line is wide is one line."""
    places = {round(axis.x(day)) for day in {tick.day for tick in strip.ticks}}
    return [svg.line(x, _LINE - 6, x, _LINE + 3, "cap") for x in sorted(places)]


def _labels(strip: Strip, axis: Axis, width: int) -> list[str]:
    """Links in the order of time, for those who go through them with the keyboard."""
    labelled = sorted(_labelled(strip, axis, width), key=lambda label: label.left)
    before, found = 0, []
    for label, after in zip_longest(labelled, labelled[1:]):
        label.widen(axis.x(label.tick.day), before, after.left - _GAP if after else width - _GAP / 2)
        before = label.right + _GAP
        said = f"{day_text(label.tick.day)}: {strip.full(label.tick.day)}"
        text = svg.text(label.left, _WORDS, isolated(label.words), "ts", full=said)
        found.append(svg.link(strip.address(label.tick.day), said, text))
    return found


@dataclass(slots=True)
class _Label:
    """Words at a tick, and from where to where they reach."""

    tick: Tick
    words: str
    left: float
    right: float

    def widen(self, at: float, start: float, end: float) -> None:
        """As much of the whole words as there is room for between the neighbours, as near to the tick as may be."""
        if self.words == self.tick.words:
            return
        # Words that reach far from their tick would seem to belong to another.
        self.words = shortened(self.tick.words, min(end - start, _WIDENED), 12)
        room = width_of(self.words, 12)
        self.left = max(start, min(at - room / 2, end - room))
        self.right = self.left + room


def _labelled(strip: Strip, axis: Axis, width: int) -> Iterator[_Label]:
    """In the order of their weight, each short enough to leave room for others."""
    shelf, tried = Shelf(0, width, 1, gap=_GAP), set()
    for tick in strip.ticks:
        # The first at a place has its word there, or none has.
        place = int(axis.x(tick.day)) // _CLOSE
        if not tick.words or place in tried:
            continue
        tried.add(place)
        words = shortened(tick.words, _MOST_WIDE, 12)
        room, at = width_of(words, 12), axis.x(tick.day)
        left = max(0, min(at - room / 2, width - room))
        if shelf.is_free(0, left, left + room):
            shelf.reserve(0, left, left + room)
            yield _Label(tick, words, left, left + room)


def _chosen(day: date, axis: Axis, width: int) -> list[str]:
    x, words = axis.x(day), day_text(day)
    half = width_of(words, 12, bold=True) / 2
    at = max(half, min(x, width - half))
    return [
        svg.path(f"M{svg.number(x)} {_LINE + 1}l5 8h-10z", "asofflag"),
        svg.text(at, _YEARS + 14, words, "tb ts", "middle"),
    ]
