"""Answers for a day: what is left out, how certain the rest is, and the state by log."""

import pytest

from tests.factories import (
    ActorFactory,
    BodyActorFactory,
    ChannelChangeFactory,
    ChannelEndFactory,
    ChannelFactory,
    LifecycleChangeFactory,
    LinkageFactory,
    MomentumChangeFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    PrincipalFactory,
    RoleFactory,
)

LIVED = {"start_kind": "actual", "start": "2002", "end_kind": "last_cited", "end": "2015"}


@pytest.fixture
def secretariat(db):
    """As in Sri Lanka: at work from early 2002, repurposed at some time in 2007–08, closed in 2009."""
    life = {"start_kind": "actual", "start": "2002-02~", "end_kind": "actual", "end": "2009"}
    body = BodyActorFactory(name="Secretariat", **life)
    log = [("operational", "2002-02~"), ("repurposed", "[2007-01-01..2008-12-31]"), ("closed", "2009")]
    for position, (status, day) in enumerate(log, start=1):
        LifecycleChangeFactory(body=body, position=position, status=status, date=day)
    return body


@pytest.mark.parametrize(
    ("day", "certainty", "status", "status_certainty", "possible"),
    [
        ("2004-06-01", "certain", "operational", "certain", ["operational"]),
        ("2008-06-01", "certain", "repurposed", "possible", ["operational", "repurposed"]),
        ("2008-12-31", "certain", "repurposed", "certain", ["repurposed"]),
        ("2009-06-01", "possible", "closed", "possible", ["repurposed", "closed"]),
    ],
)
def test_a_body_answers_for_a_day(anybody, secretariat, day, certainty, status, status_certainty, possible):
    expected = {
        "certainty": certainty,
        "status": status,
        "status_certainty": status_certainty,
        "possible_statuses": possible,
    }
    [listed] = anybody.read("bodies/", as_of=day)["results"]
    assert listed["as_of"] == expected
    assert listed["current_status"] == "closed"
    assert anybody.read(f"bodies/{secretariat.public_id}/", as_of=day)["as_of"] == expected


def test_what_certainly_did_not_hold_is_left_out_of_lists_and_said_of_one_record(anybody, secretariat):
    assert anybody.labels("bodies/", as_of="2010-06-01") == set()
    assert anybody.labels("bodies/", as_of="2001-06-01") == set()
    assert anybody.read(f"bodies/{secretariat.public_id}/", as_of="2010-06-01")["as_of"] == {
        "certainty": "no",
        "status": "closed",
        "status_certainty": "certain",
        "possible_statuses": ["closed"],
    }


def test_after_its_last_sighting_a_body_is_possibly_in_its_last_state(anybody):
    body = BodyActorFactory(**LIVED)
    LifecycleChangeFactory(body=body, status="operational", date="2002")
    for day, certainty in (("2014-06-01", "certain"), ("2018-06-01", "possible")):
        assert anybody.read(f"bodies/{body.public_id}/", as_of=day)["as_of"] == {
            "certainty": certainty,
            "status": "operational",
            "status_certainty": certainty,
            "possible_statuses": ["operational"],
        }


def test_a_body_that_had_ended_has_no_state_though_its_log_was_not_closed(anybody):
    body = BodyActorFactory(**LIVED | {"end_kind": "actual", "end": "2009"})
    LifecycleChangeFactory(body=body, status="operational", date="2002")
    answer = anybody.read(f"bodies/{body.public_id}/", as_of="2010-01-01")
    assert answer["current_status"] == "operational"
    assert answer["as_of"] == {
        "certainty": "no",
        "status": None,
        "status_certainty": "no",
        "possible_statuses": [],
    }


def test_a_channel_is_open_within_the_lives_of_those_at_its_ends(anybody):
    process = PeaceProcessFactory(**LIVED)
    line = ChannelChangeFactory(channel=ChannelFactory(process=process, **LIVED), date="2002").channel
    ChannelEndFactory(channel=line, actor=ActorFactory(**LIVED))
    other = ChannelEndFactory(
        channel=line, position=2, actor=ActorFactory(**LIVED | {"end_kind": "actual", "end": "2009"})
    )
    assert other.part == "end"
    answers = [
        anybody.read(f"channels/{line.public_id}/", as_of=day)["as_of"]
        for day in ("2008-06-01", "2010-06-01")
    ]
    assert [(one["status"], one["status_certainty"]) for one in answers] == [
        ("open", "certain"),
        (None, "no"),
    ]


def test_without_a_day_there_is_no_answer_for_one(anybody, secretariat):
    [listed] = anybody.read("bodies/")["results"]
    assert "as_of" not in listed


def test_the_filter_by_status_asks_for_the_same_day(anybody, secretariat):
    assert anybody.labels("bodies/", as_of="2008-06-01", status="repurposed") == {"Secretariat"}
    assert anybody.labels("bodies/", as_of="2008-06-01", status="operational") == set()
    assert anybody.labels("bodies/", as_of="2004-06-01", status="operational") == {"Secretariat"}


def test_a_process_answers_for_both_logs(anybody):
    process = PhaseChangeFactory(
        status="negotiation", date="2002", process=PeaceProcessFactory(**LIVED)
    ).process
    MomentumChangeFactory(process=process, position=1, status="active", date="2002-02-22")
    MomentumChangeFactory(process=process, position=2, status="stalled")
    [listed] = anybody.read("processes/", as_of="2003-01-01")["results"]
    assert listed["current_status"] == {"phase": "negotiation", "momentum": "stalled"}
    assert listed["as_of"] == {
        "certainty": "certain",
        "status": "negotiation",
        "status_certainty": "certain",
        "possible_statuses": ["negotiation"],
        "momentum": {
            "status": "stalled",
            "status_certainty": "possible",
            "possible_statuses": ["active", "stalled"],
        },
    }


def test_a_record_without_dates_is_possible_on_every_day(anybody):
    ActorFactory()
    [listed] = anybody.read("actors/", as_of="1900-01-01")["results"]
    assert listed["as_of"] == {"certainty": "possible"}


def test_a_linkage_is_confirmed_within_its_review_interval(anybody):
    lasting = {"start_kind": "actual", "start": "1990", "end_kind": "actual", "end": "2030"}
    LinkageFactory(
        **{
            f"{end}__{name}": value
            for end in ("source", "target", "process")
            for name, value in lasting.items()
        },
        start_kind="first_cited",
        start="2020",
        end_kind="ongoing",
        end="2024-01-01",
        review_days=30,
    )
    for day, certainty in (
        ("2023-06-01", "certain"),
        ("2024-01-20", "confirmed"),
        ("2024-06-01", "possible"),
    ):
        [listed] = anybody.read("linkages/", as_of=day)["results"]
        assert listed["as_of"] == {"certainty": certainty}


def test_a_role_ends_with_its_actor(anybody):
    RoleFactory(
        actor__end_kind="actual",
        actor__end="2009",
        start_kind="actual",
        start="2002",
        end_kind="ongoing",
        end="2020",
    )
    assert len(anybody.read("roles/", as_of="2005-01-01")["results"]) == 1
    assert anybody.read("roles/", as_of="2015-01-01")["results"] == []


def test_whom_a_body_serves_is_told_for_the_day(anybody):
    body = BodyActorFactory()
    PrincipalFactory(body=body, side="government", end_kind="actual", end="2005")
    PrincipalFactory(body=body, side="movement", start_kind="actual", start="2010")
    [now] = anybody.read("bodies/")["results"]
    [then] = anybody.read("bodies/", as_of="2004-01-01")["results"]
    assert (now["composition"], len(now["principals"])) == ("multilateral", 2)
    assert (then["composition"], len(then["principals"])) == ("unilateral", 1)
    assert then["principals"][0]["as_of"] == {"certainty": "possible"}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_are_days(anybody, day):
    LinkageFactory()
    for name in ("actors", "roles", "linkages", "bodies", "processes", "claims"):
        assert anybody.answer(f"{name}/", as_of=day).status_code == 200
