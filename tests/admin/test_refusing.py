"""What the rules refuse comes back on the form, in words, and nothing is written."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils.dateformat import format as date_format

from processes.models import Event, ExternalId, PeaceProcess, PhaseChange
from secretariats.models import BodyActor
from tests import factories
from tests.admin.screens import REASON, address, errors, listing, opened, row, save, send, shown, words


def test_an_illegal_transition_is_refused_in_words_at_its_log(desk):
    body = factories.BodyActorFactory()
    factories.LifecycleChangeFactory(body=body, status="merged")
    changes = row("lifecycle", 1, position="2", status="operational", notice="not_recorded")
    response = send(desk, address(BodyActor.objects.get(pk=body.pk)), changes)
    assert response.status_code == 200
    assert errors(response)["lifecycle"] == [
        "“operational” (row 2) cannot follow “merged”: that is a last state, and only “unknown” may come after it."
        " If a step between the two is missing, add it; its date may stay empty."
    ]
    assert body.lifecycle.count() == 1


def test_reversed_dates_are_refused_at_the_end_with_what_to_do(desk):
    process = factories.PeaceProcessFactory()
    changes = {"start_kind": "actual", "start": "2009", "end_kind": "actual", "end": "2004"}
    response = send(desk, address(process), changes)
    assert errors(response)["end"][0].startswith("The end (2004) is certainly before the start (2009).")


def test_a_text_that_is_no_date_is_refused_with_an_example(desk):
    process = factories.PeaceProcessFactory()
    response = send(
        desk, address(process), row("phases", 0, position="1", status="negotiation", date="2004/2005")
    )
    assert "Write its start and its end each in its own field" in errors(response)["phases-0-date"][0]
    assert not PhaseChange.objects.exists()


def test_one_bad_row_keeps_the_whole_screen_unwritten(desk):
    process = factories.PeaceProcessFactory(name="Before")
    changes = {"name": "After"} | row("external_ids", 0, scheme="", value="1", match="exact", level="0")
    response = send(desk, address(process), changes)
    process.refresh_from_db()
    assert (errors(response)["external_ids-0-scheme"], process.name) == (
        ["This field is required."],
        "Before",
    )


def test_the_same_external_id_twice_is_refused_at_its_rows(desk):
    actor = factories.ActorFactory()
    factories.ExternalIdFactory(subject=actor, scheme="ucdp_actor", value="12")
    changes = row("external_ids", 1, scheme="ucdp_actor", value="12", match="exact", level="0")
    response = send(desk, address(actor), changes)
    assert errors(response)["external_ids"] == [
        "The register “ucdp_actor” stands here twice with the id “12”: remove one of the two."
    ]
    assert ExternalId.objects.count() == 1


def test_a_change_without_a_reason_is_refused(desk):
    event = factories.EventFactory()
    url = address(event)
    response = desk.post(url, opened(desk, url) | {"name": "Other"})
    assert errors(response) == {"reason": ["This field is required."]}


def test_a_relative_date_to_an_unknown_or_hidden_record_answers_alike(signed_in, db):
    client = signed_in(factories.AnalystFactory(clearance=1))
    process, hidden = factories.PeaceProcessFactory(), factories.EventFactory(level=3)
    absent = factories.EventFactory.build()
    answers = set()
    for other in (hidden, absent):
        changes = row(
            "relative_bounds",
            0,
            bound="start",
            relation="not_before",
            anchor=other.public_id,
            anchor_bound="start",
            level="0",
        )
        message = errors(send(client, address(process), changes))["relative_bounds-0-anchor"][0]
        answers.add(message.replace(other.public_id, "ID"))
    assert len(answers) == 1


def test_a_stale_version_comes_back_with_both_versions_and_saves_only_knowingly(desk, signed_in):
    process = factories.PeaceProcessFactory(name="As found", boundary="one")
    url = address(process)
    page = opened(desk, url)
    save(desk, url, {"name": "Theirs"})
    response = desk.post(url, page | REASON | {"name": "Mine"})
    assert response.status_code == 409
    assert response.context["conflict"].rows == [("name", "As found", "Theirs", "Mine")]
    assert "Take theirs" in words(response)
    assert "That is you, in another tab or window." in words(response)
    process.refresh_from_db()
    assert process.name == "Theirs"
    assert desk.post(url, shown(response) | REASON).status_code == 302
    process.refresh_from_db()
    assert process.name == "Mine"


def test_a_stale_version_says_who_saved_the_newer_one_when_and_why(signed_in, desk):
    process = factories.PeaceProcessFactory(name="As found")
    page = opened(desk, address(process))
    save(signed_in(factories.StewardFactory(username="mira")), address(process), {"name": "Theirs"})
    response = signed_in(factories.AnalystFactory()).post(address(process), page | REASON | {"name": "Mine"})
    saved = response.context["conflict"].saved
    assert (saved.who, saved.why) == ("mira", REASON["reason"])
    at = date_format(saved.at, "j M Y, H:i")
    assert f"Saved by <b>mira</b> on {at} UTC: {REASON['reason']}." in words(response)
    assert "That is you" not in words(response)


def test_a_stale_row_is_shown_as_the_row_it_is(desk):
    body = factories.BodyActorFactory()
    change = factories.LifecycleChangeFactory(body=body)
    url = address(BodyActor.objects.get(pk=body.pk))
    page = opened(desk, url)
    save(desk, url, {"lifecycle-0-reason": "theirs"})
    response = desk.post(url, page | REASON | {"lifecycle-0-reason": "mine"})
    assert (response.status_code, response.context["conflict"].rows) == (
        409,
        [("reason", "", "theirs", "mine")],
    )
    assert desk.post(url, shown(response) | REASON).status_code == 302
    change.refresh_from_db()
    assert change.reason == "mine"


def test_a_form_that_lost_its_version_is_refused(desk):
    event = factories.EventFactory()
    response = send(desk, address(event), {"seen_version": ""})
    assert "The form lost its version" in errors(response)["__all__"][0]


def test_lowering_a_marking_takes_a_second_person(desk):
    event = factories.EventFactory(level=3)
    response = send(desk, address(event), {"level": "0"})
    assert errors(response)["level"] == ["Only a steward can make this less protected."]
    assert "Ask for it, and save the rest" in words(response)


def test_nobody_marks_above_their_own_clearance(signed_in, db):
    client = signed_in(factories.AnalystFactory(clearance=2))
    page = client.get(listing(PeaceProcess, "add"))
    assert shown(page)["level"] == "2"
    response = send(client, listing(PeaceProcess, "add"), {"name": "Higher", "level": "3"})
    assert "level" in errors(response)
    assert not PeaceProcess.objects.exists()


@pytest.mark.parametrize("text", ["", "2004~", "2004/2005"])
def test_a_date_is_echoed_as_it_was_understood(desk, text):
    answer = desk.get("/admin/dates/", {"text": text}).json()
    assert list(answer) == (["understood"] if text == "2004~" else ["error", "offers"])


def test_the_form_says_without_a_script_how_a_date_was_understood(desk):
    event = factories.EventFactory(start_kind="actual", start="2004~")
    page = words(desk.get(address(event)))
    assert "Understood as: about 2004, between 1 Jan 2003 and 31 Dec 2005" in page
    assert Event.objects.get().start == "2004~"


def test_a_sourced_row_says_at_its_field_that_it_needs_a_source(desk):
    actor = factories.ActorFactory()
    name = factories.ActorNameFactory(actor=actor, name="Before")
    factories.ClaimFactory(subject=name, field="name", value="Before")
    response = send(desk, address(actor), {"names-0-name": "After"})
    assert "This rests on" in errors(response)["names-0-name"][0]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_shown_the_others_version():
    process = factories.PeaceProcessFactory(name="Before")
    url, account = address(process), factories.AnalystFactory()
    together, answers = threading.Barrier(2), []

    def edit(name):
        client = Client()
        client.force_login(account)
        page = opened(client, url)
        together.wait()
        answers.append(client.post(url, page | REASON | {"name": name}).status_code)
        connection.close()

    editors = [threading.Thread(target=edit, args=[name]) for name in ("One", "Two")]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert sorted(answers) == [302, 409]


def test_the_head_of_a_refused_screen_also_says_what_is_wrong_with_the_record_as_a_whole(desk):
    response = send(desk, address(factories.EventFactory()), {"seen_version": "", "name": ""})
    assert [(fault.target, fault.where) for fault in response.context["faults"]] == [
        ("id_name", "Name"),
        ("", ""),
    ]
    lost = "The form lost its version. Open the page again and repeat the change."
    assert f"<li>{lost}</li></ul>" in words(response)
    assert "Nothing was saved: 2 things to mend" in words(response)


def test_a_section_whose_rows_were_refused_does_not_say_that_none_are_recorded(desk):
    body = BodyActor.objects.get(pk=factories.BodyActorFactory().pk)
    response = send(desk, address(body), row("posts", 0, title="Envoy", level="0"))
    heading = '<h2 id="posts-heading" class="inline-heading">Posts</h2>\n<span> 1 not saved yet</span>'
    assert heading in words(response)
    heading = '<h2 id="names-heading" class="inline-heading">Names</h2>\n<span>none recorded</span>'
    assert heading in words(response)
