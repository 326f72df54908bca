"""A list, a page and a count say the same of one record: its last known state, and how many bodies there are."""

import pytest

from tests.dashboards.test_pages import text_of
from tests.dashboards.worlds import LIVED
from tests.factories import (
    BodyActorFactory,
    ChannelChangeFactory,
    ChannelEndFactory,
    ChannelFactory,
    LifecycleChangeFactory,
    PeaceProcessFactory,
    PeaceSecretariatFactory,
    PrincipalFactory,
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
    for address in ("/channels/", f"/processes/{channel.process.public_id}/"):
        assert "open, last seen 2010; nothing recorded since" in text_of(client.get(address)), address


def test_the_first_screen_counts_the_bodies_that_the_process_lists_those_without_a_state_too(client):
    process = PeaceProcessFactory()
    bodies = [PrincipalFactory(process=process).body for _body in range(3)]
    LifecycleChangeFactory(body=bodies[0], status="operational", date="2006")
    read = text_of(client.get(f"/processes/{process.public_id}/"))
    assert "1 of 3 bodies at work by their last recorded state" in read
    assert f"{bodies[1].name}: no state recorded" in read
