"""Every state that is drawn or marked has a look and a word of its own, and a legend lists what is drawn."""

import datetime as dt
import re
from itertools import combinations

import pytest
from django.conf import settings
from django.template import loader

from peaceinfra.analysis.derived import Freshness
from peaceinfra.analysis.drawing.glyphs import GLYPHS
from peaceinfra.analysis.drawing.legend import MAP_SIGNS, SIGNS
from peaceinfra.analysis.drawing.looks import BLANK, LOOKS, SOLID
from peaceinfra.analysis.drawing.map_looks import Changed
from peaceinfra.analysis.drawing.timeline import Group, Mark, Phase, Row, Span4, Timeline, draw_timeline
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.dashboards.presenters.statuses import (
    FUNCTION_SIGNS,
    LOGS,
    SHARED_LOOKS,
    function_mark_of,
    whole_legend,
)
from peaceinfra.dashboards.templatetags.register import certainty_mark, freshness_mark
from processes.models import LogRow
from secretariats.choices import FunctionState
from tests.analysis.network.invented import invented
from tests.analysis.test_network_map import drawing as map_drawing
from tests.analysis.test_network_map import drawing_of_two_days

STATES = [(log, state) for log, (choices, _looks) in LOGS.items() for state in choices]
DAY = dt.date(2004, 1, 1)


def words_of(drawing):
    return {item.words for items in drawing.legend for item in items}


def drawn_as(*items):
    axis = {"start": dt.date(2002, 1, 1), "end": dt.date(2010, 1, 1)}
    return draw_timeline(Timeline("Life", [Group("", [Row("Log", items=items)])], **axis))


def logs_of(model):
    return [log for below in model.__subclasses__() for log in (below, *logs_of(below))]


def test_every_kind_of_log_is_drawn():
    assert {model._meta.model_name for model in logs_of(LogRow)} == set(LOGS)


@pytest.mark.parametrize("log", LOGS)
def test_every_state_of_a_log_has_a_look_and_a_word(log):
    choices, looks = LOGS[log]
    assert list(looks) == [choices(state) for state in looks] and set(looks) == set(choices)
    assert set(looks.values()) <= set(LOOKS)
    assert len({str(state.label) for state in choices}) == len(choices)


@pytest.mark.parametrize("log", LOGS)
def test_states_of_one_log_share_a_look_only_where_it_is_declared(log):
    choices, looks = LOGS[log]
    sharing = {look: {state for state in choices if looks[state] == look} for look in looks.values()}
    declared = {look: states for (of, look), states in SHARED_LOOKS.items() if of == log}
    assert {look: states for look, states in sharing.items() if len(states) > 1} == declared


def test_looks_differ_by_their_shapes_and_not_by_their_colour():
    """On paper, in grey and in forced colours: what is left when classes, which carry the colours, are taken out."""
    defs = loader.get_template("includes/svg_defs.html").render()
    patterns = dict(re.findall(r'<pattern id="p-(\w+)"(.*?)</pattern>', defs))
    assert set(patterns) == set(LOOKS) - {BLANK, SOLID}
    shapes = {look: re.sub(r' class="\w+"', "", markup) for look, markup in patterns.items()}
    assert len(set(shapes.values())) == len(shapes)
    css = (settings.CHECKOUT / "static/css/register.css").read_text()
    for look in patterns:
        assert f":is(.st, .loose, .core).{look} {{ fill: url(#p-{look});" in css


def test_what_is_not_settled_looks_like_no_state():
    state = Phase("posts", "", DAY, DAY, "being established", is_settled=False)
    unsettled, settled = drawn_as(state), drawn_as(Phase("posts", "", DAY, DAY, "being established"))
    assert '"st unsettled"' in unsettled.wide and '"core posts"' in unsettled.wide
    assert '"st posts"' in settled.wide and "core" not in settled.wide
    assert words_of(unsettled) - words_of(settled) == {
        "outline around a narrow band: dates certain, statement not settled; see its grade"
    }


@pytest.mark.parametrize(("log", "state"), STATES)
def test_a_drawing_of_a_state_lists_that_state_and_no_other(log, state):
    look, word = LOGS[log][1][state], str(state.label)
    drawing = drawn_as(Phase(look, word, DAY, DAY, word))
    (items,) = [items for items in drawing.legend if items[-1].words.endswith(word)]
    assert [item.words for item in items] == [f"blank: {word}" if look == BLANK else word]
    assert (f'class="st {look}"' in drawing.wide) == (look != BLANK)


def test_the_whole_legend_names_every_state_of_every_log():
    _signs, states = whole_legend()
    named = {word for item in states for word in item.words.removeprefix("blank: ").split("; ")}
    assert {str(state.label) for _log, state in STATES} <= named


# What stands in a drawing of time, by the class or the shape it is drawn with.
SHOWN = {
    "certain": r'<rect [^>]*class="st (?!unsettled)\w+"',
    "unsettled": r'class="st unsettled"',
    "possible": r'class="st \w+ p"',
    "even": r'class="loose \w+ even"',
    "thinning": r'class="loose \w+"',
    "cap": r'class="cap"',
    "sighting": r'<circle [^>]*class="evo"',
    "confirmation": r'<path [^>]*class="evo"',
    "event": r'class="ev"',
    "bracket": r'class="brk"',
    "open_bracket": r'class="brk open"',
    "earlier": r'class="earlier"',
}
YEAR = dt.date(2004, 1, 1), dt.date(2004, 12, 31)
ROWS = {
    "a known day": [Phase("solid", "open", DAY, DAY, "open")],
    "a year": [Phase(BLANK, "", None, None), Phase("dots", "proposed", *YEAR, "proposed")],
    "not settled": [Phase("holes", "low profile", DAY, DAY, "low profile", is_settled=False)],
    "two in a year": [Phase("solid", "a", *YEAR, "a"), Phase("crosses", "b", *YEAR, "b")],
    "many in a year": [Phase("solid", f"{i}", *YEAR, f"{i}") for i in range(7)],
    "at some time": [Span4(None, None, None, None, "unknown", "unknown")],
    "cited": [Span4(None, DAY, DAY, None, "first_cited", "last_cited")],
    "ongoing": [Span4(DAY, DAY, dt.date(2006, 1, 1), None, "actual", "ongoing")],
    "an old one": [Span4(dt.date(1990, 1, 1), dt.date(1990, 1, 1), None, None, "actual", "unknown")],
    "an event": [Mark("ceasefire", DAY, DAY, exact=True)],
    "a day of a year": [Mark("rounds", *YEAR)],
    "some later day": [Mark("later", DAY, None)],
    "closed": [Phase("rising", "stalled", DAY, DAY, "stalled"), Phase(BLANK, "closed", *YEAR, "closed")],
}


@pytest.mark.parametrize("row", ROWS)
def test_the_legend_lists_exactly_the_signs_and_looks_that_are_drawn(row):
    drawing = drawn_as(*ROWS[row])
    for markup, other in zip(drawing.both, ("narrow", "wide"), strict=True):
        listed = {item.words for items in drawing.legend for item in items if item.only != other}
        signs = {sign for sign, shape in SHOWN.items() if re.search(shape, markup)}
        divided = str(SIGNS["divided"][0])
        assert listed & {str(words) for words, _sample in SIGNS.values()} - {divided} == {
            str(SIGNS[sign][0]) for sign in signs
        }
        looks = set(re.findall(r'class="(?:st|loose|core) (\w+)', markup)) - {"unsettled"}
        states = [item for item in drawing.legend[-1] if item.only != other]
        assert len([state for state in states if not state.words.startswith("blank: ")]) >= len(looks)
        samples = {look for item in states for look in re.findall(r'class="st (\w+)"', item.sample)}
        assert samples >= looks


#: {sign of the map: how it is found in a drawing}
MAP_SHOWN = {
    "linkage": r'class="e(?! struct)[ "]',
    "dates_certain": r'class="e(?: ageing| stale| over)?"',
    "dates_confirmed": r'class="e(?: ageing| stale| over)? confirmed"',
    "dates_possible": r'class="e(?: ageing| stale| over)? possible"',
    "fresh": r'class="e(?: confirmed| possible)?"',
    "ageing": r'class="e ageing',
    "stale": r'class="e stale',
    "over": r'class="bar"',
    "channel": r'class="ch"',
    "channel_partly": r'class="ch partly"',
    "channel_unknown": r'class="ch unknown"',
    "channel_cut": r'class="ch cut"',
    "channel_closed": r'class="ch closed"',
    "seat": r'class="mem"',
    "seat_possible": r'class="mem possible"',
    "struct": r'class="e struct"',
    "struct_possible": r'class="e struct possible"',
    "reach": r'class="rea"',
    "reach_trusted": r'class="rea trusted"',
    "reach_weak": r'class="rea possible"',
    "off": r'class="(?:off|n offn)"',
    "possible_actor": r'class="n(?: full)? possible"',
    "broker": r'class="ring"',
    "fictional": r'class="[^"]*\bti\b',
}


@pytest.mark.parametrize("seed", range(4))
def test_the_legend_of_a_map_lists_exactly_what_is_drawn(seed):
    facts = invented("small", seed)
    drawing = map_drawing(facts, DAY if seed % 2 else None)
    for markup, other in zip(drawing.both, ("narrow", "wide"), strict=True):
        listed = {item.words for items in drawing.legend for item in items if item.only != other}
        known = {str(MAP_SIGNS[sign][0]): sign for sign in MAP_SHOWN}
        found = {sign for sign, shape in MAP_SHOWN.items() if re.search(shape, markup)}
        assert {known[words] for words in listed if words in known} == found
    changes = {f"changed_{changed}" for changed in Changed}
    assert MAP_SIGNS.keys() - MAP_SHOWN.keys() == changes | {
        "party", "body", "person", "forum", "community", "folded"
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_the_legend_of_a_map_of_two_days_lists_exactly_the_changes_that_are_drawn(seed):
    drawing = drawing_of_two_days(invented("small", seed))
    for markup, other in zip(drawing.both, ("narrow", "wide"), strict=True):
        listed = {item.words for items in drawing.legend for item in items if item.only != other}
        drawn = set(re.findall(r'class="(?:ch )?d-(\w+)', markup))
        assert {f for f in Changed if str(MAP_SIGNS[f"changed_{f}"][0]) in listed} == drawn


def test_every_state_of_a_function_has_a_sign_of_its_own_and_a_word():
    assert set(FUNCTION_SIGNS) == set(FunctionState)
    assert len(set(FUNCTION_SIGNS.values())) == len(FunctionState)
    assert set(FUNCTION_SIGNS.values()) <= GLYPHS
    words = {function_mark_of(state, [None], is_settled=True, is_alone=False)[1] for state in FunctionState}
    assert words == {str(state.label) for state in FunctionState}


def test_doubt_about_a_function_never_takes_the_sign_of_another_state():
    doubtful = [
        (state, function_mark_of(state, [certainty], is_settled=settled, is_alone=False)[0])
        for state in FunctionState
        for certainty in (Certainty.CERTAIN, Certainty.CONFIRMED, Certainty.POSSIBLE)
        for settled in (True, False)
    ]
    for (state, sign), (other, its_sign) in combinations(doubtful, 2):
        assert (state == other) or sign != its_sign


@pytest.mark.parametrize(
    ("choices", "mark"),
    [(Certainty, certainty_mark), (Freshness, freshness_mark)],
    ids=["certainty", "freshness"],
)
def test_every_answer_that_is_marked_has_a_mark_of_its_own(choices, mark):
    marks = [str(mark(choice)) for choice in choices]
    signs = [re.findall(r'href="(#[\w-]+)"', shown) for shown in marks]
    words = [re.sub(r"<[^>]+>", "", shown) for shown in marks]
    assert len({str(found) for found in signs}) == len(set(words)) == len(list(choices)) and all(words)
