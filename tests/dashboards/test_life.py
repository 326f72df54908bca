"""The state of a log in words."""

from datetime import date

from peaceinfra.analysis.facts import ChangeFact
from peaceinfra.dashboards.presenters.life import state_of

LIFE = "lifecyclechange"


def change(position, status, day, *, latest=True):
    known = date.fromisoformat(day)
    return ChangeFact(LIFE, position, 1, position, status, day, None, known, known if latest else None)


def test_a_state_that_was_entered_twice_has_the_date_of_the_time_in_force():
    log = [
        change(1, "operational", "2013-01-01"),
        change(2, "suspended", "2014-01-01"),
        change(3, "operational", "2018-01-01"),
    ]
    assert state_of(log, date(2013, 6, 30)).since == "1 Jan 2013"
    assert state_of(log, date(2018, 6, 30)).since == "1 Jan 2018"
    assert state_of(log, None).since == "1 Jan 2018"


def test_a_state_that_is_only_possible_is_said_with_the_others():
    log = [change(1, "operational", "2013-01-01"), change(2, "suspended", "2014-01-01", latest=False)]
    state = state_of(log, date(2015, 6, 30))
    assert state.said == "possibly suspended"
    assert state.said_in_full == "possibly suspended, or operational"
    assert state_of(log, date(2013, 6, 30)).said_in_full == "operational"
