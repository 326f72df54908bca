"""Claims stand side by side; a sourced field changes only by accepting one."""

import pytest
from django.core.exceptions import ValidationError

from peaceinfra.core.errors import NotAllowed
from processes.models import Actor, Claim
from processes.services import accept_claim, reject_claim, retire_records, save_record
from processes.services.bulk_faults import faults_in
from tests.factories import (
    ActorFactory,
    AnalystFactory,
    BodyActorFactory,
    ClaimFactory,
    SourceFactory,
    StewardFactory,
)

pytestmark = pytest.mark.django_db


def test_accepting_a_claim_sets_the_field_and_supersedes_the_one_before():
    actor = ActorFactory(kind="state")
    old = ClaimFactory(subject=actor, field="kind", value="state")
    new = ClaimFactory(subject=actor, field="kind", value="igo", status="proposed")
    accept_claim(new, by=StewardFactory(), reason="better source")
    old.refresh_from_db()
    assert (Actor.objects.get(pk=actor.pk).kind, old.status, new.status) == ("igo", "superseded", "accepted")


def test_a_list_is_claimed_as_it_is_stored():
    actor = ActorFactory(countries=["LK"])
    claim = ClaimFactory(subject=actor, field="countries", value='["LK", "NO"]', status="proposed")
    accept_claim(claim, by=StewardFactory(), reason="two seats")
    assert Actor.objects.get(pk=actor.pk).countries == ["LK", "NO"]


@pytest.mark.parametrize("polarity", ["contradicts", "absent"])
def test_a_contradicting_or_absent_claim_changes_no_field(polarity):
    actor = ActorFactory(name="stays")
    kept = ClaimFactory(subject=actor, field="name", value="stays")
    claim = ClaimFactory(subject=actor, field="name", value="other", polarity=polarity, status="proposed")
    accept_claim(claim, by=StewardFactory(), reason="both are on record")
    kept.refresh_from_db()
    assert (Actor.objects.get(pk=actor.pk).name, kept.status, claim.status) == (
        "stays",
        "accepted",
        "accepted",
    )


def test_a_claim_on_no_field_of_the_record_is_refused():
    claim = ClaimFactory(subject=ActorFactory(), field="version", value="9", status="proposed")
    with pytest.raises(ValidationError, match="“version” is not a field of this record"):
        accept_claim(claim, by=StewardFactory(), reason="why not")


def test_a_value_that_does_not_fit_is_refused_and_nothing_is_written():
    actor = ActorFactory(kind="state")
    claim = ClaimFactory(subject=actor, field="kind", value="kingdom", status="proposed")
    with pytest.raises(ValidationError):
        accept_claim(claim, by=StewardFactory(), reason="a source says so")
    claim.refresh_from_db()
    assert (Actor.objects.get(pk=actor.pk).kind, claim.status) == ("state", "proposed")


def test_a_rejected_claim_stays_on_record():
    claim = ClaimFactory(status="proposed")
    reject_claim(claim, by=StewardFactory(), reason="a hoax")
    claim.refresh_from_db()
    assert (claim.status, claim.retired) == ("rejected", False)


def test_an_analyst_proposes_and_a_steward_decides():
    with pytest.raises(NotAllowed):
        accept_claim(ClaimFactory(status="proposed"), by=AnalystFactory(), reason="mine")


MISFITS = [
    ("start", "nonsense", "value", "“nonsense” is not a date that can be read."),
    ("form", "castle", "value", "“castle” is not used here. Write one of: peace secretariat, "),
    ("countries", "LK", "value", "“LK” is no list of values."),
    ("version", "9", "field", "“version” is not a field of this record."),
]


@pytest.mark.parametrize(("field", "value", "place", "message"), MISFITS)
def test_a_claim_of_what_a_field_cannot_hold_is_refused_by_every_way_in(field, value, place, message):
    claim = Claim(subject_id=BodyActorFactory().pk, source=SourceFactory(), field=field, value=value)
    [fault] = faults_in([claim])
    assert (fault.record, fault.field, fault.message.startswith(message)) == (claim, place, True)
    with pytest.raises(ValidationError) as refused:
        save_record(claim, by=AnalystFactory(), reason="as the report says")
    assert refused.value.message_dict == {place: [fault.message]}
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", "2004~"),
        ("form", "committee"),
        ("countries", '["LK"]'),
        ("neutrality", "kept"),
        ("start", ""),
    ],
)
def test_a_claim_of_what_a_field_can_hold_or_of_what_has_no_field_is_kept(field, value):
    claim = Claim(subject_id=BodyActorFactory().pk, source=SourceFactory(), field=field, value=value, level=0)
    assert list(faults_in([claim])) == []
    assert save_record(claim, by=AnalystFactory(), reason="as the report says").value == value


def test_a_claim_that_fits_no_longer_can_be_taken_out():
    claim = ClaimFactory(subject=BodyActorFactory(), field="start", value="nonsense")
    retire_records([claim], by=AnalystFactory(), reason="entered by mistake")
    assert not Claim.objects.live().exists()
