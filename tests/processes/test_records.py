"""The one way to write: who and why, versions, markings, logs checked as a whole."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from peaceinfra.core.errors import NotAllowed, Stale
from peaceinfra.core.visibility import Viewer, viewing
from processes.models import Actor, Citation, Claim, ExternalId, MomentumChange, PhaseChange
from processes.services import (
    Change,
    Statement,
    accept_claim,
    bulk_faults,
    restore_records,
    retire_records,
    save_record,
    save_records,
)
from secretariats.models import Body, LifecycleChange, Principal
from tests.factories import (
    ActorFactory,
    AdviserFactory,
    AnalystFactory,
    BodyActorFactory,
    ClaimFactory,
    ExternalIdFactory,
    FunctionFactory,
    LifecycleChangeFactory,
    MandateFactory,
    MomentumChangeFactory,
    PeaceProcessFactory,
    PlaceFactory,
    SourceFactory,
    StewardFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return AnalystFactory()


def refusal(write, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        write(*args, **kwargs)
    return " ".join(caught.value.messages)


def test_a_new_record_comes_back_as_stored(analyst):
    actor = save_record(Actor(name="Ärmel", kind="state", level=1), by=analyst, reason="new")
    assert (actor.version, actor.effective_level, actor.folded) == (1, 1, "armel")


def test_a_change_without_a_reason_is_refused(analyst):
    message = refusal(save_record, Actor(name="A", kind="state"), by=analyst, reason="  ")
    assert message == "Say in a few words why you make this change."


def test_only_those_who_edit_may_write():
    with pytest.raises(NotAllowed):
        save_record(Actor(name="A", kind="state"), by=AdviserFactory(), reason="new")
    with pytest.raises(NotAllowed):
        retire_records([ActorFactory()], by=AdviserFactory(), reason="new")


def test_saving_over_a_newer_version_is_refused_with_theirs_at_hand(analyst):
    actor = ActorFactory(name="one")
    mine, theirs = Actor.objects.get(pk=actor.pk), Actor.objects.get(pk=actor.pk)
    theirs.name = "theirs"
    save_record(theirs, by=analyst, reason="first", seen_version=1)
    mine.name = "mine"
    with pytest.raises(Stale) as stale:
        save_record(mine, by=analyst, reason="second", seen_version=1)
    assert (stale.value.current.name, stale.value.current.version, stale.value.seen_version) == (
        "theirs",
        2,
        1,
    )
    assert Actor.objects.get(pk=actor.pk).name == "theirs"


def test_saving_without_a_change_makes_no_version(analyst):
    actor = save_record(ActorFactory(), by=analyst, reason="looked", seen_version=1)
    assert (actor.version, actor.events.count()) == (1, 1)


def test_a_certainly_reversed_interval_is_refused_and_an_uncertain_one_is_not(analyst):
    def dated(**dates):
        kinds = {"start_kind": "actual", "end_kind": "actual"}
        return save_record(Actor(name="A", kind="state", **kinds, **dates), by=analyst, reason="new")

    assert "is certainly before the start" in refusal(dated, start="2004", end="2003")
    assert dated(start="2004", end="2004").dates_text == "2004"


def test_all_changes_are_written_or_none(analyst):
    with pytest.raises(ValidationError):
        save_records(
            [Change(Actor(name="good", kind="state")), Change(Actor(name="", kind="state"))],
            by=analyst,
            reason="new",
        )
    assert Actor.objects.count() == 0


def test_an_illegal_transition_is_refused_in_words_that_say_what_may_come(analyst):
    process = PeaceProcessFactory()
    MomentumChangeFactory(process=process, status="collapsed")
    row = MomentumChange(process=process, position=2, status="stalled")
    assert refusal(save_record, row, by=analyst, reason="new") == (
        "“stalled” (row 2) cannot follow “collapsed”. After “collapsed” may come: active, dormant, unknown."
        " If a step between the two is missing, add it; its date may stay empty."
    )
    assert process.momenta.count() == 1


def test_several_rows_of_a_log_are_checked_together_so_that_order_of_entry_does_not_matter(analyst):
    body = BodyActorFactory()
    rows = [
        LifecycleChange(body=body, position=3, status="closed", date="2009"),
        LifecycleChange(body=body, position=1, status="operational", date="2002-02"),
        LifecycleChange(body=body, position=2, status="repurposed", date="[2007..2008]"),
    ]
    save_records([Change(row) for row in rows], by=analyst, reason="from the source")
    assert [row.status for row in body.lifecycle.all()] == ["operational", "repurposed", "closed"]


def test_a_log_whose_rows_are_certainly_out_of_order_is_refused(analyst):
    process = PeaceProcessFactory()
    rows = [
        PhaseChange(process=process, position=1, status="negotiation", date="2005"),
        PhaseChange(process=process, position=2, status="implementation", date="2003"),
    ]
    message = refusal(save_records, [Change(row) for row in rows], by=analyst, reason="new")
    assert message == (
        "Row 2 (implementation) is certainly earlier than row 1 (negotiation)."
        " Change the order of the rows or one of the two dates."
    )


def test_two_rows_at_one_position_are_refused(analyst):
    process = PeaceProcessFactory()
    rows = [PhaseChange(process=process, position=1, status="unknown") for _ in range(2)]
    message = refusal(save_records, [Change(row) for row in rows], by=analyst, reason="new")
    assert message == "Two changes have the position 1: number them in the order they happened."


@pytest.mark.parametrize("is_older", [True, False])
def test_a_restored_row_whose_place_was_taken_stands_beside_the_one_that_took_it(analyst, is_older):
    body = BodyActorFactory()

    def state(position, status, **more):
        return LifecycleChangeFactory(body=body, position=position, status=status, **more)

    state(1, "operational")
    rows = [
        state(2, "low_profile", pk=11, retired=is_older),
        state(2, "repurposed", pk=12, retired=not is_older),
    ]
    state(3, "closed")
    gone = rows[0 if is_older else 1]
    restore_records([gone], by=analyst, reason="it was right")
    places = {row.pk: row.position for row in body.lifecycle.all()}
    expected = [Decimal("1.5"), 2] if is_older else [2, Decimal("2.5")]
    assert [places[row.pk] for row in rows] == expected
    assert sorted(places.values()) == sorted([1, *expected, 3])


def test_retiring_a_row_that_the_log_needs_is_refused(analyst):
    process = PeaceProcessFactory()
    for position, status in enumerate(("collapsed", "active", "stalled"), 1):
        row = MomentumChangeFactory(process=process, position=position, status=status)
    middle = process.momenta.get(position=2)
    assert "cannot follow" in refusal(retire_records, [middle], by=analyst, reason="wrong")
    row.refresh_from_db()
    middle.refresh_from_db()
    assert not middle.retired


def test_the_same_external_id_twice_on_one_record_is_refused(analyst):
    actor = ActorFactory()
    ExternalIdFactory(subject=actor, scheme="ucdp_actor", value="276")
    twin = ExternalId(subject_id=actor.pk, scheme="ucdp_actor", value="276", level=0)
    assert refusal(save_record, twin, by=analyst, reason="new") == (
        "The register “ucdp_actor” stands here twice with the id “276”: remove one of the two."
    )
    assert save_record(
        ExternalId(subject_id=ActorFactory().pk, scheme="ucdp_actor", value="276"), by=analyst, reason="new"
    ).pk


def test_only_a_body_has_a_lifecycle_and_principals(analyst):
    state, body = ActorFactory(kind="state"), BodyActorFactory()
    for record in (
        LifecycleChange(body=state, position=1, status="operational"),
        Principal(body=state, principal=body),
        Body(actor=state, form="office"),
    ):
        assert refusal(save_record, record, by=analyst, reason="new") == (
            "Only a body has this, and the actor is not recorded as one: set its kind to “body” first."
        )
    office = Actor(name="Office", kind="body")
    save_records([Change(office), Change(Body(actor=office, form="office"))], by=analyst, reason="new")
    assert office.body.form == "office"


def test_a_process_a_place_and_a_source_never_lead_back_to_themselves(analyst):
    refused = "This leads back to the record itself: choose another."
    whole = PeaceProcessFactory()
    whole.parent = PeaceProcessFactory(parent=PeaceProcessFactory(parent=whole))
    assert refusal(save_record, whole, by=analyst, reason="new") == refused
    region = PlaceFactory()
    region.parent = region
    assert refusal(save_record, region, by=analyst, reason="new") == refused
    contact = SourceFactory()
    contact.stand_in = SourceFactory(stand_in=contact)
    assert refusal(save_record, contact, by=analyst, reason="new") == refused


def test_raising_is_immediate(analyst):
    actor = ActorFactory(level=0)
    actor.level = 4
    assert save_record(actor, by=analyst, reason="at risk").effective_level == 4


def test_a_record_entered_from_a_source_rests_on_it(analyst):
    source = SourceFactory()
    actor = save_record(
        Actor(name="A", kind="state", level=0),
        by=analyst,
        reason="new",
        statement=Statement(source, "Theme 1", 2),
    )
    citation = Citation.objects.get()
    assert (citation.subject_id, citation.locator, citation.grade) == (actor.pk, "Theme 1", "B2")


def test_editing_a_sourced_field_asks_for_the_source_and_makes_the_claim(analyst):
    actor, first, second = ActorFactory(name="old"), SourceFactory(name="The first"), SourceFactory()
    ClaimFactory(subject=actor, field="name", value="old", source=first)
    actor.name = "new"
    assert refusal(save_record, actor, by=analyst, reason="corrected") == (
        "This rests on “The first”. Name the source of the new value below."
    )
    save_record(actor, by=StewardFactory(), reason="corrected", statement=Statement(second, "page 3", 1))
    assert list(Claim.objects.order_by("value").values_list("value", "status", "source")) == [
        ("new", "accepted", second.pk),
        ("old", "superseded", first.pk),
    ]


def test_writing_works_as_the_web_login():
    analyst = AnalystFactory()
    with viewing(Viewer(3)):
        actor = save_record(Actor(name="A", kind="state", level=2), by=analyst, reason="new")
        actor.name = "B"
        assert save_record(actor, by=analyst, reason="renamed", seen_version=1).version == 2
        assert actor.events.count() == 2


def test_a_last_state_is_named_as_one(analyst):
    body = BodyActorFactory()
    LifecycleChangeFactory(body=body, status="merged")
    row = LifecycleChange(body=body, position=2, status="closed")
    assert refusal(save_record, row, by=analyst, reason="new").startswith(
        "“closed” (row 2) cannot follow “merged”: that is a last state, and only “unknown” may come after it."
    )


def test_a_step_that_stood_before_is_not_judged_again_where_another_row_is_changed(analyst):
    process = PeaceProcessFactory()
    for position, status in enumerate(("collapsed", "stalled"), 1):
        MomentumChangeFactory(process=process, position=position, status=status)
    row = process.momenta.get(position=2)
    row.reason = "the leaders said so"
    assert save_record(row, by=analyst, reason="read again", seen_version=1).reason == "the leaders said so"
    row.status = "dormant"
    save_record(row, by=analyst, reason="read again", seen_version=2)
    row.status = "stalled"
    assert "cannot follow" in refusal(save_record, row, by=analyst, reason="read again", seen_version=3)


STAYS = "This stays with its body: others may rest on it. Add it anew to the other body, "


def test_a_mandate_stays_with_its_body_and_what_would_be_left_behind_is_named(analyst):
    mandate, other = MandateFactory(), BodyActorFactory()
    function = FunctionFactory(body=mandate.body, mandate=mandate, task="media")
    mandate.body = other
    assert refusal(save_record, mandate, by=analyst, reason="wrong body") == (
        f"{STAYS}choose the new one for what should follow (under this one: {function}), then retire this one."
    )


def test_a_mandate_is_refused_alike_whether_or_not_a_guarded_function_rests_on_it(analyst):
    other, answers = BodyActorFactory(), []
    for is_guarded in (False, True):
        mandate = MandateFactory()
        if is_guarded:
            FunctionFactory(body=mandate.body, mandate=mandate, task="media", level=4)
        with viewing(Viewer(2)):
            mandate.body = other
            answers.append(refusal(save_record, mandate, by=analyst, reason="wrong body"))
        mandate.refresh_from_db()
        assert mandate.body != other
    assert answers == [f"{STAYS}then retire this one."] * 2


def test_a_mandate_may_change_in_all_but_its_body(analyst):
    function = FunctionFactory(mandate=MandateFactory(), body=BodyActorFactory())
    mandate = function.mandate
    mandate.instrument = "decree"
    assert save_record(mandate, by=analyst, reason="read again").instrument == "decree"


def test_a_mandate_that_a_source_gives_to_another_body_stays_too(analyst):
    mandate, other = MandateFactory(), BodyActorFactory()
    claim = ClaimFactory(subject=mandate, field="body", value_record=other, status="proposed")
    assert refusal(accept_claim, claim, by=StewardFactory(), reason="read again").startswith(STAYS)


def test_a_mandate_stays_with_its_body_in_an_import_too():
    function = FunctionFactory(mandate=MandateFactory())
    mandate, other = function.mandate, BodyActorFactory()
    mandate.body = other
    [fault] = bulk_faults.faults_in([mandate])
    assert (fault.record, fault.field) == (mandate, "body")
    assert fault.message.startswith(STAYS)


def test_what_is_recorded_as_a_body_stays_one(analyst):
    body = BodyActorFactory()
    body.kind = "state"
    assert refusal(save_record, body, by=analyst, reason="no body").startswith(
        "What is recorded as a body stays one: others may rest on that."
    )
    actor = ActorFactory(kind="state")
    actor.kind = "body"
    assert save_record(actor, by=analyst, reason="a body").kind == "body"


def test_a_retired_record_is_put_back_as_it_was_with_who_and_why(analyst):
    actor = ActorFactory(level=3)
    retire_records([actor], by=analyst, reason="entered twice")
    restore_records([Actor.objects.get(pk=actor.pk)], by=analyst, reason="it was another")
    actor.refresh_from_db()
    last = actor.events.order_by("pgh_id").last()
    assert (actor.retired, actor.effective_level, last.pgh_context["reason"]) == (False, 3, "it was another")
    assert last.pgh_context["account"] == analyst.pk


def test_only_who_edits_puts_back_and_never_without_a_reason(analyst):
    actor = ActorFactory(retired=True)
    with pytest.raises(NotAllowed):
        restore_records([actor], by=AdviserFactory(), reason="back")
    assert refusal(restore_records, [actor], by=analyst, reason=" ").startswith("Say in a few words")
    assert Actor.objects.get(pk=actor.pk).retired


def test_what_changed_since_it_was_read_is_not_put_back(analyst):
    mine = ActorFactory(retired=True)
    theirs = Actor.objects.get(pk=mine.pk)
    theirs.name = "theirs"
    theirs.save()
    with pytest.raises(Stale):
        restore_records([mine], by=analyst, reason="back")


def test_what_is_put_back_must_fit_to_what_stands_there_now(analyst):
    process = PeaceProcessFactory()
    gone = MomentumChangeFactory(process=process, position=1, status="active", retired=True)
    MomentumChangeFactory(process=process, position=1, status="active")
    assert "cannot follow" in refusal(restore_records, [gone], by=analyst, reason="back")
    actor = ActorFactory()
    twice = ExternalIdFactory(subject=actor, value="7", retired=True)
    ExternalIdFactory(subject=actor, value="7")
    assert "stands here twice" in refusal(restore_records, [twice], by=analyst, reason="back")


def test_an_accepted_claim_comes_back_only_while_its_field_holds_its_value(analyst):
    actor = ActorFactory(usual_level="top")
    held, other = (
        ClaimFactory(subject=actor, field="usual_level", value=value, retired=True)
        for value in ("top", "middle")
    )
    restore_records([held], by=analyst, reason="back")
    message = refusal(restore_records, [other], by=analyst, reason="back")
    assert message.startswith("The field holds another value now.")
