"""The marks of a map with their names, and the frame in which they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.legend import Legend
from peaceinfra.analysis.drawing.lettering import isolated
from peaceinfra.analysis.drawing.map_looks import MapLook, MarkLook
from peaceinfra.analysis.drawing.map_names import Measures, Name, Words, words_at
from peaceinfra.analysis.network.layout import Layout
from peaceinfra.analysis.network.plan import Mark, Row, Shape
from peaceinfra.analysis.network.routing import Point

_RING = 5.5
#: The rows that stand together between two hairlines.
_TOP = (Row.PARTIES, Row.BODIES, Row.JOINT)
_SIGNS = {
    Shape.PARTY: "party",
    Shape.BODY: "body",
    Shape.PERSON: "person",
    Shape.FORUM: "forum",
    Shape.COMMUNITY: "community",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A mark with its name, its look and its place; `number` is that by which the script knows it."""

    mark: Mark
    name: Name
    look: MarkLook
    place: Point
    number: str


def draw_mark(drawn: Drawn, measures: Measures, legend: Legend) -> str:
    """The mark, its name and its remark: one link, with all that is said of it."""
    mark, name, look, place = drawn.mark, drawn.name, drawn.look, drawn.place
    legend.add(*_signs_of(mark, look))
    x, y = place
    parts = [*_ring(x, y, look, measures), *_shapes(mark, look, place, measures.radius)]
    for words in words_at(x, y, name, look, measures):
        parts.append(_text(words, mark, look, measures))
    title = svg.title(look.said)
    if not look.url:
        return svg.group(title, *parts, data_mark=drawn.number)
    hit = svg.circle(x, y, 13, "hit")
    return svg.link(look.url, look.said, title, hit, *parts, data_mark=drawn.number)


def _signs_of(mark: Mark, look: MarkLook) -> Iterator[str]:
    yield _SIGNS[mark.shape]
    if mark.members:
        yield "folded"
    if look.is_off:
        yield "off"
    elif look.is_possible:
        yield "possible_actor"
    if look.has_ring:
        yield "broker"
    if look.is_fictional:
        yield "fictional"


def _ring(x: float, y: float, look: MarkLook, measures: Measures) -> Iterator[str]:
    if look.has_ring:
        yield svg.circle(x, y, measures.radius + _RING, "pbg")
        yield svg.circle(x, y, measures.radius + _RING, "ring")


def _shapes(mark: Mark, look: MarkLook, place: Point, radius: float) -> Iterator[str]:
    x, y = place
    class_ = "n"
    if look.is_off:
        class_ += " offn"
    else:
        class_ += " full" if mark.shape == Shape.PARTY and look.is_filled else ""
        class_ += " possible" if look.is_possible else " cut" if mark.is_alone and look.warns else ""
    if mark.members:
        yield _shape(mark.shape, x + 3, y - 3, radius, class_)
    yield _shape(mark.shape, x, y, radius, class_)


def _shape(shape: Shape, x: float, y: float, radius: float, class_: str) -> str:
    if shape == Shape.FORUM:
        return svg.diamond(x, y, radius + 2, class_)
    if shape == Shape.PERSON:
        return svg.circle(x, y, radius, class_)
    if shape == Shape.COMMUNITY:
        r = radius + 1
        left, top, right, foot = (svg.number(value) for value in (x - r, y - r, x + r, y + r - 2))
        return svg.path(f"M{left} {foot}L{svg.number(x)} {top}L{right} {foot}z", class_)
    return svg.rect(x - radius, y - radius, 2 * radius, 2 * radius, class_)


def _text(words: Words, mark: Mark, look: MarkLook, measures: Measures) -> str:
    class_ = [] if measures.is_beside else ["tn"]
    if words.is_remark:
        class_ += ["ts" if measures.is_beside else "", "tw" if look.warns else "t2"]
    else:
        class_ += ["tb" if mark.shape == Shape.PARTY else "", "tf" if look.is_off else ""]
        class_ += ["ti" if look.is_fictional else ""]
    anchor = "" if words.anchor == "start" else words.anchor
    return svg.text(words.x, words.y, isolated(words.text), " ".join(filter(None, class_)), anchor)


def draw_frame(layout: Layout, look: MapLook, lane: str, measures: Measures) -> Iterator[str]:
    """The names of the rows, hairlines between the levels, and the lane of those without a tie, by its name."""
    rows = sorted(layout.rows)
    for place, row in enumerate(rows):
        top, _bottom = layout.rows[row]
        if place == 0:
            yield svg.line(0, 0.5, measures.width, 0.5, "groupline")
        elif row not in _TOP:
            y = round((layout.rows[rows[place - 1]][1] + _first_top(layout, row)) / 2) + 0.5
            yield svg.line(0, y, measures.width, y, "axis")
        if measures.is_beside:
            yield from _row_name(_first_middle(layout, row), look.rows[Row(row)])
    if lane:
        x = measures.lane_left + 0.5
        yield svg.line(x, 8, x, layout.height - 4, "axis")
        yield svg.text(measures.lane_left + 12, 20, lane, "tb ts")


def _first_top(layout: Layout, row: int) -> float:
    return layout.rows[row][0]


def _first_middle(layout: Layout, row: int) -> float:
    return next(band.middle for band in layout.bands if band.row == row)


def _row_name(y: float, names: Sequence[str]) -> Iterator[str]:
    name, note = names
    yield svg.text(0, y + 4, name, "tb ts")
    if note:
        yield svg.text(0, y + 19, note, "t2 ts")
