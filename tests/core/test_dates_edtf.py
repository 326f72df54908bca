"""Reading one typed date."""

from datetime import date

import edtf
import pytest
from hypothesis import given

from peaceinfra.core.dates.edtf import DateError, Span, _common, parse
from tests.core.dates_strategies import texts, unhurried


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2004", date(2004, 1, 1), date(2004, 12, 31)),
        ("2004-02", date(2004, 2, 1), date(2004, 2, 29)),
        ("2002-02-22", date(2002, 2, 22), date(2002, 2, 22)),
        ("[2009-09-15..2009-12-31]", date(2009, 9, 15), date(2009, 12, 31)),
        ("[2007..2008]", date(2007, 1, 1), date(2008, 12, 31)),
        ("[2007-02..2007-03]", date(2007, 2, 1), date(2007, 3, 31)),
        ("[..2009-12-31]", None, date(2009, 12, 31)),
        ("[2009-09-15..]", date(2009, 9, 15), None),
    ],
)
def test_a_date_is_all_the_days_it_can_mean(text, earliest, latest):
    assert parse(text) == Span(earliest, latest, text)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2009~", date(2008, 1, 1), date(2010, 12, 31)),
        ("2004-02~", date(2004, 1, 1), date(2004, 3, 31)),
        ("2004-12~", date(2004, 11, 1), date(2005, 1, 31)),
        ("2004-01-01~", date(2003, 12, 31), date(2004, 1, 2)),
    ],
)
def test_about_adds_one_unit_of_its_own_precision_on_each_side(text, earliest, latest):
    assert parse(text) == Span(earliest, latest, text, approximate=True)


def test_uncertain_adds_the_same_and_is_marked():
    assert parse("2004?") == Span(date(2003, 1, 1), date(2005, 12, 31), "2004?", uncertain=True)


@pytest.mark.parametrize("text", [" 2004-02\n", "٢٠٠٤-٠٢", "۲۰۰۴-۰۲", "၂၀၀၄-၀၂", "২০০৪-০২"])
def test_spaces_around_and_digits_of_other_scripts_are_read(text):
    assert parse(text) == parse("2004-02")


def test_spaces_in_a_set_are_left_out():
    assert parse("[ 2007 .. 2008 ]").text == "[2007..2008]"


def test_the_first_and_the_last_day_of_the_calendar_are_dates():
    assert parse("0001-01-01").earliest == date.min
    assert parse("9999").latest == date.max


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Write a date, for example 2004"),
        ("2004/2005", "is an interval"),
        ("../2004", "is an interval"),
        ("2004-02-30/2005", "is not a date that can be read"),
        ("2004-21", "Seasons are not used here"),
        ("2004-33", "Seasons are not used here"),
        ("2004%", "The sign % is not used here"),
        ("2004?~", "is not a date that can be read"),
        ("?2004", "once, at the end of the date"),
        ("2004-~02", "once, at the end of the date"),
        ("2004-13", "Month 13 does not exist"),
        ("2004-00", "Month 00 does not exist"),
        ("2002-02-30", "Day 30 does not exist in 2002-02"),
        ("2003-02-29", "Day 29 does not exist in 2003-02"),
        ("2003-02-29~", "Day 29 does not exist in 2003-02"),
        ("[2003-02-29..2004-01-01]", "Day 29 does not exist in 2003-02"),
        ("2004-2", "for example 2004-02."),
        ("2004-2-3", "for example 2004-02-03."),
        ("[2009..2008]", "the second date is before the first"),
        ("[2009-12..2010]", "Write both sides in the same way"),
        ("[2007~..2008]", "Write both sides in the same way"),
        ("[2004,2006]", "A list of dates is not used here"),
        ("{2004..2006}", "A list of dates is not used here"),
        ("2004-02-22T10:00:00", "A time of day is not used here"),
        ("200X", "The letter X is not used here"),
        ("2004-XX", "The letter X is not used here"),
        ("2004S2", "is not used here"),
        ("Y20000", "is not used here"),
        ("0000", "Only years from 0001 to 9999"),
        ("0000-01-01", "Only years from 0001 to 9999"),
        ("-0044", "Only years from 0001 to 9999"),
        ("0001~", "Only years from 0001 to 9999"),
        ("9999-12?", "Only years from 0001 to 9999"),
        ("9999-12-31~", "Only years from 0001 to 9999"),
        ("2" * 50, "too long for a date"),
    ],
)
def test_what_is_not_taken_is_refused_with_the_reason_and_an_example(text, says):
    with pytest.raises(DateError) as refusal:
        parse(text)
    (message,) = refusal.value.messages
    assert says in message
    assert "for example" in message


@unhurried
@given(texts)
def test_the_text_of_a_span_is_read_as_the_same_span(text):
    span = parse(text)
    assert parse(span.text) == span


@unhurried
@given(texts)
def test_the_earliest_day_is_never_after_the_latest(text):
    span = parse(text)
    assert span.earliest or span.latest
    assert span.earliest is None or span.latest is None or span.earliest <= span.latest


def spread(parsed):
    """All that a parsed text holds, in words."""
    if not isinstance(parsed, edtf.EDTFObject):
        return [str(part) for part in parsed] if isinstance(parsed, tuple) else parsed
    inner = {name: spread(value) for name, value in vars(parsed).items() if name != "objects"}
    return (
        type(parsed).__name__,
        str(parsed),
        inner,
        [spread(part) for part in getattr(parsed, "objects", ())],
    )


DATES = [
    "0000",
    "1999",
    "2004",
    "2004-01",
    "2004-09",
    "2004-10",
    "2004-12",
    "2004-02-29",
    "1999-12-31",
    "0001-01-01",
]


@pytest.mark.parametrize("mark", ["", "~", "?"])
@pytest.mark.parametrize("text", DATES)
def test_a_date_is_read_without_the_grammar_as_the_grammar_reads_it(text, mark):
    assert spread(_common(text + mark)) == spread(edtf.parse_edtf(text + mark))


RUNS = ["1999..2004", "2004..1999", "0000..2004", "2004-02..2004-09", "2004-02-29..2005-01-31", "..0000", "..2004",
    "..2004-12", "..2004-12-31", "2004..", "2004-01..", "2004-02-29.."]  # fmt: skip


@pytest.mark.parametrize("text", RUNS)
def test_a_day_between_two_is_read_without_the_grammar_as_the_grammar_reads_it(text):
    assert spread(_common(f"[{text}]")) == spread(edtf.parse_edtf(f"[{text}]"))


@pytest.mark.parametrize(
    "text",
    [
        "2004-00", "2004-13", "2004-1", "204", "20045", "2004-02%", "-2004", "2004-02-30", "2003-02-29", "0000-01-01",
        "2004-04-31~", "2004-01-00", "[..]", "[2004]", "[2004..2005-02]", "[2004-02-30..2004-03-01]", "[2004~..2005]",
        "[2003..2004,2006]", "{2003..2004}", "[2004-02-30..]", "[..2004-13]", "[2004..2005..2006]",
    ],
)  # fmt: skip
def test_every_other_text_is_left_to_the_grammar(text):
    assert _common(text) is None
