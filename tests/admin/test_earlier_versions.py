"""An earlier version is made the newest one: it shows what would change, and obeys the rules of any change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peaceinfra.core.visibility import Viewer
from processes.models import Actor, ActorName, Claim, Event, LoweringRequest, PeaceProcess
from processes.services import accept_claim, retire_records, save_record
from secretariats.models import Body, BodyActor, Succession
from tests import factories
from tests.admin.screens import address, words

pytestmark = pytest.mark.django_db

WHY = {"reason": "the earlier one was right"}


def changed(record, **values):
    """The record, saved again with other values."""
    record = type(record).objects.get(pk=record.pk)
    for name, value in values.items():
        setattr(record, name, value)
    return save_record(record, by=None, reason="read again")


def version_url(screen_of, row=None, number=0):
    row = row or screen_of
    model = row._meta.concrete_model
    event = [*row.events.order_by("pgh_id")][number]
    name = f"admin:{screen_of._meta.app_label}_{screen_of._meta.model_name}_version"
    return reverse(name, args=[screen_of.pk, model._meta.label_lower, event.pgh_id])


def restored(client, url, **more):
    """What is answered to who sends the form as it is shown."""
    seen = client.get(url).context["form"]["seen_version"].value()
    return client.post(url, WHY | {"seen_version": seen} | more)


def test_a_version_is_restored_as_a_new_one_and_the_page_says_what_changes(desk):
    actor = factories.ActorFactory(name="مجلس السلام", description="", countries=["LK"])
    changed(actor, name="Peace Council", description="Met in 2004", countries=["LK", "NO"])
    url = version_url(actor)
    assert f'href="{url}"' in words(desk.get(address(actor, "history")))
    page = desk.get(url)
    assert [tuple(one) for one in page.context["differences"]] == [
        ("Label", "Peace Council", "مجلس السلام"),
        ("Countries", "LK, NO", "LK"),
        ("Description", "Met in 2004", ""),
    ]
    response = restored(desk, url)
    assert response.headers["Location"] == address(actor, "history")
    now = Actor.objects.get()
    assert (now.name, now.description, now.countries, now.version) == ("مجلس السلام", "", ["LK"], 3)
    assert now.events.order_by("pgh_id").last().pgh_context["reason"] == WHY["reason"]
    assert "Nothing would change" in words(desk.get(url))


def test_the_newest_version_is_not_offered(desk):
    actor = factories.ActorFactory()
    assert "Restore this version" not in words(desk.get(address(actor, "history")))


@pytest.mark.parametrize(
    ("role", "kept", "status"), [("steward", "2002", "accepted"), ("analyst", "2003", "proposed")]
)
def test_a_field_that_a_steward_decided_asks_for_a_source_and_for_a_steward(
    signed_in, analyst, steward, role, kept, status
):
    record = factories.ActorFactory(start_kind="actual", start="2002", name="Office")
    actor = changed(record, start="2003", name="Bureau")
    claim = factories.ClaimFactory(subject=actor, field="start", value="2003", status="proposed")
    accept_claim(claim, by=steward, reason="the better source")
    client, url = signed_in({"steward": steward, "analyst": analyst}[role]), version_url(actor)
    assert "Name the source of the new value below." in words(restored(client, url))
    source = factories.SourceFactory()
    assert restored(client, url, from_source=source.pk).status_code == 302
    now = Actor.objects.get()
    assert (now.start, now.name) == (kept, "Office")
    assert Claim.objects.get(source=source, field="start").status == status


def test_what_would_show_more_waits_for_a_second_person(desk):
    event = factories.EventFactory(name="Talks", level=0)
    changed(event, level=3, name="Secret talks")
    url = version_url(event)
    refused = restored(desk, url)
    assert refused.context["may_ask"] and Event.objects.get().level == 3
    response = restored(desk, url, _ask_lowering="1")
    assert "/loweringrequest/" in response.headers["Location"]
    now = Event.objects.get()
    assert (now.level, now.name, LoweringRequest.objects.count()) == (3, "Talks", 1)


def test_a_row_of_the_screen_is_restored_and_one_that_was_removed_is_put_back(desk):
    name = factories.ActorNameFactory(name="တောင်ကြား")
    changed(name, name="Valley")
    retire_records([ActorName.objects.get()], by=None, reason="not its name")
    url = version_url(name.actor, name)
    assert "it is put back" in words(desk.get(url))
    assert restored(desk, url).status_code == 302
    now = ActorName.objects.get()
    assert (now.name, now.retired) == ("တောင်ကြား", False)


def test_what_a_body_is_and_what_it_passed_on_are_restored_from_its_history(desk):
    body = factories.BodyFactory(form="office")
    changed(Body.objects.get(), form="committee")
    screen = BodyActor.objects.get(pk=body.pk)
    assert restored(desk, version_url(screen, Body.objects.get())).status_code == 302
    assert Body.objects.get().form == "office"
    passed = factories.SuccessionFactory(predecessor_id=body.pk, budget="no")
    changed(passed, budget="yes")
    assert restored(desk, version_url(screen, Succession.objects.get())).status_code == 302
    assert Succession.objects.get().budget == "no"


def test_somebody_else_saved_meanwhile(desk):
    actor = changed(factories.ActorFactory(name="Office"), name="Bureau")
    response = desk.post(version_url(actor), WHY | {"seen_version": 1})
    assert "Somebody else saved a newer version." in words(response) and Actor.objects.get().name == "Bureau"


def test_a_claim_is_decided_and_never_restored(desk, steward, signed_in):
    claim = changed(factories.ClaimFactory(value="2002", status="proposed"), locator="page 4")
    for client in (desk, signed_in(steward)):
        assert client.get(version_url(claim)).status_code == 404
        assert "Restore this version" not in words(client.get(address(claim, "history")))


def test_a_version_of_another_record_or_of_one_that_is_retired_is_not_found(desk):
    actor, other = (changed(factories.ActorFactory(), description="x") for _each in "ab")
    mixed = version_url(other).replace(str(other.pk), str(actor.pk))
    assert desk.get(mixed).status_code == 404
    retire_records([actor], by=None, reason="twice")
    assert desk.get(version_url(actor)).status_code == 404


def test_a_version_that_was_or_names_what_is_hidden_is_found_no_more_than_an_absent_one(signed_in):
    desk = signed_in(factories.AnalystFactory(clearance=2))
    guarded = factories.EventFactory(level=3, name="SECRET")
    changed(guarded, level=0, name="Talks")
    hidden = factories.PeaceProcessFactory(level=3)
    process = changed(factories.PeaceProcessFactory(parent=hidden), parent=None)
    absent = version_url(process, number=1).rstrip("/").rpartition("/")[0] + "/999999999/"
    answers = [desk.get(url) for url in (version_url(guarded), version_url(process), absent)]
    assert [answer.status_code for answer in answers] == [404] * 3
    bodies = {answer.content.split(b"<main")[-1] for answer in answers}
    assert len(bodies) == 1 and PeaceProcess.objects.visible_to(Viewer(2)).count() == 2


def test_an_adviser_who_reads_histories_restores_nothing(signed_in):
    actor = changed(factories.ActorFactory(), description="x")
    client = signed_in(factories.AccountFactory(role="security", clearance=4))
    assert client.get(version_url(actor)).status_code in (403, 404)


def test_a_restore_costs_the_same_whatever_is_hidden_beside_it(signed_in):
    desk = signed_in(factories.AnalystFactory(clearance=2))

    def cost():
        actor = changed(factories.ActorFactory(name="Office"), name="Bureau")
        yield actor
        url = version_url(actor)
        seen = desk.get(url).context["form"]["seen_version"].value()
        with CaptureQueriesContext(connection) as queries:
            response = desk.post(url, WHY | {"seen_version": seen})
        yield response.status_code, len(queries)

    open_world = cost()
    next(open_world)
    first = next(open_world)
    other = cost()
    actor = next(other)
    factories.ClaimFactory(subject=actor, field="name", value="SECRET", level=3)
    factories.NoteFactory(subject=actor, level=3)
    assert next(other) == first == (302, first[1])
