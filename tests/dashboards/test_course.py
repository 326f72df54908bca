"""Phase and momentum are one phrase, which never begins with what is not known."""

from datetime import date

import pytest

from peaceinfra.analysis.derived import Course, StatusLog
from peaceinfra.analysis.facts import ChangeFact
from peaceinfra.core.dates.edtf import parse
from peaceinfra.dashboards.presenters.course import course_words, phase_choices
from processes.choices import Phase
from tests.analysis.test_derived import LONG, dates

TODAY = date(2026, 11, 28)
ENDED = dates("actual", "2002", "actual", "2009-12-31")


def log(name, *rows):
    """A log of states with typed dates."""
    spans = [(status, text, parse(text) if text else None) for status, text in rows]
    return StatusLog(
        ChangeFact(name, place, 1, place, status, text, None, span and span.earliest, span and span.latest)
        for place, (status, text, span) in enumerate(spans, 1)
    )


def said(phases, momenta=(), *, day=None, ending="unknown", life=LONG):
    course = Course(life, log("phasechange", *phases), log("momentumchange", *momenta))
    return "; ".join(filter(None, course_words(course, ending, day, TODAY)))


NEGOTIATION = ("negotiation", "2002")


@pytest.mark.parametrize(
    ("phases", "momenta", "words"),
    [
        ([], [], ""),
        ([NEGOTIATION], [], "negotiation since 2002"),
        ([NEGOTIATION], [("active", "2025~")], "negotiation since 2002; active since about 2025"),
        (
            [NEGOTIATION],
            [("active", "2002"), ("suspended", "2025-06-20")],
            "talks suspended since 20 Jun 2025; negotiation since 2002",
        ),
        ([], [("stalled", "2003")], "talks stalled since 2003"),
        (
            [("implementation", "2014-03")],
            [("stalled", "2016")],
            "carrying out the agreement since Mar 2014; stalled since 2016",
        ),
        (
            [NEGOTIATION, ("unknown", "[2021..]")],
            [("active", "2002"), ("unknown", "[2021..]")],
            "negotiation, active, last seen 2020; nothing recorded since",
        ),
        (
            [NEGOTIATION, ("unknown", "[2021..]")],
            [("stalled", "2002"), ("unknown", "2022")],
            "negotiation, last seen 2020; stalled, last seen 2022; nothing recorded since",
        ),
        (
            [NEGOTIATION, ("unknown", "")],
            [("active", "2002"), ("unknown", "")],
            "negotiation, active, when last seen; nothing recorded since",
        ),
        (
            [NEGOTIATION, ("unknown", "[2021..]")],
            [],
            "negotiation, last seen 2020; nothing recorded since",
        ),
        (
            [NEGOTIATION, ("unknown", "[2021..]")],
            [("stalled", "2022")],
            "talks stalled since 2022; negotiation, last seen 2020, and nothing recorded since",
        ),
        (
            [NEGOTIATION],
            [("active", "2002"), ("unknown", "[2021..]")],
            "negotiation since 2002; active, last seen 2020, and nothing recorded since",
        ),
        (
            [("unknown", "2002")],
            [("active", "2003")],
            "talks active since 2003; how far they came is not known",
        ),
        ([NEGOTIATION], [("unknown", "2003")], "negotiation since 2002; whether they move is not known"),
        ([("unknown", "2002")], [("unknown", "2002")], "state of the talks not known"),
        ([("unknown", "2002")], [], "state of the talks not known"),
        (
            [NEGOTIATION],
            [("collapsed", "2008-01-03")],
            "talks collapsed on 3 Jan 2008; negotiation since 2002; how it ended is not known",
        ),
    ],
)
def test_where_talks_stand_is_one_phrase(phases, momenta, words):
    assert said(phases, momenta) == words


@pytest.mark.parametrize(
    ("ending", "date_typed", "momenta", "words"),
    [
        ("lapsed", "2009", [], "ended in 2009 without a result"),
        ("military_victory", "2009-05-18", [], "ended on 18 May 2009 by military victory"),
        ("agreement", "[2013-04-12..2013-04-13]", [], "ended between 12 and 13 Apr 2013 by agreement"),
        ("unknown", "", [], "ended on an unknown day; how it ended is not known"),
        (
            "agreement",
            "2013-04",
            [("active", "2006"), ("unknown", "[2006-12..]")],
            "ended in Apr 2013 by agreement; before that active, last seen Nov 2006",
        ),
        (
            "military_victory",
            "2009",
            [("collapsed", "[2007..2008]")],
            "ended in 2009 by military victory; talks collapsed between 2007 and 2008",
        ),
        ("agreement", "2009", [("unknown", "2006")], "ended in 2009 by agreement"),
    ],
)
def test_of_one_that_ended_it_is_said_when_and_how(ending, date_typed, momenta, words):
    assert said([NEGOTIATION, ("concluded", date_typed)], momenta, ending=ending) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2001, 6, 30), "not yet begun"),
        (date(2004, 6, 30), "negotiation since 2002; active since 2003"),
        (
            date(2006, 6, 30),
            "talks possibly stalled, or active, since a day between 2006 and 2007; negotiation since 2002",
        ),
        (
            date(2012, 6, 30),
            "ended before this day (last recorded: negotiation since 2002; stalled since a day between 2006 and"
            " 2007); it ended by military victory",
        ),
    ],
)
def test_of_a_day_the_phrase_says_what_held_then_with_its_doubt(day, words):
    momenta = [("active", "2003"), ("stalled", "[2006..2007]")]
    assert said([NEGOTIATION], momenta, day=day, life=ENDED, ending="military_victory") == words


def test_of_a_day_after_the_last_sighting_the_last_known_state_comes_first():
    phases, momenta = [NEGOTIATION, ("unknown", "[2021..]")], [("stalled", "2003"), ("unknown", "[2021..]")]
    assert (
        said(phases, momenta, day=date(2024, 1, 1))
        == "negotiation, stalled, last seen 2020; not known on this day"
    )


def test_a_log_without_a_state_on_the_day_is_not_passed_over():
    assert (
        said([NEGOTIATION], [("stalled", "2005")], day=date(2004, 1, 1))
        == "negotiation since 2002; whether they move is not recorded for this day"
    )


def test_a_filter_offers_phases_in_plain_words_with_their_terms():
    choices = dict(phase_choices())
    assert choices[Phase.CONCLUDED] == "ended (concluded)"
    assert choices[Phase.NEGOTIATION] == "negotiation"
    assert list(choices) == Phase.values
