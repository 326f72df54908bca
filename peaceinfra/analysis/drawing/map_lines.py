"""The lines of a map, and the letters and numbers on them that lead to their records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import dist

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.legend import Legend
from peaceinfra.analysis.drawing.lettering import width_of
from peaceinfra.analysis.drawing.map_looks import Changed, ChannelLook, TieLook, line_class
from peaceinfra.analysis.network.plan import Line
from peaceinfra.analysis.network.routing import Point
from peaceinfra.analysis.network.ties import TieKind
from peaceinfra.core.dates.choices import Certainty

_CELL = 6
# So many rows of squares lie above the drawing, for what reaches out of it.
_ROWS_ABOVE = 64
#: The paths of about ten maps.
MOST_KEPT = 4096
_ALONG = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9)
_BAR = 3.5
# So many places are tried to both sides of a line.
_MOST_BESIDE = 10
LETTERED = frozenset({TieKind.LINKAGE, TieKind.CHANNEL})


@dataclass(slots=True)
class Occupied:
    """Which parts of a drawing are taken, as a grid of small squares: of each column the rows, a bit for each."""

    columns: dict[int, int] = field(default_factory=dict)

    @staticmethod
    def _cells(left: float, top: float, right: float, bottom: float) -> tuple[range, int]:
        """The columns of a box, and its rows in each of them."""
        first, last = int(top // _CELL) + _ROWS_ABOVE, int(bottom // _CELL) + _ROWS_ABOVE
        return range(int(left // _CELL), int(right // _CELL) + 1), (1 << last + 1) - (1 << first)

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        columns, rows = self._cells(left, top, right, bottom)
        for column in columns:
            self.columns[column] = self.columns.get(column, 0) | rows

    def is_free(self, left: float, top: float, right: float, bottom: float) -> bool:
        columns, rows = self._cells(left, top, right, bottom)
        taken = self.columns.get
        return all(not taken(column, 0) & rows for column in columns)


@lru_cache(maxsize=MOST_KEPT)
def rounded(points: tuple[Point, ...], corner: float) -> str:
    """The path through the points, its corners rounded no farther than `corner`.

    The last ones are kept: lines run alike on each day.
    """
    shape = ["M{:.1f} {:.1f}".format(*points[0])]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        into, out = dist(before, here), dist(here, after)
        if not into or not out:
            continue
        enter = _towards(here, before, min(corner, into / 2) / into)
        leave = _towards(here, after, min(corner, out / 2) / out)
        shape.append("L{:.1f} {:.1f}Q{:.1f} {:.1f} {:.1f} {:.1f}".format(*enter, *here, *leave))
    shape.append("L{:.1f} {:.1f}".format(*points[-1]))
    # As `svg.number` writes them: of one decimal this is all that can be left out.
    return "".join(shape).replace(".0", "")


def _towards(point: Point, other: Point, share: float) -> Point:
    return point[0] + (other[0] - point[0]) * share, point[1] + (other[1] - point[1]) * share


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line with its look and its path; `ends` are the numbers of the marks that it joins, for the script."""

    line: Line
    look: TieLook
    points: tuple[Point, ...]
    ends: str


def draw_line(drawn: DrawnLine, corner: float, legend: Legend) -> str:
    """One line, with all that is said of it."""
    line, look, points, ends = drawn.line, drawn.look, drawn.points, drawn.ends
    legend.add(*signs_of(line, look))
    shape, class_ = rounded(points, corner), line_class(line, look)
    parts = [svg.path(shape, class_)]
    if line.kind == TieKind.CHANNEL and not look.is_off and look.changed != Changed.SAME:
        parts.append(svg.path(shape, "chin"))
    if class_.startswith("e struct"):
        # Across the line, so that what belongs together differs by its shape from a linkage that is not confirmed.
        parts.append(svg.path(shape, "ticks"))
    if line.kind == TieKind.LINKAGE and not (look.is_off or look.freshness or look.changed):
        parts.append(
            svg.path("".join(_bar(points[at], points[next_]) for at, next_ in ((0, 1), (-1, -2))), "bar")
        )
    return svg.group(svg.title(look.said), *parts, data_ends=ends)


def _bar(end: Point, before: Point) -> str:
    """A short bar across the end of a line, a little away from the mark."""
    y = end[1] + (5 if before[1] > end[1] else -5)
    return f"M{svg.number(end[0] - _BAR)} {svg.number(y)}h{svg.number(2 * _BAR)}"


def signs_of(line: Line, look: TieLook) -> Iterator[str]:
    """What the legend has to explain of a line."""
    possible = look.certainty == Certainty.POSSIBLE
    if look.is_off:
        yield "off"
    elif look.changed:
        yield f"changed_{look.changed}"
    elif line.kind == TieKind.LINKAGE:
        yield "linkage"
        yield f"dates_{look.certainty}"
        yield look.freshness or "over"
    elif line.kind == TieKind.CHANNEL:
        yield "channel" if look.channel == ChannelLook.OPEN else f"channel_{look.channel.name.lower()}"
    elif line.kind == TieKind.REACH:
        yield "reach_weak" if look.is_weak or possible else "reach_trusted" if look.is_trusted else "reach"
    elif line.kind in (TieKind.MEMBERSHIP, TieKind.POST):
        yield "seat_possible" if possible else "seat"
    else:
        yield "struct_possible" if possible else "struct"


@dataclass(frozen=True, slots=True)
class Tag:
    """A letter or number on a line, and a word after it."""

    text: str
    word: str
    look: TieLook
    is_plate: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a tag stands: its middle and half its width."""

    tag: Tag
    x: float
    y: float
    half: float


def spot_on(tag: Tag, points: Sequence[Point], occupied: Occupied, radius: float) -> Spot | None:
    """A free place on the line for the letter or number of a tag; None where there is none."""
    return _free_spot(tag, _on(points), occupied, radius)


def spot_beside(tag: Tag, points: Sequence[Point], occupied: Occupied, radius: float) -> Spot | None:
    """A free place beside the line; None where there is none."""
    return _free_spot(tag, _beside(_turns(points)[0], radius), occupied, radius)


def _free_spot(tag: Tag, places: Iterator[Point], occupied: Occupied, radius: float) -> Spot | None:
    """The first free place. What a day says has no part in it, so that no day moves a letter."""
    half = max(radius, (width_of(tag.text) + 8) / 2)
    for x, y in places:
        box = x - half - 2, y - radius - 1, x + half + 2, y + radius + 1
        if box[0] >= 0 and occupied.is_free(*box):
            occupied.take(*box)
            return Spot(replace(tag, word=""), x, y, half)
    return None


def with_word(spot: Spot, word: str, occupied: Occupied, radius: float, small: float) -> Spot:
    """The tag with its word, where there is room for it to both sides."""
    half = (width_of(f"{spot.tag.text} {word}", small) + 8) / 2
    top, bottom = spot.y - radius - 1, spot.y + radius + 1
    sides = [
        (spot.x - half - 2, top, spot.x - spot.half - 2 - _CELL, bottom),
        (spot.x + spot.half + 2 + _CELL, top, spot.x + half + 2, bottom),
    ]
    if sides[0][0] < 0 or not all(occupied.is_free(*side) for side in sides):
        return spot
    for side in sides:
        occupied.take(*side)
    return Spot(replace(spot.tag, word=word), spot.x, spot.y, half)


def _on(points: Sequence[Point]) -> Iterator[Point]:
    """Places on a line: where it turns in a gap, then where it goes straight through a band."""
    yield from _along(_turns(points))
    yield from _along(list(zip(points, points[1:], strict=False))[2:-1:2])


def _along(turns: Sequence[tuple[Point, Point]]) -> Iterator[Point]:
    for share in _ALONG:
        for start, end in turns:
            yield _towards(start, end, share)


def _beside(turn: tuple[Point, Point], radius: float) -> Iterator[Point]:
    """Places in the same gap, the nearest first."""
    (left, top), (right, foot) = turn
    x, y = (left + right) / 2, (top + foot) / 2
    for step in range(2, _MOST_BESIDE + 1):
        for way in (1, -1):
            yield x + step * way * (radius + 3), y


def _turns(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    """The pieces of a path that lie in gaps, the longest first."""
    pieces = list(zip(points, points[1:], strict=False))[1::2]
    return sorted(pieces, key=lambda piece: -dist(*piece))


def draw_tag(spot: Spot, ends: str, radius: float) -> str:
    tag, x, y, half = spot.tag, spot.x, spot.y, spot.half
    pale, said = " offt" if tag.look.is_off else "", tag.look.said
    corner = 3 if tag.is_plate else radius
    box = svg.rect(x - half, y - radius, 2 * half, 2 * radius, f"tag{pale}", corner=corner)
    parts = [svg.tspan(tag.text, "tb" if tag.is_plate else "")]
    if tag.word:
        parts.append(svg.tspan(f" {tag.word}"))
    words = svg.text(x, y + 4, "", f"ts{pale}", "middle", parts=parts)
    return svg.link(tag.look.url, said, svg.title(said), box, words, data_ends=ends)
