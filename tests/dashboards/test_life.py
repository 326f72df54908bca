"""The state of a log in words."""

from datetime import date

from peaceinfra.analysis.drawing.timeline import OnDay
from peaceinfra.analysis.facts import ChangeFact
from peaceinfra.core.dates.validity import Bounds
from peaceinfra.dashboards.presenters.life import log_row, state_of

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


def test_a_state_is_drawn_no_longer_than_its_body_was_seen():
    log = [change(1, "operational", "2006-01-01")]
    seen = Bounds(date(2006, 1, 1), date(2006, 1, 1), date(2016, 9, 1), None)
    row = log_row("State", log, {}, date(2020, 1, 1), life=seen)
    assert (row.items[-1].status_class, row.items[-1].earliest, row.items[-1].latest) == (
        "",
        date(2016, 9, 2),
        None,
    )
    assert row.on_day_words == OnDay("operational", "last recorded state")
    assert log_row("State", log, {}, date(2010, 1, 1), life=seen).on_day_words == OnDay(
        "operational", "dates certain", certain=True
    )


def test_a_closed_body_is_drawn_by_its_log():
    log = [change(1, "operational", "2006-01-01"), change(2, "closed", "2010-01-01")]
    seen = Bounds(date(2006, 1, 1), date(2006, 1, 1), date(2016, 9, 1), None)
    assert log_row("State", log, {}, None, life=seen) == log_row("State", log, {}, None)
