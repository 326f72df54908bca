"""Whom a body serves: one alone, or several jointly; both at once is told, not refused."""

import pytest

from secretariats.models import BodyActor
from tests import factories
from tests.admin.screens import listing, save, words

pytestmark = pytest.mark.django_db

TOLD = "“Front” is served alone and “Government” jointly, maybe at the same time."


def served(joint, sole):
    body = factories.BodyActorFactory(name="Valley Office")
    for name, tenure, more in (("Government", "joint", joint), ("Front", "sole", sole)):
        factories.PrincipalFactory(
            body=body, principal=factories.ActorFactory(name=name), tenure=tenure, **more
        )
    return body


def told(client, body):
    url = listing(BodyActor).rstrip("/") + f"/{body.pk}/change/"
    save(client, url, {"description": "looked at"})
    return [str(one) for one in client.get("/admin/").context["messages"] if "served alone" in str(one)]


def dated(start, end):
    return {"start_kind": "actual", "start": start, "end_kind": "actual", "end": end}


def test_alone_beside_jointly_is_told_where_both_may_hold_at_once(desk):
    assert told(desk, served({}, {})) == [f"{TOLD} Correct one of them, or their dates."]


@pytest.mark.parametrize(
    ("joint", "sole"),
    [
        (dated("2002", "2004"), dated("2006", "2008")),
        ({"team": True}, {}),
        ({"retired": True}, {}),
    ],
    ids=["one after the other", "one is not seen", "one is retired"],
)
def test_it_is_not_told_otherwise(desk, joint, sole):
    if joint.get("team"):
        joint = {"team": factories.TeamFactory()}
    assert told(desk, served(joint, sole)) == []


def test_in_two_processes_a_body_may_serve_in_two_ways(desk):
    process = factories.PeaceProcessFactory()
    assert told(desk, served({"process": process}, {})) == []


def test_the_side_says_what_it_is_for(desk):
    page = words(desk.get(listing(BodyActor, "add")))
    assert "whether the body serves one party, one side or several." in page
