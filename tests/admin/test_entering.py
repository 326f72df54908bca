"""Entering and correcting a process, a body and a linkage, each on one screen."""

from processes.models import Actor, Citation, Claim, MomentumChange, PeaceProcess, PhaseChange, Role
from secretariats.models import BodyActor
from tests import factories
from tests.admin.screens import UNDATED, address, errors, listing, row, save, send, shown, words
from tracks.models import Linkage


def test_a_process_is_entered_with_its_logs_and_roles(desk):
    party = factories.ActorFactory()
    changes = {
        "name": "Talks of the Valley",
        "countries": "XA",
        "level": "0",
        "start_kind": "actual",
        "start": "2004",
    }
    changes |= row("phases", 0, position="1", status="exploration", date="2004")
    changes |= row("phases", 1, position="2", status="negotiation", date="2005~")
    changes |= row("momenta", 0, position="1", status="active")
    changes |= row(
        "roles",
        0,
        actor=party.pk,
        kind="party",
        basis="both",
        track="1",
        level="0",
        start_kind="unknown",
        end_kind="unknown",
    )
    save(desk, listing(PeaceProcess, "add"), changes)
    process = PeaceProcess.objects.get()
    assert [(p.position, p.status, p.date) for p in PhaseChange.objects.all()] == [
        (1, "exploration", "2004"),
        (2, "negotiation", "2005~"),
    ]
    assert MomentumChange.objects.get().process == process
    assert Role.objects.get().actor == party
    assert process.events.get().pgh_context["reason"] == "corrected after reading"


def test_rows_of_a_log_without_a_position_come_after_the_others_in_the_order_of_the_screen(desk):
    process = factories.PeaceProcessFactory()
    factories.PhaseChangeFactory(process=process, position=4, status="exploration", date="2004")
    changes = row("phases", 1, status="negotiation", date="2005") | row("phases", 2, status="implementation")
    save(desk, address(process), changes)
    stored = process.phases.order_by("position").values_list("position", "status")
    assert list(stored) == [(4, "exploration"), (5, "negotiation"), (6, "implementation")]


def body_changes(principal, source):
    return (
        {"name": "Secretariat of the Valley", "level": "0", "start_kind": "first_cited", "start": "2004-02"}
        | {"end_kind": "ongoing", "end": "2026-05", "body-0-form": "secretariat", "body-0-closeness": "near"}
        | row("secretariat", 0, purpose="to keep the talks going", is_first_address="true")
        | row("lifecycle", 0, position="1", status="operational", date="2004-02", notice="not_recorded")
        | row(
            "principals",
            0,
            principal=principal.pk,
            tenure="sole",
            level="0",
            start_kind="unknown",
            end_kind="unknown",
        )
        | row("names", 0, name="Valley Office", kind="alias", level="0", **UNDATED)
        | row("external_ids", 0, scheme="paax_actor", value="ARM_1", match="exact", level="0")
        | row("citations", 0, source=source.pk, locator="p. 4", credibility="2", level="0")
        | row(
            "claims",
            0,
            field="name",
            value="Office",
            polarity="contradicts",
            source=source.pk,
            credibility="3",
            level="0",
        )
    )


def test_a_body_is_entered_on_one_screen(desk):
    principal, source = factories.ActorFactory(), factories.SourceFactory()
    save(desk, listing(BodyActor, "add"), body_changes(principal, source))
    body = Actor.objects.get(kind="body")
    assert (body.body.form, body.body.closeness, body.secretariat.is_first_address) == (
        "secretariat",
        "near",
        True,
    )
    assert [body.lifecycle.get().status, body.principals.get().principal] == ["operational", principal]
    assert body.names.get().name == "Valley Office"
    assert Citation.objects.get().subject_id == body.pk
    assert (Claim.objects.get().subject_id, Claim.objects.get().status) == (body.pk, "proposed")


def test_a_stored_body_is_corrected_and_a_row_removed_without_deletion(desk):
    body = factories.BodyActorFactory()
    change = factories.LifecycleChangeFactory(body=body)
    town = factories.PlaceFactory(name="Old Town")
    url = address(BodyActor.objects.get(pk=body.pk))
    save(
        desk,
        url,
        row("seats", 0, place=town.pk, start_kind="unknown", end_kind="unknown", level="0")
        | {"lifecycle-0-DELETE": "on"},
    )
    change.refresh_from_db()
    assert (body.seats.get().place, change.retired) == (town, True)
    assert "lifecycle-0-id" not in shown(desk.get(url))


def test_a_linkage_keeps_the_order_of_its_intermediaries(desk):
    first, second = factories.ActorFactory(), factories.ActorFactory()
    linkage = factories.LinkageFactory()
    changes = row("intermediaries", 0, position="2", actor=first.pk, part="proxy")
    changes |= row("intermediaries", 1, position="1", actor=second.pk, part="broker")
    save(desk, address(linkage), changes)
    assert [via.actor for via in Linkage.objects.get().intermediaries.order_by("position")] == [second, first]


def test_a_relative_date_names_the_other_record_by_its_id(desk):
    process, ceasefire = (
        factories.PeaceProcessFactory(),
        factories.EventFactory(start_kind="actual", start="2002-02-22", end_kind="actual", end="2002-02-22"),
    )
    changes = row(
        "relative_bounds",
        0,
        bound="start",
        relation="not_before",
        anchor=ceasefire.public_id,
        anchor_bound="start",
        level="0",
    )
    save(desk, address(process), changes)
    process.refresh_from_db()
    assert str(process.start_min) == "2002-02-22"


def test_a_record_entered_from_a_source_cites_it_once(desk):
    source = factories.SourceFactory()
    changes = body_changes(factories.ActorFactory(), source) | {
        "from_source": source.pk,
        "from_credibility": "2",
    }
    changes |= {"citations-TOTAL_FORMS": "0"}
    save(desk, listing(BodyActor, "add"), changes)
    body = Actor.objects.get(kind="body")
    assert Citation.objects.filter(subject=body.pk).count() == 1


def test_a_sourced_field_changes_only_with_a_source_and_then_keeps_a_claim(signed_in, steward):
    desk = signed_in(steward)
    source, actor = factories.SourceFactory(), factories.ActorFactory(usual_level="top")
    factories.ClaimFactory(subject=actor, field="usual_level", value="top", source=source)
    refused = send(desk, address(actor), {"usual_level": "middle"})
    assert refused.status_code == 200
    assert "This rests on" in errors(refused)["usual_level"][0]
    changes = {
        "usual_level": "middle",
        "from_source": source.pk,
        "from_locator": "p. 9",
        "from_credibility": "2",
    }
    save(desk, address(actor), changes)
    claims = Claim.objects.filter(subject=actor.pk).values_list("value", "status", "locator")
    assert set(claims) == {("top", "superseded", ""), ("middle", "accepted", "p. 9")}


def test_a_steward_accepts_a_claim_with_a_reason(signed_in, steward):
    actor = factories.ActorFactory(usual_level="top")
    claim = factories.ClaimFactory(subject=actor, field="usual_level", value="middle", status="proposed")
    response = signed_in(steward).post(address(claim, "accept"), {"reason": "two sources agree"})
    assert response.status_code == 302
    actor.refresh_from_db()
    claim.refresh_from_db()
    assert (actor.usual_level, claim.status) == ("middle", "accepted")


def test_an_analyst_cannot_decide_about_a_claim(desk):
    claim = factories.ClaimFactory(subject=factories.ActorFactory(), status="proposed")
    assert desk.post(address(claim, "reject"), {"reason": "no"}).status_code == 403


def test_the_screen_of_a_claim_names_its_record_and_offers_a_decision_to_stewards_only(
    client, analyst, steward
):
    actor = factories.ActorFactory(name="Valley Council")
    claim = factories.ClaimFactory(subject=actor, status="proposed")
    for account, may_decide in ((steward, True), (analyst, False)):
        client.force_login(account)
        page = client.get(address(claim)).content.decode()
        assert f">Valley Council</a> ({actor.public_id})" in page
        assert (address(claim, "accept") in page, 'name="_save"' in page) == (may_decide, False)


def test_a_steward_rejects_a_claim_and_the_field_keeps_its_value(signed_in, steward):
    actor = factories.ActorFactory(usual_level="top")
    claim = factories.ClaimFactory(subject=actor, field="usual_level", value="middle", status="proposed")
    assert signed_in(steward).post(address(claim, "reject"), {"reason": "hearsay"}).status_code == 302
    actor.refresh_from_db()
    claim.refresh_from_db()
    assert (actor.usual_level, claim.status) == ("top", "rejected")


def test_who_decides_about_a_claim_is_told_of_what_and_on_what_evidence(signed_in, steward):
    actor = factories.ActorFactory(name="Lake Council")
    source = factories.SourceFactory(name="Report of the lake", reliability="B")
    claim = factories.ClaimFactory(subject=actor, source=source, locator="p. 9", credibility=2)
    page = words(signed_in(steward).get(address(claim, "accept")))
    assert all(text in page for text in ("Lake Council", "Report of the lake p. 9", "B2"))
