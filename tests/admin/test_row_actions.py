"""What is done about one row of a list without leaving it."""

import pytest
from django.urls import reverse

from processes.models import Actor, Claim
from secretariats.models import BodyActor
from tests import factories
from tests.admin.screens import listing, words
from tracks.models import Linkage

pytestmark = pytest.mark.django_db

WHY = "found twice"


def do(client, record, verb, *, model=None, version=None, choice="", reason=WHY, query="q=council"):
    """The answer to who presses a button in the row of a record."""
    sent = {
        "do": f"{verb} {record.pk} {version or record.version}",
        f"reason-{record.pk}": reason,
        f"choice-{verb}-{record.pk}": choice,
        # What was typed in another row counts for nothing.
        "reason-7": "another row",
        "query": query,
    }
    return client.post(listing(model or type(record), "row"), sent)


def said(client, answer):
    return [str(message) for message in client.get(answer.url).context["messages"]]


def test_a_row_is_retired_and_the_list_comes_again_as_it_was(desk):
    body, other = (
        factories.BodyActorFactory(name="Council of the hills"),
        factories.BodyActorFactory(name="Council"),
    )
    actor = Actor.objects.get(pk=body.pk)
    answer = do(desk, actor, "retire", model=BodyActor)
    assert answer.url == f"{listing(BodyActor)}?q=council"
    assert said(desk, answer) == ["“Council of the hills” is retired."]
    assert [*Actor.objects.live()] == [Actor.objects.get(pk=other.pk)]
    # With what tells more about it, and the reason of its own row.
    assert body.body.events.order_by("pgh_id").last().retired
    assert actor.events.order_by("pgh_id").last().pgh_context["reason"] == WHY


def test_a_row_is_raised_to_a_higher_marking_that_the_viewer_reads(signed_in):
    desk = signed_in(factories.AnalystFactory(clearance=3))
    actor = factories.ActorFactory(name="Council", level=1)
    [listed] = desk.get(listing(Actor)).context["cl"].result_list
    offers = {verb.name: [value for value, _label in verb.offers(listed)] for verb in listed.verbs}
    assert offers == {"raise": ["2", "3"], "retire": []}
    assert said(desk, do(desk, actor, "raise", choice="3")) == [
        "“Council” is marked: restricted (TLP:AMBER+STRICT)."
    ]
    actor.refresh_from_db()
    assert actor.level == 3
    for lower in ("1", "9", "", "x"):
        assert "Choose a higher marking." in said(desk, do(desk, actor, "raise", choice=lower))[0]
    assert Actor.objects.get().level == 3


def test_without_a_reason_and_over_a_newer_version_nothing_is_done(desk, steward):
    actor = factories.ActorFactory(name="Council", level=0)
    assert said(desk, do(desk, actor, "retire", reason=" ")) == [
        "Council: Say in a few words why you make this change."
    ]
    Actor.objects.update(description="Written since")
    [refused] = said(desk, do(desk, actor, "raise", choice="2", version=1))
    assert refused == "Council: Somebody else saved a newer version."
    assert [*Actor.objects.live().values_list("level", flat=True)] == [0]


def test_a_claim_is_decided_in_the_list_by_a_steward_alone(signed_in, desk, steward):
    actor = factories.ActorFactory(name="Council", level=0)
    for value in ("grassroots", "top"):
        factories.ClaimFactory(subject=actor, field="usual_level", value=value, level=0, status="proposed")
    accepted, rejected = Claim.objects.order_by("value")
    assert ">Accept<" not in words(desk.get(listing(Claim)))
    assert do(desk, accepted, "accept").status_code == 403
    client = signed_in(steward)
    assert words(client.get(listing(Claim))).count('value="accept ') == 2
    assert do(client, accepted, "accept", query="").status_code == 302
    assert "It was" not in said(client, do(client, rejected, "reject", query=""))[0]
    actor.refresh_from_db()
    assert actor.usual_level == "grassroots"
    assert dict(Claim.objects.values_list("value", "status")) == {"grassroots": "accepted", "top": "rejected"}
    assert "This was decided already" in said(client, do(client, accepted, "reject", query=""))[0]


def test_hidden_absent_and_retired_rows_answer_alike_and_nothing_else_is_done(signed_in):
    desk, hidden = signed_in(factories.AnalystFactory(clearance=2)), factories.ActorFactory(level=4)
    absent = factories.ActorFactory.build(pk=77, version=1)
    retired = factories.ActorFactory(name="Retired", retired=True)
    assert {do(desk, record, "retire").status_code for record in (hidden, absent, retired)} == {404}
    assert do(desk, factories.ActorFactory(), "accept").status_code == 404
    assert desk.post(listing(Actor, "row"), {"do": "retire"}).status_code == 404
    assert desk.get(listing(Actor, "row")).status_code == 405
    assert Actor.objects.get(pk=hidden.pk).retired is False


def test_a_row_has_no_actions_where_nothing_can_be_done(signed_in, desk):
    factories.LinkageFactory()
    factories.ActorFactory(retired=True)
    assert 'form="row-form"' in words(desk.get(listing(Linkage)))
    for query in ({"retired": "1"}, {"_popup": "1"}):
        assert 'form="row-form"' not in words(desk.get(listing(Actor), query))
    assert 'href="/admin/tracks/linkage/reconfirm/?linkage=' in words(desk.get(listing(Linkage)))
    assert reverse("admin:processes_actor_row") == f"{listing(Actor)}row/"
