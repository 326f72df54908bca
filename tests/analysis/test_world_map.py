"""The map of coastlines: the projection, a point for each country, numbers that touch nothing."""

import re
from itertools import combinations

import pytest

from peaceinfra.analysis.drawing.country_points import COUNTRY_POINTS
from peaceinfra.analysis.drawing.lettering import width_of
from peaceinfra.analysis.drawing.world_map import (
    NARROW,
    SOUTH,
    WIDE,
    Numbered,
    draw_world_map,
    is_placed,
    on_map,
    projected,
)
from peaceinfra.core.countries import ASSIGNED, FORMER

LAND = "/static/coastlines.svg"


def process(number, *countries, name="Talks"):
    return Numbered(number, f"{name} {number}", f"/processes/{number}/", countries)


def numbers(drawing):
    """[(number, left, middle)]"""
    found = re.findall(
        r'<text x="([\d.]+)" y="([\d.]+)" class="num">(?:<title>[^<]*</title>)?(\d+)<', drawing
    )
    return [(int(number), float(x), float(y)) for x, y, number in found]


@pytest.mark.parametrize(
    ("place", "expected"),
    [((0, 0), (0, 0)), ((180, 0), (2.7066, 0)), ((0, 90), (0, 1.3174)), ((-180, -90), (-1.6036, -1.3174))],
    ids=["middle", "east", "north pole", "south pole in the west"],
)
def test_the_projection_is_equal_earth(place, expected):
    assert projected(*place) == pytest.approx(expected, abs=1e-4)


def test_the_land_and_the_points_share_a_frame(settings):
    land = (settings.CHECKOUT / "static" / "coastlines.svg").read_text()
    width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', land).groups())
    assert width / height == pytest.approx(WIDE / on_map(0, SOUTH, WIDE)[1], rel=0.005)
    assert "public domain" in land


def test_every_country_stands_on_the_map_where_it_is():
    inside = [
        code
        for code, point in COUNTRY_POINTS.items()
        if code != "AQ"
        and not (0 <= on_map(*point, WIDE)[0] <= WIDE and 0 <= on_map(*point, WIDE)[1] <= WIDE / 2)
    ]
    assert inside == []
    assert {code: COUNTRY_POINTS[code] for code in ("LK", "CO", "ZA")} == {
        "LK": pytest.approx((80.7, 7.5), abs=1),
        "CO": pytest.approx((-73, 4), abs=2),
        "ZA": pytest.approx((24, -29), abs=3),
    }
    assert set(ASSIGNED) <= set(COUNTRY_POINTS)
    assert {"YU", "SU", "ZR", "TP"} <= set(COUNTRY_POINTS) & set(FORMER)


def test_a_process_has_a_point_in_each_of_its_countries_and_processes_of_one_country_share_one():
    drawing = draw_world_map([process(1, "LK"), process(2, "CO", "VE"), process(3, "LK")], LAND, "Where")
    for picture in drawing.both:
        assert picture.count('class="dot"') == 3
        assert sorted(number for number, _x, _y in numbers(picture)) == [1, 2, 2, 3]
        assert picture.count(f'href="{LAND}"') == 1
        assert picture.count('<a href="/processes/2/" aria-label="2 Talks 2">') == 2


def test_what_is_invented_or_too_small_has_no_point():
    assert [is_placed(process(1, code)) for code in ("XA", "NR", "SG")] == [False, False, True]
    assert "dot" not in draw_world_map([process(1, "XA")], LAND, "Where").wide


def test_a_name_in_another_script_is_escaped_and_kept():
    shown = draw_world_map([process(1, "MM", name="<ငြိမ်းချမ်းရေး>")], LAND, "Where").wide
    assert "&lt;ငြိမ်းချမ်းရေး&gt; 1" in shown


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_numbers_touch_neither_points_nor_one_another_however_many_countries(width):
    codes = sorted(COUNTRY_POINTS)
    drawing = draw_world_map([process(n, code) for n, code in enumerate(codes, 1)], LAND, "Where")
    picture = getattr(drawing, width)
    room = WIDE if width == "wide" else NARROW
    boxes = [(x, y - 9, x + width_of(str(n), 13), y + 1) for n, x, y in numbers(picture)]
    assert 40 < len(boxes) < len(codes)
    assert all(left >= 0 and right <= room for left, _top, right, _bottom in boxes)
    overlapping = [
        (one, other)
        for one, other in combinations(boxes, 2)
        if one[0] < other[2] - 1 and other[0] < one[2] - 1 and one[1] < other[3] - 1 and other[1] < one[3] - 1
    ]
    assert overlapping == []
