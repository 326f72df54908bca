"""The vertical map of a large process: its levels and the links between them as counts in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.legend import Legend, dates_sign, legend_of
from peaceinfra.analysis.drawing.lettering import wrapped
from peaceinfra.analysis.drawing.map_parts import LEVELS, VerticalMap, level_name, line_class
from peaceinfra.core.dates.choices import Certainty

ROW = 190
_TITLE_LINE, _LINE = 18, 15


def draw_counts(vertical: VerticalMap) -> svg.Drawing:
    """Both drawings, with the same ids as the map of single actors."""
    legends = Legend(), Legend()
    return svg.Drawing(
        _draw(vertical, 1152, "w", "wide", legends[0], places=(180, 470, 810), room=300),
        _draw(vertical, 358, "n", "narrow", legends[1], places=(0, 24, 196), room=130),
        legend_of(*legends),
    )


def _draw(
    vertical: VerticalMap,
    width: int,
    suffix: str,
    class_: str,
    legend: Legend,
    *,
    places: Sequence[float],
    room: float,
) -> svg.SafeString:
    text_x, near_x, far_x = places
    actors = Counter(node.level for node in vertical.nodes)
    level_of = {node.key: node.level for node in vertical.nodes}
    links: dict[tuple[str, str], Counter] = {}
    for edge in vertical.edges:
        if edge.source in level_of and edge.target in level_of:
            pair = tuple(sorted((level_of[edge.source], level_of[edge.target]), key=LEVELS.index))
            links.setdefault(pair, Counter()).update((edge.certainty, edge.freshness, "all"))
    parts: list[str] = []
    for row, level in enumerate(LEVELS):
        y = row * ROW
        parts += _level(level, y, width, actors[level], links.get((level, level)), text_x)
    for (upper, lower), counts in sorted(links.items()):
        if upper != lower:
            skips = LEVELS.index(lower) - LEVELS.index(upper) > 1
            x = far_x if skips else near_x
            ends = LEVELS.index(upper) * ROW + 74, LEVELS.index(lower) * ROW
            parts += _between(counts, x, *ends, room, legend)
    return svg.root(
        width=width,
        height=2 * ROW + 84,
        name=vertical.title,
        ident=f"{vertical.ident}-{suffix}",
        class_=class_,
        children=parts,
    )


def _level(
    level: str, y: float, width: int, actors: int, inside: Counter | None, text_x: float
) -> Iterator[str]:
    name, note = level_name(level)
    yield svg.line(0, y + 0.5, width, y + 0.5, "base" if y else "groupline")
    yield svg.text(0, y + 22, name, "tb")
    lines = [ngettext("%(n)s actor", "%(n)s actors", actors) % {"n": actors}]
    if inside:
        lines.append(_("within this level: %(links)s") % {"links": _links(inside["all"])})
    if text_x:
        yield svg.text(0, y + 39, note, "t2 ts")
    for i, words in enumerate(lines):
        yield svg.text(text_x, y + (22 if text_x else 40) + _TITLE_LINE * i, words, "" if i == 0 else "t2 ts")


def _between(counts: Counter, x: float, y1: float, y2: float, room: float, legend: Legend) -> Iterator[str]:
    """One line for all links between two levels; what it stands for is said in words beside it."""
    certainty = max((held for held in Certainty if counts[held]), default=Certainty.POSSIBLE)
    freshness = next((age for age in ("fresh", "ageing") if counts[age]), "stale")
    legend.add(freshness, dates_sign(certainty))
    yield svg.line(x, y1, x, y2, line_class(freshness, certainty))
    words = [
        _("dates certain: %(n)s") % {"n": counts[Certainty.CERTAIN]},
        _("confirmed: %(n)s") % {"n": counts[Certainty.CONFIRMED]},
        _("possible: %(n)s") % {"n": counts[Certainty.POSSIBLE]},
        _("not confirmed of late: %(n)s") % {"n": counts["stale"]},
    ]
    lines = [_links(counts["all"]), *(line for word in words for line in wrapped(word, room, 2))]
    top = y1 + (ROW - 74 - _LINE * len(lines)) / 2 + 12
    for i, line in enumerate(lines):
        yield svg.text(x + 12, top + _LINE * i, line, "tb halo" if i == 0 else "t2 ts halo")


def _links(count: int) -> str:
    return ngettext("%(n)s link", "%(n)s links", count) % {"n": count}
