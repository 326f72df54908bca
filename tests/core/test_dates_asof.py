"""The day of a page, as people write it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from peaceinfra.core.dates.asof import day_meant, parse_day

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2006-06-30", date(2006, 6, 30)),
        (" 2006-06-30 ", date(2006, 6, 30)),
        ("30 June 2006", date(2006, 6, 30)),
        ("June 30, 2006", date(2006, 6, 30)),
        ("30.6.2006", date(2006, 6, 30)),
        ("20060630", date(2006, 6, 30)),
        ("12 février 2004", date(2004, 2, 12)),
        ("June 2006", date(2006, 6, 30)),
        ("2006-06", date(2006, 6, 30)),
        ("Feb 2004", date(2004, 2, 29)),
        ("2006", date(2006, 12, 31)),
        ("٢٠٠٦", date(2006, 12, 31)),
        ("2026", TODAY),
        ("November 2026", TODAY),
        ("2026-11-28", TODAY),
        ("2027", date(2027, 12, 31)),
        ("29 November 2026", date(2026, 11, 29)),
    ],
)
def test_a_day_a_month_and_a_year_are_taken_and_of_what_is_not_over_today(text, day):
    assert day_meant(text, TODAY).day == day


def test_it_is_told_whether_the_text_names_the_day():
    assert [day_meant(text, TODAY).is_named for text in ("2006-06-30", "30 June 2006", "June 2006", "2026")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["31 June 2006", "2006-13", "early 2004", "the 1990s", "2004 or 2005", "soon", "?", "2006~", "[2004..2005]"]
)  # fmt: skip
def test_what_is_no_single_day_is_refused_with_examples(text):
    with pytest.raises(ValidationError, match="is not a day. Write a day, a month or a year, for example"):
        day_meant(text, TODAY)


def test_of_two_meanings_the_reader_chooses():
    with pytest.raises(ValidationError) as refused:
        day_meant("03/04/2006", TODAY)
    assert refused.value.messages == ["“03/04/2006” can mean 2006-04-03 or 2006-03-04. Write one of them."]


def test_a_tool_writes_a_plain_day():
    assert parse_day("2006-06-30") == date(2006, 6, 30)
    with pytest.raises(ValidationError):
        parse_day("June 2006")
