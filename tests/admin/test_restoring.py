"""What was retired is found in its own list, told by its history, and put back with a reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from processes.models import Actor
from secretariats.models import BodyActor
from tests import factories
from tests.admin.screens import REASON, address, listing, words

pytestmark = pytest.mark.django_db


def found(response):
    return [str(row) for row in response.context["cl"].result_list]


def test_a_list_shows_what_was_retired_on_request_and_leads_to_its_history(desk):
    gone, _here = factories.ActorFactory(name="Gone", retired=True), factories.ActorFactory(name="Here")
    assert found(desk.get(listing(Actor))) == ["Here"]
    response = desk.get(listing(Actor), {"retired": "1"})
    assert found(response) == ["Gone"] and f'href="{address(gone, "history")}' in words(response)
    assert found(desk.get(listing(Actor), {"retired": "1", "q": "here"})) == []
    assert found(desk.get(listing(Actor), {"retired": "no"})) == ["Here"]


def test_the_list_of_what_was_retired_asks_the_same_number_of_queries(desk):
    factories.RoleFactory(retired=True)
    address_of_list = listing(factories.RoleFactory._meta.model)
    desk.get(address_of_list, {"retired": "1"})
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            desk.get(address_of_list, {"retired": "1"})
        counts.append(len(captured))
        for _row in range(20):
            factories.RoleFactory(retired=True)
    assert counts[0] == counts[1]


def test_the_history_of_a_retired_record_puts_it_back(desk):
    actor = factories.ActorFactory(name="Valley Council", level=2)
    desk.post(address(actor, "retire"), REASON)
    page = words(desk.get(address(actor, "history")))
    assert f'href="{address(actor, "restore")}"' in page and f'href="{listing(Actor)}?retired=1"' in page
    assert "Valley Council" in words(desk.get(address(actor, "restore")))
    assert desk.post(address(actor, "restore"), {"reason": ""}).status_code == 200
    response = desk.post(address(actor, "restore"), REASON, follow=True)
    assert [str(one) for one in response.context["messages"]] == ["“Valley Council” is put back."]
    actor.refresh_from_db()
    assert (actor.retired, actor.level) == (False, 2)
    history = words(desk.get(address(actor, "history")))
    assert "Actor: put back" in history and address(actor, "restore") not in history


def test_a_body_comes_back_with_what_was_retired_with_it_and_not_with_what_went_before(desk):
    body = BodyActor.objects.get(pk=factories.BodyActorFactory(name="Valley Office").pk)
    factories.PeaceSecretariatFactory(actor=body, retired=True)
    desk.post(address(body, "retire"), REASON)
    body.body.refresh_from_db()
    assert body.body.retired
    desk.post(address(body, "restore"), {"reason": "it is another one"})
    for row in (body, body.body, body.secretariat):
        row.refresh_from_db()
    assert (body.retired, body.body.retired, body.secretariat.retired) == (False, False, True)


def test_the_list_of_bodies_shows_retired_bodies_alone(desk):
    factories.ActorFactory(name="A party", retired=True)
    factories.BodyActorFactory(name="Valley Office", retired=True)
    assert found(desk.get(listing(BodyActor), {"retired": "1"})) == ["Valley Office"]


def test_a_body_that_is_found_among_actors_comes_back_as_a_body(desk):
    body = factories.BodyActorFactory()
    desk.post(address(BodyActor.objects.get(pk=body.pk), "retire"), REASON)
    desk.post(address(body, "restore"), REASON)
    body.body.refresh_from_db()
    assert not body.body.retired


def test_a_claim_that_was_retired_is_put_back(desk):
    claim = factories.ClaimFactory(status="proposed", retired=True)
    assert desk.post(address(claim, "restore"), REASON).status_code == 302
    claim.refresh_from_db()
    assert not claim.retired


def test_what_is_hidden_what_is_absent_and_what_is_in_use_are_not_put_back(signed_in, db):
    desk = signed_in(factories.AnalystFactory(clearance=2))
    hidden = factories.ActorFactory(name="SECRET", level=3, retired=True)
    for key in (hidden.pk, 7, factories.ActorFactory().pk):
        url = f"/admin/processes/actor/{key}/restore/"
        assert (desk.get(url).status_code, desk.post(url, REASON).status_code) == (404, 404)
    assert found(desk.get(listing(Actor), {"retired": "1"})) == []
    hidden.refresh_from_db()
    assert hidden.retired


def test_who_does_not_edit_puts_nothing_back(signed_in, db):
    actor = factories.ActorFactory(retired=True)
    for account in (factories.AdviserFactory(), factories.AccountFactory(role="administrator")):
        response = signed_in(account).post(address(actor, "restore"), REASON)
        assert response.status_code in (302, 403)
        actor.refresh_from_db()
        assert actor.retired
