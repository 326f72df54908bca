"""The state of a log in words."""

from datetime import date

import pytest

from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ChangeFact
from peaceinfra.dashboards.presenters.life import log_row, state_of
from tests.analysis.test_derived import LONG, dates

LIFE = "lifecyclechange"


def change(position, status, day, *, latest=True):
    known = date.fromisoformat(day)
    return ChangeFact(LIFE, position, 1, position, status, day, None, known, known if latest else None)


def test_a_state_that_was_entered_twice_has_the_date_of_the_time_in_force():
    log = StatusLog(
        [
            change(1, "operational", "2013-01-01"),
            change(2, "suspended", "2014-01-01"),
            change(3, "operational", "2018-01-01"),
        ]
    )
    assert state_of(log, date(2013, 6, 30), LONG).since == "since 1 Jan 2013"
    assert state_of(log, date(2018, 6, 30), LONG).since == "since 1 Jan 2018"
    assert state_of(log, None, LONG).since == "since 1 Jan 2018"


def test_a_state_that_is_only_possible_is_said_with_the_others():
    log = StatusLog(
        [change(1, "operational", "2013-01-01"), change(2, "suspended", "2014-01-01", latest=False)]
    )
    state = state_of(log, date(2015, 6, 30), LONG)
    assert state.said == "possibly suspended"
    assert state.said_in_full == "possibly suspended, or operational"
    assert state_of(log, date(2013, 6, 30), LONG).said_in_full == "operational"


WORKED = StatusLog([change(1, "operational", "2006-01-01")])
LAST_CITED = dates("actual", "2006-01-01", "last_cited", "2016-09-01")
ENDED = dates("actual", "2006-01-01", "actual", "2009-12-31")


@pytest.mark.parametrize(
    ("life", "day", "words", "certain"),
    [
        (LAST_CITED, date(2016, 9, 1), "operational", True),
        (LAST_CITED, date(2016, 9, 2), "possibly operational", False),
        (ENDED, date(2009, 12, 31), "operational", True),
        (ENDED, date(2010, 1, 1), "ended before this day", True),
        (ENDED, date(2005, 12, 31), "not yet begun", True),
        (dates("actual", "2000", "actual", "2009"), date(2005, 12, 31), "not recorded for this day", None),
        (dates(), date(2008, 1, 1), "possibly operational", False),
        (
            dates("actual", "2006", "ongoing", "2020-01-01"),
            date(2020, 2, 1),
            "operational, as confirmed",
            None,
        ),
    ],
)
def test_a_state_is_no_surer_than_that_its_body_was_there(life, day, words, certain):
    state = state_of(WORKED, day, life)
    last = " (last recorded: operational since 1 Jan 2006)" if words == "ended before this day" else ""
    assert (state.said_in_full, state.certain) == (words + last, certain)
    assert log_row("State", WORKED, {}, day, life).on_day_words.words == words


def test_a_log_without_a_state_on_a_day_says_what_was_recorded_until_then():
    log = StatusLog([change(1, "operational", "2006-01-01"), change(2, "unknown", "2008-01-01")])
    assert state_of(log, date(2010, 1, 1), ENDED).said == (
        "ended before this day (last recorded: operational, last seen 1 Jan 2008)"
    )
    later = StatusLog([change(1, "operational", "2006-01-01"), change(2, "suspended", "2011-01-01")])
    assert state_of(later, date(2010, 1, 1), ENDED).said == (
        "ended before this day (last recorded: operational since 1 Jan 2006)"
    )
    assert state_of(log, date(2005, 12, 31), ENDED).said == "not yet begun"


def test_without_a_day_the_last_recorded_state_is_said():
    assert state_of(WORKED, None, ENDED).said == "operational"


def test_a_state_is_drawn_no_longer_than_its_body_was_seen():
    last = log_row("State", WORKED, {}, None, LAST_CITED).items[-1]
    assert (last.look, last.earliest, last.latest) == ("", date(2016, 9, 2), None)


def test_a_closed_body_is_drawn_by_its_log():
    log = StatusLog([*WORKED, change(2, "closed", "2010-01-01")])
    assert [item.word for item in log_row("State", log, {}, None, LAST_CITED).items] == [
        "",
        "operational",
        "closed",
    ]
