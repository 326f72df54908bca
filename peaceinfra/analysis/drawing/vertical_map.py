"""The vertical map: how local actors, platforms and the official table are linked, level above level.

Intermediaries are nodes. Width of a line says freshness, its dash says certainty, its letter leads to the
evidence. Who is a single broker, and to whom that may be said, is decided by the caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.legend import Legend, legend_of
from peaceinfra.analysis.drawing.lettering import isolated, width_of, wrapped
from peaceinfra.analysis.drawing.map_counts import draw_counts
from peaceinfra.analysis.drawing.map_lines import Occupied, Route, draw_lines, draw_tags
from peaceinfra.analysis.drawing.map_parts import LEVELS, MapEdge, MapNode, VerticalMap, level_name
from peaceinfra.analysis.drawing.placing import Column, arrange, columns_of, neighbour_lists

__all__ = ["MapEdge", "MapNode", "VerticalMap", "draw_vertical_map"]

# Beyond these a drawing of single actors cannot be read: the levels are drawn as counts.
MOST_NODES = 150
MOST_EDGES = 150
RADIUS = 7.5
LINE = 15
LABEL_LINES = 5


@dataclass(frozen=True, slots=True)
class Layout:
    """Measures of one of the two drawings."""

    suffix: str
    class_: str
    width: int
    left: float
    label_room: float
    size: float
    row_gap: float
    level_line: float
    level_gap: float
    node_room: float


WIDE = Layout("w", "wide", 1152, 132, 150, 13, 62, 0, 40, 28)
NARROW = Layout("n", "narrow", 358, 0, 84, 12, 54, 20, 30, 18)


@dataclass(frozen=True, slots=True)
class Placed:
    """A node with its place and the lines of its label; `side` of the label: above, below, right or left."""

    node: MapNode
    side: str
    lines: tuple[str, ...]
    words: tuple[str, ...]
    x: float = 0
    y: float = 0

    @property
    def height(self) -> float:
        return LINE * (len(self.lines) + len(self.words))


def draw_vertical_map(vertical: VerticalMap) -> svg.Drawing:
    """Both drawings. Their ids are `<ident>-w` and `<ident>-n`: `ident` must be unique on its page."""
    if len(vertical.nodes) > MOST_NODES or len(vertical.edges) > MOST_EDGES:
        return draw_counts(vertical)
    legends = Legend(), Legend()
    return svg.Drawing(
        _draw(vertical, WIDE, legends[0]), _draw(vertical, NARROW, legends[1]), legend_of(*legends)
    )


def _draw(vertical: VerticalMap, layout: Layout, legend: Legend) -> svg.SafeString:
    known = {node.key: node for node in vertical.nodes}
    edges = [e for e in vertical.edges if e.source in known and e.target in known and e.source != e.target]
    parents = {n.key: n.parent for n in vertical.nodes if n.parent in known and n.parent != n.key}
    labelled = _labelled(vertical.nodes, edges, parents, layout)
    levels = _levels(vertical.nodes, edges, parents, labelled, layout)
    placed, frame, heading_places, bottom = _place(levels, labelled, layout)
    occupied = Occupied()
    for y in heading_places:
        occupied.take(0, y, 100, y + 24)
    for spot in placed.values():
        occupied.take(*_box(spot, layout))
    places = {key: (spot.x, spot.y) for key, spot in placed.items()}
    routes = [Route(edge, *places[edge.source], *places[edge.target]) for edge in edges]
    struct = [svg.path(_straight(places[parent], places[key]), "e struct") for key, parent in parents.items()]
    if struct:
        legend.add("belongs")
    return svg.root(
        width=layout.width,
        height=bottom,
        name=vertical.title,
        ident=f"{vertical.ident}-{layout.suffix}",
        class_=layout.class_,
        role="group",
        children=[
            *frame,
            *struct,
            *draw_lines(routes, places, occupied, legend),
            *(part for spot in placed.values() for part in _draw_node(spot, layout, legend)),
            *draw_tags(routes, occupied, {n.key: n.label for n in vertical.nodes}, layout.suffix == "n"),
        ],
    )


def _straight(start: tuple[float, float], end: tuple[float, float]) -> str:
    return f"M{svg.number(start[0])} {svg.number(start[1])}L{svg.number(end[0])} {svg.number(end[1])}"


def _words_under(node: MapNode) -> tuple[str, ...]:
    words = []
    if node.broker_for:
        words.append(_("broker for %(n)s") % {"n": node.broker_for})
    if node.unlinked:
        words.append(_("no recorded link"))
    return tuple(words)


def _labelled(
    nodes: Sequence[MapNode], edges: Sequence[MapEdge], parents: dict[str, str], layout: Layout
) -> dict[str, Placed]:
    rank = {node.key: LEVELS.index(node.level) for node in nodes}
    pairs = [(edge.source, edge.target) for edge in edges]
    up, down = set(parents), set(parents.values())
    for key, other in pairs + [(b, a) for a, b in pairs]:
        if rank[key] < rank[other]:
            down.add(key)
        elif rank[key] > rank[other]:
            up.add(key)
    labelled = {}
    for node in nodes:
        side = "above" if node.shape == "party" or (node.key in down and node.key not in up) else "below"
        if side == "below" and node.key in down:
            side = "right"
        room = layout.label_room
        lines = tuple(wrapped(node.label, room, LABEL_LINES, layout.size))
        words = tuple(line for said in _words_under(node) for line in wrapped(said, room, 2, layout.size))
        labelled[node.key] = Placed(node, side, lines, words)
    return labelled


def _levels(
    nodes: Sequence[MapNode],
    edges: Sequence[MapEdge],
    parents: dict[str, str],
    labelled: dict[str, Placed],
    layout: Layout,
) -> list[list[list[Column]]]:
    """For each level its rows of columns, ordered and spread over the width."""

    def reach(key: str) -> tuple[float, float]:
        spot = labelled[key]
        label = max((width_of(line, layout.size) for line in (*spot.lines, *spot.words)), default=0)
        if spot.side == "right":
            return layout.node_room, label + layout.node_room + 4
        half = max(label / 2 + layout.node_room / 4, layout.node_room)
        return half, half

    heads = {node.key for node in nodes if node.shape == "party"}
    alone = {node.key for node in nodes if node.unlinked}
    columns = [
        columns_of([n.key for n in nodes if n.level == level], parents, heads, reach, alone)
        for level in LEVELS
    ]
    neighbours = neighbour_lists([(edge.source, edge.target) for edge in edges] + list(parents.items()))
    levels = arrange(columns, neighbours, layout.left, layout.width)
    for row in (row for level in levels for row in level):
        _turn_labels_away(row, neighbours, labelled)
    return levels


def _turn_labels_away(
    row: Sequence[Column], neighbours: dict[str, list[str]], labelled: dict[str, Placed]
) -> None:
    """Labels beside a node stand on the side from which fewer lines come along the row."""
    centres = {key: column.centre for column in row for key in column.members}
    for column in row:
        if len(column.members) != 1 or labelled[column.members[0]].side != "right":
            continue
        key = column.members[0]
        ways = [centres[other] > column.centre for other in neighbours.get(key, ()) if other in centres]
        if sum(ways) * 2 > len(ways):
            labelled[key] = replace(labelled[key], side="left")
            column.before, column.after = column.after, column.before


def _place(
    levels: Sequence[Sequence[Sequence[Column]]], labelled: dict[str, Placed], layout: Layout
) -> tuple[dict[str, Placed], list[str], list[float], float]:
    """Nodes with their places; lines and names of the levels and where they stand; the height of it all."""
    placed: dict[str, Placed] = {}
    frame: list[str] = []
    tops: list[float] = []
    y = 0.0
    for level, rows in zip(LEVELS, levels, strict=True):
        if not rows:
            continue
        tops.append(y)
        frame += _level_heading(level, y, layout)
        y += layout.level_line + 14
        for columns in rows:
            heads = {c.head: c.anchor for c in columns if c.head is not None}
            members = {
                key: c.anchor + offset
                for c in columns
                for key, offset in zip(c.members, c.member_offsets, strict=True)
            }
            for row in (heads, members):
                if row:
                    y = _place_row(row, y, labelled, placed, layout)
        y -= layout.row_gap - layout.level_gap
    return placed, frame, tops, max(y, 40)


def _place_row(
    row: dict[str, float], y: float, labelled: dict[str, Placed], placed: dict[str, Placed], layout: Layout
) -> float:
    ones = {key: labelled[key] for key in row}
    above = max((spot.height for spot in ones.values() if spot.side == "above"), default=0)
    below = max((spot.height for spot in ones.values() if spot.side == "below"), default=0)
    y += above + RADIUS + 12
    for key, x in row.items():
        spot = ones[key]
        placed[key] = replace(spot, x=x, y=y)
    return y + RADIUS + max(below + 10, 0) + layout.row_gap


def _level_heading(level: str, y: float, layout: Layout) -> Iterator[str]:
    yield svg.line(0, y + 0.5, layout.width, y + 0.5, "base" if y else "groupline")
    name, note = level_name(level)
    yield svg.text(0, y + (24 if layout.left else 18), name, "tb" if layout.left else "tb ts")
    if layout.left:
        yield svg.text(0, y + 41, note, "t2 ts")


def _label_place(spot: Placed) -> tuple[float, float, str]:
    """Where the first line of a label stands, and its anchor."""
    ring = 6 if spot.node.broker_for else 0
    if spot.side == "above":
        return spot.x, spot.y - RADIUS - 7 - ring - LINE * (len(spot.lines) + len(spot.words) - 1), "middle"
    if spot.side == "below":
        return spot.x, spot.y + RADIUS + 16 + ring, "middle"
    y = spot.y + 5 - LINE * (len(spot.lines) + len(spot.words) - 1) / 2
    away = RADIUS + 8 + ring
    return (spot.x + away, y, "start") if spot.side == "right" else (spot.x - away, y, "end")


def _box(spot: Placed, layout: Layout) -> tuple[float, float, float, float]:
    """The room of a node and its label: left, top, right, bottom."""
    label = max((width_of(line, layout.size) for line in (*spot.lines, *spot.words)), default=0)
    x, y, anchor = _label_place(spot)
    left = x - {"start": 0, "middle": label / 2, "end": label}[anchor]
    edge = RADIUS + (7 if spot.node.broker_for else 2)
    return (
        min(left, spot.x - edge),
        min(y - 12, spot.y - edge),
        max(left + label, spot.x + edge),
        max(y - 12 + spot.height, spot.y + edge),
    )


def _draw_node(spot: Placed, layout: Layout, legend: Legend) -> Iterator[str]:
    node, small = spot.node, "" if layout.left else " ts"
    legend.add(node.shape)
    signs = {"possible_actor": node.possible, "broker": node.broker_for, "fictional": node.fictional}
    legend.add(*(sign for sign, is_drawn in signs.items() if is_drawn))
    class_ = "n" + (" full" if node.shape == "party" else "") + (" possible" if node.possible else "")
    shape = _shape(spot, class_ + (" cut" if node.unlinked and not node.possible else ""))
    ring = [svg.circle(spot.x, spot.y, RADIUS + 6, "pbg"), svg.circle(spot.x, spot.y, RADIUS + 6, "ring")]
    x, y, anchor = _label_place(spot)
    full = node.label if any("…" in line for line in spot.lines) else ""
    italic = " ti" if node.fictional else ""
    # The halo of a link is narrow, for its underline: without a ground a line of a linkage would cross its letters.
    texts = [_ground(x, y + LINE * i, line, anchor, layout) for i, line in enumerate(spot.lines)]
    texts += [
        svg.text(x, y + LINE * i, isolated(line), f"halo{small}{italic}", anchor, full)
        for i, line in enumerate(spot.lines)
    ]
    texts += [
        svg.text(x, y + LINE * (len(spot.lines) + i), words, f"halo{small} tw", anchor)
        for i, words in enumerate(spot.words)
    ]
    parts = [*(ring if node.broker_for else []), shape, *texts]
    if not node.url:
        yield from parts
        return
    said = [node.label, *spot.words]
    if node.possible:
        said.append(_("possible on this day"))
    if node.fictional:
        said.append(pgettext("invented for the demonstration", "fictional"))
    yield svg.link(node.url, ", ".join(said), svg.circle(spot.x, spot.y, 13, "hit"), *parts)


def _ground(x: float, y: float, words: str, anchor: str, layout: Layout) -> str:
    """A piece of the page's colour under one line of a label."""
    width = width_of(words, layout.size)
    left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
    return svg.rect(left, y - 11, width, LINE - 1, "pbg")


def _shape(spot: Placed, class_: str) -> str:
    """■ party or mediator, □ body, ○ person or group, ◇ forum or platform."""
    if spot.node.shape == "forum":
        return svg.diamond(spot.x, spot.y, RADIUS + 2, class_)
    if spot.node.shape == "person":
        return svg.circle(spot.x, spot.y, RADIUS, class_)
    return svg.rect(spot.x - RADIUS, spot.y - RADIUS, 2 * RADIUS, 2 * RADIUS, class_)
