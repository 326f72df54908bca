"""Recalls: an officer asks those who hold a record, each sees and answers its own, and nobody is told of more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from peaceinfra.core.models import Recall, RecallNotice
from peaceinfra.core.partner_tokens import rotate_token
from peaceinfra.core.visibility import Viewer, viewing
from peaceinfra.core.visibility.acting import prove_acting
from tests import factories as make
from tests.admin.screens import listing, words
from tests.analysis.test_exposure import noted, signed_in
from tests.tokens import make_token, officer, tool

pytestmark = pytest.mark.django_db

TODAY = timezone.now().date()
SAID = {
    "reason": "consent",
    "task": "delete",
    "due_on": str(TODAY + timedelta(days=7)),
    "words": "Copies too.",
}


@pytest.fixture
def world():
    """An officer, a person, an account and a token that read it, and others that did not."""
    me, reader = officer(clearance=4), make.AnalystFactory(clearance=3, username="a-reader")
    person = make.ActorFactory(kind="individual", level=3, name="Elder of the ford")
    token, text = make_token(me, level=3, owner="A partner", scopes=["changes"])
    _other, other = make_token(me, level=3, owner="Another")
    noted("actor_detail", person.public_id, account=reader, level=3)
    noted("api:actor-detail", person.public_id, token=token.key_id, level=3)
    return {"me": me, "reader": reader, "person": person, "token": token, "text": text, "other": other}


def send(world, holders, **changes):
    url = reverse("admin:exposure_recall", args=[world["person"].public_id])
    return signed_in(world["me"]).post(url, SAID | changes | {"holders": holders})


def both(world):
    return [f"account:{world['reader'].pk}", f"token:{world['token'].key_id}"]


def told(text):
    return tool(text).get("/api/v1/recalls/").json()["results"]


def test_those_who_hold_it_are_told_the_id_alone_and_nobody_else_is_told(world):
    response = send(world, both(world))
    assert response.status_code == 302
    [notice] = told(world["text"])
    assert {name: notice[name] for name in ("record", "reason", "task", "words", "answer")} == {
        "record": world["person"].public_id,
        "reason": "consent",
        "task": "delete",
        "words": "Copies too.",
        "answer": "",
    }
    assert told(world["other"]) == []
    page = words(signed_in(world["reader"]).get("/recalls/"))
    assert world["person"].public_id in page and "Elder" not in page
    assert world["person"].public_id not in words(
        signed_in(make.AnalystFactory(clearance=4)).get("/recalls/")
    )


def test_each_answers_its_own_and_the_officer_sees_what_is_outstanding(world):
    send(world, both(world))
    [notice] = told(world["text"])
    url = f"/api/v1/recalls/{notice['id']}/acknowledge/"
    sent = {"answer": "done", "note": "also in the backup"}
    refused = [
        tool(world["other"]).post(url, sent, content_type="application/json").status_code,
        tool(world["text"])
        .post("/api/v1/recalls/rcl-0000000000009/acknowledge/", sent, content_type="application/json")
        .status_code,
        tool(world["text"]).post(url, {"answer": "perhaps"}, content_type="application/json").status_code,
    ]
    assert refused == [404, 404, 400]
    client = signed_in(world["me"])
    assert [row.outstanding for row in client.get(listing(Recall)).context["cl"].result_list] == [2]
    answer = tool(world["text"]).post(url, sent, content_type="application/json").json()
    assert (answer["answer"], answer["note"]) == ("done", "also in the backup")
    reader = signed_in(world["reader"])
    page = reader.get("/recalls/")
    [(own, *_words)] = page.context["notices"]
    assert (
        reader.post("/recalls/", {"notice": own.pk, "answer": "cannot", "note": "printed"}).status_code == 302
    )
    assert (
        signed_in(make.AnalystFactory()).post("/recalls/", {"notice": own.pk, "answer": "done"}).status_code
        == 404
    )
    assert [row.outstanding for row in client.get(listing(Recall)).context["cl"].result_list] == [0]
    assert [*client.get(listing(Recall), {"answers": "outstanding"}).context["cl"].result_list] == []
    found = words(client.get(reverse("admin:core_recall_change", args=[Recall.objects.get().pk])))
    assert "also in the backup" in found and "cannot be done" in found


def test_a_recall_goes_to_nobody_whom_the_report_does_not_name(world):
    stranger = make.AnalystFactory(clearance=4)
    assert send(world, [f"account:{stranger.pk}"]).status_code == 200
    assert not Recall.objects.exists()


def test_a_token_that_replaced_one_is_told_and_answers_for_it(world):
    send(world, [f"token:{world['token'].key_id}"])
    with viewing(Viewer(account=world["me"].pk)):
        _new, text = rotate_token(
            world["token"], expires_at=timezone.now() + timedelta(days=9), overlap=timedelta(0), reason="x"
        )
    assert len(told(text)) == 1
    assert tool(world["text"]).get("/api/v1/recalls/").status_code == 401


@pytest.mark.parametrize("role", ["analyst", "steward", "administrator"])
def test_nobody_but_an_officer_sends_or_sees_them(world, role):
    client = signed_in(make.AccountFactory(role=role))
    url = reverse("admin:exposure_recall", args=[world["person"].public_id])
    assert client.post(url, SAID | {"holders": both(world)}).status_code in (302, 403)
    assert not Recall.objects.exists()
    assert client.get(listing(Recall)).status_code in (302, 403)


def test_the_web_login_reads_no_recall_for_anybody_else_and_writes_none(world):
    send(world, both(world))
    with viewing(Viewer(account=world["reader"].pk)), connection.cursor() as cursor:
        prove_acting(cursor, world["reader"].pk)
        assert not Recall.objects.exists() and not RecallNotice.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(has_table_privilege('peaceinfra_web', name, verb)) FROM"
            " unnest(ARRAY['core_recall', 'core_recallnotice']) AS name,"
            " unnest(ARRAY['INSERT', 'UPDATE', 'DELETE']) AS verb"
        )
        assert cursor.fetchone() == (False,)


def test_who_is_signed_out_or_signed_in_is_told_where_recalls_are(world, client):
    assert client.get("/api/v1/recalls/").status_code == 401
    assert signed_in(world["reader"]).get("/api/v1/recalls/").status_code == 403
    assert client.get("/recalls/").status_code == 302
