"""One person sees what would go and asks, another sees it again and confirms; what is hidden is told to neither."""

import html
import re

import pytest
from django.test import Client

from peaceinfra.api.erasing import carry_out_all
from peaceinfra.core.models import Erasure, Record
from processes.models import Actor
from tests import factories as make
from tests.admin.screens import TOKENS
from tests.erasing.world import BURMESE, build
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db
LISTED = "/admin/erasures/"


@module_fixture
def world():
    made = build()
    made.asker = make.StewardFactory(username="asker", clearance=3)
    made.officer = make.AccountFactory(username="officer", role="security", clearance=3)
    return made


@pytest.fixture(autouse=True)
def register(settings, tmp_path):
    settings.ERASURES, settings.RELEASES = tmp_path / "erasures.jsonl", tmp_path / "releases"


def desk(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def address(row) -> str:
    return f"/admin/erase/{Record.objects.get(pk=row.pk).public_id}/"


def words(response) -> str:
    """What is read on the page: without tags, and without what is another at each request."""
    text = re.sub(TOKENS, "", response.content.decode())
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", text.partition("</head>")[2]).split()))


@pytest.mark.slow
def test_one_asks_another_confirms_and_both_see_what_goes(world):
    asker, officer = desk(world.asker), desk(world.officer)
    shown = Record.objects.get(pk=world.person.pk).public_id
    response = asker.get(LISTED, {"record": shown})
    assert response.url == address(world.person)
    page = words(asker.get(response.url))
    assert BURMESE in page
    going = page.partition("What would go, for good")[2].partition("What stays without the name")[0]
    assert "Actors 2 5" in going
    # The name and the note that are marked higher are hidden from who asks.
    assert "Names 1 1" in going
    assert "Notes" not in going
    assert "Roles in processes: 1" in page
    assert f"A meeting with {BURMESE}" in page, "a text to be mended by hand"
    response = asker.post(address(world.person), {"reason": "withdrawn"}, follow=True)
    assert "It waits for a second person. Nothing is erased yet." in words(response)
    erasure = Erasure.objects.get()
    here = f"{LISTED}{erasure.pk}/"
    assert asker.get(address(world.person)).url == here
    page = words(asker.post(here, {"confirm": "1"}))
    assert "another person has to confirm it" in page
    assert "Erase it for good" not in page
    assert BURMESE in words(officer.get("/admin/")), "it stands among the work of the officer"
    page = officer.get(here)
    assert "Erase it for good" in words(page)
    confirm = {"confirm": "1", "seen": page.context["seen"]}
    make.ActorNameFactory(actor=world.person, name="Added after the officer looked")
    assert "is not what you looked at any more" in words(officer.post(here, confirm))
    assert Erasure.objects.get().status == "waiting"
    confirm["seen"] = officer.get(here).context["seen"]
    assert "It is confirmed." in words(officer.post(here, confirm, follow=True))
    assert Actor.objects.filter(pk=world.person.pk).exists()
    carry_out_all()
    listed = words(officer.get(LISTED))
    assert shown in listed
    assert BURMESE not in listed
    assert "erased," in words(officer.get(here))
    assert officer.get(address(world.person)).status_code == 404
    for place in (f"/records/{shown}/", f"/api/v1/actors/{shown}/", f"/records/{shown}/history/"):
        assert officer.get(place).status_code == 404, place


def test_no_reason_is_no_request_and_what_is_taken_back_can_be_asked_again(world):
    asker = desk(world.asker)
    assert asker.post(address(world.person), {"reason": "a text"}).status_code == 200
    assert not Erasure.objects.exists()
    here = asker.post(address(world.person), {"reason": "safety"}).url
    assert "Nothing is erased." in words(asker.post(here, {"refuse": "1"}, follow=True))
    assert asker.post(address(world.person), {"reason": "safety"}).url != here


@pytest.mark.slow
def test_hidden_and_absent_are_told_alike_and_so_is_whatever_hides_behind_a_record(world):
    asker = desk(make.StewardFactory(clearance=2))
    absent = "act-0000000000001"
    hidden = Record.objects.get(pk=world.person.pk).public_id
    pages = [words(asker.get(LISTED, {"record": record})).replace(record, "") for record in (hidden, absent)]
    assert pages[0] == pages[1]
    for record in (hidden, absent):
        assert asker.get(f"/admin/erase/{record}/").status_code == 404
        assert asker.post(f"/admin/erase/{record}/", {"reason": "law"}).status_code == 404
    erasure = Erasure.objects.create(
        record_id=world.person.pk, reason="law", asked_at=world.kept["batch"].made_at
    )
    assert asker.get(f"{LISTED}{erasure.pk}/").status_code == 404
    assert asker.post(f"{LISTED}{erasure.pk}/", {"confirm": "1"}).status_code == 404
    assert hidden not in words(asker.get(LISTED))
    erasure.delete()
    asker = desk(world.asker)
    before = words(asker.get(address(world.person)))
    make.NoteFactory(subject=world.person, text=f"hidden {BURMESE}", level=4)
    make.EventFactory(name=f"Hidden: {BURMESE}", level=4)
    assert words(asker.get(address(world.person))) == before


def test_whoever_may_not_erase_is_refused_and_what_is_no_person_is_retired_instead(world):
    for role in ("reader", "adviser", "analyst", "administrator"):
        client = desk(make.AccountFactory(role=role, clearance=0))
        assert client.get(LISTED).status_code in (302, 403), role
    body = Record.objects.get(pk=world.kept["body"].pk).public_id
    assert "Retire it instead." in words(desk(world.asker).get(LISTED, {"record": body}))
    assert desk(world.asker).get(address(world.kept["body"])).status_code == 404
