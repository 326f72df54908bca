"""A request to make records less protected: who may decide it, when it no longer holds, what it shows before."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from peaceinfra.core.errors import NotAllowed, Stale
from peaceinfra.core.visibility import Viewer, viewing
from processes.models import Actor, Claim, LoweringItem, LoweringRequest, Note
from processes.services import (
    Change,
    confirm_lowering,
    effect_of_request,
    obstacle,
    refuse_lowering,
    request_lowering,
    retire_records,
    save_and_request,
    save_record,
)
from processes.services.records import Statement
from tests import factories as make
from tests.security.looking import everything

pytestmark = pytest.mark.django_db

STALE = "What this request rests on was changed since it was made."


@pytest.fixture
def analyst():
    return make.AnalystFactory()


@pytest.fixture
def steward():
    return make.StewardFactory()


@pytest.fixture
def secret():
    return make.ActorFactory(name="Secret mediator", level=3)


def lowering_request(record, by, level=0):
    record.level = level
    return request_lowering([Change(record)], by=by, reason="named in the press")


def confirm(request, by, **seen):
    confirm_lowering(request, by=by, viewer=everything(), reason="published since", **seen)


def refusal(request, by, **seen):
    with pytest.raises(ValidationError) as refused:
        confirm(request, by, **seen)
    return " ".join(refused.value.messages)


def test_an_analyst_asks_and_a_steward_confirms_in_their_own_words(secret, analyst, steward):
    request = lowering_request(secret, analyst)
    assert Actor.objects.get().level == 3
    confirm(request, steward)
    actor, request = Actor.objects.get(), LoweringRequest.objects.get()
    last = actor.events.order_by("pgh_id").last()
    assert (actor.effective_level, last.pgh_context["account"]) == (0, steward.pk)
    assert last.pgh_context["reason"] == "published since"
    assert (request.status, request.decided_by, request.answer) == ("confirmed", steward, "published since")


def test_who_asked_does_not_confirm_though_a_steward(secret, steward):
    request = lowering_request(secret, steward)
    assert refusal(request, steward) == "You asked for this yourself: another steward has to confirm it."
    confirm(request, make.StewardFactory())


def test_an_analyst_confirms_nothing_and_refuses_only_their_own(secret, analyst):
    request, other = lowering_request(secret, analyst), make.AnalystFactory()
    for act in (confirm, lambda one, by: refuse_lowering(one, by=by, reason="no")):
        with pytest.raises(NotAllowed):
            act(request, other)
    refuse_lowering(request, by=analyst, reason="asked by mistake")
    assert LoweringRequest.objects.get().status == "withdrawn"


def test_a_steward_refuses_with_a_reason_and_the_record_stays_as_it_is(secret, analyst, steward):
    request = lowering_request(secret, analyst)
    refuse_lowering(request, by=steward, reason="still in danger")
    assert (LoweringRequest.objects.get().status, Actor.objects.get().level) == ("refused", 3)
    assert refusal(request, steward) == "This request was decided already."


def test_who_wrote_what_would_be_shown_does_not_confirm(secret, analyst, steward):
    secret.description = "met the rebels"
    save_record(secret, by=steward, reason="interview")
    request = lowering_request(secret, analyst)
    assert refusal(request, steward).startswith("You made the last change of what would be shown")
    confirm(request, make.StewardFactory())


def test_who_wrote_the_claim_does_not_confirm_that_it_is_accepted(secret, steward):
    linkage, author = make.LinkageFactory(source=secret), make.StewardFactory()
    claim = Claim(
        subject_id=linkage.pk,
        source=make.SourceFactory(),
        field="source",
        value_record_id=make.ActorFactory().pk,
        status="proposed",
    )
    save_record(claim, by=author, reason="read")
    request = request_lowering(claims=[claim], by=steward, reason="it is right")
    assert refusal(request, author).startswith("You made the last change of what would be shown")
    confirm(request, make.StewardFactory())


def test_a_record_that_was_changed_since_makes_the_request_stale(secret, analyst, steward):
    request = lowering_request(secret, analyst)
    actor = Actor.objects.get()
    actor.description = "now with the place of the meeting"
    save_record(actor, by=make.AnalystFactory(), reason="more is known")
    assert refusal(request, steward).startswith(STALE)


def test_a_record_that_was_retired_since_makes_the_request_stale(secret, analyst, steward):
    request = lowering_request(secret, analyst)
    retire_records([Actor.objects.get()], by=analyst, reason="twin")
    assert refusal(request, steward).startswith(STALE)


def test_a_target_that_was_raised_above_the_steward_makes_the_request_stale_in_the_same_words(analyst):
    linkage, target = make.LinkageFactory(source=make.ActorFactory(level=2)), make.ActorFactory()
    linkage.source = target
    request = request_lowering([Change(linkage)], by=analyst, reason="wrong end")
    Actor.objects.filter(pk=target.pk).update(level=4)
    steward = make.StewardFactory(clearance=2)
    assert obstacle(request, steward, Viewer(2)).startswith(STALE)


@pytest.mark.parametrize("change", [{"role": "reader"}, {"is_active": False}])
def test_a_request_falls_with_the_role_of_who_made_it(secret, analyst, steward, change):
    request = lowering_request(secret, analyst)
    type(analyst).objects.filter(pk=analyst.pk).update(**change)
    assert refusal(request, steward).startswith("Who asked for this may not edit any more.")


def test_what_lowers_nothing_is_not_asked(secret, analyst):
    with pytest.raises(ValidationError, match="Nothing becomes less protected"):
        lowering_request(secret, analyst, level=4)


def test_an_old_page_asks_nothing(secret, analyst):
    secret.level = 0
    with pytest.raises(Stale):
        request_lowering([Change(secret, secret.version - 1)], by=analyst, reason="named")


def test_a_new_source_that_began_restricted_is_made_public_by_the_same_queue(analyst, steward):
    source = save_record(make.SourceFactory.build(level=3), by=analyst, reason="first entry")
    confirm(lowering_request(source, analyst), steward)
    source.refresh_from_db()
    assert source.effective_level == 0


def test_of_a_screen_all_is_saved_but_what_lowers(secret, analyst, steward):
    linkage = make.LinkageFactory(source=secret, level=0)
    through = make.IntermediaryFactory(linkage=linkage, actor=make.ActorFactory(level=2))
    linkage.refresh_from_db()
    through.refresh_from_db()
    other, public = make.LinkageFactory(), make.ActorFactory()
    linkage.purpose, linkage.source = "carries letters", public
    through.linkage, through.part = other, "broker"
    note = Note(subject_id=linkage.pk, text="seen twice", kind="internal", level=2)
    changes = [Change(linkage), Change(through), Change(note)]
    _records, request = save_and_request(changes, by=analyst, reason="corrected")
    for record in (linkage, through):
        record.refresh_from_db()
    assert (linkage.purpose, linkage.source, through.part, through.linkage) == (
        "carries letters",
        secret,
        "broker",
        linkage,
    )
    assert sorted(request.items.values_list("field", flat=True)) == ["linkage", "source"]
    confirm(request, steward)
    for record in (linkage, through):
        record.refresh_from_db()
    assert (linkage.effective_level, linkage.source, through.linkage) == (0, public, other)


def test_a_raise_is_saved_at_once_where_another_record_of_the_screen_waits(analyst):
    raised, lowered = make.ActorFactory(level=0), make.ActorFactory(level=3)
    raised.level, lowered.level = 3, 0
    _records, request = save_and_request([Change(raised), Change(lowered)], by=analyst, reason="sorted")
    assert (Actor.objects.get(pk=raised.pk).level, Actor.objects.get(pk=lowered.pk).level) == (3, 3)
    assert request.size == 1


def test_the_source_of_a_moved_end_is_kept_and_makes_its_claim(secret, steward):
    linkage, source = make.LinkageFactory(source=secret), make.SourceFactory()
    make.ClaimFactory(subject=linkage, field="source", value_record=secret, status="accepted")
    linkage.source = make.ActorFactory()
    change = Change(linkage, statement=Statement(source, "p. 3", 2))
    request = request_lowering([change], by=steward, reason="wrong end")
    confirm(request, make.StewardFactory())
    claim = Claim.objects.get(subject=linkage.pk, status="accepted")
    assert (claim.source, claim.locator, claim.grade[-1]) == (source, "p. 3", "2")


def test_a_moved_end_that_a_steward_decided_is_proposed_and_asked_for_when_it_is_accepted(
    secret, analyst, steward
):
    linkage, source = make.LinkageFactory(source=secret), make.SourceFactory()
    make.ClaimFactory(subject=linkage, field="source", value_record=secret, status="accepted")
    linkage.source = make.ActorFactory()
    change = Change(linkage, statement=Statement(source))
    _records, request = save_and_request([change], by=analyst, reason="wrong end")
    linkage.refresh_from_db()
    claim = Claim.objects.get(status="proposed")
    assert (request, linkage.source, change.proposed) == (None, secret, [claim])
    confirm(request_lowering(claims=[claim], by=steward, reason="it is right"), make.StewardFactory())
    linkage.refresh_from_db()
    assert linkage.effective_level == 0


def test_a_value_that_was_decided_since_is_shown_before_as_it_would_be_confirmed(secret, analyst, steward):
    linkage = make.LinkageFactory(source=secret)
    linkage.source = make.ActorFactory()
    change = Change(linkage, statement=Statement(make.SourceFactory()))
    request = request_lowering([change], by=analyst, reason="wrong end")
    make.ClaimFactory(subject=linkage, field="source", value_record=secret, status="accepted")
    effect = effect_of_request(request, everything())
    assert linkage.pk in {row.key for row in effect.records}
    confirm(request, steward, seen=effect.fingerprint)
    linkage.refresh_from_db()
    assert linkage.effective_level == 0


# What a request holds, and what is shown before


def test_a_request_is_guarded_as_its_record_was_also_when_that_is_public(analyst, steward):
    own, lent = make.TeamFactory(), make.TeamFactory()
    end = make.ActorFactory(level=3, team=lent)
    linkage = make.LinkageFactory(source=end, team=own)
    linkage.source, linkage.team = make.ActorFactory(), None
    request = request_lowering([Change(linkage)], by=analyst, reason="the rebel’s cousin is known")
    confirm(request, steward)
    linkage.refresh_from_db()
    assert (linkage.effective_level, linkage.effective_teams) == (0, [])
    for model in (LoweringRequest, LoweringItem):
        assert {(one.effective_level, *one.effective_teams) for one in model.objects.all()} == {
            (3, *sorted([own.pk, lent.pk]))
        }
        with viewing(Viewer(4, frozenset([own.pk]))):
            assert not model.objects.exists()


def test_a_request_follows_its_record_when_that_is_raised(secret, analyst):
    request = lowering_request(secret, analyst)
    Actor.objects.filter(pk=secret.pk).update(level=4)
    request.refresh_from_db()
    assert request.effective_level == 4


def names_of(effect):
    return sorted(str(row.model.objects.get(pk=row.key)) for row in effect.records)


def readers_of(effect):
    return {
        (group.viewer.level, len(group.viewer.teams)): (group.records, group.versions)
        for group in effect.audiences
    }


def test_what_newly_becomes_visible_are_the_record_and_all_that_hangs_on_it(secret, analyst):
    make.ActorNameFactory(actor=secret, name="Grandfather", level=0)
    make.ActorNameFactory(actor=secret, name="His real name", level=3)
    make.LinkageFactory(source=secret, target=make.ActorFactory(name="Ministry"), level=1)
    make.ClaimFactory(subject=secret, field="description", value="trusted", level=2)
    brokered = make.LinkageFactory(
        source=make.ActorFactory(name="North"), target=make.ActorFactory(name="South"), level=0
    )
    make.IntermediaryFactory(linkage=brokered, actor=secret)
    effect = effect_of_request(lowering_request(secret, analyst), everything())
    assert names_of(effect) == [
        "Grandfather",
        "North – South",
        "Secret mediator",
        "Secret mediator",
        "Secret mediator – Ministry",
        "description: trusted",
    ]
    counts = {level: records for (level, _teams), (records, _versions) in readers_of(effect).items()}
    assert counts == {0: 4, 1: 5, 2: 6}
    assert Actor.objects.get(pk=secret.pk).effective_level == 3


def test_versions_that_were_less_protected_once_are_counted(analyst):
    actor = make.ActorFactory(name="First", level=0)
    linkage = make.LinkageFactory(source=actor, level=0)
    linkage.source = make.ActorFactory()
    save_record(linkage, by=analyst, reason="wrong end")
    actor.refresh_from_db()
    actor.level = 3
    save_record(actor, by=analyst, reason="at risk")
    effect = effect_of_request(lowering_request(actor, analyst), everything())
    # Of the actor the version from before it was raised; of the linkage the one that named the actor.
    assert readers_of(effect)[0, 0] == (1, 2)
    assert readers_of(effect)[2, 0] == (1, 2)


def test_what_becomes_visible_to_the_members_of_another_team_is_said(analyst):
    actor = make.ActorFactory(level=3, team=make.TeamFactory())
    other = make.TeamFactory()
    actor.team = other
    request = request_lowering([Change(actor)], by=analyst, reason="their matter")
    [group] = effect_of_request(request, everything()).audiences
    assert (group.viewer, group.records) == (Viewer(3, frozenset([other.pk])), 1)


def test_an_effect_that_is_not_what_the_steward_looked_at_is_not_confirmed(secret, analyst, steward):
    request = lowering_request(secret, analyst)
    seen = effect_of_request(request, everything()).fingerprint
    make.ActorNameFactory(actor=secret, name="His real name", level=0)
    assert refusal(request, steward, seen=seen).startswith("What becomes visible is not what you looked at")
    confirm(request, steward, seen=effect_of_request(request, everything()).fingerprint)


def test_the_effect_tells_nothing_of_what_its_reader_may_not_see(analyst):
    """Two worlds: beside the same request, many hidden dependents, or none."""
    actor = make.ActorFactory(level=2)
    request = lowering_request(actor, analyst)
    viewer = Viewer(2)

    def told():
        with viewing(viewer):
            effect = effect_of_request(LoweringRequest.objects.get(pk=request.pk), viewer)
            return names_of(effect), effect.audiences, effect.fingerprint

    before = told()
    team = make.TeamFactory()
    make.ActorNameFactory(actor=actor, level=3)
    make.ActorNameFactory(actor=actor, level=0, team=team)
    make.LinkageFactory(source=actor, target=make.ActorFactory(level=0, team=team))
    make.ClaimFactory(subject=actor, field="description", value="secret", level=4)
    assert told() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_stewards_who_confirm_at_once_one_is_told_that_it_was_decided():
    stewards = [make.StewardFactory(), make.StewardFactory()]
    request = lowering_request(make.ActorFactory(level=3), make.AnalystFactory())
    together, answers = threading.Barrier(2), []

    def decide(steward):
        try:
            with viewing(Viewer(4)):
                found = LoweringRequest.objects.get(pk=request.pk)
                together.wait()
                confirm_lowering(found, by=steward, viewer=Viewer(4), reason="published")
            answers.append("confirmed")
        except ValidationError as error:
            answers.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[steward]) for steward in stewards]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["This request was decided already.", "confirmed"]


def test_the_database_itself_knows_no_request_confirmed_by_who_made_it(secret, steward):
    request = lowering_request(secret, steward)
    with pytest.raises(Exception, match="processes_lowering_by_two_persons"), transaction.atomic():
        LoweringRequest.objects.filter(pk=request.pk).update(status="confirmed", decided_by=steward)
