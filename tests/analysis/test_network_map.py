"""The map of a process, on invented ones: no line crosses a name, nobody is left out, and no day moves anything."""

import random
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import date
from itertools import combinations
from urllib.parse import urlencode

import pytest

from peaceinfra.analysis.drawing.lettering import width_of
from peaceinfra.analysis.drawing.map_looks import MapLook, MarkLook
from peaceinfra.analysis.drawing.map_names import WIDE
from peaceinfra.analysis.drawing.network_map import draw_network_map, narrow_plan, places_of
from peaceinfra.analysis.drawing.svg import Drawing
from peaceinfra.analysis.network.difference import difference
from peaceinfra.analysis.network.folding import MOST_LINES, MOST_MARKS, folded, part_of
from peaceinfra.analysis.network.narrowing import ACROSS, MOST_BANDS
from peaceinfra.analysis.network.network import network_on
from peaceinfra.analysis.network.plan import Row, Shape, plan_of, tags_of
from peaceinfra.analysis.warning import Occasion
from peaceinfra.core.dates.validity import Bounds
from peaceinfra.core.visibility import PUBLIC, Viewer
from peaceinfra.dashboards.presenters.difference_map import difference_map
from peaceinfra.dashboards.presenters.network_map import network_map
from tests.analysis.network.invented import ALWAYS, SIZES, Invented, invented

SVG = "{http://www.w3.org/2000/svg}"
TODAY, DAYS = date(2026, 1, 1), (None, date(2004, 6, 1), date(2015, 6, 1))
ADVISER = Viewer(2)
WORLDS = [(size, seed) for size in SIZES for seed in range(2)]


def plan(size, seed):
    facts = invented(size, seed)
    return folded(plan_of(facts, network_on(facts, None)))


def drawing(facts, day=None, viewer=ADVISER):
    shown = network_on(facts, day)
    found = network_map(facts, shown, network_on(facts, day or TODAY), Occasion(viewer, day, TODAY))
    return Drawing(found.wide, found.narrow, found.legend)


def drawing_of_two_days(facts, days=DAYS[1:], viewer=ADVISER):
    first, second = (network_on(facts, day) for day in days)
    found = difference(first, second)
    changes = [*found.world, *found.evidence]
    return difference_map(facts, first, second, changes, Occasion(viewer, days[1], TODAY))


def parsed(markup):
    return ElementTree.fromstring(markup.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def text_boxes(svg):
    """The boxes of all words of names and remarks: left, top, right, bottom."""
    for mark in svg.iter():
        if mark.get("data-mark") is None:
            continue
        for text in mark.iter(f"{SVG}text"):
            class_ = text.get("class") or ""
            size = 11.5 if "tn" in class_ else 12 if "ts" in class_ else 13
            width = width_of(text.text, size, bold="tb" in class_)
            x, y = float(text.get("x")), float(text.get("y"))
            left = x - width / 2 if text.get("text-anchor") == "middle" else x
            yield left, y - 0.74 * size, left + width, y + 0.2 * size


def pieces_of(shape):
    """A path as straight pieces; a corner as eight of them."""
    here = None
    for command, numbers in re.findall(r"([MLQ])([^MLQh]+)", shape):
        values = [float(number) for number in numbers.split()]
        ends = list(zip(values[::2], values[1::2], strict=True))
        turns = [ends[-1]] if command != "Q" else [corner(here, *ends, step / 8) for step in range(1, 9)]
        for there in turns:
            if command != "M":
                yield here, there
            here = there


def corner(start, control, end, share):
    return tuple(
        a * (1 - share) ** 2 + 2 * b * share * (1 - share) + c * share**2
        for a, b, c in zip(start, control, end, strict=True)
    )


def near(piece, boxes):
    (x, y), (x2, y2) = piece
    left, right, top, foot = min(x, x2), max(x, x2), min(y, y2), max(y, y2)
    return (
        [box for box in boxes if box[0] <= right and box[2] >= left and box[1] <= foot and box[3] >= top]
        if top != foot or left != right
        else []
    )


def crosses(piece, box):
    """Whether a straight piece runs through a box (after Liang and Barsky)."""
    (x, y), (x2, y2) = piece
    enter, leave = 0.0, 1.0
    for step, room in (
        (x - x2, x - box[0]),
        (x2 - x, box[2] - x),
        (y - y2, y - box[1]),
        (y2 - y, box[3] - y),
    ):
        if step == 0:
            if room <= 0:
                return False
        elif step < 0:
            enter = max(enter, room / step)
        else:
            leave = min(leave, room / step)
    return leave - enter > 1e-9


def lines(svg):
    return [
        group.find(f"{SVG}path").get("d")
        for group in svg.iter(f"{SVG}g")
        if group.get("data-ends") is not None
    ]


@pytest.mark.parametrize(("size", "seed"), WORLDS)
def test_no_line_crosses_a_name_and_no_name_another(size, seed):
    facts = invented(size, seed)
    for day in DAYS:
        for markup in drawing(facts, day).both:
            svg = parsed(markup)
            width, height = map(float, svg.get("viewBox").split()[2:])
            boxes = list(text_boxes(svg))
            pieces = [piece for shape in lines(svg) for piece in pieces_of(shape)]
            assert all(0 <= x <= width and 0 <= y <= height for piece in pieces for x, y in piece)
            assert [
                (piece, box) for piece in pieces for box in near(piece, boxes) if crosses(piece, box)
            ] == []
            for box, other in combinations(boxes, 2):
                assert box[2] <= other[0] or other[2] <= box[0] or box[3] <= other[1] or other[3] <= box[1]
            assert all(box[0] >= 0 and box[2] <= width + 0.1 for box in boxes)


@pytest.mark.parametrize(("size", "seed"), WORLDS)
def test_each_node_of_the_network_is_one_mark_or_counted_in_exactly_one(size, seed):
    facts = invented(size, seed)
    network = network_on(facts, None)
    found = folded(plan_of(facts, network))
    for one in (found, narrow_plan(found)[0]):
        named = [node.key for mark in one.marks for node in mark.nodes]
        assert sorted(named) == sorted(network.nodes)
        keys = {mark.key for mark in one.marks}
        assert len(keys) == len(one.marks)
        assert all(set(line.ends) <= keys and line.ends[0] != line.ends[1] for line in one.lines)


@pytest.mark.parametrize(("size", "seed"), WORLDS)
def test_there_are_never_more_marks_and_lines_than_can_be_told_apart(size, seed):
    found = plan(size, seed)
    assert len(found.marks) <= MOST_MARKS and len(found.lines) <= MOST_LINES
    rows = {}
    for mark in narrow_plan(found)[0].marks:
        rows.setdefault(mark.row, []).append(mark)
    assert sum(-(-len(marks) // ACROSS) for marks in rows.values()) <= MOST_BANDS


@pytest.mark.parametrize("size", SIZES)
def test_the_drawing_for_phones_is_at_most_30_rem_high(size):
    for seed in range(3):
        layout, _names, _items = narrow_plan(plan(size, seed))[1]
        assert layout.height <= 480 - 18


@pytest.mark.parametrize("size", ["small", "full", "large"])
def test_no_day_moves_a_mark_a_letter_or_a_line(size):
    facts = invented(size, 5)

    def places(day):
        found = []
        for markup in drawing(facts, day).both:
            svg = parsed(markup)
            found.append(marks(svg))
            found.append(sorted(shape.split(" ")[0] for shape in lines(svg)))
            found.append([(tag.get("aria-label").split(";")[0], *where_it_stands(tag)) for tag in tags(svg)])
        return found

    assert places(DAYS[1]) == places(DAYS[2])


def where_it_stands(tag):
    return [(text.get("x"), text.get("y")) for text in tag.iter(f"{SVG}text")]


def marks(svg):
    """Where each mark stands: the middle of what can be pointed at."""
    return [
        (part.get("data-mark"), circle.get("cx"), circle.get("cy"))
        for part in svg.iter()
        if part.get("data-mark") is not None
        for circle in part.iter(f"{SVG}circle")
        if circle.get("class") == "hit"
    ]


@pytest.mark.parametrize("size", ["small", "full", "large"])
def test_two_days_are_drawn_over_the_places_of_one(size):
    facts = invented(size, 6)
    for of_one, of_two in zip(drawing(facts, DAYS[2]).both, drawing_of_two_days(facts).both, strict=True):
        one, two = parsed(of_one), parsed(of_two)
        assert marks(one) == marks(two)
        assert sorted(shape.split(" ")[0] for shape in lines(one)) == sorted(
            shape.split(" ")[0] for shape in lines(two)
        )


def test_what_began_and_what_ended_between_two_days_is_said_at_its_letter():
    world = Invented(1, ties=0)
    facts, (here, there) = world.facts(), world.top[:2]
    began, ended, gone = date(2010, 1, 1), date(2012, 1, 1), date(2003, 1, 1)

    def linkage(first, last):
        bounds = Bounds(first, first, last, last)
        return replace(world.linkage(here, there), through=(), dates=replace(ALWAYS, bounds=bounds))

    new, over, before = linkage(began, None), linkage(gone, ended), linkage(date(2001, 1, 1), gone)
    roles = [replace(role, dates=ALWAYS) for role in facts.roles]
    ends = [replace(actor, dates=ALWAYS) for actor in (here, there)]
    found = [replace(one, source=ends[0], target=ends[1]) for one in (new, over, before)]
    svg = parsed(drawing_of_two_days(replace(facts, roles=roles, linkages=found)).wide)
    said = sorted(tag.get("aria-label").split(":")[0] for tag in tags(svg))
    assert said == ["Linkage a", "ended", "new"]


def test_below_the_floor_two_days_do_not_tell_who_is_tied_to_nobody():
    public = drawing_of_two_days(invented("small", 2), viewer=PUBLIC)
    assert "ecorded link" not in public.wide + public.narrow
    assert "only way" not in public.wide + public.narrow


def tags(svg):
    return sorted(
        (a for a in svg.iter(f"{SVG}a") if a.get("data-ends")), key=lambda a: a.get("aria-label")[:14]
    )


@pytest.mark.parametrize("size", ["small", "full", "large"])
def test_the_order_in_which_records_are_read_does_not_matter(size):
    facts, chance = invented(size, 7), random.Random(1)

    def shuffled(rows):
        return chance.sample(list(rows), len(rows))

    names = ("roles", "principals", "linkages", "channels", "memberships", "relations", "reaches")
    other = replace(
        facts,
        actors=dict(shuffled(facts.actors.items())),
        **{name: shuffled(getattr(facts, name)) for name in names},
    )
    # The page of the table on which a row stands goes by what is fresh.
    drawn, again, other = (
        re.sub(r'href="[^"]*"', "", "".join(drawing(world).both)) for world in (facts, facts, other)
    )
    assert drawn == again == other


def test_letters_and_numbers_go_by_start_then_by_id_and_no_day_changes_them():
    world = Invented(1, ties=0)
    facts = world.facts()
    first, second, undated = (replace(world.linkage(*world.top[:2]), dates=ALWAYS) for _ in range(3))
    early = replace(second, dates=replace(ALWAYS, bounds=replace(ALWAYS.bounds, start_min=date(2001, 1, 1))))
    later = replace(first, dates=replace(ALWAYS, bounds=replace(ALWAYS.bounds, start_min=date(2002, 1, 1))))
    found = tags_of(replace(facts, linkages=[undated, later, early]))
    assert found == {early.key: "a", later.key: "b", undated.key: "c"}


def test_all_parties_stand_at_one_height_and_bodies_under_those_whom_they_serve():
    facts = invented("small", 3)
    found = plan("small", 3)
    layout, _names, _items = places_of(found, WIDE)
    parties = {mark.key for mark in found.marks if mark.row == Row.PARTIES and mark.shape == Shape.PARTY}
    assert len({layout.places[key][1] for key in parties}) == 1
    for service in facts.principals:
        assert layout.places[service.body.key][1] > layout.places[service.principal.key][1]


def test_a_folded_mark_opens_the_picture_of_those_it_stands_for_and_of_who_is_tied_to_them():
    facts = invented("large", 3)
    whole = plan_of(facts, network_on(facts, None))
    fold = next(mark for mark in folded(whole).marks if mark.members and not mark.is_alone)
    part, mark = part_of(whole, fold.key)
    members = {node.key for node in fold.members}
    assert mark == fold and members <= {one.key for one in part.marks}
    assert all(members & set(line.ends) for line in part.lines)
    shown = network_on(facts, None)
    args = facts, shown, network_on(facts, TODAY), Occasion(ADVISER, None, TODAY)
    assert f"?{urlencode({'part': fold.key})}#map" in network_map(*args).wide.replace("&amp;", "&")
    assert network_map(*args, fold.key).part == fold.label
    assert network_map(*args, "none").part == ""


def test_who_is_tied_to_nobody_stands_in_a_lane_that_is_not_drawn_below_the_floor():
    facts = invented("small", 2)
    assert "No recorded tie" in drawing(facts).wide
    public = drawing(facts, viewer=PUBLIC)
    assert "No recorded tie" not in public.wide and "no recorded tie" not in public.narrow
    assert "only way" not in public.wide + public.narrow


def test_every_mark_letter_and_plate_is_a_link_whose_title_says_the_whole():
    facts = invented("small", 4)
    svg = parsed(drawing(facts).wide)
    for part in svg.iter():
        if part.get("data-mark") is None and part.get("data-ends") is None:
            continue
        assert part.find(f"{SVG}title").text
    marks = [part for part in svg.iter() if part.get("data-mark") is not None]
    assert {part.tag for part in marks} == {f"{SVG}a"}
    lettered = {tag.get("href") for tag in tags(svg)}
    linkages = {f"#{linkage.public_id}" for linkage in facts.linkages}
    assert linkages <= lettered


def test_words_are_escaped_ids_unique_and_nothing_is_styled_inline():
    found = plan("small", 1)
    found = replace(found, marks=[replace(mark, label="<i>&") for mark in found.marks], lines=[])
    look = MapLook(
        "A < B",
        "map",
        {mark.key: MarkLook("<b>") for mark in found.marks},
        {},
        dict.fromkeys(Row, ("<u>", "")),
    )
    both = "".join(draw_network_map(found, look).both)
    assert re.findall(r' id="([^"]+)"', both) == ["map-w", "map-n"]
    assert not re.search(r"<[ibu]>| style=", both)
    assert both.count("A &lt; B") == 2
