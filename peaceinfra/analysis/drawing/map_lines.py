"""The lines of a vertical map and the lettered signs that lead to their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import hypot

from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.legend import Legend, dates_sign
from peaceinfra.analysis.drawing.lettering import width_of
from peaceinfra.analysis.drawing.map_parts import MapEdge, certainty_word, freshness_word, line_class
from peaceinfra.core.dates.choices import Certainty

_ALONG = (0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.2, 0.8)
_BULGES = (0, 30, -30, 60, -60)
_CELL = 8
# A node is looked for so often along a line: closer than its room.
_STEP = 12
# In a fuller drawing lines are not bent around nodes: it costs time and helps nobody.
_MOST_FOR_BENDING = 60


@dataclass(slots=True)
class Occupied:
    """Which parts of the drawing are taken, as a grid of small squares."""

    cells: set[tuple[int, int]] = field(default_factory=set)

    @staticmethod
    def _cells(left: float, top: float, right: float, bottom: float) -> Iterator[tuple[int, int]]:
        for column in range(int(left // _CELL), int(right // _CELL) + 1):
            for row in range(int(top // _CELL), int(bottom // _CELL) + 1):
                yield column, row

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        self.cells.update(self._cells(left, top, right, bottom))

    def is_free(self, left: float, top: float, right: float, bottom: float) -> bool:
        return not any(cell in self.cells for cell in self._cells(left, top, right, bottom))


@dataclass(slots=True)
class Route:
    """A line between two nodes, straight or bent sideways by `bulge` units."""

    edge: MapEdge
    x1: float
    y1: float
    x2: float
    y2: float
    bulge: float = 0

    @property
    def bend(self) -> tuple[float, float]:
        """The control point of the curve."""
        length = ((self.x2 - self.x1) ** 2 + (self.y2 - self.y1) ** 2) ** 0.5 or 1
        away_x, away_y = (self.y2 - self.y1) / length, -(self.x2 - self.x1) / length
        if away_y > 0 or (away_y == 0 and away_x < 0):
            away_x, away_y = -away_x, -away_y
        reach = self.bulge * 2
        return (self.x1 + self.x2) / 2 + away_x * reach, (self.y1 + self.y2) / 2 + away_y * reach

    def point(self, share: float) -> tuple[float, float]:
        """The point that many parts of the way along."""
        bend_x, bend_y = self.bend
        a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share**2
        return a * self.x1 + b * bend_x + c * self.x2, a * self.y1 + b * bend_y + c * self.y2

    def shape(self) -> str:
        start = f"M{svg.number(self.x1)} {svg.number(self.y1)}"
        end = f"{svg.number(self.x2)} {svg.number(self.y2)}"
        if not self.bulge:
            return f"{start}L{end}"
        bend_x, bend_y = self.bend
        return f"{start}Q{svg.number(bend_x)} {svg.number(bend_y)} {end}"


def draw_lines(
    routes: Sequence[Route], places: dict[str, tuple[float, float]], occupied: Occupied, legend: Legend
) -> Iterator[str]:
    """The lines, bent around nodes that are not their own, away from names, and apart from lines between the
    same two nodes.
    """
    used: dict[frozenset, set[float]] = {}
    for route in routes:
        taken = used.setdefault(frozenset((route.edge.source, route.edge.target)), set())
        own = {route.edge.source, route.edge.target}
        crowded = len(places) > _MOST_FOR_BENDING
        others = [] if crowded else [place for key, place in places.items() if key not in own]
        route.bulge = _bulge(route, others, taken, occupied)
        taken.add(route.bulge)
        edge = route.edge
        legend.add(edge.freshness, dates_sign(edge.certainty))
        yield svg.path(route.shape(), line_class(edge.freshness, edge.certainty))


def _bulge(
    route: Route, others: Sequence[tuple[float, float]], taken: set[float], occupied: Occupied
) -> float:
    free = [bulge for bulge in _BULGES if bulge not in taken] or [15.0 * (len(taken) + 1)]
    left, right = min(route.x1, route.x2) - 70, max(route.x1, route.x2) + 70
    top, bottom = min(route.y1, route.y2) - 70, max(route.y1, route.y2) + 70
    near = [(x, y) for x, y in others if left <= x <= right and top <= y <= bottom]
    steps = max(12, round(hypot(route.x2 - route.x1, route.y2 - route.y1) / _STEP))
    open_ways: dict[float, float] = {}
    for bulge in free:
        route.bulge = bulge
        points = [route.point(step / steps) for step in range(1, steps)]
        if not any((x - px) ** 2 + (y - py) ** 2 < 256 for x, y in near for px, py in points):
            if not bulge:
                return bulge
            open_ways[bulge] = sum(not occupied.is_free(x, y, x, y) for x, y in points)
    return min(open_ways, key=open_ways.__getitem__, default=free[0])


def draw_tags(
    routes: Sequence[Route], occupied: Occupied, labels: dict[str, str], narrow: bool
) -> Iterator[str]:
    """The letters on the lines: each a link to its row of evidence, with the track written beside it."""
    reach = 13 if narrow else 12
    for route in routes:
        edge = route.edge
        track = "" if narrow else edge.track
        room = width_of(track) + 4 if track else 0
        place = _free_point(route, occupied, reach, room)
        if place is None:
            # Without room for the track the letter still leads to it.
            track, room = "", 0
            place = _free_point(route, occupied, reach, 0) or route.point(0.5)
        x, y = place
        occupied.take(x - reach, y - reach, x + reach + room, y + reach)
        confirmed = edge.certainty == Certainty.CONFIRMED
        sign = svg.diamond(x, y, 12, "tag") if confirmed else svg.circle(x, y, 9.5, "tag")
        yield svg.link(
            edge.url or f"#link-{edge.letter}",
            _said(edge, labels),
            svg.circle(x, y, reach, "hit"),
            sign,
            svg.text(x, y + 4, edge.letter, "ts", "middle"),
        )
        if track:
            # The halo of a text leaves its spaces open: a line would strike it through.
            yield svg.rect(x + 11, y - 7, room - 2, 14, "pbg")
            yield svg.text(x + 13, y + 4, track, "t2 ts halo")


def _free_point(route: Route, occupied: Occupied, reach: float, room: float) -> tuple[float, float] | None:
    for share in _ALONG:
        x, y = route.point(share)
        if occupied.is_free(x - reach, y - reach, x + reach + room, y + reach):
            return x, y
    return None


def _said(edge: MapEdge, labels: dict[str, str]) -> str:
    said = _("Linkage %(letter)s: %(source)s – %(target)s, %(certainty)s, %(freshness)s") % {
        "letter": edge.letter,
        "source": labels[edge.source],
        "target": labels[edge.target],
        "certainty": certainty_word(edge.certainty),
        "freshness": freshness_word(edge.freshness),
    }
    return f"{said}, {edge.track}" if edge.track else said
