"""Logs of states: which state held when, and which row may follow which."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.edtf import parse
from peaceinfra.core.dates.statuslog import (
    Entry,
    StatusOn,
    check_order,
    check_transitions,
    current,
    lives,
    status_on,
)
from peaceinfra.core.dates.validity import Bounds
from tests.core.dates_strategies import days, unhurried

NO, POSSIBLE, CERTAIN = Certainty.NO, Certainty.POSSIBLE, Certainty.CERTAIN
TABLE = {
    "open": {"degraded", "cut", "closed"},
    "degraded": {"open", "cut", "closed"},
    "cut": {"restored", "closed"},
    "restored": {"degraded", "cut", "closed"},
    "closed": set(),
}


def log(*rows: tuple[str, str]) -> list[Entry]:
    """Entries of (date as typed, status), in order."""
    entries = []
    for position, (text, status) in enumerate(rows, start=1):
        earliest, latest = (parse(text).earliest, parse(text).latest) if text else (None, None)
        entries.append(Entry(position, status, earliest, latest))
    return entries


def test_a_change_within_two_years_is_possible_from_the_first_day_and_certain_from_the_last():
    secretariat = log(("2002-02", "operational"), ("[2007..2008]", "repurposed"))
    both = ("operational", "repurposed")
    assert status_on(secretariat, date(2006, 12, 31)) == StatusOn("operational", CERTAIN, ("operational",))
    assert status_on(secretariat, date(2007, 1, 1)) == StatusOn("repurposed", POSSIBLE, both)
    assert status_on(secretariat, date(2008, 12, 30)) == StatusOn("repurposed", POSSIBLE, both)
    assert status_on(secretariat, date(2008, 12, 31)) == StatusOn("repurposed", CERTAIN, ("repurposed",))


def test_before_the_first_row_there_is_no_state():
    opened = log(("2002-02-22", "open"))
    assert status_on(opened, date(2002, 2, 21)) == StatusOn(None, NO, ())
    assert status_on([], date(2002, 2, 21)) == StatusOn(None, NO, ())


def test_a_state_that_may_not_have_begun_is_possible():
    assert status_on(log(("2002", "open")), date(2002, 6, 1)) == StatusOn("open", POSSIBLE, ("open",))


def test_on_the_day_of_a_change_the_new_state_holds():
    line = log(("2002-02-22", "open"), ("2006-04-07", "cut"))
    assert lives(line) == [
        Bounds(date(2002, 2, 22), date(2002, 2, 22), date(2006, 4, 6), date(2006, 4, 6)),
        Bounds(date(2006, 4, 7), date(2006, 4, 7), None, None),
    ]
    assert status_on(line, date(2006, 4, 6)).status == "open"
    assert status_on(line, date(2006, 4, 7)) == StatusOn("cut", CERTAIN, ("cut",))


def test_an_undated_cut_still_sorts_and_lies_between_its_neighbours():
    line = log(("2003", "open"), ("", "cut"), ("2009-05-19", "closed"))
    assert lives(line) == [
        Bounds(date(2003, 1, 1), date(2003, 12, 31), date(2002, 12, 31), date(2009, 5, 18)),
        Bounds(date(2003, 1, 1), date(2009, 5, 19), date(2009, 5, 18), date(2009, 5, 18)),
        Bounds(date(2009, 5, 19), date(2009, 5, 19), None, None),
    ]
    assert status_on(line, date(2006, 1, 1)) == StatusOn("cut", POSSIBLE, ("open", "cut"))
    assert status_on(line, date(2009, 5, 19)) == StatusOn("closed", CERTAIN, ("closed",))


def test_the_order_of_rows_narrows_their_dates():
    line = log(("2006-04-07", "cut"), ("2006", "restored"), ("2006-08", "closed"))
    assert [(life.start_min, life.start_max) for life in lives(line)] == [
        (date(2006, 4, 7), date(2006, 4, 7)),
        (date(2006, 4, 7), date(2006, 8, 31)),
        (date(2006, 8, 1), date(2006, 8, 31)),
    ]


def test_a_wholly_undated_log_is_possible_and_never_certain():
    undated = log(("", "open"), ("", "closed"))
    assert status_on(undated, date(2006, 1, 1)) == StatusOn("closed", POSSIBLE, ("open", "closed"))


def test_a_reactivation_after_a_closing_is_two_intervals():
    office = log(("2013-06-18", "operational"), ("2013-07-09", "temporarily_closed"), ("2015", "operational"))
    first, closed, second = lives(office)
    assert (first.end_max, second.start_min) == (date(2013, 7, 8), date(2015, 1, 1))
    assert status_on(office, date(2014, 1, 1)) == StatusOn(
        "temporarily_closed", CERTAIN, ("temporarily_closed",)
    )
    assert status_on(office, date(2015, 6, 1)).possible_statuses == ("temporarily_closed", "operational")


def test_a_state_written_twice_is_one_certain_state():
    restated = log(("2013-06-18", "operational"), ("2015", "operational"))
    assert status_on(restated, date(2015, 6, 1)) == StatusOn("operational", CERTAIN, ("operational",))


def test_two_changes_on_one_day_leave_the_later_one():
    line = log(("2006-04-07", "cut"), ("2006-04-07", "restored"))
    assert status_on(line, date(2006, 4, 7)) == StatusOn("restored", CERTAIN, ("restored",))


def test_the_current_state_is_the_last_row_whatever_its_date():
    rows = log(("2002", "open"), ("", "cut"))
    assert current(reversed(rows)) == "cut"
    assert current([]) is None


def test_rows_are_read_by_position_and_not_as_they_come():
    rows = log(("2002", "open"), ("2006", "cut"), ("2009", "closed"))
    assert lives([rows[2], rows[0], rows[1]]) == lives(rows)


def test_only_a_certain_contradiction_of_dates_is_refused():
    check_order(log(("2006-04", "open"), ("2006", "cut"), ("", "restored"), ("2006-04", "closed")))
    with pytest.raises(ValidationError) as refusal:
        check_order(log(("2006", "open"), ("", "cut"), ("2005-12-31", "closed")))
    assert refusal.value.messages == [
        "Row 3 (closed) is certainly earlier than row 1 (open). "
        "Change the order of the rows or one of the two dates."
    ]


def test_any_state_may_come_first_and_unknown_joins_to_any():
    check_transitions(log(("", "closed")), TABLE)
    check_transitions(log(("", "closed"), ("", "unknown"), ("", "open"), ("", "cut")), TABLE)


def test_a_transition_that_is_not_allowed_names_both_states_and_what_is():
    with pytest.raises(ValidationError) as refusal:
        check_transitions(log(("2002", "open"), ("2006", "restored")), TABLE, {"restored": "put back"})
    assert refusal.value.messages == [
        "“put back” (row 2) cannot follow “open”. After “open” may come: closed, cut, degraded, unknown. "
        "If a step between the two is missing, add it; its date may stay empty."
    ]


@st.composite
def logs(draw):
    """Logs whose dates do not contradict their order."""
    count = draw(st.integers(1, 5))
    changes = sorted(draw(st.lists(days, min_size=count, max_size=count)))
    entries = []
    for position, change in enumerate(changes, start=1):
        around = draw(st.sampled_from(["day", "month", "year", "undated"]))
        length = {"day": 10, "month": 7, "year": 4}.get(around)
        span = parse(change.isoformat()[:length]) if length else None
        status = draw(st.sampled_from(["open", "cut", "closed"]))
        entries.append(Entry(position, status, span and span.earliest, span and span.latest))
    return changes, entries


@unhurried
@given(logs(), days)
def test_the_true_state_is_always_possible_and_the_certain_one_is_true(drawn, day):
    changes, entries = drawn
    check_order(entries)
    true = [entry.status for change, entry in zip(changes, entries, strict=True) if change <= day]
    answer = status_on(entries, day)
    if true:
        assert true[-1] in answer.possible_statuses
    if answer.certainty == CERTAIN:
        assert answer.possible_statuses == (true[-1],)


@unhurried
@given(logs(), days)
def test_a_state_is_certain_by_its_own_life_wherever_it_is_the_only_possible_row(drawn, day):
    _changes, entries = drawn
    answers = [life.on(day) for life in lives(entries)]
    if CERTAIN in answers:
        assert [answer for answer in answers if answer != NO] == [CERTAIN]
        assert status_on(entries, day).certainty == CERTAIN
