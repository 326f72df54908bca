import datetime as dt
import re
import xml.etree.ElementTree as ElementTree

import pytest

from peaceinfra.analysis.drawing.timeline import (
    Group,
    Mark,
    OnDay,
    Phase,
    Row,
    Span4,
    Timeline,
    draw_timeline,
)

SVG = "{http://www.w3.org/2000/svg}"
START, END = dt.date(2002, 1, 1), dt.date(2010, 1, 1)
SECRETARIAT = [
    Phase("", "", None, None),
    Phase("solid", "operational, early Feb 2002", dt.date(2002, 2, 1), dt.date(2002, 2, 21), "operational"),
    Phase("chevrons", "repurposed 2007–08", dt.date(2007, 1, 1), dt.date(2008, 12, 31), "repurposed"),
    Phase("", "closed 2009", dt.date(2009, 1, 1), dt.date(2009, 12, 31), "closed"),
]


FROM_FIRST_TO_LAST_DAY = Span4(dt.date.min, dt.date.min, dt.date.max, dt.date.max)


def timeline_of(*items, as_of=None, label="Government", **row):
    rows = [Row(label, items=items, **row)]
    return Timeline("Life", [Group("Secretariats", rows)], as_of=as_of, start=START, end=END)


def parsed(markup):
    return ElementTree.fromstring(markup.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def shapes(markup, class_):
    return [shape for shape in parsed(markup).iter() if shape.get("class") == class_]


def texts(markup):
    return ["".join(t for t in node.itertext()) for node in parsed(markup).iter(f"{SVG}text")]


def rect_of(shape):
    return tuple(float(shape.get(name)) for name in ("x", "y", "width", "height"))


def x_of(day, left=232, right=1150):
    return left + (day - START).days / (END - START).days * (right - left)


def test_the_drawing_of_a_secretariat_has_the_lanes_of_its_log():
    wide = draw_timeline(timeline_of(*SECRETARIAT)).wide
    certain = rect_of(shapes(wide, "st solid")[0])
    coming, going = [rect_of(shape) for shape in shapes(wide, "st solid p")]
    assert certain[0] == pytest.approx(x_of(dt.date(2002, 2, 21)), abs=0.1)
    assert certain[0] + certain[2] == pytest.approx(x_of(dt.date(2007, 1, 1)), abs=0.2)
    assert certain[3] == 24
    # Rising in from the lower half, leaving in the upper half.
    assert (coming[1], coming[3]) == (certain[1] + 12, 12)
    assert (going[1], going[3]) == (certain[1], 12)
    repurposed = [rect_of(shape) for shape in shapes(wide, "st chevrons p")]
    assert [(y - certain[1], height) for _, y, _, height in repurposed] == [(12, 12), (0, 12)]


def test_ink_caps_stand_at_the_outer_known_days():
    caps = shapes(draw_timeline(timeline_of(*SECRETARIAT)).wide, "cap")
    assert [float(cap.get("x1")) for cap in caps] == [
        pytest.approx(x_of(dt.date(2002, 2, 1)), abs=0.1),
        pytest.approx(x_of(dt.date(2009, 12, 31)), abs=0.1),
    ]


def test_without_a_sound_claim_the_bar_is_an_outline_with_its_grade():
    day = dt.date(2004, 1, 1)
    reported = Span4(day, day, END, END, is_settled=False, grade="C4", label="reported")
    drawing = draw_timeline(timeline_of(reported))
    assert shapes(drawing.wide, "st solid") == []
    (outline,), (band,) = shapes(drawing.wide, "st unsettled"), shapes(drawing.wide, "core solid")
    (x, y, width, height), narrow = rect_of(outline), rect_of(band)
    assert narrow == pytest.approx((x, y + 0.3 * height, width, 0.4 * height), abs=0.1)
    assert "reported (C4)" in " ".join(texts(drawing.wide))


def test_unknown_both_ways_is_evenly_dashed_a_third_high_without_caps():
    wide = draw_timeline(timeline_of(Span4(None, None, None, None, "unknown", "unknown"))).wide
    pieces = [rect_of(shape) for shape in shapes(wide, "loose solid even")]
    assert len(pieces) > 20
    assert {piece[3] for piece in pieces} == {8}
    assert len({piece[2] for piece in pieces}) == 1
    assert shapes(wide, "cap") == [] and shapes(wide, "st solid") == []


def test_beyond_a_last_sighting_the_pieces_get_shorter_and_no_cap_is_drawn():
    day, last = dt.date(2003, 1, 1), dt.date(2004, 1, 1)
    wide = draw_timeline(timeline_of(Span4(day, day, last, None, "actual", "last_cited"))).wide
    pieces = [rect_of(shape) for shape in shapes(wide, "loose solid")]
    assert pieces[0][2] > pieces[5][2] > pieces[-1][2]
    assert all(x > x_of(last) for x, *_ in pieces)
    assert len(shapes(wide, "cap")) == 1
    assert len(shapes(wide, "evo")) == 1


def test_before_a_first_sighting_the_pieces_get_shorter_backwards():
    first = dt.date(2006, 1, 1)
    wide = draw_timeline(timeline_of(Span4(None, first, END, END, "first_cited", "actual"))).wide
    pieces = [rect_of(shape) for shape in shapes(wide, "loose solid")]
    nearest = max(pieces)
    assert nearest[2] > min(pieces)[2] and nearest[0] + nearest[2] < x_of(first)


def test_a_confirmation_is_a_diamond_over_its_day():
    day, confirmed = dt.date(2003, 1, 1), dt.date(2006, 5, 1)
    wide = draw_timeline(timeline_of(Span4(day, day, confirmed, None, "actual", "ongoing"))).wide
    assert [shape.tag for shape in shapes(wide, "evo")] == [f"{SVG}path"]


def test_an_event_on_an_unknown_day_is_a_bracket_and_never_a_point():
    wide = draw_timeline(timeline_of(Mark("rounds", dt.date(2003, 1, 1), dt.date(2003, 12, 31)))).wide
    assert len(shapes(wide, "brk")) == 1 and shapes(wide, "ev") == []
    day = dt.date(2002, 2, 22)
    known = draw_timeline(timeline_of(Mark("ceasefire", day, day, True))).wide
    assert len(shapes(known, "ev")) == 1 and shapes(known, "brk") == []


def test_an_event_without_a_limit_is_an_open_bracket():
    wide = draw_timeline(timeline_of(Mark("later", dt.date(2003, 1, 1), None))).wide
    assert len(shapes(wide, "brk open")) == 1


def test_the_chosen_day_is_a_line_with_its_words():
    on_day = OnDay("operational", "dates certain", certain=True)
    drawing = draw_timeline(timeline_of(*SECRETARIAT, as_of=dt.date(2006, 6, 30), on_day_words=on_day))
    for markup in drawing.both:
        assert "On 30 June 2006" in texts(markup)
        assert shapes(markup, "asofline")
    assert [node.text for node in shapes(drawing.wide, "tb")] == ["operational"]


def test_without_a_chosen_day_there_is_no_line():
    assert not any("asof" in markup for markup in draw_timeline(timeline_of(*SECRETARIAT)).both)


def test_several_sightings_that_may_overlap_take_a_line_each():
    may, june = dt.date(2003, 5, 1), dt.date(2003, 6, 1)
    one_line = draw_timeline(timeline_of(Span4(may, may, may, may), Span4(june, june, june, june))).wide
    assert len({rect_of(shape)[1] for shape in shapes(one_line, "st solid")}) == 1
    two_lines = draw_timeline(timeline_of(Span4(may, may, may, None), Span4(june, june, june, june))).wide
    assert len({rect_of(shape)[1] for shape in shapes(two_lines, "st solid")}) == 2


def test_more_states_than_can_be_told_apart_are_merged_and_named():
    states = [Phase("solid", f"state {i}", dt.date(2003, 1, 1), dt.date(2008, 1, 1)) for i in range(6)]
    drawing = draw_timeline(timeline_of(Phase("dots", "", None, None, "proposed"), *states))
    (merged,) = shapes(drawing.wide, "st grid p")
    assert merged.find(f"{SVG}title").text == (
        "possible: proposed; state 0; state 1; state 2; state 3; state 4; state 5"
    )
    assert "several states possible: the table has them" in words_of(drawing)
    heights = {rect_of(shape)[3] for shape in parsed(drawing.wide).iter(f"{SVG}rect")}
    assert min(heights) >= 6


@pytest.mark.parametrize("label", ["لجنة النساء من أجل السلام", "ငြိမ်းချမ်းရေး ကော်မတီ", "<b>\"&'"])
def test_names_in_any_script_are_written_and_escaped(label):
    for markup in draw_timeline(timeline_of(*SECRETARIAT, label=label)).both:
        written = "".join(texts(markup)).replace("\u2068", "").replace("\u2069", "").replace(" ", "")
        assert label.replace(" ", "") in written


@pytest.mark.parametrize(
    "timeline",
    [
        Timeline("nothing"),
        Timeline("no rows", [Group("Talks")]),
        Timeline("an empty row", [Group("Talks", [Row("Status")])]),
        Timeline("no date", [Group("", [Row("Status", items=[Mark("x", None, None)])])], as_of=None),
        Timeline("far days", [Group("", [Row("x", items=[FROM_FIRST_TO_LAST_DAY])])]),
        Timeline("outside", [Group("", [Row("x", items=SECRETARIAT)])], START, END, dt.date(2021, 1, 1)),
    ],
    ids=lambda timeline: timeline.title,
)
def test_little_or_odd_input_still_draws(timeline):
    for markup in draw_timeline(timeline).both:
        assert parsed(markup).get("role") == "img"


def test_ids_are_unique_and_nothing_is_styled_inline():
    one = draw_timeline(timeline_of(*SECRETARIAT, as_of=dt.date(2006, 6, 30)))
    ids = re.findall(r' id="([^"]+)"', one.wide + one.narrow)
    assert ids == ["tl-w", "tl-n"]
    assert "style" not in one.wide + one.narrow


def test_labels_do_not_overlap_in_either_drawing():
    days = [dt.date(2003, 1, 1 + i) for i in range(8)]
    marks = [Mark(f"event on day {day.day}", day, day, True) for day in days]
    for markup in draw_timeline(timeline_of(*marks)).both:
        rows = [
            float(node.get("y"))
            for node in parsed(markup).iter(f"{SVG}text")
            if "event" in "".join(node.itertext())
        ]
        assert len(set(rows)) == 8


def test_what_began_before_the_axis_is_marked_at_its_left_end():
    old = Phase("solid", "operational, 1995", dt.date(1995, 1, 1), dt.date(1995, 12, 31), "operational")
    for markup in draw_timeline(timeline_of(Phase("", "", None, None), old)).both:
        assert [node.find(f"{SVG}title").text for node in shapes(markup, "earlier")] == ["began earlier"]
        assert "operational, 1995" in texts(markup)
    assert "began before the time that is drawn" not in words_of(draw_timeline(timeline_of(*SECRETARIAT)))


def words_of(drawing):
    return [item.words for items in drawing.legend for item in items]


def test_the_legend_lists_the_signs_and_states_that_were_drawn_and_no_others():
    assert words_of(draw_timeline(timeline_of(*SECRETARIAT))) == [
        "full height: dates certain",
        "part height, broken outline: possible on that day",
        "divided: one or the other",
        "earliest, latest or known day",
        "operational",
        "repurposed",
        "blank: closed",
    ]
    at_some_time = Span4(None, None, None, None, "unknown", "unknown")
    assert words_of(draw_timeline(timeline_of(at_some_time))) == [
        "even dashes: at some time in this span",
        "was there, or in force",
    ]
    day = dt.date(2003, 5, 1)
    seen = Span4(None, day, day, None, "first_cited", "last_cited", is_settled=False)
    assert words_of(draw_timeline(timeline_of(seen, Mark("ceasefire", day, day, exact=True)))) == [
        "outline around a narrow band: dates certain, statement not settled; see its grade",
        "thinning out: no limit known",
        "first or last sighting in a source",
        "event on a known day",
        "was there, or in force",
    ]


def test_a_sign_of_one_of_the_two_drawings_is_listed_beside_that_one_alone():
    """24 units divide into four lanes of six, which can be told apart; the 22 of the narrow drawing do not."""
    states = [Phase("solid", "", dt.date(2003, 1, 1), dt.date(2008, 1, 1), f"state {i}") for i in range(3)]
    drawing = draw_timeline(timeline_of(Phase("", "", None, None), *states))
    assert [(item.words, item.only) for item in drawing.legend[1]] == [
        ("state 0; state 1; state 2", ""),
        ("several states possible: the table has them", "narrow"),
    ]


def test_a_short_spell_is_drawn_however_long_the_time_around_it():
    spell = [
        Phase("", "", None, None),
        Phase("solid", "", dt.date(2013, 6, 18), dt.date(2013, 6, 20), "operational"),
        Phase("waves", "", dt.date(2013, 6, 19), dt.date(2013, 6, 21), "closed for a time"),
        Phase("", "", dt.date(2013, 6, 20), dt.date(2013, 6, 22), "closed"),
    ]
    rows = [Row("Office", items=spell)]
    drawing = draw_timeline(
        Timeline("Life", [Group("", rows)], start=dt.date(1900, 1, 1), end=dt.date(2100, 1, 1))
    )
    for markup in drawing.both:
        found = {shape.get("class").split()[1] for shape in parsed(markup).iter(f"{SVG}rect")}
        assert found == {"solid", "waves"}
    assert {"operational", "closed for a time", "blank: closed"} <= set(words_of(drawing))


def test_states_that_are_merged_never_cover_the_time_before_the_first_and_are_never_blank():
    year = dt.date(2003, 1, 1), dt.date(2003, 12, 31)
    states = [Phase("solid", "", *year, f"state {i}") for i in range(5)]
    drawing = draw_timeline(timeline_of(Phase("", "", None, None), *states, Phase("", "", *year, "closed")))
    for markup, height in zip(drawing.both, (24, 22), strict=True):
        (merged,) = [rect_of(shape) for shape in shapes(markup, "st grid p")]
        assert merged[3] == pytest.approx(height * 5 / 7, abs=0.1)
    assert "several states possible: the table has them" in words_of(drawing)
