"""One record that holds two things becomes two: the chosen rows go to a new one."""

import pytest
from django.core.exceptions import ValidationError

from peaceinfra.core.errors import NotAllowed, Stale
from processes.models import Actor, Citation, Claim, PeaceProcess, PhaseChange, Role
from processes.services import merge_records, split_record
from secretariats.models import Body, Mandate
from tests.factories import (
    ActorFactory,
    AnalystFactory,
    BodyActorFactory,
    CitationFactory,
    ClaimFactory,
    FunctionFactory,
    LineageFactory,
    MandateFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    RoleFactory,
    SideFactory,
    StewardFactory,
    TeamFactory,
)

pytestmark = pytest.mark.django_db
WHY = "two groups under one name"


@pytest.fixture
def steward():
    return StewardFactory()


def refusal(*args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        split_record(*args, reason=WHY, **kwargs)
    return " ".join(caught.value.messages)


def test_the_chosen_rows_name_the_new_record_and_the_others_stay(steward):
    actor = ActorFactory(name="Two", level=2)
    goes, stays, citation = RoleFactory(actor=actor), RoleFactory(actor=actor), CitationFactory(subject=actor)
    rows = {Role: [goes.pk], Citation: [citation.pk]}
    new = split_record(actor, Actor(name="Second", kind="state"), rows, by=steward, reason=WHY)
    for row in (goes, stays, citation):
        row.refresh_from_db()
    assert (goes.actor, stays.actor, citation.subject_id) == (new, actor, new.pk)
    assert (new.name, new.level, goes.effective_level) == ("Second", 3, 3)
    assert new.events.get().pgh_context["reason"] == WHY


def test_only_a_steward_splits_what_was_not_changed_since(steward):
    actor, new = ActorFactory(), Actor(name="Second", kind="state")
    with pytest.raises(NotAllowed):
        split_record(actor, new, {}, by=AnalystFactory(), reason=WHY)
    with pytest.raises(Stale):
        split_record(actor, new, {}, by=steward, reason=WHY, seen_version=7)


def test_rows_that_are_hidden_absent_or_of_another_record_are_refused_alike(steward):
    actor = ActorFactory()
    hidden, other = RoleFactory(actor=actor, team=TeamFactory()), RoleFactory()
    words = "One of the chosen rows does not belong to this record any more."
    for key in (hidden.pk, other.pk, 1):
        new = Actor(name="Second", kind="state")
        assert refusal(actor, new, {Role: [key]}, by=steward) == words
    assert Actor.objects.filter(name="Second").count() == 0


def test_what_hangs_on_a_chosen_row_goes_with_it_also_where_it_is_hidden(steward):
    body, team = BodyActorFactory(), TeamFactory()
    mandate = MandateFactory(body=body)
    functions = [FunctionFactory(body=body, mandate=mandate, **more) for more in ({}, {"team": team})]
    new = split_record(body, Actor(name="B", kind="body"), {Mandate: [mandate.pk]}, by=steward, reason=WHY)
    for function in functions:
        function.refresh_from_db()
    assert [function.body for function in functions] == [new, new]
    assert Body.objects.get(actor=new).form == Body.objects.get(actor=body).form


def test_a_side_of_a_process_goes_with_those_who_stand_on_it(steward):
    process = PeaceProcessFactory()
    side = SideFactory(process=process)
    role = RoleFactory(process=process, side=side)
    new = split_record(process, PeaceProcess(name="B"), {type(side): [side.pk]}, by=steward, reason=WHY)
    role.refresh_from_db()
    assert (role.process, role.side.process) == (new, new)


def test_both_logs_are_checked(steward):
    process = PeaceProcessFactory()
    rows = [
        PhaseChangeFactory(process=process, position=place, status=status)
        for place, status in enumerate(("exploration", "negotiation", "implementation"), 1)
    ]
    words = refusal(process, PeaceProcess(name="B"), {PhaseChange: [rows[1].pk]}, by=steward)
    assert "cannot follow “exploration”" in words
    new = split_record(process, PeaceProcess(name="B"), {PhaseChange: [rows[2].pk]}, by=steward, reason=WHY)
    rows[2].refresh_from_db()
    assert rows[2].process == new


def test_an_accepted_claim_decides_for_the_new_record_too(steward):
    actor = ActorFactory(description="of a source")
    claim = ClaimFactory(subject=actor, field="description", value="of a source", status="accepted")
    new = Actor(name="B", kind="state", description="of nobody")
    assert "rests on no accepted claim" in refusal(actor, new, {Claim: [claim.pk]}, by=steward)


def test_a_row_that_would_join_the_new_record_with_itself_is_refused(steward):
    lineage = LineageFactory()
    lineage_to_self = {type(lineage): [lineage.pk]}
    new = split_record(lineage.actor, Actor(name="B", kind="state"), lineage_to_self, by=steward, reason=WHY)
    lineage.refresh_from_db()
    assert (lineage.actor, lineage.origin != new) == (new, True)


def test_what_was_split_can_be_merged_again(steward):
    actor = ActorFactory(name="Two")
    role = RoleFactory(actor=actor)
    new = split_record(actor, Actor(name="B", kind="state"), {Role: [role.pk]}, by=steward, reason=WHY)
    merge_records(actor, new, by=steward, reason="one after all")
    role.refresh_from_db()
    assert role.actor == actor
