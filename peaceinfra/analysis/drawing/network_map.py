"""The map of a process: who is tied to whom, drawn twice, over places that are the same on every day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.drawing import svg
from peaceinfra.analysis.drawing.legend import Legend, legend_of
from peaceinfra.analysis.drawing.map_lines import (
    LETTERED,
    DrawnLine,
    Occupied,
    Tag,
    draw_line,
    draw_tag,
    spot_beside,
    spot_on,
    with_word,
)
from peaceinfra.analysis.drawing.map_looks import MapLook, MarkLook
from peaceinfra.analysis.drawing.map_marks import Drawn, draw_frame, draw_mark
from peaceinfra.analysis.drawing.map_names import NARROW, WIDE, Measures, Name, item_of, name_of, unused
from peaceinfra.analysis.network.layout import Item, Join, Layout, lay_out
from peaceinfra.analysis.network.narrowing import narrowed
from peaceinfra.analysis.network.plan import Mark, Plan
from peaceinfra.analysis.network.routing import Point
from peaceinfra.analysis.network.ties import NodeKey, TieKind

#: So many members of a fold are named in its title.
_MOST_NAMED = 12
#: Beyond these the records on one line are counted.
_MOST_TAGS = 5
#: So far into the room of a name a tag may reach from above or below: its letters begin farther in.
_TOUCHED = 6
#: 30 rem, with a line of words below the drawing.
_HIGHEST = 462
_MOST_IN_NARROW = (40, 30, 22, 16, 10, 0)
#: Where marks stand and lines run, and each mark's name and the room that it takes.
Places = tuple[Layout, dict[NodeKey, Name], dict[NodeKey, Item]]


def draw_network_map(plan: Plan, look: MapLook) -> svg.Drawing:
    """Both drawings of a plan that was folded as far as it must be."""
    legends = Legend(), Legend()
    return svg.Drawing(
        _draw(plan, places_of(plan, WIDE), look, WIDE, legends[0]),
        _draw(*narrow_plan(plan), look, NARROW, legends[1]),
        legend_of(*legends),
    )


def narrow_plan(plan: Plan) -> tuple[Plan, Places]:
    """The plan of the small drawing, with as many lines as leave it no higher than a screen, and its places."""
    for most in _MOST_IN_NARROW:
        found = narrowed(plan, most)
        places = places_of(found, NARROW)
        if places[0].height <= _HIGHEST:
            break
    return found, places


def places_of(plan: Plan, measures: Measures) -> Places:
    """Where all of it stands and runs: it asks neither a day nor a look."""
    has_lane = measures.is_beside and any(mark.is_alone for mark in plan.marks)
    frame = replace(measures.frame, right=measures.lane_left - 18) if has_lane else measures.frame
    names = {mark.key: name_of(mark, measures) for mark in plan.marks}
    items = [item_of(mark, names[mark.key], measures, mark.row) for mark in plan.marks]
    joins = [Join(line.ends, is_below=line.kind == TieKind.CHANNEL) for line in plan.lines]
    return lay_out(items, joins, frame), names, {item.key: item for item in items}


def _draw(plan: Plan, places: Places, look: MapLook, measures: Measures, legend: Legend) -> svg.SafeString:
    layout, names, _items = places
    looks = {mark.key: _look_of(mark, look, measures) for mark in plan.marks}
    numbers = {mark.key: str(place) for place, mark in enumerate(plan.marks)}
    has_lane = measures.is_beside and any(mark.is_alone for mark in plan.marks)
    lines = list(
        _lines(plan, look, layout, numbers, {key: unused(names[key], looks[key], measures) for key in names})
    )
    marks = [
        Drawn(mark, names[mark.key], looks[mark.key], layout.places[mark.key], numbers[mark.key])
        for mark in plan.marks
    ]
    children = [
        *draw_frame(layout, look, _("No recorded tie") if has_lane else "", measures),
        # What does not hold lies under what does.
        *(
            draw_line(drawn, measures.frame.turn, legend)
            for drawn in sorted(lines, key=lambda drawn: not drawn.look.is_off)
        ),
        *(draw_mark(mark, measures, legend) for mark in marks),
        *_tags(plan, places, look, lines, measures),
    ]
    height = layout.height
    if plan.left_out:
        height += 18
        children.append(svg.text(0, height - 4, _left_out(plan.left_out), "t2 ts"))
    return svg.root(
        width=measures.width,
        height=height,
        name=look.title,
        ident=f"{look.ident}-{measures.suffix}",
        class_=f"vmap {measures.class_}",
        role="group",
        children=children,
    )


def _lines(
    plan: Plan,
    look: MapLook,
    layout: Layout,
    numbers: Mapping[NodeKey, str],
    nearer: Mapping[NodeKey, float],
) -> Iterator[DrawnLine]:
    """The lines with their looks and paths; a line comes as near to a name as the words of the day leave room."""
    for line, path, pair in zip(plan.lines, layout.paths, layout.ends, strict=True):
        ends = " ".join(numbers[end] for end in line.ends)
        yield DrawnLine(line, look.of_line(line), _drawn_in(path, pair, nearer), ends)


def _look_of(mark: Mark, look: MapLook, measures: Measures) -> MarkLook:
    """Of a fold what its members have in common, and their names in its title."""
    if not mark.members:
        own = look.marks[mark.key]
        if mark.is_alone and not measures.is_beside and not own.remark:
            return replace(own, remark=_("no recorded tie"), warns=True)
        return own
    members = [look.marks[node.key] for node in mark.members]
    named = ", ".join(node.name for node in mark.members[:_MOST_NAMED])
    rest = len(mark.members) - _MOST_NAMED
    if rest > 0:
        named = _("%(names)s and %(n)s more") % {"names": named, "n": rest}
    return MarkLook(
        _("%(what)s: %(names)s") % {"what": mark.label, "names": named},
        look.opens(mark.key) if look.opens else look.more_url,
        remark=_("only way for some") if any(one.has_ring for one in members) else "",
        warns=True,
        is_off=all(one.is_off for one in members),
        is_possible=all(one.is_possible or one.is_off for one in members),
        has_ring=any(one.has_ring for one in members),
    )


def _left_out(number: int) -> str:
    words = ngettext("%(n)s more tie stands in the tables.", "%(n)s more ties stand in the tables.", number)
    return words % {"n": number}


def _drawn_in(
    path: Sequence[Point], ends: tuple[NodeKey, NodeKey], nearer: Mapping[NodeKey, float]
) -> tuple[Point, ...]:
    """The path, with the ends that come from above as near to a name as its words allow."""
    points = list(path)
    for key, at, before in ((ends[0], 0, 1), (ends[1], -1, -2)):
        if points[at][1] > points[before][1]:
            points[at] = (points[at][0], points[at][1] + nearer[key])
    return tuple(points)


def _tags(
    plan: Plan, places: Places, look: MapLook, lines: Sequence[DrawnLine], measures: Measures
) -> Iterator[str]:
    """Each record has its tag once: on one of its lines, or beside one where none has room.

    Numbers of channels go first, and of those the ones that have fewest lines to stand on; then letters. Words are
    added last, where they find room.
    """
    wanted = [
        (records, tag, drawn)
        for drawn in sorted(lines, key=lambda drawn: drawn.line.kind != TieKind.CHANNEL)
        if drawn.line.kind in LETTERED
        for records, tag in _tags_of(plan, look, drawn, measures)
    ]
    choices = Counter(records for records, _tag, _drawn in wanted)
    wanted.sort(key=lambda each: (not each[1].is_plate, choices[each[0]]))
    occupied, tagged, found = _occupied_by_names(places), set(), []
    for find in (spot_on, spot_beside):
        for records, tag, drawn in wanted:
            # A channel with several ends has several lines, and one number.
            if records <= tagged:
                continue
            if spot := find(tag, drawn.points, occupied, measures.tag):
                tagged |= records
                found.append((spot, tag.word, drawn.ends))
    for spot, word, ends in found:
        shown = with_word(spot, word, occupied, measures.tag, measures.small) if word else spot
        yield draw_tag(shown, ends, measures.tag)


def _occupied_by_names(places: Places) -> Occupied:
    """Where marks and names stand, but for what a tag on the lane next to them may touch."""
    layout, _names, items = places
    occupied = Occupied()
    for key, item in items.items():
        x, y = layout.places[key]
        occupied.take(x - item.left, y - item.up + _TOUCHED, x + item.right, y + item.down - _TOUCHED)
    return occupied


def _tags_of(
    plan: Plan, look: MapLook, drawn: DrawnLine, measures: Measures
) -> Iterator[tuple[frozenset[int], Tag]]:
    """The tag of each record on the line; of very many their number alone. A word is added where there is but one."""
    line, is_plate = drawn.line, drawn.line.kind == TieKind.CHANNEL
    if len(line.ties) > _MOST_TAGS:
        words = (
            ngettext("%(n)s channel between these two", "%(n)s channels between these two", len(line.ties))
            if is_plate
            else ngettext(
                "%(n)s linkage between these two", "%(n)s linkages between these two", len(line.ties)
            )
        )
        said = words % {"n": len(line.ties)}
        shown = replace(drawn.look, words=lambda: said, address=lambda: look.more_url)
        yield frozenset(tie.key for tie in line.ties), Tag(f"×{len(line.ties)}", "", shown, is_plate)
        return
    for tie in line.ties:
        shown = look.ties[tie.key]
        word = shown.state if measures.is_beside and len(line.ties) == 1 else ""
        yield frozenset({tie.key}), Tag(plan.tags.get(tie.key, ""), word, shown, is_plate)
