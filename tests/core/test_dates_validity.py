"""Four dates from what was typed, and what they say."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from peaceinfra.core.dates.choices import Certainty, StartKind
from peaceinfra.core.dates.edtf import parse
from peaceinfra.core.dates.validity import (
    Bounds,
    bounds_of,
    certainty_on,
    confirmed,
    contradictions,
    overlap,
)
from tests.core.dates_strategies import bounds, days, narrowings, plain_days, unhurried, validities, wider

ACTUAL, FIRST_CITED, START_UNKNOWN = StartKind
NO, POSSIBLE, CONFIRMED, CERTAIN = Certainty


def made(arguments, narrowing=None) -> Bounds:
    """The bounds; a draw that is certainly reversed is left out."""
    try:
        return bounds_of(*arguments, narrowing)
    except ValidationError:
        assume(False)


def on_day(day: date) -> Bounds:
    return Bounds(day, day, day, day)


# The kinds


def test_actual_bounds_are_the_earliest_and_latest_day_of_what_was_typed():
    assert bounds_of("actual", "2002-02", "actual", "2009") == Bounds(
        date(2002, 2, 1), date(2002, 2, 28), date(2009, 1, 1), date(2009, 12, 31)
    )


def test_a_first_sighting_is_never_shown_as_a_hard_start():
    cited = bounds_of("first_cited", "2003", "actual", "2009-05-05")
    assert (cited.start_min, cited.start_max) == (None, date(2003, 12, 31))
    assert cited.on(date(1950, 1, 1)) == POSSIBLE
    assert cited.on(date(2003, 12, 31)) == CERTAIN


def test_a_last_sighting_is_never_shown_as_a_hard_end():
    cited = bounds_of("actual", "2002-02-22", "last_cited", "2005-11")
    assert (cited.end_min, cited.end_max) == (date(2005, 11, 1), None)
    assert cited.on(date(2005, 11, 1)) == CERTAIN
    assert cited.on(date(2026, 1, 1)) == POSSIBLE


def test_what_is_ongoing_is_certain_until_its_confirmation_and_possible_after():
    going = bounds_of("actual", "2002-02-22", "ongoing", "2026-05-01")
    assert going == Bounds(date(2002, 2, 22), date(2002, 2, 22), date(2026, 5, 1), None)


def test_a_start_that_is_not_known_leans_on_the_end():
    assert bounds_of("unknown", "", "actual", "2009") == Bounds(
        None, date(2009, 12, 31), date(2009, 1, 1), date(2009, 12, 31)
    )
    assert bounds_of("unknown", "", "ended", "2009").start_max == date(2009, 12, 31)


def test_a_start_that_is_not_known_leans_on_the_sighting():
    assert bounds_of("unknown", "", "last_cited", "2005-11") == Bounds(
        None, date(2005, 11, 30), date(2005, 11, 1), None
    )
    assert bounds_of("unknown", "", "ongoing", "2005-11-09").start_max == date(2005, 11, 9)


def test_an_end_that_is_not_known_leans_on_the_start():
    assert bounds_of("actual", "2004", "unknown", "") == Bounds(
        date(2004, 1, 1), date(2004, 12, 31), date(2004, 1, 1), None
    )
    assert bounds_of("first_cited", "2004-03-05", "unknown", "").end_min == date(2004, 3, 5)


def test_what_ended_on_an_unknown_day_ended_by_the_day_given():
    assert bounds_of("actual", "2002-02-22", "ended", "2008") == Bounds(
        date(2002, 2, 22), date(2002, 2, 22), date(2002, 2, 22), date(2008, 12, 31)
    )
    assert bounds_of("first_cited", "2003", "ended", "2008").end_min == date(2003, 1, 1)


def test_an_undated_thing_is_possible_on_every_day_and_certain_on_none():
    undated = bounds_of("unknown", "", "unknown", "")
    assert undated == Bounds()
    assert {undated.on(day) for day in (date.min, date(2004, 1, 1), date.max)} == {POSSIBLE}


def test_two_year_only_bounds_in_one_year_are_possible_and_never_certain():
    year = bounds_of("actual", "2004", "actual", "2004")
    assert {year.on(date(2004, 1, 1) + timedelta(days=n)) for n in range(366)} == {POSSIBLE}


def test_several_sightings_of_one_day_stay_several():
    sightings = [
        bounds_of("first_cited", text, "last_cited", text)
        for text in ("2003-02-01", "2003-06-01", "2004-01-09")
    ]
    assert [sighting.on(date(2003, 6, 1)) for sighting in sightings] == [POSSIBLE, CERTAIN, POSSIBLE]


def test_open_sets_leave_the_column_unbounded():
    assert bounds_of("actual", "[2009-09-15..]", "actual", "[..2012]") == Bounds(
        date(2009, 9, 15), None, None, date(2012, 12, 31)
    )


# What is refused


@pytest.mark.parametrize(
    ("arguments", "field", "says"),
    [
        (("actual", "", "unknown", ""), "start", "choose “not known”"),
        (("first_cited", "", "unknown", ""), "start", "first seen or cited"),
        (("unknown", "2004", "unknown", ""), "start", "Choose another kind, or empty the date."),
        (("unknown", "", "unknown", "2004"), "end", "Choose another kind, or empty the date."),
        (("unknown", "", "actual", ""), "end", "choose “not known”"),
        (("unknown", "", "last_cited", ""), "end", "last seen or cited"),
        (("unknown", "", "ongoing", ""), "end", "confirmed to go on"),
        (("unknown", "", "ended", ""), "end", "the date of the source"),
        (("actual", "2004-13", "unknown", ""), "start", "Month 13 does not exist."),
        (("about", "2004", "unknown", ""), "start_kind", "Write one of: actual, first_cited, unknown."),
        (("unknown", "", "", ""), "end_kind", "Write one of: actual, last_cited, ongoing, ended, unknown."),
    ],
)
def test_a_kind_without_its_date_or_a_date_without_its_kind_is_refused_by_field(arguments, field, says):
    with pytest.raises(ValidationError) as refusal:
        bounds_of(*arguments)
    ((named, (message,)),) = refusal.value.message_dict.items()
    assert named == field
    assert says in message


def test_faults_of_start_and_end_are_named_at_once():
    with pytest.raises(ValidationError) as refusal:
        bounds_of("actual", "2004-13", "ended", "")
    assert set(refusal.value.message_dict) == {"start", "end"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("actual", "2009", "actual", "2008"),
        ("actual", "2009", "ended", "2008"),
        ("actual", "2009", "last_cited", "2008"),
        ("actual", "2009", "ongoing", "2008-12-31"),
        ("first_cited", "2009", "actual", "2008"),
        ("first_cited", "2009", "last_cited", "2008"),
        ("actual", "[2009..]", "actual", "[..2008]"),
    ],
)
def test_only_what_is_certainly_reversed_is_refused_and_told_how_to_mend(arguments):
    with pytest.raises(ValidationError) as refusal:
        bounds_of(*arguments)
    assert "is certainly before the start" in refusal.value.message_dict["end"][0]
    assert "Exchange the two" in refusal.value.message_dict["end"][0]


def test_what_may_be_reversed_is_kept():
    assert bounds_of("actual", "2004-12-01", "actual", "2004") == Bounds(
        date(2004, 12, 1), date(2004, 12, 1), date(2004, 1, 1), date(2004, 12, 31)
    )


def test_bounds_out_of_order_are_a_fault_of_the_program():
    with pytest.raises(ValueError, match="earliest day of a bound is after its latest"):
        Bounds(start_min=date(2005, 1, 1), start_max=date(2004, 1, 1))


# Relative bounds


def test_relative_bounds_narrow_the_columns():
    before_the_ceasefire = (None, date(2002, 2, 22), None, None)
    assert bounds_of("actual", "2002-02", "unknown", "", before_the_ceasefire) == Bounds(
        date(2002, 2, 1), date(2002, 2, 22), date(2002, 2, 1), None
    )


def test_what_leans_on_a_narrowed_bound_follows_it():
    assert bounds_of(
        "unknown", "", "unknown", "", (date(2002, 2, 22), None, None, date(2009, 5, 19))
    ) == Bounds(date(2002, 2, 22), date(2009, 5, 19), date(2002, 2, 22), date(2009, 5, 19))


def test_a_relative_bound_that_contradicts_what_was_typed_is_left_out_and_named():
    typed = ("actual", "2002-02", "unknown", "")
    too_late = (date(2003, 1, 1), None, None, None)
    assert bounds_of(*typed, too_late) == bounds_of(*typed)
    assert contradictions(*typed, too_late) == ["start_not_before"]
    assert contradictions(*typed, (date(2002, 2, 2), None, None, None)) == []


# A day, an interval, an envelope


def test_a_child_ends_with_its_dissolved_parent():
    body = bounds_of("actual", "2002-02-06", "actual", "2009-07-31")
    membership = bounds_of("actual", "2003-01-01", "ongoing", "2012-01-01")
    assert membership.on(date(2011, 1, 1)) == CERTAIN
    assert membership.clip(body).on(date(2011, 1, 1)) == NO
    assert membership.clip(body).on(date(2009, 7, 31)) == CERTAIN


@pytest.mark.parametrize(
    ("arguments", "is_beyond"),
    [
        (("actual", "2002-02-05", "unknown", ""), True),
        (("actual", "2002-02", "unknown", ""), False),
        (("actual", "2003", "ongoing", "2009-08-01"), True),
        (("actual", "2003", "actual", "2009"), False),
        (("actual", "2010", "unknown", ""), True),
        (("unknown", "", "unknown", ""), False),
    ],
)
def test_only_what_certainly_began_before_or_ended_after_an_end_goes_beyond_it(arguments, is_beyond):
    life = bounds_of("actual", "2002-02-06", "actual", "2009-07-31")
    assert bounds_of(*arguments).goes_beyond(life) is is_beyond
    assert not bounds_of(*arguments).goes_beyond(Bounds())


def test_a_child_of_an_undated_parent_is_possible_and_not_certain():
    assert on_day(date(2004, 1, 1)).clip(Bounds()).on(date(2004, 1, 1)) == POSSIBLE


def test_overlap_has_three_values():
    first = bounds_of("actual", "2002", "actual", "2004")
    assert first.overlap(bounds_of("actual", "2003", "actual", "2009")) == CERTAIN
    assert first.overlap(bounds_of("actual", "2004", "actual", "2009")) == POSSIBLE
    assert first.overlap(bounds_of("actual", "2005", "actual", "2009")) == NO


def test_an_event_dated_by_its_year_certainly_falls_into_that_year():
    year = Bounds(date(2004, 1, 1), date(2004, 1, 1), date(2004, 12, 31), date(2004, 12, 31))
    assert bounds_of("actual", "2004", "actual", "2004").overlap(year) == CERTAIN


def test_a_child_and_a_parent_that_never_met_overlap_nothing():
    child, parent = on_day(date(2001, 1, 1)), on_day(date(2005, 1, 1))
    window = Bounds(date(2000, 1, 1), date(2000, 1, 1), date(2006, 1, 1), date(2006, 1, 1))
    assert child.overlap(window) == parent.overlap(window) == CERTAIN
    assert overlap(child, parent, window) == NO


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        (date(2026, 5, 1), CERTAIN),
        (date(2026, 5, 2), CONFIRMED),
        (date(2026, 10, 28), CONFIRMED),
        (date(2026, 10, 29), POSSIBLE),
    ],
)
def test_confirmed_lasts_for_the_review_interval(day, answer):
    going = bounds_of("actual", "2002-02-22", "ongoing", "2026-05-01")
    assert certainty_on(day, going, end_kind="ongoing", review_days=180) == answer


def test_a_confirmation_says_nothing_of_the_days_before_it():
    going = bounds_of("unknown", "", "ongoing", "2026-05")
    assert not confirmed(going, "ongoing", date(2026, 4, 30), 180)
    assert confirmed(going, "ongoing", date(2026, 5, 1), 180)


def test_only_what_is_ongoing_and_reviewed_is_confirmed():
    seen = bounds_of("actual", "2002-02-22", "last_cited", "2026-05-01")
    assert not confirmed(seen, "last_cited", date(2026, 6, 1), 180)
    assert not confirmed(seen, "ongoing", date(2026, 6, 1), None)


def test_a_child_of_a_closed_parent_is_not_confirmed():
    going = bounds_of("actual", "2002-02-22", "ongoing", "2026-05-01")
    closed = bounds_of("actual", "2002", "actual", "2026-05-10")
    answer = certainty_on(date(2026, 6, 1), going, envelopes=[closed], end_kind="ongoing", review_days=180)
    assert answer == NO


def test_certainty_is_ordered_by_strength_and_not_by_the_alphabet():
    assert sorted(["certain", "no", "confirmed", "possible"], key=Certainty) == [
        "no", "possible", "confirmed", "certain",
    ]  # fmt: skip
    assert NO < POSSIBLE < CONFIRMED < CERTAIN
    assert CERTAIN >= CONFIRMED > POSSIBLE >= POSSIBLE
    assert POSSIBLE <= CONFIRMED


# Properties


@unhurried
@given(validities(), narrowings)
def test_bounds_are_ordered_and_never_reversed(arguments, narrowing):
    four = made(arguments, narrowing)
    assert four.start_min is None or four.start_max is None or four.start_min <= four.start_max
    assert four.end_min is None or four.end_max is None or four.end_min <= four.end_max
    assert not four.is_reversed


@unhurried
@given(bounds(), days)
def test_certain_days_are_possible_days(four, day):
    if four.on(day) == CERTAIN and not four.is_reversed:
        assert four.start_min is None or four.start_min <= day
        assert four.end_max is None or day <= four.end_max


@unhurried
@given(st.data(), bounds(), bounds(), days)
def test_widening_a_bound_never_turns_possible_into_no(data, four, other, day):
    loose = data.draw(wider(four))
    assert not (four.on(day) >= POSSIBLE and loose.on(day) == NO)
    assert not (four.overlap(other) >= POSSIBLE and loose.overlap(other) == NO)


@unhurried
@given(validities(texts=plain_days), days)
def test_typing_a_month_or_a_year_for_a_day_never_turns_possible_into_no(arguments, day):
    start_kind, start, end_kind, end = arguments
    held = made(arguments).on(day) >= POSSIBLE
    for length in (7, 4):
        loose = bounds_of(start_kind, start[:length], end_kind, end[:length])
        assert not (held and loose.on(day) == NO)


@unhurried
@given(validities(), narrowings, days)
def test_narrowing_adds_no_day(arguments, narrowing, day):
    assert made(arguments, narrowing).on(day) <= CERTAIN
    if made(arguments).on(day) == NO:
        assert made(arguments, narrowing).on(day) == NO


@unhurried
@given(validities())
def test_the_texts_of_the_spans_give_the_same_bounds(arguments):
    start_kind, start, end_kind, end = arguments
    four = made(arguments)
    again = (start_kind, start and parse(start).text, end_kind, end and parse(end).text)
    assert bounds_of(*again) == four


@unhurried
@given(bounds(), st.lists(bounds(), max_size=2), days)
def test_a_child_is_possible_where_all_are_and_certain_where_all_are(child, envelopes, day):
    assert child.clip(*envelopes).on(day) == min(one.on(day) for one in [child, *envelopes])


@unhurried
@given(st.lists(bounds(), min_size=1, max_size=3), days)
def test_overlap_with_one_day_is_the_answer_for_that_day(validities, day):
    assume(not any(one.is_reversed for one in validities))
    clipped = validities[0].clip(*validities[1:])
    assert overlap(*validities, on_day(day)) == clipped.on(day)


@unhurried
@given(bounds(), bounds())
def test_overlap_is_the_same_both_ways(one, other):
    assert one.overlap(other) == other.overlap(one)
