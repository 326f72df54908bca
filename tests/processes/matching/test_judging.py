"""What waits to be matched: analysts judge it, undo it, and see of it what they may see."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.core.errors import NotAllowed
from peaceinfra.core.models import Record, Team
from peaceinfra.core.visibility import Viewer, viewing
from peaceinfra.core.visibility.acting import prove_acting
from processes.matching import Incoming, identities, queue
from processes.models import Actor, Judgement, MatchReason, OpenMatch
from processes.services import merge_records
from processes.services.matching import (
    find_duplicates,
    judge,
    last_judgement,
    leave_open,
    match_anew,
    undo_judgement,
)
from tests.factories import (
    ActorFactory,
    ActorNameFactory,
    AdviserFactory,
    AnalystFactory,
    ExternalIdFactory,
    PeaceProcessFactory,
    StewardFactory,
    TeamFactory,
)

pytestmark = pytest.mark.django_db
ANALYST = Viewer(3)


def incoming(*names, value="1", **more):
    return Incoming("field", value, **({"kind": "act"} | more), names=names)


def record_of(row):
    return Record.objects.get(pk=row.pk)


def names_waiting(viewer=ANALYST):
    return [match.names[0] for match in queue.in_order(queue.waiting(viewer))]


def left_open(*names, level=1, **more):
    leave_open([incoming(*names, **more)], level=level)
    return OpenMatch.objects.get(value=more.get("value", "1"))


def test_what_has_candidates_waits_and_what_has_none_is_not_kept():
    actor = ActorFactory(name="Valley Army", countries=["LK"])
    things = [incoming("The Valley Army", countries=("LK",)), incoming("Ministry of Fish", value="2")]
    assert leave_open(things, level=1) == 1
    match = OpenMatch.objects.get()
    [candidate] = queue.candidates_of([match], ANALYST)[match.pk]
    assert candidate.record == actor.pk
    assert {reason.ground for reason in candidate.reasons} == {"same_name", "country"}
    assert (match.level, match.record, names_waiting()) == (1, None, ["The Valley Army"])


def test_an_edition_that_comes_again_changes_what_waits_and_adds_nothing():
    ActorFactory(name="Valley Army")
    match = left_open("Valley Army")
    left_open("Army of the Valley", "VA")
    assert OpenMatch.objects.get().pk == match.pk
    assert (OpenMatch.objects.get().names, MatchReason.objects.count()) == (["Army of the Valley", "VA"], 1)
    Actor.objects.update(retired=True)
    assert (match_anew(), names_waiting()) == (0, [])


@pytest.mark.parametrize("verdict", ["same", "new", "later"])
def test_a_judgement_takes_it_out_of_the_queue_and_is_undone(verdict):
    actor, analyst = ActorFactory(name="Valley Army"), AnalystFactory(clearance=3)
    match = left_open("Valley Army")
    record = record_of(actor) if verdict == "same" else None
    judge(match, verdict, record, by=analyst, viewer=ANALYST, why="They share a commander.")
    judgement = Judgement.objects.get()
    assert (judgement.verdict, judgement.account, judgement.why, judgement.level) == (
        verdict,
        analyst,
        "They share a commander.",
        1,
    )
    assert names_waiting() == []
    assert queue.set_aside(ANALYST).count() == (verdict == "later")
    identity = identities([incoming("Valley Army")])["field", "1"]
    assert identity.record == (actor.pk if verdict == "same" else None)
    assert bool(identity.candidates) == (verdict == "later")
    assert undo_judgement(last_judgement(analyst, ANALYST), by=analyst, viewer=ANALYST) == match
    assert names_waiting() == ["Valley Army"]
    with pytest.raises(ValidationError):
        undo_judgement(judgement, by=analyst, viewer=ANALYST)


def test_a_second_judgement_stands_in_place_of_the_first_and_the_queue_stays_empty_after_an_import():
    ActorFactory(name="Valley Army")
    match, analyst = left_open("Valley Army"), AnalystFactory(clearance=3)
    for verdict in ("later", "new", "new"):
        judge(match, verdict, by=analyst, viewer=ANALYST)
    assert [row.verdict for row in Judgement.objects.live()] == ["new"]
    assert leave_open([incoming("Valley Army")], level=1) == 0
    assert names_waiting() == []


def test_who_may_not_edit_and_a_record_of_another_kind_are_refused():
    ActorFactory(name="Valley Army")
    match = left_open("Valley Army")
    with pytest.raises(NotAllowed):
        judge(match, "new", by=AdviserFactory(), viewer=ANALYST)
    name = ActorNameFactory()
    for record in (None, record_of(name), record_of(ActorFactory(level=4))):
        with pytest.raises(ValidationError):
            judge(match, "same", record, by=AnalystFactory(), viewer=ANALYST)
    assert not Judgement.objects.exists()


def test_what_was_recorded_meanwhile_is_merged_by_a_steward_and_waits_for_one_after_an_analyst():
    kept = ActorFactory(name="Valley Army", kind="armed_organisation")
    twin = ActorFactory(name="The Valley Army", kind="armed_organisation")
    ExternalIdFactory(subject=twin, scheme="field", value="1")
    match = left_open("Valley Army")
    assert match.record_id == twin.pk
    assert [c.record for c in queue.candidates_of([match], ANALYST)[match.pk]] == [kept.pk]
    judge(match, "same", record_of(kept), by=AnalystFactory(clearance=3), viewer=ANALYST)
    assert list(queue.to_merge(ANALYST)) == [match]
    steward = StewardFactory(clearance=3)
    done = judge(match, "same", record_of(kept), by=steward, viewer=ANALYST)
    assert (done.merge.kept_id, done.merge.merged_id, done.obstacle) == (kept.pk, twin.pk, "")
    assert not queue.to_merge(ANALYST).exists()
    assert identities([incoming("Valley Army")])["field", "1"].record == kept.pk
    undo_judgement(done.judgement, by=steward, viewer=ANALYST)
    twin.refresh_from_db()
    assert not twin.retired


def test_who_may_not_see_a_record_sees_neither_it_nor_its_judgement_and_judges_for_themselves():
    hidden, shown = ActorFactory(name="Valley Army", level=4), ActorFactory(name="Valley Army", level=1)
    match, low, high = left_open("Valley Army"), AnalystFactory(clearance=3), AnalystFactory(clearance=4)
    assert [c.record for c in queue.candidates_of([match], ANALYST)[match.pk]] == [shown.pk]
    judge(match, "same", record_of(hidden), by=high, viewer=Viewer(4))
    with viewing(ANALYST):
        assert [row.pk for row in queue.waiting(ANALYST)] == [match.pk]
        assert queue.standing_judgement(match, ANALYST) is None
        judge(match, "new", by=low, viewer=ANALYST)
        assert not queue.waiting(ANALYST).exists()
    # Who saw more is right.
    assert identities([incoming("Valley Army")])["field", "1"].record == hidden.pk


@pytest.mark.parametrize("hidden", ["its marking", "its team", "its record", "its process"])
def test_what_waits_hidden_stands_in_the_way_of_nobody_and_tells_nobody(hidden):
    """What an analyst brings in waits for them alike, whether somebody who sees more brought it in before or not."""
    shown = ActorFactory(name="Valley Army", level=0)
    low = AnalystFactory(clearance=2)
    viewer = Viewer(2, account=low.pk)
    marked = {
        "its marking": {"level": 3},
        "its team": {"level": 0, "team": TeamFactory()},
        "its record": {"level": 0},
        "its process": {"level": 0},
    }[hidden]
    secret = PeaceProcessFactory(level=3).pk if hidden == "its process" else None
    answers = []
    for value in ("absent", "there"):
        if value == "there":
            leave_open(
                [incoming("Army of the Valley, secretly", "Valley Army", value=value, process=secret)],
                **marked,
            )
            if hidden == "its record":
                OpenMatch.objects.update(record=record_of(ActorFactory(level=3)))
            assert not OpenMatch.objects.visible_to(viewer).filter(value=value).exists()
        with viewing(viewer), connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
            prove_acting(cursor, low.pk)
            number = leave_open([incoming("Valley Army", value=value)], level=0, by=low)
        with viewing(viewer):
            waiting = queue.waiting(viewer).filter(value=value)
            seen = [
                (match.names, *(c.record for c in queue.candidates_of([match], viewer)[match.pk]))
                for match in waiting
            ]
            assert len(seen) == 1
            judge(waiting.get(), "new", by=low, viewer=viewer)
            undone = undo_judgement(last_judgement(low, viewer), by=low, viewer=viewer)
            answers.append((number, seen, undone.names, len(queries)))
        OpenMatch.objects.filter(value="absent").delete()
    assert answers[0] == answers[1] == (1, [(["Valley Army"], shown.pk)], ["Valley Army"], answers[0][-1])
    # Who sees both settles both by one judgement.
    assert OpenMatch.objects.filter(value="there").count() == 2
    seer = Viewer(4, teams=frozenset(Team.objects.values_list("pk", flat=True)))
    first = OpenMatch.objects.of_thing("field", "there")[0]
    judge(first, "new", by=AnalystFactory(clearance=4), viewer=seer)
    assert not queue.waiting(seer).exists()
    with viewing(viewer):
        assert queue.waiting(viewer).count() == 1, "of what they may not see nobody tells them"


def test_a_record_that_is_hidden_takes_no_match_from_who_sees_it():
    """The owner proposes anew and finds that it was recorded as something hidden: who sees the match still does."""
    ActorFactory(name="Valley Army", level=0)
    match = left_open("Valley Army", level=1)
    with viewing(Viewer(1)):
        assert queue.waiting(Viewer(1)).count() == 1
    hidden = ActorFactory(level=4)
    ExternalIdFactory(subject=record_of(hidden), scheme="field", value="1", level=4)
    for _time in range(2):
        match_anew()
        assert {*OpenMatch.objects.values_list("record", flat=True)} == {None, hidden.pk}
        assert OpenMatch.objects.count() == 2
    with viewing(Viewer(1)):
        assert [row.pk for row in queue.waiting(Viewer(1))] == [match.pk]


def test_what_the_owner_brings_in_anew_takes_the_marking_given_now():
    ActorFactory(name="Valley Army", level=0)
    for level in (1, 3, 0):
        match = left_open("Valley Army", level=level)
        assert (match.level, OpenMatch.objects.count()) == (level, 1)


def test_a_candidate_by_a_secret_name_alone_is_none_for_who_may_not_see_the_name():
    mediator = ActorFactory(name="Mediator B", kind="individual", level=0)
    ActorNameFactory(actor=mediator, name="Ko Ko Gyi", level=4)
    match = left_open("Ko Ko Gyi")
    for viewer, seen in ((Viewer(4), True), (ANALYST, False)):
        with viewing(viewer):
            assert [row.pk for row in queue.waiting(viewer)] == [match.pk] * seen
            assert bool(queue.candidates_of([match], viewer).get(match.pk)) == seen
            assert queue.counted(queue.waiting(viewer)) == seen


def test_the_web_login_writes_no_reason_for_a_match():
    actor = ActorFactory(name="Valley Army")
    match = left_open("Valley Army")
    row = {"match": match, "record_id": actor.pk, "evidence_id": actor.pk, "own_evidence_id": actor.pk}
    with pytest.raises(Exception, match="row-level security|permission denied"), viewing(ANALYST):
        MatchReason.objects.create(**row, ground="country", points=99)


def test_records_that_may_be_the_same_are_pairs_by_name_alias_and_id():
    first = ActorFactory(name="Valley Army")
    ActorNameFactory(actor=first, name="ကရင်အမျိုးသား အစည်းအရုံး", level=0)
    second = ActorFactory(name="Army of the Valley")
    third = ActorFactory(name="Union of Burma")
    ActorNameFactory(actor=third, name="ကရင် အမျိုးသားအစည်းအရုံး", level=4)
    for actor in (third, fourth := ActorFactory(name="Somebody else")):
        ExternalIdFactory(subject=actor, scheme="ucdp_actor", value="7")
    assert find_duplicates(["act"]) == 3
    pairs = {frozenset((first.pk, second.pk)), frozenset((third.pk, fourth.pk))}

    def seen_by(viewer):
        with viewing(viewer):
            rows = list(queue.waiting(viewer))
            candidates = queue.candidates_of(rows, viewer)
            return {frozenset((row.record_id, candidates[row.pk][0].record)) for row in rows}

    assert seen_by(ANALYST) == pairs
    assert seen_by(Viewer(4)) == pairs | {frozenset((first.pk, third.pk))}
    assert find_duplicates(["act"]) == 3
    judge(
        OpenMatch.objects.get(
            record=min(first.pk, second.pk), names__len=1, value__contains=second.public_id
        ),
        "new",
        by=AnalystFactory(),
        viewer=ANALYST,
    )
    assert find_duplicates(["act"]) == 2


def test_dates_that_cannot_be_read_and_endless_names_are_kept_without_them():
    actor = ActorFactory(name="Valley Army")
    ExternalIdFactory(subject=actor, scheme="ucdp_actor", value="7")
    left_open("Valley Army " + "x" * 600, external_ids=(("ucdp_actor", "7"),), start="no date")
    left_open(external_ids=(("ucdp_actor", "7"),), value="2")
    rows = queue.in_order(queue.waiting(ANALYST)).values_list("start", "names")
    assert [(start, len(names[0])) for start, names in rows] == [("", 500), ("", 1)]


def test_the_command_proposes_again_and_finds_pairs():
    ActorFactory(name="Valley Army"), ActorFactory(name="Army, Valley")
    left_open("Valley Army")
    MatchReason.objects.all().delete()
    said = StringIO()
    call_command("match", "--kinds", "act", stdout=said)
    assert said.getvalue().splitlines() == [
        "1 of those that wait have candidates.",
        "1 pairs of records may be the same.",
    ]
    assert queue.waiting(ANALYST).count() == 2


def test_a_pair_that_was_merged_on_another_page_waits_no_longer():
    first, second = (ActorFactory(name="Valley Army") for _ in range(2))
    find_duplicates(["act"])
    assert queue.waiting(ANALYST).count() == 1
    merge_records(second, first, by=StewardFactory(clearance=3), reason="one army")
    assert queue.waiting(ANALYST).count() == 0


def test_an_empty_register_has_no_pairs():
    assert find_duplicates() == 0
