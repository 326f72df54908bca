"""Atom feeds of what is public: the same bytes for every reader, whatever is hidden from the public."""

from copy import deepcopy
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peaceinfra.core.choices import Level
from processes.models import Actor, Event, PeaceProcess, Source
from tests.dashboards.worlds import small_world
from tests.factories import (
    AnalystFactory,
    ChannelFactory,
    EventFactory,
    LifecycleChangeFactory,
    LinkageFactory,
    PeaceProcessFactory,
)
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
made = module_fixture(small_world)


@pytest.fixture
def world(made):
    return deepcopy(made)


def feed_of(process) -> str:
    return reverse("process_feed", args=[process.public_id])


def entries(response) -> list[dict]:
    found = ElementTree.fromstring(response.content).iter(f"{ATOM}entry")
    return [{part.tag.removeprefix(ATOM): part.text for part in entry} for entry in found]


def test_the_feed_of_a_process_has_its_public_records_newest_first(client, world):
    EventFactory(name="Round one", process=world.process)
    LifecycleChangeFactory(body=world.secretariat, position=3, status="reopened", date="2012")
    EventFactory(name="Of other talks", process=PeaceProcessFactory())
    answer = client.get(feed_of(world.process))
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    titles = [entry["title"] for entry in entries(answer)]
    # All of one transaction were written at one moment.
    assert {"Round one (Talks of Testland)", "Talks of Testland"} < set(titles)
    assert any("Secretariat of Testland" in title for title in titles)
    assert not any("Of other talks" in title for title in titles)
    moments = [entry["updated"] for entry in entries(answer)]
    assert moments == sorted(moments, reverse=True)
    assert len({entry["id"] for entry in entries(answer)}) == len(titles)


def test_one_name_with_what_no_xml_holds_does_not_take_the_feed_from_all(client, world):
    """As rows from before such names were refused, and vertical tabs, which come with copied text."""
    EventFactory(name="Round\x0bon\x1be\ufffe", process=world.process)
    for address in (feed_of(world.process), reverse("register_feed")):
        titles = [entry["title"] for entry in entries(client.get(address))]
        assert "Roundone (Talks of Testland)" in titles


def test_what_is_hidden_from_the_public_changes_no_byte_of_a_feed_for_anybody(client, world):
    addresses = [feed_of(world.process), "/feed.atom"]
    before = [client.get(address).content for address in addresses]
    EventFactory(name="Secret round", process=world.process, level=Level.RESTRICTED)
    LinkageFactory(source=world.broker, target=world.party, process=world.process, level=Level.PARTNER)
    ChannelFactory(name="Secret line", process=world.process, level=Level.STRICT)
    assert [client.get(address).content for address in addresses] == before
    client.force_login(AnalystFactory())
    assert [client.get(address).content for address in addresses] == before
    assert "no-store" in client.get(addresses[0])["Cache-Control"]


def test_a_change_is_an_entry_of_its_own_and_what_was_raised_leaves_the_feed(client, world):
    event = EventFactory(name="Round one", process=world.process)

    def found():
        return [
            entry["id"] for entry in entries(client.get(feed_of(world.process))) if "Round" in entry["title"]
        ]

    first = found()
    Event.objects.filter(pk=event.pk).update(name="Round 1")
    assert found()
    assert first and len(found()) == 1
    Event.objects.filter(pk=event.pk).update(level=Level.INTERNAL)
    assert found() == []


def test_a_process_that_is_not_public_has_no_feed_for_anybody(client):
    process = PeaceProcessFactory(level=Level.PARTNER)
    client.force_login(AnalystFactory())
    assert client.get(feed_of(process)).status_code == 404


def test_a_feed_without_entries_is_of_a_fixed_time(client):
    for model in (PeaceProcess, Actor, Source):
        model.objects.update(level=Level.STRICT)
    first = client.get("/feed.atom").content
    assert entries(client.get("/feed.atom")) == [] and b"<updated>1970-01-01T00:00:00" in first
    assert client.get("/feed.atom").content == first


def test_names_in_any_script_and_markup_are_text_in_a_feed(client, world):
    for name in ("مجلس شيوخ البحيرة", "ကရင်အမျိုးသား", "<b>&amp;]]>"):
        EventFactory(name=name, process=world.process)
    titles = " ".join(entry["title"] for entry in entries(client.get(feed_of(world.process))))
    assert all(name in titles for name in ("مجلس شيوخ البحيرة", "ကရင်အမျိုးသား", "<b>&amp;]]>"))


def test_a_feed_asks_the_database_as_often_for_many_as_for_few(client, world):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(feed_of(world.process))
        return len(asked)

    EventFactory(process=world.process)
    queries()
    few = queries()
    for number in range(5):
        EventFactory(name=f"Round {number}", process=world.process)
    assert queries() == few
    for number in range(50):
        EventFactory(name=f"Meeting {number}", process=world.process)
    assert len(entries(client.get(feed_of(world.process)))) == 50


def test_the_page_of_a_process_names_its_feed(client, world):
    page = client.get(reverse("process_detail", args=[world.process.public_id])).content.decode()
    assert f'<link rel="alternate" type="application/atom+xml" href="{feed_of(world.process)}"' in page
