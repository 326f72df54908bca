"""Lowering a marking takes two persons, by whichever way it falls."""

import pytest
from django.core.exceptions import ValidationError

from processes.models import Actor, Claim
from processes.services import (
    Change,
    Lowered,
    accept_claim,
    confirm_lowering,
    request_lowering,
    save_record,
    save_records,
)
from processes.services.bulk import Refused, write_records
from processes.services.records import Statement
from tests import factories as make
from tests.security.looking import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return make.AnalystFactory()


@pytest.fixture
def steward():
    return make.StewardFactory()


@pytest.fixture
def secret():
    return make.ActorFactory(name="Secret mediator", level=3)


def moved_linkage(secret):
    linkage = make.LinkageFactory(source=secret, purpose="carries letters")
    linkage.source = make.ActorFactory()
    return linkage


def moved_name(secret):
    name = make.ActorNameFactory(actor=secret, name="his real name")
    name.actor = make.ActorFactory()
    return name


def changed_intermediary(secret):
    through = make.IntermediaryFactory(linkage=make.LinkageFactory(), actor=secret)
    through.refresh_from_db()
    through.actor = make.ActorFactory()
    return through


def intermediary_moved_to_another_linkage(secret):
    """The row itself stays as guarded as its actor is; the linkage that it leaves falls."""
    through = make.IntermediaryFactory(linkage=make.LinkageFactory(), actor=secret)
    through.refresh_from_db()
    through.linkage = make.LinkageFactory()
    return through


def channel_end_moved_to_another_channel(secret):
    end = make.ChannelEndFactory(channel=make.ChannelFactory(), actor=secret)
    end.refresh_from_db()
    end.channel = make.ChannelFactory()
    return end


def changed_end_of_a_channel(secret):
    end = make.ChannelEndFactory(actor=secret)
    end.refresh_from_db()
    end.actor = make.ActorFactory()
    return end


def village_in_another_region(secret):
    village = make.PlaceFactory(parent=make.PlaceFactory(level=3))
    village.parent = make.PlaceFactory()
    return village


def stance_on_another_record(secret):
    stance = make.StanceFactory(subject=secret)
    stance.subject_id = make.ActorFactory().pk
    return stance


def change_of_state_without_its_decider(secret):
    change = make.LifecycleChangeFactory(decided_by=secret, reason="told in confidence")
    change.decided_by = None
    return change


def linkage_of_another_process(secret):
    linkage = make.LinkageFactory(process=make.PeaceProcessFactory(level=3))
    linkage.process = None
    return linkage


def record_of_another_team(secret):
    actor = make.ActorFactory(team=make.TeamFactory())
    actor.team = make.TeamFactory()
    return actor


def lower_level(secret):
    secret.level = 0
    return secret


WAYS = [
    lower_level,
    moved_linkage,
    moved_name,
    changed_intermediary,
    intermediary_moved_to_another_linkage,
    channel_end_moved_to_another_channel,
    changed_end_of_a_channel,
    village_in_another_region,
    stance_on_another_record,
    change_of_state_without_its_decider,
    linkage_of_another_process,
    record_of_another_team,
]


@pytest.mark.parametrize("role", [make.AnalystFactory, make.StewardFactory], ids=["analyst", "steward"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nobody_lowers_alone_by_any_way(way, role, secret):
    record, account = way(secret), role()
    stored = type(record).objects.get(pk=record.pk)
    with pytest.raises(Lowered):
        save_record(record, by=account, reason="moved")
    assert type(record).objects.get(pk=record.pk).version == stored.version


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_two_persons_lower_by_every_way(way, secret, analyst, steward):
    record = way(secret)
    wanted = [getattr(record, field.attname) for field in record._meta.concrete_fields if field.is_relation]
    request = request_lowering([Change(record)], by=analyst, reason="the name is in the press")
    confirm_lowering(request, by=steward, viewer=everything(), reason="published since")
    record.refresh_from_db()
    now = [getattr(record, field.attname) for field in record._meta.concrete_fields if field.is_relation]
    assert now == wanted
    with pytest.raises(ValidationError, match="decided already"):
        confirm_lowering(request, by=steward, viewer=everything(), reason="once more")


def test_an_intermediary_moved_to_another_linkage_in_the_same_save_as_a_raise_of_the_first_asks_nobody(
    analyst, secret
):
    through = intermediary_moved_to_another_linkage(secret)
    first = type(through).objects.get(pk=through.pk).linkage
    first.level = 3
    save_records([Change(through), Change(first)], by=analyst, reason="wrong row")
    first.refresh_from_db()
    assert first.effective_level == 3


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_an_import_by_a_person_lowers_nothing_and_names_the_row(way, secret, steward):
    record = way(secret)
    with pytest.raises(Refused) as refused:
        write_records([], [record], by=steward, reason="new file")
    assert [(fault.record, fault.message) for fault in refused.value.faults] == [
        (record, "Another steward has to agree before this becomes less protected.")
    ]


def test_the_operators_import_lowers_without_asking(secret):
    secret.level = 0
    write_records([], [secret], by=None, reason="new file")
    assert Actor.objects.get(pk=secret.pk).effective_level == 0


def test_moving_what_stays_as_guarded_as_it_was_asks_nobody(analyst, secret):
    linkage = make.LinkageFactory(source=secret)
    linkage.source = make.ActorFactory(level=3)
    assert save_record(linkage, by=analyst, reason="wrong end").effective_level == 3


def test_what_is_for_partners_is_made_public_by_one_person(analyst):
    actor = make.ActorFactory(level=1)
    actor.level = 0
    assert save_record(actor, by=analyst, reason="published").effective_level == 0


@pytest.mark.parametrize("level", [0, 1])
def test_taking_a_team_off_takes_a_second_person_at_every_level(analyst, level):
    actor = make.ActorFactory(level=level, team=make.TeamFactory())
    actor.team = None
    with pytest.raises(Lowered):
        save_record(actor, by=analyst, reason="no need")


@pytest.mark.parametrize(("field", "value"), [("level", "0"), ("team", "")])
def test_a_claim_says_nothing_of_how_a_record_is_kept(field, value):
    actor = make.ActorFactory(level=3)
    claim = make.ClaimFactory(subject=actor, field=field, value=value, status="proposed")
    with pytest.raises(ValidationError, match="is not a field of this record"):
        accept_claim(claim, by=make.StewardFactory(), reason="a source says so")
    with pytest.raises(ValidationError, match="is not a field of this record"):
        claim.full_clean()
    assert Actor.objects.get(pk=actor.pk).level == 3


def moving_claims(secret):
    """Claims that move a linkage to another end, and a guarded intermediary off a linkage."""
    linkage = make.LinkageFactory(source=secret)
    through = make.IntermediaryFactory(linkage=make.LinkageFactory(), actor=secret)
    for subject, field, target in (
        (linkage, "source", make.ActorFactory()),
        (through, "linkage", make.LinkageFactory()),
    ):
        yield make.ClaimFactory(subject=subject, field=field, value_record=target, status="proposed")


@pytest.mark.parametrize("number", [0, 1], ids=["an end", "the linkage of an intermediary"])
def test_accepting_a_claim_that_moves_a_record_takes_two_stewards(number, secret, steward):
    claim = [*moving_claims(secret)][number]
    with pytest.raises(Lowered):
        accept_claim(claim, by=steward, reason="a source says so")
    claim.refresh_from_db()
    request = request_lowering(claims=[claim], by=steward, reason="a source says so")
    claim.refresh_from_db()
    assert claim.status == "proposed"
    other = make.StewardFactory()
    confirm_lowering(request, by=other, viewer=everything(), reason="the source is right")
    claim.refresh_from_db()
    assert claim.status == "accepted"


def test_what_is_entered_from_a_source_makes_no_claim_of_how_the_record_is_kept(analyst):
    actor = make.ActorFactory()
    actor.level, actor.description = 1, "a mediator"
    change = Change(actor, statement=Statement(make.SourceFactory()))
    save_records([change], by=analyst, reason="Theme 3")
    assert [claim.field for claim in Claim.objects.filter(subject=actor.pk)] == ["description"]
