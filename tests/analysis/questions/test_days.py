"""What ended when an envoy changed, what comes next, and where sources contradict each other."""

from datetime import date

import pytest

from peaceinfra.analysis.questions.answering import sentence_of
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.visibility import PUBLIC, Viewer
from tests.factories import (
    ActorFactory,
    AppointmentFactory,
    BodyActorFactory,
    ChannelChangeFactory,
    ChannelFactory,
    ClaimFactory,
    EventFactory,
    LinkageFactory,
    MandateFactory,
    PeaceProcessFactory,
    PostFactory,
    PrincipalFactory,
    RoleFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db

DAY = date(2025, 6, 30)


def ended(start, end, kind="actual"):
    return {"start_kind": "actual", "start": start, "end_kind": kind, "end": end}


@pytest.fixture
def process():
    return PeaceProcessFactory(name="Talks", start_kind="actual", start="2010")


@pytest.fixture
def office(process):
    office = BodyActorFactory(name="Office of the Envoy", start_kind="actual", start="2010")
    RoleFactory(process=process, actor=office, kind="mediator", start_kind="actual", start="2010")
    return office


def appointed(office, kind, person, **dates):
    post = PostFactory(body=office, kind=kind, start_kind="actual", start="2010")
    person = ActorFactory(name=person, start_kind="actual", start="1960")
    return AppointmentFactory(post=post, person=person, **dates)


def linked(process, source, **dates):
    ends = [ActorFactory(name=name, start_kind="actual", start="1990") for name in (source, "Elders")]
    return LinkageFactory(process=process, source=ends[0], target=ends[1], **dates)


def near(answer):
    return [(row.values["linkage"].label, row.values["changes"], row.certainty) for row in answer.rows]


def test_links_that_ended_near_a_change_of_envoy_are_listed_with_how_sure_that_is(answered, process, office):
    appointed(office, "envoy", "Idris", **ended("2012", "2015-01-15"))
    appointed(office, "spokesperson", "Mai", **ended("2012", "2020-06-01"))
    linked(process, "House", **ended("2012", "2015"))
    linked(process, "Bridge", **ended("2012", "2015-03-01"))
    linked(process, "Forum", **ended("2012", "2016-03-01"))
    linked(process, "Desk", **ended("2012", "2020-06-02"))
    linked(process, "Seen last", **ended("2012", "2015-01", "last_cited"))
    answer = answered("ended-when-an-envoy-changed", day=DAY)
    assert near(answer) == [
        ("Bridge – Elders", "Idris left the post of envoy", Certainty.CERTAIN),
        ("House – Elders", "Idris left the post of envoy", Certainty.POSSIBLE),
    ]
    assert sentence_of(answer) == (
        "2 linkages ended within 90 days of a change of envoy or director (1 with certain dates, 1 possible). "
        "Looked at: 1 process."
    )


def test_it_is_said_whether_the_body_is_on_the_link_and_nothing_of_days_to_come(answered, process, office):
    appointed(office, "director", "Mai", start_kind="actual", start="2015-02-01")
    link = linked(process, "Bridge", **ended("2012", "2015-03-01"))
    LinkageFactory(process=process, source=office, target=link.target, **ended("2012", "2015-01-20"))
    rows = answered("ended-when-an-envoy-changed", day=DAY).rows
    assert {row.values["linkage"].label: row.values["on_link"] for row in rows} == {
        "Bridge – Elders": "no",
        "Office of the Envoy – Elders": "yes",
    }
    assert near(answered("ended-when-an-envoy-changed", day=date(2015, 1, 1))) == []


def test_a_change_without_any_day_is_near_nothing(answered, process, office):
    appointed(office, "envoy", "Idris", start_kind="unknown", end_kind="unknown")
    linked(process, "Bridge", **ended("2012", "2015-03-01"))
    assert near(answered("ended-when-an-envoy-changed", day=DAY)) == []


def coming(answer):
    return [
        (
            row.finding,
            getattr(row.values["record"], "name", ""),
            row.values["what"],
            row.values["when"],
            row.certainty,
        )
        for row in answer.rows
    ]


def test_what_comes_next_is_listed_by_kind_and_the_next_first(answered, process, office):
    party = RoleFactory(process=process, kind="party", start_kind="actual", start="2010").actor
    PrincipalFactory(body=office, principal=party, process=process, start_kind="actual", start="2010")
    EventFactory(name="Fourth round", process=process, start_kind="actual", start="2025-09-01")
    EventFactory(name="Third round", process=process, start_kind="actual", start="2025-07-10")
    EventFactory(name="Second round", process=process, start_kind="actual", start="2025-05-01")
    MandateFactory(body=office, **ended("2024", "2025-12-31"))
    appointed(office, "envoy", "Mai", **ended("2024", "2025"))
    channel = ChannelFactory(name="Line", process=process, start_kind="actual", start="2020")
    ChannelChangeFactory(channel=channel, status="closed", date="2025-10")
    assert coming(answered("what-comes-next", day=DAY)) == [
        ("begins", "Third round", "event", "10 Jul 2025", Certainty.CERTAIN),
        ("begins", "Fourth round", "event", "1 Sep 2025", Certainty.CERTAIN),
        ("ends", "Mai", "appointment", "until 2025", Certainty.POSSIBLE),
        ("ends", "Office of the Envoy", "mandate", "until 31 Dec 2025", Certainty.CERTAIN),
        ("changes", "Line", "closed", "Oct 2025", Certainty.CERTAIN),
    ]
    assert sentence_of(answered("what-comes-next", day=DAY)).startswith(
        "5 planned or expected days are recorded. The next: 10 Jul 2025."
    )


def test_a_hidden_plan_is_not_told(answered, process):
    EventFactory(name="Secret round", process=process, level=3, start_kind="actual", start="2025-09-01")
    assert coming(answered("what-comes-next", PUBLIC, DAY)) == []
    assert [row[1] for row in coming(answered("what-comes-next", Viewer(3), DAY))] == ["Secret round"]


def contested(answer):
    return [(row.values["record"].name, row.values["field"], row.values["says"]) for row in answer.rows]


def test_what_each_source_says_stands_with_its_grade(answered, process):
    office = BodyActorFactory(name="Office", start_kind="actual", start="2009-12")
    for name, reliability, value, status in (
        ("First", "A", "2009-12", "accepted"),
        ("Second", "C", "2009-09", "proposed"),
    ):
        ClaimFactory(
            subject=office, source=SourceFactory(name=name, reliability=reliability), field="start", value=value,
            polarity="supports", status=status, credibility=2,
        )  # fmt: skip
    ClaimFactory(subject=office, field="seat", value="Doha", polarity="supports")
    ClaimFactory(subject=process, field="name", value="Peace", polarity="supports", source__reliability="B")
    ClaimFactory(
        subject=process, field="name", value="Peace", polarity="contradicts", source__reliability="B"
    )
    answer = answered("sources-contradict")
    assert sorted(contested(answer)) == [
        ("Office", "start", "Dec 2009 (A2); Sep 2009 (C2)"),
        ("Talks", "name", "Peace (B2); not: Peace (B2)"),
    ]
    assert sentence_of(answer) == "Sources disagree on 2 facts. Looked at: 2 facts with several statements."
    narrowed = answered("sources-contradict", query=f"process={process.public_id}")
    assert [row[0] for row in contested(narrowed)] == ["Talks"]


def test_a_hidden_claim_makes_nothing_contested(answered):
    office = BodyActorFactory(name="Office")
    ClaimFactory(subject=office, field="start", value="2009", polarity="supports")
    ClaimFactory(subject=office, field="start", value="2011", polarity="supports", level=3)
    assert contested(answered("sources-contradict", PUBLIC)) == []
    assert len(contested(answered("sources-contradict", Viewer(3)))) == 1
