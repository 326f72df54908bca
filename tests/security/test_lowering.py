"""Lowering a marking takes a second person, by whichever way it falls."""

import pytest
from django.core.exceptions import ValidationError

from processes.models import Actor, Claim
from processes.services import Change, accept_claim, save_record, save_records
from processes.services.records import Statement
from tests import factories as make

pytestmark = pytest.mark.django_db

SECOND_PERSON = "takes a second person"


@pytest.fixture
def analyst():
    return make.AnalystFactory()


@pytest.fixture
def secret():
    return make.ActorFactory(name="Secret mediator", level=3)


def refused(record, by):
    with pytest.raises(ValidationError, match=SECOND_PERSON):
        save_record(record, by=by, reason="moved")


def test_a_linkage_does_not_come_down_by_moving_it_to_another_end(analyst, secret):
    linkage = make.LinkageFactory(source=secret, purpose="carries letters")
    linkage.source = make.ActorFactory()
    refused(linkage, analyst)
    linkage.refresh_from_db()
    assert (linkage.source, linkage.effective_level) == (secret, 3)


def test_a_name_does_not_come_down_by_moving_it_to_a_public_actor(analyst, secret):
    name = make.ActorNameFactory(actor=secret, name="his real name")
    name.actor = make.ActorFactory()
    refused(name, analyst)


def test_a_linkage_does_not_come_down_by_changing_its_intermediary(analyst, secret):
    through = make.IntermediaryFactory(linkage=make.LinkageFactory(), actor=secret)
    through.refresh_from_db()
    through.actor = make.ActorFactory()
    refused(through, analyst)


def test_a_channel_does_not_come_down_by_changing_its_end(analyst, secret):
    end = make.ChannelEndFactory(actor=secret)
    end.refresh_from_db()
    end.actor = make.ActorFactory()
    refused(end, analyst)


def test_a_village_does_not_come_down_by_moving_it_to_a_public_region(analyst):
    village = make.PlaceFactory(parent=make.PlaceFactory(level=3))
    village.parent = make.PlaceFactory()
    refused(village, analyst)


def test_a_stance_does_not_come_down_by_moving_it_to_a_public_record(analyst, secret):
    stance = make.StanceFactory(subject=secret)
    stance.subject_id = make.ActorFactory().pk
    refused(stance, analyst)


def test_a_change_of_state_does_not_come_down_without_who_decided_it(analyst, secret):
    change = make.LifecycleChangeFactory(decided_by=secret, reason="told in confidence")
    change.decided_by = None
    refused(change, analyst)


def test_a_steward_who_did_not_write_it_may_move_it(secret):
    linkage = make.LinkageFactory(source=secret)
    linkage.source = make.ActorFactory()
    assert save_record(linkage, by=make.StewardFactory(), reason="wrong end").effective_level == 0


def test_moving_what_stays_as_guarded_as_it_was_asks_nobody(analyst, secret):
    linkage = make.LinkageFactory(source=secret)
    linkage.source = make.ActorFactory(level=3)
    assert save_record(linkage, by=analyst, reason="wrong end").effective_level == 3


@pytest.mark.parametrize("level", [0, 1])
def test_taking_a_team_off_takes_a_second_person_at_every_level(analyst, level):
    actor = make.ActorFactory(level=level, team=make.TeamFactory())
    actor.team = None
    refused(actor, analyst)


@pytest.mark.parametrize(("field", "value"), [("level", "0"), ("team", "")])
def test_a_claim_says_nothing_of_how_a_record_is_kept(field, value):
    actor = make.ActorFactory(level=3)
    claim = make.ClaimFactory(subject=actor, field=field, value=value, status="proposed")
    with pytest.raises(ValidationError, match="is not a field of this record"):
        accept_claim(claim, by=make.StewardFactory(), reason="a source says so")
    with pytest.raises(ValidationError, match="is not a field of this record"):
        claim.full_clean()
    assert Actor.objects.get(pk=actor.pk).level == 3


def test_accepting_a_claim_that_moves_a_record_takes_a_second_person(secret):
    steward = make.StewardFactory()
    linkage = make.LinkageFactory(source=secret)
    linkage.purpose = "letters"
    save_record(linkage, by=steward, reason="first reading")
    other = make.ActorFactory()
    claim = make.ClaimFactory(subject=linkage, field="source", value_record=other, status="proposed")
    with pytest.raises(ValidationError, match=SECOND_PERSON):
        accept_claim(claim, by=steward, reason="second reading")


def test_what_is_entered_from_a_source_makes_no_claim_of_how_the_record_is_kept(analyst):
    actor = make.ActorFactory()
    actor.level, actor.description = 1, "a mediator"
    change = Change(actor, statement=Statement(make.SourceFactory()))
    save_records([change], by=analyst, reason="Theme 3")
    assert [claim.field for claim in Claim.objects.filter(subject=actor.pk)] == ["description"]
