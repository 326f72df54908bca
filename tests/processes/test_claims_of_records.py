"""A claim whose value is a record: the value is a reference, which the claim's marking follows."""

from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from peaceinfra.core.visibility import PUBLIC
from processes.models import Claim
from processes.services import Statement, accept_claim, save_record
from processes.services.bulk_faults import faults_in
from secretariats.models import Principal
from tests.factories import (
    ActorFactory,
    ClaimFactory,
    PeaceProcessFactory,
    PrincipalFactory,
    SourceFactory,
    StewardFactory,
)

pytestmark = pytest.mark.django_db


def test_editing_a_reference_from_a_source_claims_the_record_and_no_text():
    principal, new = PrincipalFactory(), ActorFactory()
    principal.principal = new
    save_record(principal, by=None, reason="a report says so", statement=Statement(SourceFactory()))
    claim = Claim.objects.get()
    assert (claim.field, claim.value, claim.value_record_id) == ("principal", "", new.pk)


def test_accepting_sets_the_reference():
    principal, new = PrincipalFactory(), ActorFactory()
    claim = ClaimFactory(subject=principal, field="principal", value_record=new, status="proposed")
    accept_claim(claim, by=StewardFactory(), reason="better source")
    assert Principal.objects.get(pk=principal.pk).principal == new


def test_a_field_that_is_left_empty_is_claimed_as_no_value_and_can_be_accepted_again():
    principal = PrincipalFactory(process=PeaceProcessFactory())
    none = ClaimFactory(subject=principal, field="process", value="", status="proposed")
    accept_claim(none, by=StewardFactory(), reason="it served no process")
    assert Principal.objects.get(pk=principal.pk).process is None


def test_a_claim_is_seen_by_who_may_see_its_value():
    hidden, seen = ActorFactory(level=3), ActorFactory()
    claims = [
        ClaimFactory(subject=PrincipalFactory(), field="principal", value_record=actor)
        for actor in (hidden, seen)
    ]
    assert [claim.effective_level for claim in claims] == [3, 0]
    assert list(Claim.objects.visible_to(PUBLIC)) == [claims[1]]


def test_raising_the_value_raises_every_claim_that_names_it_and_its_history():
    actor = ActorFactory()
    claims = [
        ClaimFactory(subject=PrincipalFactory(), field="principal", value_record=actor, status=status)
        for status in ("accepted", "superseded", "rejected")
    ]
    actor.level = 3
    save_record(actor, by=None, reason="protected")
    assert not Claim.objects.visible_to(PUBLIC).exists()
    assert set(Claim.objects.values_list("effective_level", flat=True)) == {3}
    assert {claim.version for claim in Claim.objects.filter(pk__in=[one.pk for one in claims])} == {1}


@pytest.mark.parametrize(
    ("field", "kept", "where", "message"),
    [
        ("principal", {"value": "12345"}, "value", "This field names a record"),
        (
            "principal",
            {"value_record": PeaceProcessFactory},
            "value_record",
            "a record of another kind: actor.",
        ),
        (
            "side",
            {"value_record": ActorFactory},
            "value_record",
            "a record of another kind: side of a process.",
        ),
        ("neutrality", {"value_record": ActorFactory}, "value_record", "This field does not name a record"),
    ],
)
def test_a_value_of_the_wrong_form_is_refused(field, kept, where, message):
    kept = {name: value if isinstance(value, str) else value() for name, value in kept.items()}
    claim = ClaimFactory(subject=PrincipalFactory(), field=field, status="proposed", **kept)
    [fault] = faults_in([claim])
    assert fault.field == where and message in fault.message
    with pytest.raises(ValidationError):
        claim.locator = "page 2"
        save_record(claim, by=None, reason="why not")


def test_the_claims_there_were_before_become_references_with_their_versions():
    principal, named = PrincipalFactory(), ActorFactory(level=3)
    stored = [
        ClaimFactory(subject=principal, field="principal", value=str(named.pk)),
        ClaimFactory(subject=principal, field="principal", value=str(named.pk), status="superseded"),
    ]
    text = ClaimFactory(subject=principal, field="side", value=str(named.pk))
    migration = import_module("processes.migrations.0003_values_that_are_records")
    with connection.schema_editor() as editor:
        migration.to_references(None, editor)
        editor.execute(migration.MARKED_ANEW)
    for claim in (*stored, text):
        claim.refresh_from_db()
    assert [(claim.value, claim.value_record_id, claim.effective_level) for claim in stored] == [
        ("", named.pk, 3),
        ("", named.pk, 3),
    ]
    assert (text.value, text.value_record_id, text.effective_level) == (str(named.pk), None, 0)
    versions = [version for claim in stored for version in claim.events.all()]
    assert {(version.value, version.value_record_id) for version in versions} == {("", named.pk)}
