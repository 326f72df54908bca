"""Coastlines with a numbered point for each country: where processes are, and no border.

The land is a picture of its own (`static/coastlines.svg`), so that a browser fetches it once. Both use the projection
Equal Earth (Šavrič, Patterson and Jenny 2018), in which areas are true to one another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from django.utils.safestring import SafeString

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.country_points import COUNTRY_POINTS
from peaceinfra.analysis.drawing.lettering import width_of

#: The corners of the picture of the land, in degrees: it is cut at 80° north and at 57° south.
NORTH, SOUTH = 80, -57
WIDE, NARROW = 560, 358
_SIZE, _RADIUS, _SPOT, _GAP = 13, 4, 2, 3
_A = (1.340264, -0.081106, 0.000893, 0.003796)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A process on the map: its number in the table beside it, its name, its page, the codes of its countries."""

    number: int
    name: str
    address: str
    countries: Sequence[str]


def projected(east: float, north: float) -> tuple[float, float]:
    """Equal Earth: degrees to a place on a plane on which y grows to the north."""
    a1, a2, a3, a4 = _A
    t = asin(sqrt(3) / 2 * sin(radians(north)))
    x = 2 * radians(east) * cos(t) / (sqrt(3) * (a1 + 3 * a2 * t**2 + t**6 * (7 * a3 + 9 * a4 * t**2)))
    return x, t * (a1 + a2 * t**2 + t**6 * (a3 + a4 * t**2))


def on_map(east: float, north: float, width: float) -> tuple[float, float]:
    """The place in a drawing of that width, from its upper left corner."""
    scale = width / (2 * projected(180, 0)[0])
    x, y = projected(east, north)
    return width / 2 + x * scale, (projected(0, NORTH)[1] - y) * scale


def draw_world_map(
    processes: Iterable[Numbered], land: str, name: object, spots: Sequence[tuple[float, float]] = ()
) -> svg.Drawing:
    """The two drawings, for wide screens and for phones.

    land    the address of the picture of the land
    spots   degrees east and north of places where something of the processes took place
    """
    at = defaultdict(list)
    for process in processes:
        for country in dict.fromkeys(process.countries):
            if country in COUNTRY_POINTS:
                at[COUNTRY_POINTS[country]].append(process)
    return svg.Drawing(
        _draw(at, spots, land, name, WIDE, "world-wide", "wide"),
        _draw(at, spots, land, name, NARROW, "world-narrow", "narrow"),
    )


def is_placed(process: Numbered) -> bool:
    """Whether the map has a point for it."""
    return any(country in COUNTRY_POINTS for country in process.countries)


def _draw(at, spots, land: str, name: object, width: int, ident: str, class_: str) -> SafeString:
    height = round(on_map(0, SOUTH, width)[1])
    places = {point: on_map(*point, width) for point in at}
    children = [svg.element("image", href=land, x=0, y=0, width=width, height=height)]
    children += [svg.circle(*on_map(*spot, width), _SPOT, "spot") for spot in spots if _is_drawn(spot)]
    children += [svg.circle(x, y, _RADIUS, "dot") for x, y in places.values()]
    taken = [_box(x - _RADIUS, y, 2 * _RADIUS) for x, y in places.values()]
    for point, found in sorted(at.items(), key=lambda item: item[1][0].number):
        label = ", ".join(str(process.number) for process in found)
        spot = _room(places[point], width_of(label, _SIZE), taken, width)
        if spot:
            taken.append(_box(spot[0], spot[1], width_of(label, _SIZE)))
            children += _numbers(found, *spot)
    return svg.root(
        width=width, height=height, name=name, ident=ident, class_=class_, children=children, role="group"
    )


def _is_drawn(spot: tuple[float, float]) -> bool:
    """Whether the picture of the land goes so far north and south."""
    return SOUTH <= spot[1] <= NORTH


def _numbers(processes: Sequence[Numbered], x: float, y: float) -> Iterator[str]:
    """Each number leads to its process."""
    for place, process in enumerate(processes):
        words = str(process.number)
        label = f"{words} {process.name}"
        yield svg.link(process.address, label, svg.text(x, y + _SIZE / 3, words, "num", full=process.name))
        x += width_of(words, _SIZE)
        if place < len(processes) - 1:
            yield svg.text(x, y + _SIZE / 3, ", ", "num")
            x += width_of(", ", _SIZE)


def _room(spot: tuple[float, float], length: float, taken, width: float) -> tuple[float, float] | None:
    """Where the numbers of a point touch nothing: beside it, above or below; None where there is no such place."""
    x, y = spot
    beside, away = _RADIUS + _GAP, _SIZE * 0.9
    for left, middle in (
        (x + beside, y),
        (x - beside - length, y),
        (x - length / 2, y - away),
        (x - length / 2, y + away),
        (x + beside, y - away),
        (x - beside - length, y + away),
    ):
        box = _box(left, middle, length)
        if left >= 0 and left + length <= width and not any(_touch(box, other) for other in taken):
            return left, middle
    return None


def _box(left: float, middle: float, length: float) -> tuple[float, float, float, float]:
    half = _SIZE * 0.4
    return left, middle - half, left + length, middle + half


def _touch(box, other) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
