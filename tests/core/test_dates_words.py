"""Dates in words."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given

from peaceinfra.core.dates.choices import SaidAs
from peaceinfra.core.dates.edtf import DateError, parse
from peaceinfra.core.dates.words import (
    brief_seen_text,
    brief_text,
    change_text,
    day_text,
    short_text,
    sighting_text,
    since_text,
    span_covered,
    span_text,
    understood_as,
    validity_text,
    year_text,
)
from tests.core.dates_strategies import texts, unhurried


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2002-02-22", "22 Feb 2002"),
        ("2004", "between 1 Jan and 31 Dec 2004"),
        ("2004-11", "between 1 and 30 Nov 2004"),
        ("[2007..2008]", "between 1 Jan 2007 and 31 Dec 2008"),
        ("[2009-09-15..2009-12-31]", "between 15 Sep and 31 Dec 2009"),
        ("[2009-09-15..2009-09-15]", "15 Sep 2009"),
        ("2004~", "about 2004, between 1 Jan 2003 and 31 Dec 2005"),
        ("2005-10~", "about Oct 2005, between 1 Sep and 30 Nov 2005"),
        ("2004?", "2004 (uncertain), between 1 Jan 2003 and 31 Dec 2005"),
        ("2002-02-22~", "about 22 Feb 2002, between 21 and 23 Feb 2002"),
        ("[..2009-12-31]", "by 31 Dec 2009"),
        ("[2009-09-15..]", "15 Sep 2009 or later"),
    ],
)
def test_the_echo_says_all_days_that_a_text_can_mean(text, words):
    assert understood_as(text) == words
    assert span_text(parse(text)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2002-02-22", "22 Feb 2002"),
        ("2012-11", "Nov 2012"),
        ("2004", "2004"),
        ("2004~", "about 2004"),
        ("2004-11?", "Nov 2004 (uncertain)"),
        ("[2007..2008]", "between 2007 and 2008"),
        ("[2009-09..2009-12]", "between Sep and Dec 2009"),
        ("[2009-09-15..2009-09-30]", "between 15 and 30 Sep 2009"),
        ("[2016-09..]", "Sep 2016 or later"),
        ("[..2009]", "2009 or earlier"),
    ],
)
def test_the_short_form_keeps_the_precision_that_was_typed(text, words):
    assert short_text(parse(text)) == words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("actual", "2002-02-22", "actual", "2009"),
            "from 22 Feb 2002; until 2009",
        ),
        (("first_cited", "2012-11", "unknown", ""), "first cited Nov 2012; end not known"),
        (("unknown", "", "last_cited", "2005-11"), "start not known; last cited Nov 2005"),
        (
            ("actual", "2002-02-22", "ongoing", "2026-05-01"),
            "from 22 Feb 2002; ongoing, confirmed 1 May 2026",
        ),
        (("unknown", "", "ended", "2008"), "start not known; ended by the end of 2008, day not known"),
        (("unknown", "", "ended", "[2008..]"), "start not known; ended, day not known"),
        (
            ("actual", "2006", "last_cited", "[2016-09..]"),
            "from 2006; still cited in Sep 2016 or later",
        ),
        (
            ("first_cited", "[..2012]", "last_cited", "[2014..2016]"),
            "first cited 2012 or earlier; last cited between 2014 and 2016",
        ),
        (
            ("actual", "[2009-09-15..2009-11-13]", "actual", "[2014..2016]"),
            "from a day between 15 Sep and 13 Nov 2009; until a day between 2014 and 2016",
        ),
        (("first_cited", "2003", "last_cited", "2003"), "cited 2003"),
        (("first_cited", "2003", "last_cited", "2004"), "first cited 2003; last cited 2004"),
        (("actual", "2002-02-22", "actual", "2002-02-22"), "22 Feb 2002"),
    ],
)
def test_a_validity_says_what_was_typed(arguments, words):
    assert validity_text(*arguments) == words


def test_an_agreement_is_agreed_on_its_day_signed_or_not_and_an_event_has_a_day():
    typed = ("actual", "2002-02-22", "unknown", "")
    assert validity_text(*typed, said_as=SaidAs.AGREEING) == "agreed 22 Feb 2002"
    assert validity_text(*typed, said_as=SaidAs.DAY) == "22 Feb 2002"
    replaced = ("actual", "2002-02", "actual", "2008")
    assert validity_text(*replaced, said_as=SaidAs.AGREEING) == "agreed Feb 2002; until 2008"
    assert validity_text(*replaced, said_as=SaidAs.DAY) == "from Feb 2002; until 2008"


def test_what_is_planned_has_no_past_tense():
    assert validity_text("actual", "2041", "unknown", "") == "from 2041; end not known"


def test_a_sighting_is_as_precise_as_it_was_typed():
    assert sighting_text(["[2016-09..]"], date(2016, 9, 1)) == "Sep 2016 or later"
    assert sighting_text(["2016"], date(2016, 1, 1)) == "2016"


def test_an_undated_thing_does_not_look_eternal():
    assert validity_text("unknown", "", "unknown", "") == "at some time"


def test_relative_bounds_are_said_with_their_side():
    days = (None, date(2002, 2, 22), date(2003, 1, 1), date(2009, 5, 19))
    assert validity_text("unknown", "", "unknown", "", days) == (
        "start not known, not after 22 Feb 2002; end not known, not before 1 Jan 2003, not after 19 May 2009"
    )


def test_a_change_on_an_unknown_day_says_what_limits_it():
    assert change_text("") == "on an unknown day"
    assert (
        change_text("", (None, date(2009, 5, 19), None, None)) == "on an unknown day, not after 19 May 2009"
    )
    assert change_text("[2007..2008]") == "between 2007 and 2008"


def test_a_state_entered_on_an_unknown_day_holds_since_that_day():
    assert since_text("") == "since an unknown day"
    assert since_text("", (date(2009, 5, 19),)) == "since an unknown day, not before 19 May 2009"
    assert since_text("2002-02-22") == "since 22 Feb 2002"
    assert since_text("2006") == "since 2006"
    assert since_text("[2007..2008]") == "since a day between 2007 and 2008"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2002", "2009", "for 2002 to 2009"),
        ("2002", "2002", "for 2002"),
        ("2024-03", "2026-10", "for Mar 2024 to Oct 2026"),
        ("[2007..2008]", "2009", "for 2007 to 2009"),
        ("2026-09", "", "for Sep 2026 and later"),
        ("", "2009", "for the time up to 2009"),
        ("", "[2009..]", ""),
    ],
)
def test_a_search_says_for_which_time_it_was_made(start, end, words):
    assert span_covered(start, end) == words


def test_a_sighting_is_never_called_a_start_or_an_end():
    words = validity_text("first_cited", "2003", "last_cited", "2005")
    assert "began" not in words
    assert "ended" not in words


def test_months_are_translated(catalogues):
    with translation.override("fr"):
        assert "février" in day_text(date(2002, 2, 22)) or "fév" in day_text(date(2002, 2, 22)).lower()


def test_what_cannot_be_read_is_not_echoed():
    with pytest.raises(DateError):
        understood_as("2004-13")


@unhurried
@given(texts)
def test_every_date_has_words(text):
    assert understood_as(text)
    assert short_text(parse(text))


@pytest.mark.parametrize(
    ("text", "brief", "years"),
    [
        ("2016-11-24", "Nov 2016", "2016"),
        ("2016-11", "Nov 2016", "2016"),
        ("2013", "2013", "2013"),
        ("[2007-02-01..2007-03-31]", "2007", "2007"),
        ("[2008-12-01..2009-01-31]", "2008–2009", "2008–2009"),
        ("[..2007]", "2007 or earlier", ""),
        ("2007~", "about 2007", "2006–2008"),
    ],
)
def test_where_there_is_little_room_a_date_is_never_told_more_exactly_than_typed(text, brief, years):
    assert (brief_text(text), year_text(text)) == (brief, years)


def test_a_last_sighting_in_brief_is_the_day_before_nothing_is_known():
    assert brief_seen_text("[2021..]") == "2020"
    assert brief_seen_text("[2016-02-13..]") == "Feb 2016"
    assert brief_seen_text("2018") == "2018"
    assert brief_seen_text("[..2018]") == ""
