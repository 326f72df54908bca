"""A steward sees two records side by side, chooses, tries, merges, undoes and splits; nobody else does."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from processes.models import Actor, Merge, PhaseChange, Role
from processes.services import merge_records
from tests.admin.screens import address, words
from tests.admin.test_hiding import add_secrets, answer
from tests.factories import (
    AccountFactory,
    ActorFactory,
    BodyActorFactory,
    CitationFactory,
    ClaimFactory,
    LineageFactory,
    MembershipFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    RoleFactory,
    StewardFactory,
    TeamFactory,
)

pytestmark = pytest.mark.django_db
WHY = {"reason": "one group under two names"}


@pytest.fixture
def client_of_steward(signed_in, steward):
    return signed_in(steward)


@pytest.fixture
def pair():
    kept = ActorFactory(name="حركة", description="A movement")
    return kept, ActorFactory(name="Movement & sons", kind="igo", description="The same")


def url(kept, merged):
    return f"/admin/merge/?kept={kept.public_id}&merged={merged.public_id}"


def versions(kept, merged):
    return {"kept_version": kept.version, "merged_version": merged.version}


def send(client, kept, merged, verb="confirm", **chosen):
    return client.post(url(kept, merged), {verb: "1"} | WHY | versions(kept, merged) | chosen)


def test_both_stand_side_by_side_with_what_names_them(client_of_steward, pair):
    role, hidden = RoleFactory(actor=pair[1], kind="mediator"), RoleFactory(actor=pair[1], team=TeamFactory())
    ClaimFactory(subject=pair[0], field="description", value="A movement", status="accepted")
    text = words(client_of_steward.get(url(*pair)))
    assert re.search(r'name="field_name" value="kept" checked.*حركة', text)
    assert re.search(r'name="field_kind" value="merged".*intergovernmental organisation', text)
    assert "field_description" not in text
    assert "taken: it rests on an accepted statement" in text
    assert "Role in a process: 1" in text
    assert role.public_id != hidden.public_id


def test_the_page_takes_the_same_queries_whatever_names_the_two(client_of_steward, pair):
    client_of_steward.get(url(*pair))
    numbers = []
    for more in (1, 4):
        for _row in range(more):
            for actor in pair:
                CitationFactory(subject=RoleFactory(actor=actor))
                MembershipFactory(member=actor)
        with CaptureQueriesContext(connection) as queries:
            client_of_steward.get(url(*pair))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_it_is_tried_before_it_is_done(client_of_steward, pair):
    RoleFactory(actor=pair[1], kind="mediator")
    text = words(send(client_of_steward, *pair, "show", reason="", field_kind="merged"))
    assert "What would happen" in text
    assert "Kind: state → intergovernmental organisation" in text
    assert "Movement &amp; sons" in text
    assert re.search(r'name="field_kind" value="merged" checked', text)
    assert (Merge.objects.count(), Actor.objects.live().count()) == (0, 2)
    assert ClaimFactory._meta.model.objects.count() == 0


def test_it_is_merged_with_what_was_chosen_and_undone_from_the_page_of_the_merge(client_of_steward, pair):
    kept, merged = pair
    role = RoleFactory(actor=merged)
    response = send(client_of_steward, kept, merged, field_kind="merged")
    role.refresh_from_db()
    kept.refresh_from_db()
    assert (response.status_code, response.url) == (302, address(kept))
    assert (role.actor, kept.kind) == (kept, "igo")
    merge = Merge.objects.get()
    assert merged.name in words(client_of_steward.get(f"/admin/merge/?kept={kept.public_id}")).replace(
        "&amp;", "&"
    )
    page = f"/admin/merges/{merge.pk}/"
    assert "What it did" in words(client_of_steward.get(page))
    assert client_of_steward.get(f"/admin/open/{merged.public_id}/").url == address(kept)
    for search in (f"/admin/search/?q={merged.public_id}", f"/admin/records/?term={merged.public_id}"):
        assert kept.public_id in words(client_of_steward.get(search))
    assert client_of_steward.post(page, WHY).url == address(merged)
    role.refresh_from_db()
    assert role.actor == merged
    assert "undone" in words(client_of_steward.get(page))


@pytest.mark.slow
def test_what_is_refused_is_said_above_the_form_and_what_was_chosen_stays(client_of_steward, pair):
    lineage = LineageFactory(actor=pair[0], origin=pair[1])
    text = words(send(client_of_steward, *pair, field_kind="merged"))
    assert "would join the record with itself" in text
    assert re.search(r'name="field_kind" value="merged" checked', text)
    assert "Somebody else saved a newer version" in words(send(client_of_steward, *pair, kept_version=7))
    assert "This field is required" in words(send(client_of_steward, *pair, reason=""))
    assert Merge.objects.count() == 0
    assert send(client_of_steward, *pair, drop_ends="1").status_code == 302
    lineage.refresh_from_db()
    assert lineage.retired


def test_where_both_have_a_log_it_is_asked_which_stays(client_of_steward):
    pair = PeaceProcessFactory(), PeaceProcessFactory()
    for process in pair:
        PhaseChangeFactory(process=process, position=1, status="exploration")
    name = f"log_{PhaseChange._meta.label}"
    assert f'name="{name}" value="both"' in words(client_of_steward.get(url(*pair)))
    assert "Both have such a log: phases" in words(send(client_of_steward, *pair))
    assert send(client_of_steward, *pair, **{name: "both"}).status_code == 302
    assert PhaseChange.objects.live().count() == 1


def test_the_other_record_is_looked_for_by_name_among_its_kind(client_of_steward, pair):
    PeaceProcessFactory(name="Movement of talks")
    ActorFactory(name="Movement hidden", team=TeamFactory())
    text = words(client_of_steward.get(f"/admin/merge/?kept={pair[0].public_id}&q=movement"))
    assert url(*pair).replace("&", "&amp;") in text
    assert "Movement of talks" not in text
    assert "Movement hidden" not in text


def test_a_record_is_split_by_the_rows_that_are_chosen(client_of_steward, pair):
    goes, stays = RoleFactory(actor=pair[0], kind="mediator"), RoleFactory(actor=pair[0])
    page = f"/admin/split/{pair[0].public_id}/"
    assert f'value="processes.Role:{stays.pk}"' in words(client_of_steward.get(page))
    typed = WHY | {"name": "Second", "row": [f"processes.Role:{goes.pk}"], "version": pair[0].version}
    response = client_of_steward.post(page, typed)
    new = Actor.objects.get(name="Second")
    assert response.url == address(new)
    assert {role.pk: role.actor for role in Role.objects.all()} == {goes.pk: new, stays.pk: pair[0]}
    refused = client_of_steward.post(page, typed)
    assert "does not belong to this record any more" in words(refused)


def test_analysts_and_others_cannot_open_these_pages(signed_in, analyst, pair):
    for account in (analyst, AccountFactory(role="security", clearance=4)):
        client = signed_in(account)
        pages = (url(*pair), f"/admin/split/{pair[0].public_id}/", "/admin/merges/1/")
        assert [client.get(page).status_code for page in pages] == [403, 403, 403]
    assert "Merge or split" not in words(signed_in(analyst).get(address(pair[0])))


@pytest.mark.parametrize("version", ["9" * 5000, "x"])
def test_a_version_that_is_no_number_is_a_stale_one(client_of_steward, pair, version):
    kept, merged = pair
    sent = WHY | {"kept_version": version, "merged_version": version, "version": version, "name": "New"}
    for url in (
        f"/admin/merge/?kept={kept.public_id}&merged={merged.public_id}",
        f"/admin/split/{kept.public_id}/",
    ):
        assert "newer version" in words(client_of_steward.post(url, sent | {"confirm": "1"}))


def test_hidden_absent_and_malformed_ids_are_not_found_alike(client_of_steward, pair):
    hidden, gone = ActorFactory(team=TeamFactory()), ActorFactory(retired=True)
    ids = (hidden.public_id, gone.public_id, "act-0000000000001", "x", PeaceProcessFactory().public_id)
    answers = {
        client_of_steward.get(f"/admin/merge/?kept={pair[0].public_id}&merged={one}").status_code
        for one in ids
    }
    assert answers == {404}
    assert client_of_steward.get(f"/admin/split/{hidden.public_id}/").status_code == 404
    assert client_of_steward.get("/admin/merges/1/").status_code == 404


@pytest.mark.slow
def test_what_is_hidden_changes_no_byte_of_these_pages(signed_in):
    """Nor the number of queries: whatever hangs on the two, of a steward who may not see it."""
    client = signed_in(StewardFactory(clearance=2))
    body, actor, other = (
        BodyActorFactory(name="Open Office"),
        ActorFactory(),
        ActorFactory(description="Text"),
    )
    process, merged = PeaceProcessFactory(), ActorFactory(name="Twin")
    RoleFactory(actor=actor, process=process)
    RoleFactory(actor=merged, process=process, kind="mediator")
    merge = merge_records(actor, merged, by=None, reason="one")
    actor.refresh_from_db()
    kept = actor.public_id
    pages = [
        url(actor, other),
        url(other, actor),
        f"/admin/merge/?kept={kept}&q=secret",
        f"/admin/split/{kept}/",
        f"/admin/split/{process.public_id}/",
        f"/admin/merges/{merge.pk}/",
    ]
    for page in pages:
        client.get(page)
    before = [answer(client, page) for page in pages]
    add_secrets(body, actor, process)
    assert [status for status, _text, _queries in before] == [200] * len(pages)
    assert [answer(client, page) for page in pages] == before
