"""Two records of one thing become one: what moves, what is folded, what is refused, and who may."""

import pytest
from django.core.exceptions import ValidationError

from peaceinfra.core.errors import NotAllowed, Stale
from peaceinfra.core.models import Record
from peaceinfra.core.registry import models_by_kind
from processes.models import (
    Actor,
    ActorName,
    Batch,
    Citation,
    Claim,
    ExternalId,
    Judgement,
    OpenMatch,
    PeaceProcess,
    PhaseChange,
    RelativeBound,
    Role,
)
from processes.services import MergeChoices, merge_records, undo_merge
from processes.services.references import columns_naming
from processes.services.upstream import last_said, note_said
from secretariats.models import Body, ChannelEnd, Membership
from tests.admin.test_lists import FACTORIES
from tests.factories import (
    ActorFactory,
    ActorNameFactory,
    AnalystFactory,
    BodyActorFactory,
    ChannelEndFactory,
    CitationFactory,
    ClaimFactory,
    ExternalIdFactory,
    FunctionFactory,
    LineageFactory,
    MandateFactory,
    MembershipFactory,
    NoteFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    RelativeBoundFactory,
    RoleFactory,
    StewardFactory,
    TeamFactory,
    TeamGrantFactory,
)

pytestmark = pytest.mark.django_db
WHY = "one group under two names"


@pytest.fixture
def steward():
    return StewardFactory()


@pytest.fixture
def pair():
    return ActorFactory(name="Kept"), ActorFactory(name="Merged")


def refusal(*args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        merge_records(*args, reason=WHY, **kwargs)
    return " ".join(caught.value.messages)


def test_every_column_that_names_an_actor_is_found_from_the_models():
    named = {
        f"{model._meta.model_name}.{one.name}"
        for model, columns in columns_naming(Actor).items()
        for one in columns
    }
    assert {"role.actor", "role.appointed_by", "claim.subject", "claim.value_record", "note.subject"} <= named
    assert not {"body.actor", "merge.kept", "proposalname.record", "roleevent.actor"} & named


def test_what_named_the_merged_record_names_the_kept_one(steward, pair):
    kept, merged = pair
    role, other, member = (
        RoleFactory(actor=merged),
        RoleFactory(appointed_by=merged),
        MembershipFactory(member=merged),
    )
    note, bound = NoteFactory(subject=merged), RelativeBoundFactory(subject=role, anchor=merged)
    claim = ClaimFactory(subject=role, field="recognised_by", value="", value_record=merged)
    merge = merge_records(kept, merged, by=steward, reason=WHY)
    for row in (role, other, member, note, bound, claim):
        row.refresh_from_db()
    assert (role.actor, other.appointed_by, member.member) == (kept, kept, kept)
    assert (note.subject_id, bound.anchor_id, claim.value_record_id) == (kept.pk, kept.pk, kept.pk)
    assert Record.objects.get(pk=merged.pk).retired
    assert (merge.kept_id, merge.merged_id, merge.made_by) == (kept.pk, merged.pk, steward)
    version = role.events.latest("pgh_id")
    assert (version.pgh_context["account"], version.pgh_context["reason"]) == (steward.pk, WHY)


def test_a_retired_row_moves_too_so_that_it_can_be_restored(steward, pair):
    role = RoleFactory(actor=pair[1], retired=True)
    merge_records(*pair, by=steward, reason=WHY)
    role.refresh_from_db()
    assert (role.actor, role.retired) == (pair[0], True)


def test_only_stewards_merge_with_a_reason_two_live_records_of_one_kind(steward, pair):
    with pytest.raises(NotAllowed):
        merge_records(*pair, by=AnalystFactory(), reason=WHY)
    with pytest.raises(ValidationError):
        merge_records(*pair, by=steward, reason=" ")
    assert refusal(pair[0], pair[0], by=steward) == "Choose two records of one kind."
    assert refusal(pair[0], PeaceProcessFactory(), by=steward) == "Choose two records of one kind."
    gone, hidden = ActorFactory(retired=True), ActorFactory(team=TeamFactory())
    words = "One of the two is not there any more."
    assert [refusal(pair[0], other, by=steward) for other in (gone, hidden)] == [words, words]


def test_a_record_that_was_changed_since_it_was_looked_at_is_not_merged(steward, pair):
    with pytest.raises(Stale):
        merge_records(*pair, by=steward, reason=WHY, seen_versions=(1, 2))
    assert Actor.objects.live().count() == 2


def test_the_value_that_is_not_taken_stays_as_a_name(steward):
    kept, merged = ActorFactory(name="حركة"), ActorFactory(name="လှုပ်ရှားမှု", level=2)
    merge_records(kept, merged, by=steward, reason=WHY)
    name = ActorName.objects.get()
    assert (name.actor, name.name, name.kind, name.level) == (kept, "လှုပ်ရှားမှု", "alias", 2)


def test_a_name_that_is_known_already_is_not_added_again(steward, pair):
    ActorNameFactory(actor=pair[1], name="MERGED")
    merge_records(*pair, by=steward, reason=WHY)
    assert [name.name for name in ActorName.objects.live()] == ["MERGED"]


def test_the_value_that_is_not_taken_stays_as_a_claim_of_each_source_that_the_record_cites(steward):
    kept = ActorFactory(name="A", start="2001", start_kind="actual")
    merged = ActorFactory(name="A", start="2003", start_kind="actual", description="Text")
    citation = CitationFactory(subject=merged, locator="p. 3", level=1)
    merge_records(kept, merged, by=steward, reason=WHY)
    kept.refresh_from_db()
    claim = Claim.objects.get()
    assert (kept.start, kept.description) == ("2001", "Text")
    assert (claim.subject_id, claim.field, claim.value, claim.status) == (
        kept.pk,
        "start",
        "2003",
        "superseded",
    )
    assert (claim.source_id, claim.locator, claim.level) == (citation.source_id, "p. 3", 1)
    assert Citation.objects.get().subject_id == kept.pk


def test_a_value_can_be_taken_from_the_merged_record_with_its_kind_of_date(steward):
    kept = ActorFactory(name="A", start="2001", start_kind="actual")
    merged = ActorFactory(name="B", start="2003", start_kind="first_cited")
    choices = MergeChoices({"start": "merged", "name": "merged"})
    merge_records(kept, merged, choices, by=steward, reason=WHY)
    kept.refresh_from_db()
    assert (kept.name, kept.start, kept.start_kind, kept.start_max.year) == ("B", "2003", "first_cited", 2003)
    assert ActorName.objects.get().name == "A"


def test_accepted_claims_keep_deciding(steward):
    kept, merged = ActorFactory(description="of nobody"), ActorFactory(description="of a source")
    ClaimFactory(subject=merged, field="description", value="of a source", status="accepted")
    words = "“Description” rests on an accepted claim of one of the two: take the value from there."
    assert refusal(kept, merged, MergeChoices({"description": "kept"}), by=steward) == words
    merge_records(kept, merged, by=steward, reason=WHY)
    kept.refresh_from_db()
    assert (kept.description, Claim.objects.get().status) == ("of a source", "accepted")


def test_where_both_values_were_accepted_the_one_that_is_not_taken_is_superseded(steward):
    kept, merged = ActorFactory(description="one"), ActorFactory(description="two")
    for record in (kept, merged):
        ClaimFactory(subject=record, field="description", value=record.description, status="accepted")
    merge_records(kept, merged, MergeChoices({"description": "merged"}), by=steward, reason=WHY)
    kept.refresh_from_db()
    claims = {claim.value: (claim.subject_id, claim.status) for claim in Claim.objects.all()}
    assert kept.description == "two"
    assert claims == {"one": (kept.pk, "superseded"), "two": (kept.pk, "accepted")}


def test_what_would_stand_twice_is_folded_with_its_citations(steward, pair):
    process = PeaceProcessFactory()
    mine, theirs = (
        RoleFactory(actor=actor, process=process, start="2004", start_kind="actual") for actor in pair
    )
    longer = RoleFactory(actor=pair[1], process=process, start="2005", start_kind="actual")
    citation = CitationFactory(subject=theirs)
    for actor in pair:
        ExternalIdFactory(subject=actor, scheme="ucdp", value="17")
        CitationFactory(subject=actor, source=citation.source)
    merge_records(*pair, by=steward, reason=WHY)
    citation.refresh_from_db()
    assert {role.pk for role in Role.objects.live()} == {mine.pk, longer.pk}
    assert citation.subject_id == mine.pk
    assert ExternalId.objects.live().count() == 1
    assert Citation.objects.live().filter(subject=pair[0].pk).count() == 1


def test_rows_that_are_marked_otherwise_stand_beside_each_other(steward, pair):
    for level, actor in enumerate(pair):
        ExternalIdFactory(subject=actor, scheme="ucdp", value="17", level=level)
    merge_records(*pair, by=steward, reason=WHY)
    assert [row.level for row in ExternalId.objects.live().order_by("level")] == [0, 1]


def test_what_joins_the_two_is_refused_in_words_or_retired_by_choice(steward):
    kept, merged = BodyActorFactory(name="Council"), ActorFactory(name="Committee", kind="body")
    member, origin = (
        MembershipFactory(body=kept, member=merged),
        LineageFactory(actor=merged, origin=kept),
    )
    end = ChannelEndFactory(actor=kept)
    ChannelEndFactory(actor=merged, channel=end.channel)
    words = refusal(kept, merged, by=steward)
    assert str(member) in words
    assert "would join the record with itself" in words
    assert Actor.objects.live().filter(pk=merged.pk).exists()
    merge_records(kept, merged, MergeChoices(drop_ends=True), by=steward, reason=WHY)
    origin.refresh_from_db()
    assert (origin.retired, Membership.objects.live().count()) == (True, 0)
    assert list(ChannelEnd.objects.live()) == [end]


def test_a_strand_that_is_merged_with_its_process_is_no_part_of_itself(steward):
    whole = PeaceProcessFactory(name="Whole")
    strand = PeaceProcessFactory(name="Strand", parent=whole)
    assert "would join the record with itself" in refusal(strand, whole, by=steward)
    merge_records(strand, whole, MergeChoices(drop_ends=True), by=steward, reason=WHY)
    strand.refresh_from_db()
    assert strand.parent is None


def test_a_record_is_not_merged_with_what_is_part_of_its_parts(steward):
    top = PeaceProcessFactory(name="Top")
    middle = PeaceProcessFactory(name="Middle", parent=top)
    bottom = PeaceProcessFactory(name="Bottom", parent=middle)
    assert "leads back to the record itself" in refusal(bottom, top, by=steward)
    assert PeaceProcess.objects.live().count() == 3


def test_a_body_stays_one_and_brings_what_belongs_to_it(steward):
    kept, body = (
        ActorFactory(name="Office", kind="igo"),
        BodyActorFactory(name="Bureau"),
    )
    function = FunctionFactory(mandate=MandateFactory(body=body), body=body)
    assert "take “body”" in refusal(kept, body, by=steward)
    merge_records(kept, body, MergeChoices({"kind": "merged"}), by=steward, reason=WHY)
    function.refresh_from_db()
    assert (function.body, function.mandate.body) == (kept, kept)
    assert Body.objects.live().get(actor=kept).form == "secretariat"


def phases(process, *states):
    for place, (status, date) in enumerate(states, 1):
        PhaseChangeFactory(process=process, position=place, status=status, date=date)


def log_of(process):
    rows = PhaseChange.objects.live().filter(process=process).order_by("position", "pk")
    return [(row.status, row.date) for row in rows]


def test_two_logs_become_one_only_by_choice(steward):
    kept, merged = PeaceProcessFactory(name="A"), PeaceProcessFactory(name="B")
    phases(kept, ("exploration", "2001"), ("negotiation", "2005"))
    phases(merged, ("exploration", "2001"), ("pre_negotiation", "2003"))
    assert "Both have such a log: phases." in refusal(kept, merged, by=steward)
    log = PhaseChange._meta.label
    merge_records(kept, merged, MergeChoices(logs={log: "both"}), by=steward, reason=WHY)
    assert log_of(kept) == [("exploration", "2001"), ("pre_negotiation", "2003"), ("negotiation", "2005")]


@pytest.mark.parametrize(
    ("choice", "states"), [("kept", [("exploration", "2001")]), ("merged", [("pre_negotiation", "2003")])]
)
def test_one_of_two_logs_can_be_kept(steward, choice, states):
    kept, merged = PeaceProcessFactory(), PeaceProcessFactory()
    phases(kept, ("exploration", "2001"))
    phases(merged, ("pre_negotiation", "2003"))
    merge_records(kept, merged, MergeChoices(logs={PhaseChange._meta.label: choice}), by=steward, reason=WHY)
    assert log_of(kept) == states


def test_the_kept_record_is_as_guarded_as_the_more_guarded_of_the_two(steward):
    team = TeamFactory()
    TeamGrantFactory(account=steward, team=team)
    kept, merged = ActorFactory(level=1), ActorFactory(level=3, team=team)
    role = RoleFactory(actor=merged)
    merge_records(kept, merged, by=steward, reason=WHY)
    kept.refresh_from_db()
    role.refresh_from_db()
    assert (kept.level, kept.team, role.effective_level, role.effective_teams) == (3, team, 3, [team.pk])


def test_two_records_of_different_teams_are_not_merged(steward):
    teams = TeamFactory(), TeamFactory()
    for team in teams:
        TeamGrantFactory(account=steward, team=team)
    assert "different teams" in refusal(*(ActorFactory(team=team) for team in teams), by=steward)


def test_a_hidden_row_moves_along_and_one_that_would_join_both_goes_without_a_word(steward, pair):
    team = TeamFactory()
    role, lineage = (
        RoleFactory(actor=pair[1], team=team),
        LineageFactory(actor=pair[0], origin=pair[1], team=team),
    )
    merge_records(*pair, by=steward, reason=WHY)
    role.refresh_from_db()
    lineage.refresh_from_db()
    assert (role.actor, role.retired, lineage.retired) == (pair[0], False, True)


def test_what_a_source_said_of_the_merged_record_is_known_of_the_kept_one(steward, pair):
    kept, merged = pair
    batch = Batch.objects.create(title="UCDP", scheme="ucdp", edition="25.1", level=0, reason="read")
    note_said(batch, {Actor: [(merged.pk, {"name": "Merged"})]})
    assert last_said("ucdp", "", Actor, [kept.pk]) == {}
    merge_records(kept, merged, by=steward, reason=WHY)
    assert last_said("ucdp", "", Actor, [kept.pk])[kept.pk].here == {"name": "Merged"}
    note_said(batch, {Actor: [(kept.pk, {"name": "Kept"})]})
    assert last_said("ucdp", "", Actor, [kept.pk])[kept.pk].here == {"name": "Kept"}


def test_a_judgement_of_a_match_moves_and_one_that_stands_already_is_folded(steward, pair):
    for number, actor in enumerate(pair):
        said = {"scheme": "ucdp", "value": "17", "verdict": "same", "record_id": actor.pk, "level": 0}
        Judgement.objects.create(**said, why=str(number))
    moved = Judgement.objects.create(**said | {"value": "18"})
    merge = merge_records(*pair, by=steward, reason=WHY)
    assert {(row.value, row.record_id) for row in Judgement.objects.live()} == {
        ("17", pair[0].pk),
        ("18", pair[0].pk),
    }
    undo_merge(merge, by=steward, reason="they are two")
    moved.refresh_from_db()
    assert moved.record_id == pair[1].pk


def test_what_waits_to_be_judged_with_ids_of_other_registers_keeps_no_merge(steward, pair):
    for number, actor in enumerate(pair):
        said = {
            "scheme": "mend_actor",
            "value": f"CON_{number}",
            "kind": "act",
            "names": ["Chad"],
            "level": 0,
        }
        OpenMatch.objects.create(**said, external_ids=[["paax", "CON_157"]], record_id=actor.pk)
    merge_records(*pair, by=steward, reason=WHY)
    assert {row.record_id for row in OpenMatch.objects.live()} == {pair[0].pk}


@pytest.mark.slow
def test_records_of_every_kind_are_merged():
    """Kinds that nobody thought of here too: what refuses must be in words."""
    refused = {}
    for place, (kind, model) in enumerate(models_by_kind().items()):
        ends = {"subject": RoleFactory(), "anchor": RoleFactory()} if model is RelativeBound else {}
        kept, other = FACTORIES[model](**ends), FACTORIES[model](**ends)
        citation = CitationFactory(subject=other)
        before = {row: getattr(row, "level", None) for row in (kept, other)}
        try:
            merge = merge_records(kept, other, MergeChoices(drop_ends=True), by=None, reason=WHY)
        except ValidationError as error:
            refused[kind] = error.messages
            continue
        citation.refresh_from_db()
        assert citation.subject_id == kept.pk, kind
        if place % 2:
            # One way of undoing serves all.
            continue
        undo_merge(merge, by=None, reason="two")
        citation.refresh_from_db()
        other.refresh_from_db()
        assert (citation.subject_id, other.retired) == (other.pk, False), kind
        assert {row: getattr(row, "level", None) for row in (kept, other)} == before, kind
    assert refused == {}
