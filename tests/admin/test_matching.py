"""Judging what sources name: one after the other, by buttons, with nothing of what is hidden."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from processes.matching import Incoming
from processes.models import Judgement, OpenMatch
from processes.services.matching import find_duplicates, leave_open
from tests.admin.screens import TOKENS, words
from tests.factories import (
    ActorFactory,
    ActorNameFactory,
    AdviserFactory,
    AnalystFactory,
    ExternalIdFactory,
    PeaceProcessFactory,
    RoleFactory,
    StewardFactory,
)

pytestmark = pytest.mark.django_db
QUEUE = "/admin/processes/openmatch/"
PAIRS = f"{QUEUE}duplicates/"


def left_open(*things, level=1):
    leave_open(
        [Incoming(scheme, value, "act", (name,), **more) for scheme, value, name, more in things], level=level
    )
    return OpenMatch.objects.order_by("scheme", "value")


@pytest.fixture
def analyst(client):
    account = AnalystFactory(clearance=3)
    client.force_login(account)
    return account


def screen_of(match):
    return reverse("admin:processes_openmatch_change", args=[match.pk])


def shown(client, url=QUEUE, **params):
    return words(client.get(url, params))


def test_a_judgement_leads_to_the_next_one_and_is_undone(client, analyst):
    actor = ActorFactory(name="Valley Army", countries=["LK"])
    first, second = left_open(
        ("paax", "1", "The Valley Army", {"countries": ("LK",)}), ("ucdp", "2", "Valley's Army", {})
    )
    page = shown(client)
    assert "Same name: Valley Army" in page and "Same country" in page
    response = client.post(screen_of(first), {"verdict": "same", "record": actor.pk}, follow=True)
    assert "Judged last: <bdi>The Valley Army</bdi> – the same (Valley Army)" in words(response)
    assert response.context["match"] == second
    judgement = Judgement.objects.get()
    assert (judgement.record_id, judgement.account) == (actor.pk, analyst)
    response = client.post(f"{QUEUE}undo/", {"judgement": judgement.pk}, follow=True)
    assert response.context["match"] == first
    assert client.post(f"{QUEUE}undo/", {"judgement": judgement.pk}, follow=True).context["match"] == first


def test_a_steward_merges_what_was_recorded_meanwhile_and_takes_it_back(client):
    kept, twin = (ActorFactory(name="Valley Army") for _ in range(2))
    ExternalIdFactory(subject=twin, scheme="paax", value="1")
    [match] = left_open(("paax", "1", "Valley Army", {}))
    client.force_login(StewardFactory(clearance=3))
    assert f"/admin/merge/?kept={kept.public_id}&amp;merged={twin.public_id}" in shown(client)
    response = client.post(screen_of(match), {"verdict": "same", "record": kept.pk}, follow=True)
    assert "The two records were merged." in words(response)
    twin.refresh_from_db()
    assert twin.retired
    client.post(f"{QUEUE}undo/", {"judgement": Judgement.objects.get().pk})
    twin.refresh_from_db()
    assert not twin.retired


def test_what_is_judged_later_is_set_aside_and_a_press_without_a_verdict_changes_nothing(client, analyst):
    ActorFactory(name="Valley Army")
    [match] = left_open(("paax", "1", "Valley Army", {}))
    client.post(screen_of(match), {"verdict": "later"})
    assert "Nothing waits here" in shown(client)
    assert client.get(QUEUE, {"state": "later"}).context["match"] == match
    response = client.post(screen_of(match), {"verdict": "perhaps"}, follow=True)
    assert "Press one of the buttons" in words(response)
    response = client.post(screen_of(match), {"verdict": "same", "record": "x"}, follow=True)
    assert "Choose the record that it is" in words(response)
    assert Judgement.objects.get().verdict == "later"


def test_it_is_filtered_by_source_kind_process_and_country_and_keeps_the_filter(client, analyst):
    process = PeaceProcessFactory(name="Valley talks")
    ActorFactory(name="Valley Army")
    first, second, third = left_open(
        ("a", "1", "Valley Army", {"process": process.pk}),
        ("b", "1", "Valley Army", {"countries": ("NP",)}),
        ("c", "1", "Valley Army", {}),
    )
    for params, found in (
        ({"scheme": "c"}, third),
        ({"process": "TALKS"}, first),
        ({"country": "Nepal"}, second),
        ({"kind": "agr"}, None),
        ({"country": "nowhere"}, first),
    ):
        assert client.get(QUEUE, params).context["match"] == found, params
    response = client.post(screen_of(second), {"verdict": "new", "filters": "country=NP&x=1"})
    assert response.url == f"{QUEUE}?country=NP"


def test_nothing_of_what_is_hidden_shows(client, analyst):
    """Two worlds, one with more guarded records than the other: the analyst gets the same bytes of both."""

    def page():
        return re.sub(TOKENS, "", shown(client) + shown(client, PAIRS))

    actor = ActorFactory(name="Valley Army")
    left_open(("paax", "1", "Valley Army", {}))
    before = page()
    for number in range(9):
        ActorFactory(name=f"Valley Army {number}", level=4)
    ActorNameFactory(actor=actor, name="The Valley Army", level=4)
    mediator = ActorFactory(name="Mediator B", kind="individual")
    ActorNameFactory(actor=mediator, name="Valley Army", level=4)
    ExternalIdFactory(subject=mediator, scheme="paax", value="1", level=4)
    RoleFactory(actor=actor, kind="party", process=PeaceProcessFactory(level=4))
    left_open(("paax", "1", "Valley Army", {}), ("hidden", "2", "Mediator B", {}), level=4)
    OpenMatch.objects.filter(scheme="paax").update(level=1)
    find_duplicates(["act"])
    assert page() == before
    client.force_login(AnalystFactory(clearance=4))
    assert page() != before


@pytest.mark.parametrize("verdict", ["new", "later"])
def test_a_hidden_judgement_of_an_earlier_import_stands_in_nobodys_way(client, analyst, verdict):
    ActorFactory(name="Valley Army")
    named = ("paax", "1", "The Valley Army", {})
    [match] = left_open(named, level=3)
    client.post(screen_of(match), {"verdict": "later"})
    left_open(named, level=1)
    client.force_login(AnalystFactory(clearance=2))
    assert "The Valley Army" in shown(client)
    assert client.post(screen_of(match), {"verdict": verdict}).status_code == 302
    assert {*Judgement.objects.live().values_list("verdict", "level")} == {("later", 3), (verdict, 1)}


def test_pairs_of_the_register_stand_on_pages_by_keyset(client, analyst, monkeypatch):
    monkeypatch.setattr("peaceinfra.admin.matching.ON_PAGE", 2)
    for name in ("Valley Army", "River Union", "Delta Front"):
        ActorFactory(name=name), ActorFactory(name=f"The {name}")
    assert find_duplicates(["act"]) == 3
    first = client.get(PAIRS)
    second = client.get(f"{PAIRS}?{first.context['next']}")
    pairs = first.context["pairs"] + second.context["pairs"]
    assert len({match.pk for match, _one, _other in pairs}) == 3
    assert not second.context["next"]
    assert "Not the same" in shown(client, screen_of(pairs[0][0]))


def test_the_number_of_queries_is_the_same_for_one_and_for_many(client, analyst):
    def numbers():
        found = []
        for url in (QUEUE, PAIRS):
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            found.append(len(queries))
        return found

    def add(number):
        for _ in range(number):
            actor = ActorFactory(name="Valley Army")
            ActorNameFactory(actor=actor)
            ExternalIdFactory(subject=actor)
            RoleFactory(actor=actor, kind="party")
        left_open(*((f"s{place}", "1", "Valley Army", {}) for place in range(number)))
        find_duplicates(["act"])

    add(2)
    numbers()
    few = numbers()
    add(5)
    assert numbers() == few


def test_who_does_not_edit_has_no_screen_and_an_absent_one_is_not_found(client):
    ActorFactory(name="Valley Army")
    [match] = left_open(("paax", "1", "Valley Army", {}), level=4)
    client.force_login(AdviserFactory(clearance=4))
    assert client.get(QUEUE).status_code in (302, 403)
    client.force_login(AnalystFactory(clearance=3))
    absent = reverse("admin:processes_openmatch_change", args=[1])
    assert client.get(screen_of(match)).status_code == client.get(absent).status_code == 404
