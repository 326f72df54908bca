"""The nine cases of dates that users of other registers asked for, on the pages where they apply."""

import re

import pytest

from tests.dashboards.test_pages import address, sub_page, text_of
from tests.dashboards.worlds import LIVED
from tests.factories import (
    ActorFactory,
    BodyActorFactory,
    LifecycleChangeFactory,
    LinkageFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    PrincipalFactory,
    RoleFactory,
)

pytestmark = pytest.mark.django_db

DAY = {"as_of": "2006-06-30"}


@pytest.fixture
def process():
    return PeaceProcessFactory(name="Talks")


def actor(name, **dates):
    return ActorFactory(name=name, usual_level="top", **(dates or LIVED))


def row_of(response, linkage) -> str:
    found = re.search(rf'<tr role="row" id="{linkage.public_id}">(.*?)</tr>', response.content.decode(), re.S)
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


def test_what_has_neither_date_still_shows(client, process):
    linkage = LinkageFactory(source=actor("A"), target=actor("B"), process=process)
    for query in ({}, DAY):
        assert "at some time" in row_of(client.get(address(process), query), linkage)


def test_a_first_sighting_is_never_shown_as_a_start(client, process):
    linkage = LinkageFactory(
        source=actor("A"), target=actor("B"), process=process, start_kind="first_cited", start="2005-03"
    )
    row = row_of(client.get(address(process), DAY), linkage)
    assert "first cited Mar 2005; end not known" in row
    assert "began" not in row


def test_several_sightings_on_single_days_stay_several(client, process):
    ends = {"source": actor("A"), "target": actor("B"), "process": process}
    for day in ("2004-05-01", "2005-05-01", "2006-05-01"):
        LinkageFactory(start_kind="first_cited", start=day, end_kind="last_cited", end=day, **ends)
    said = text_of(client.get(address(process)))
    for day in ("cited 1 May 2004", "cited 1 May 2005", "cited 1 May 2006"):
        assert day in said


def test_what_is_undated_does_not_look_eternal(client, process):
    linkage = LinkageFactory(source=actor("A"), target=actor("B"), process=process)
    row = row_of(client.get(address(process), DAY), linkage)
    assert "possible" in row
    assert "dates certain" not in row
    assert "evidence undated" in row


def test_a_body_that_was_closed_and_opened_again_has_two_lives(client, process):
    body = BodyActorFactory(name="Office", usual_level="top", **LIVED)
    PrincipalFactory(body=body, principal=actor("A"), process=process)
    for position, (status, date) in enumerate(
        [("operational", "2002-01-01"), ("closed", "2005-01-01"), ("operational", "2008-01-01")], 1
    ):
        LifecycleChangeFactory(body=body, position=position, status=status, date=date)
    bodies = sub_page(process, "bodies")
    assert "0 of 1 body certainly at work, 0 possibly" in text_of(client.get(bodies, DAY))
    assert "1 of 1 body certainly at work" in text_of(client.get(bodies, {"as_of": "2003-01-01"}))
    assert "1 of 1 body certainly at work" in text_of(client.get(bodies, {"as_of": "2009-01-01"}))


def test_a_linkage_ends_with_the_body_that_was_dissolved(client, process):
    dissolved = actor("A", start_kind="actual", start="2000", end_kind="actual", end="2005-12-31")
    linkage = LinkageFactory(
        source=dissolved, target=actor("B"), process=process, start_kind="actual", start="2001"
    )
    assert "not on this day" in row_of(client.get(address(process), DAY), linkage)


def test_a_linkage_that_has_not_begun_is_neither_fresh_nor_old(client, process):
    linkage = LinkageFactory(
        source=actor("A"), target=actor("B"), process=process, start_kind="actual", start="2010"
    )
    page = client.get(address(process), DAY)
    assert "nothing to confirm: not begun yet" in row_of(page, linkage)
    over = text_of(client.get(f"/linkages/{linkage.public_id}/", DAY))
    assert "nothing to confirm: not begun yet" in over and "nothing to confirm: over" not in over


def test_the_dates_of_the_relation_are_shown_and_not_those_of_the_unit(client, process):
    held = {"start_kind": "actual", "start": "2003-04-01", "end_kind": "actual", "end": "2004-04-01"}
    linkage = LinkageFactory(source=actor("A"), target=actor("B"), process=process, **held)
    row = row_of(client.get(address(process)), linkage)
    assert "from 1 Apr 2003; until 1 Apr 2004" in row
    assert "1990" not in row


def test_missing_dates_never_drop_a_row(client, process):
    RoleFactory(actor=ActorFactory(name="Undated party"), process=process)
    assert "Undated party" in text_of(client.get(address(process), DAY))
    assert "Talks" in text_of(client.get("/processes/", DAY))


def test_several_dates_never_duplicate_a_row(client, process):
    for position, status in enumerate(["exploration", "negotiation", "implementation"], 1):
        PhaseChangeFactory(process=process, position=position, status=status)
    page = client.get("/processes/", DAY).content.decode()
    assert page.count(f'href="/processes/{process.public_id}/?as_of=2006-06-30"') == 1
