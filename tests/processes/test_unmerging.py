"""A merge is taken back: what it moved goes back, unless somebody worked on it since."""

import pytest
from django.core.exceptions import ValidationError

from peaceinfra.core.errors import NotAllowed
from processes.models import Actor, ActorName, Claim, PhaseChange, Role
from processes.services import MergeChoices, merge_records, restore_records, undo_merge
from secretariats.models import Body
from tests.factories import (
    ActorFactory,
    AnalystFactory,
    BodyActorFactory,
    CitationFactory,
    ClaimFactory,
    FunctionFactory,
    LineageFactory,
    MandateFactory,
    NoteFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    RoleFactory,
    StewardFactory,
    TeamFactory,
)

pytestmark = pytest.mark.django_db
WHY = "they are two after all"


@pytest.fixture
def steward():
    return StewardFactory()


def merged(kept, other, steward, *choices, **more):
    return merge_records(kept, other, MergeChoices(*choices, **more), by=steward, reason="one")


def refusal(*args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        undo_merge(*args, reason=WHY, **kwargs)
    return " ".join(caught.value.messages)


def stored(*models):
    """All that people wrote, by model and key."""
    return {
        (model.__name__, row.pk): {
            one.name: getattr(row, one.attname)
            for one in row._meta.concrete_fields
            if one.editable or one.name == "retired"
        }
        for model in models
        for row in model._base_manager.all()
    }


def test_all_goes_back_to_what_it_was(steward):
    kept = ActorFactory(name="A", start="2001", start_kind="actual")
    other = ActorFactory(name="B", start="2003", start_kind="actual", description="Text")
    process = PeaceProcessFactory()
    for actor in (kept, other):
        RoleFactory(actor=actor, process=process)
    CitationFactory(subject=other)
    ClaimFactory(subject=kept, field="start", value="2001", status="accepted")
    ClaimFactory(subject=other, field="start", value="2003", status="accepted")
    lineage = LineageFactory(actor=other, origin=kept)
    models = (Actor, Role, Claim, type(lineage))
    before = stored(*models)
    merge = merged(kept, other, steward, {"start": "merged"}, drop_ends=True)
    assert stored(*models) != before
    undo_merge(merge, by=steward, reason=WHY)
    kept.refresh_from_db()
    assert stored(*models) == before
    assert (kept.start_min.year, ActorName.objects.live().count()) == (2001, 0)
    assert refusal(merge, by=steward) == "This merge was undone already."


def test_only_a_steward_undoes_it(steward):
    merge = merged(ActorFactory(), ActorFactory(), steward)
    with pytest.raises(NotAllowed):
        undo_merge(merge, by=AnalystFactory(), reason=WHY)


def test_what_was_worked_on_since_is_named_and_nothing_is_undone(steward):
    kept, other = ActorFactory(name="A"), ActorFactory(name="B", description="Text")
    role = RoleFactory(actor=other, kind="party")
    merge = merged(kept, other, steward)
    Role.objects.filter(pk=role.pk).update(kind="mediator")
    assert refusal(merge, by=steward) == (
        "These were worked on since the merge: “A: mediator”. Undo that first, or split the record."
    )
    Role.objects.filter(pk=role.pk).update(kind="party")
    Actor.objects.filter(pk=kept.pk).update(description="Another text")
    assert "“A”" in refusal(merge, by=steward)
    assert not Actor.objects.live().filter(pk=other.pk).exists()


def test_what_was_added_to_the_kept_record_since_stays_there(steward):
    kept, other = ActorFactory(), ActorFactory()
    merge = merged(kept, other, steward)
    note = NoteFactory(subject=kept)
    undo_merge(merge, by=steward, reason=WHY)
    note.refresh_from_db()
    assert note.subject_id == kept.pk


def test_nothing_becomes_less_protected_by_it(steward):
    kept, other = ActorFactory(level=3), ActorFactory(level=0)
    role = RoleFactory(actor=other)
    undo_merge(merged(kept, other, steward), by=steward, reason=WHY)
    other.refresh_from_db()
    role.refresh_from_db()
    assert (role.actor, role.effective_level, other.level) == (other, 3, 3)


def test_the_kept_record_stays_as_guarded_as_it_became(steward):
    kept, other = ActorFactory(level=0), ActorFactory(level=3)
    undo_merge(merged(kept, other, steward), by=steward, reason=WHY)
    kept.refresh_from_db()
    assert kept.level == 3


def test_hidden_rows_go_back_and_hidden_work_since_refuses_nothing(steward):
    kept, other, team = ActorFactory(), ActorFactory(), TeamFactory()
    role, gone = RoleFactory(actor=other, team=team), LineageFactory(actor=other, origin=kept, team=team)
    merge = merged(kept, other, steward)
    Role.objects.filter(pk=role.pk).update(kind="mediator")
    undo_merge(merge, by=steward, reason=WHY)
    role.refresh_from_db()
    gone.refresh_from_db()
    assert (role.actor, role.kind, gone.retired) == (other, "mediator", False)


def test_two_logs_are_two_again(steward):
    kept, other = PeaceProcessFactory(), PeaceProcessFactory()
    PhaseChangeFactory(process=kept, position=1, status="exploration", date="2001")
    PhaseChangeFactory(process=kept, position=2, status="negotiation", date="2005")
    PhaseChangeFactory(process=other, position=1, status="pre_negotiation", date="2003")
    before = stored(PhaseChange)
    merge = merged(kept, other, steward, logs={PhaseChange._meta.label: "both"})
    assert stored(PhaseChange) != before
    undo_merge(merge, by=steward, reason=WHY)
    assert stored(PhaseChange) == before


def test_what_tells_more_about_the_actor_goes_back_with_the_functions_added_since(steward):
    kept, other = ActorFactory(kind="igo"), BodyActorFactory()
    mandate = MandateFactory(body=other)
    merge = merged(kept, other, steward, {"kind": "merged"})
    function = FunctionFactory(mandate=mandate, body=kept)
    undo_merge(merge, by=steward, reason=WHY)
    kept.refresh_from_db()
    function.refresh_from_db()
    assert (kept.kind, function.body) == ("igo", other)
    assert [body.actor for body in Body.objects.live()] == [other]
    merged(kept, other, steward, {"kind": "merged"})
    assert {body.actor_id for body in Body.objects.live()} == {kept.pk, other.pk}


def test_a_merge_of_the_kept_record_is_undone_first(steward):
    first, second, third = ActorFactory(name="A"), ActorFactory(name="B"), ActorFactory(name="C")
    role = RoleFactory(actor=first)
    earlier = merged(second, first, steward)
    later = merged(third, second, steward)
    assert refusal(earlier, by=steward) == "The kept record was retired or merged since. Undo that first."
    undo_merge(later, by=steward, reason=WHY)
    undo_merge(earlier, by=steward, reason=WHY)
    role.refresh_from_db()
    assert role.actor == first


def test_a_merged_record_is_not_put_back_but_by_undoing_the_merge(steward):
    kept, other = ActorFactory(), ActorFactory()
    merged(kept, other, steward)
    other.refresh_from_db()
    with pytest.raises(ValidationError, match="Undo the merge"):
        restore_records([other], by=steward, reason=WHY)
