"""A list, a page and a count say the same of one record: its last known state, and how many bodies there are."""

import pytest

from tests.dashboards.test_pages import text_of
from tests.dashboards.worlds import LIVED
from tests.factories import (
    BodyActorFactory,
    ChannelChangeFactory,
    ChannelEndFactory,
    ChannelFactory,
    CoverageNoteFactory,
    FunctionFactory,
    LifecycleChangeFactory,
    LinkageFactory,
    PeaceProcessFactory,
    PeaceSecretariatFactory,
    PrincipalFactory,
    RoleFactory,
    SupportFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "operational, last seen 2009; nothing recorded since"),
        ("2012-01-01", "not known (before: operational, last seen 2009)"),
        ("2007-01-01", "operational"),
        ("1999-01-01", "not recorded for this day"),
    ],
)
def test_the_list_says_the_state_of_a_body_in_the_words_of_its_page(client, day, words):
    body = BodyActorFactory(name="Secretariat of Testland", **LIVED | {"end_kind": "unknown", "end": ""})
    PeaceSecretariatFactory(actor=body)
    for position, (status, date) in enumerate([("operational", "2006"), ("unknown", "[2010..]")], 1):
        LifecycleChangeFactory(body=body, position=position, status=status, date=date)
    asked = {"as_of": day} if day else {}
    for address in ("/secretariats/", f"/secretariats/{body.public_id}/"):
        assert words in text_of(client.get(address, asked)), address


def test_the_list_says_the_state_of_a_channel_in_the_words_of_its_page(client):
    channel = ChannelFactory(name="Line of the lake")
    ChannelEndFactory(channel=channel), ChannelEndFactory(channel=channel)
    for position, (status, date) in enumerate([("open", "2006"), ("unknown", "2010")], 1):
        ChannelChangeFactory(channel=channel, position=position, status=status, date=date)
    for address in ("/channels/", f"/processes/{channel.process.public_id}/time/"):
        assert "open, last seen 2010; nothing recorded since" in text_of(client.get(address)), address


def test_the_page_of_bodies_counts_those_that_it_lists_those_without_a_state_too(client):
    process = PeaceProcessFactory()
    bodies = [PrincipalFactory(process=process).body for _body in range(3)]
    LifecycleChangeFactory(body=bodies[0], status="operational", date="2006")
    read = text_of(client.get(f"/processes/{process.public_id}/bodies/"))
    assert "1 of 3 bodies at work by their last recorded state" in read
    assert f"{bodies[1].name}: no state recorded" in read


def test_the_list_of_processes_counts_the_bodies_that_the_page_lists(client):
    process = PeaceProcessFactory()
    PrincipalFactory(process=process)
    FunctionFactory(process=process)
    unit = BodyActorFactory(body__form="support_unit")
    SupportFactory(process=process, giver=unit, recipient=None)
    RoleFactory(process=process, actor=BodyActorFactory())
    assert "of 4 bodies at work" in text_of(client.get(f"/processes/{process.public_id}/bodies/"))
    listed = client.get("/processes/").context["lines"]
    assert [line.line.bodies for line in listed] == [4]


def test_what_was_researched_is_said_for_the_chosen_day(client):
    process = PeaceProcessFactory()
    CoverageNoteFactory(process=process, topic="all", extent="none", start_kind="actual", start="2026-09")
    ChannelFactory(process=process)
    address = f"/processes/{process.public_id}/time/"
    assert "Everything: not researched, for Sep 2026 and later." in text_of(client.get(address))
    before = text_of(client.get(address, {"as_of": "2025-06-01"}))
    assert "Everything: not researched" not in before
    assert "Channels: not researched for this day." in before
    after = text_of(client.get(address, {"as_of": "2026-10-01"}))
    assert "Everything: not researched, for Sep 2026 and later." in after


def test_the_list_counts_processes_and_links_by_how_sure_they_are_on_the_day(client):
    sure = PeaceProcessFactory(start_kind="actual", start="2000", end_kind="actual", end="2010")
    PeaceProcessFactory(start_kind="actual", start="2000", end_kind="unknown")
    ends = {"source__usual_level": "grassroots", "target__usual_level": "top"}
    LinkageFactory(process=sure, **ends, start_kind="actual", start="2002", end_kind="unknown")
    read = text_of(client.get("/processes/", {"as_of": "2005-01-01"}))
    assert (
        "2 processes are listed for 1 Jan 2005: 1 with certain dates, 1 possible. 1 has a recorded link between"
        " levels of society, as between local actors and the official talks: 1 possible."
    ) in read
