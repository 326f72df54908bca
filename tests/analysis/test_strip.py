"""The words above a line of time."""

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

from peaceinfra.analysis.drawing.lettering import width_of
from peaceinfra.analysis.drawing.strip import Strip, Tick, draw_strip

LONG = "the sixth meeting of the sub-committee on immediate humanitarian and rehabilitation needs"


def labels(ticks):
    """From where to where words reach in the wide drawing, and the words."""
    drawing = draw_strip(
        Strip(
            "Changes",
            ticks,
            date(2000, 1, 1),
            date(2010, 1, 1),
            full=lambda day: "all",
            address=lambda day: "#",
        )
    )
    texts = [link.find("text") for link in ElementTree.fromstring(drawing.wide).iter("a")]
    return [(float(text.get("x")), text.find("title").tail) for text in texts]


def test_words_that_were_cut_take_the_room_that_nobody_else_needs():
    [(left, words)] = labels([Tick(date(2005, 1, 1), "start of the role of Malaysia (facilitator)")])
    assert words == "start of the role of Malaysia (facilitator)"
    assert left > 0


def test_no_words_touch_their_neighbours_however_long_they_are():
    ticks = [Tick(date(2000 + year, 6, 1), LONG) for year in (4, 6, 2, 8, 5)]
    found = labels(ticks)
    assert len(found) == 4
    for (left, words), (after, _words) in pairwise(found):
        assert left + width_of(words) <= after
    assert found[-1][0] + width_of(found[-1][1]) <= 1152
