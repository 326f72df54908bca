"""How long before talks a body was set up: with the bounds of both, anew for talks that start again."""

from datetime import date

import pytest

from peaceinfra.analysis.collect import collect_process
from peaceinfra.analysis.setups import Setup, setups_before, starts_of_talks
from peaceinfra.core.visibility import PUBLIC, Viewer
from tests.factories import (
    BodyActorFactory,
    LifecycleChangeFactory,
    MomentumChangeFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    PrincipalFactory,
    RoleFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 1)


@pytest.fixture
def process():
    return PeaceProcessFactory(start_kind="actual", start="1995")


def phases(process, *rows):
    for position, (status, day) in enumerate(rows, 1):
        PhaseChangeFactory(process=process, position=position, status=status, date=day)


def momenta(process, *rows):
    for position, (status, day) in enumerate(rows, 1):
        MomentumChangeFactory(process=process, position=position, status=status, date=day)


def body(process, name, start, **columns):
    dates = {"start_kind": "actual" if start else "unknown", "start": start, "end_kind": "unknown"}
    actor = BodyActorFactory(name=name, **dates | columns)
    PrincipalFactory(body=actor, principal=RoleFactory(process=process).actor, process=process)
    return actor


def collected(process, viewer=PUBLIC):
    return collect_process(process.pk, viewer, TODAY)


def starts(process):
    found = starts_of_talks(collected(process))
    return [(start.row.status, start.earliest, start.latest, start.is_restart) for start in found]


def setups(process, viewer=PUBLIC):
    """[(body, at the least, at the most, certainty, the year of the start)]"""
    facts = collected(process, viewer)
    return [
        (
            setup.body.name,
            setup.least,
            setup.most,
            setup.certainty.value,
            (setup.start.earliest or setup.start.latest).year,
        )
        for setup in setups_before(facts.bodies, starts_of_talks(facts))
    ]


def test_the_days_between_are_those_of_the_nearest_and_of_the_farthest_bounds(process):
    phases(process, ("negotiation", "2002-09"))
    body(process, "Office", "2002-02-06")
    body(process, "Desk", "2002")
    body(process, "Late Desk", "2003")
    assert setups(process) == [
        ("Desk", -121, 272, "possible", 2002),
        ("Office", 207, 236, "certain", 2002),
    ]


def test_talks_that_stood_still_and_were_active_again_started_again(process):
    phases(process, ("negotiation", "2002-09"))
    momenta(process, ("active", "2002-02"), ("stalled", "2003"), ("unknown", "2005"), ("active", "2006"))
    assert starts(process) == [
        ("negotiation", date(2002, 9, 1), date(2002, 9, 30), False),
        ("active", date(2006, 1, 1), date(2006, 12, 31), True),
    ]


def test_a_second_negotiation_is_a_restart_and_its_undated_pause_lies_between(process):
    phases(process, ("negotiation", "2001"), ("unknown", ""), ("negotiation", "2006-05-25"))
    assert starts(process) == [
        ("negotiation", date(2001, 1, 1), date(2001, 12, 31), False),
        ("negotiation", date(2006, 5, 25), date(2006, 5, 25), True),
    ]
    body(process, "Committee of the pause", "2004-08")
    assert setups(process) == [("Committee of the pause", 632, 662, "certain", 2006)]


def test_the_first_life_after_a_time_of_sleep_is_no_restart(process):
    momenta(process, ("dormant", "2010"), ("active", "2015"))
    assert starts(process) == [("active", date(2015, 1, 1), date(2015, 12, 31), False)]


def test_two_logs_that_name_one_day_are_one_start(process):
    phases(process, ("exploration", "2011"), ("negotiation", "2012-08-26"))
    momenta(process, ("dormant", "2011"), ("active", "2012-08-26"))
    assert starts(process) == [("negotiation", date(2012, 8, 26), date(2012, 8, 26), False)]


def test_a_body_of_the_talks_before_was_not_set_up_for_their_return(process):
    phases(process, ("negotiation", "1997"))
    momenta(process, ("active", "1997"), ("stalled", "2015"), ("active", "2016-02"))
    body(process, "Contact group", "2009")
    body(process, "Group of the pause", "2015-06")
    assert setups(process) == [("Group of the pause", 216, 273, "certain", 2016)]


def test_a_bound_that_is_not_recorded_stays_open(process):
    phases(process, ("negotiation", "[..2000-01-28]"))
    body(process, "Office", "1999")
    body(process, "Seen later", "1998-03-01", start_kind="first_cited")
    body(process, "Of an unknown day", "")
    assert setups(process) == [
        ("Office", None, 392, "possible", 2000),
        ("Seen later", None, None, "possible", 2000),
    ]


def test_without_a_known_start_of_talks_nothing_was_before_them(process):
    phases(process, ("negotiation", ""))
    body(process, "Office", "1999")
    assert setups(process) == []
    assert setups(PeaceProcessFactory()) == []


def test_a_hidden_body_and_a_hidden_row_count_for_nobody_who_may_not_see_them(process):
    phases(process, ("negotiation", "2002"))
    office = body(process, "Hidden office", "2001", level=3)
    LifecycleChangeFactory(body=office, date="2001")
    assert setups(process) == []
    assert [name for name, *_rest in setups(process, Viewer(3))] == ["Hidden office"]


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (5, 5, "5 days before"),
        (1, 1, "1 day before"),
        (207, 236, "207 to 236 days before"),
        (-121, 236, "up to 236 days before, or some time after"),
        (None, 392, "up to 392 days before, or some time after"),
        (1462, None, "at least 1462 days before"),
        (-4, None, "before or after (the recorded dates allow both)"),
        (None, None, "before or after (the recorded dates allow both)"),
    ],
)
def test_its_words_say_no_more_than_the_bounds(least, most, words):
    assert Setup(None, None, least, most).words == words
