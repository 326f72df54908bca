"""Who takes part, who asked and was refused, and whether units do what they say."""

from datetime import date

import pytest

from peaceinfra.analysis.questions.answering import sentence_of
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.visibility import PUBLIC, Viewer
from tests.factories import (
    ActorFactory,
    BodyActorFactory,
    CoverageNoteFactory,
    InclusionFactory,
    PeaceProcessFactory,
    RoleFactory,
    StanceFactory,
    SupportFactory,
    SupportUnitFactory,
)

pytestmark = pytest.mark.django_db

DAY = date(2025, 6, 30)
LASTING = {"start_kind": "actual", "start": "2024", "end_kind": "ongoing", "end": "2025-06-01"}
PAST = {"start_kind": "actual", "start": "2023-01", "end_kind": "actual", "end": "2023-03"}
LATER = {"start_kind": "actual", "start": "2026-01", "end_kind": "unknown"}


@pytest.fixture
def process():
    return PeaceProcessFactory(name="Talks", start_kind="actual", start="2020")


def included(answer):
    return [
        (row.finding, getattr(row.values["who"], "name", None), row.values["weight"], row.certainty)
        for row in answer.rows
    ]


def test_who_takes_part_stands_apart_from_who_did_before_and_who_will_is_not_listed(answered, process):
    women = ActorFactory(name="အမျိုးသမီးများ")
    InclusionFactory(process=process, actor=women, modality="direct", weight="decides", **LASTING)
    InclusionFactory(process=process, actor=None, group="Villages by the lake", modality="workshop", **PAST)
    InclusionFactory(process=process, actor=None, group="Everybody", modality="public_decision", **LATER)
    answer = answered("who-is-included", day=DAY)
    assert included(answer) == [
        ("now", "အမျိုးသမီးများ", "takes part in deciding", Certainty.CONFIRMED),
        ("earlier", "Villages by the lake", "not recorded", None),
    ]
    assert sentence_of(answer) == (
        "1 way of taking part is recorded for this day (1 confirmed within the review interval); "
        "1 of them with a part in deciding. Looked at: 1 process."
    )


def test_where_nobody_searched_for_inclusion_there_is_neither_a_yes_nor_a_no(answered, process):
    searched = PeaceProcessFactory(name="Searched talks")
    CoverageNoteFactory(process=searched, topic="inclusion", extent="full")
    answer = answered("who-is-included", day=DAY)
    assert [(one.record.name, one.why.value) for one in answer.unanswered] == [("Talks", "not_researched")]
    assert sentence_of(answer).startswith(
        "Nobody is recorded as taking part, or as having taken part, on the records you may see."
    )


def test_a_hidden_inclusion_is_no_row(answered, process):
    InclusionFactory(process=process, actor=None, group="Guarded", level=3, **LASTING)
    assert included(answered("who-is-included", PUBLIC, DAY)) == []
    assert [row[1] for row in included(answered("who-is-included", Viewer(3), DAY))] == ["Guarded"]


def asked(answer):
    return [
        (
            row.finding,
            row.values["who"].name,
            row.values["what"],
            getattr(row.values["whom"], "name", None),
            row.certainty,
        )
        for row in answer.rows
    ]


def test_claims_requests_refusals_and_demands_are_told_apart(answered, process):
    coalition = ActorFactory(name="River Coalition")
    role = RoleFactory(process=process, actor=coalition, kind="party", basis="claimed", **LASTING)
    RoleFactory(process=process, actor=ActorFactory(name="Party"), kind="party", basis="both", **LASTING)
    desk, office = BodyActorFactory(name="Desk"), BodyActorFactory(name="Office")
    for answer in ("pending", "refused", "withdrawn", "given"):
        SupportFactory(
            giver=desk, recipient=office, requested_by=office, process=process, kind="training", answer=answer,
            start_kind="actual", start="2025-02", end_kind="actual", end="2025-02",
        )  # fmt: skip
    government = ActorFactory(name="Government")
    StanceFactory(
        actor=government, subject=role, kind="refuses", condition="Two sides, one table.", **LASTING
    )
    StanceFactory(actor=coalition, subject=process, kind="demands", condition="A seat.", **LASTING)
    StanceFactory(actor=coalition, subject=process, kind="recognises", **LASTING)
    answer = answered("refused-or-not-answered", day=DAY)
    assert asked(answer) == [
        ("not_recognised", "River Coalition", "party", None, Certainty.CONFIRMED),
        ("pending", "Office", "training", "Desk", None),
        ("refused", "Office", "training", "Desk", None),
        ("withdrawn", "Office", "training", "Desk", None),
        (
            "said_no",
            "Government",
            "refuses: Two sides, one table.",
            "River Coalition: party",
            Certainty.CONFIRMED,
        ),
        ("demanded", "River Coalition", "demands: A seat.", "Talks", Certainty.CONFIRMED),
    ]
    assert sentence_of(answer) == (
        "On record: 1 claim to a place that nobody is recorded to recognise; 1 request without a recorded answer; "
        "1 refusal; 1 withdrawal; 1 stance that refuses talks, a party or a place; 1 demand. "
        "Looked at: 1 process, 2 refusals or demands."
    )


def test_before_its_day_nothing_was_asked_and_a_stance_that_is_over_is_not_said(answered, process):
    SupportFactory(process=process, answer="pending", start_kind="actual", start="2026-02")
    StanceFactory(subject=process, kind="refuses", **PAST)
    answer = answered("refused-or-not-answered", day=DAY)
    assert asked(answer) == []
    assert sentence_of(answer).startswith(
        "No request was refused, withdrawn or left without an answer, on the records you may see."
    )


def test_a_chosen_process_narrows_stances_to_its_records_and_their_bodies(answered, process):
    other = PeaceProcessFactory(name="Other talks")
    for subject in (process, other):
        StanceFactory(
            subject=subject, kind="refuses", actor=ActorFactory(name=f"Against {subject}"), **LASTING
        )
    body = BodyActorFactory(name="Office")
    RoleFactory(process=process, actor=body, kind="mediator", **LASTING)
    StanceFactory(subject=body, kind="refuses", actor=ActorFactory(name="Against the office"), **LASTING)
    answer = answered("refused-or-not-answered", day=DAY, query=f"process={process.public_id}")
    assert [row[1] for row in asked(answer)] == ["Against Talks", "Against the office"]


def test_a_hidden_stance_is_no_row_and_is_not_counted(answered, process):
    StanceFactory(subject=process, kind="refuses", level=3, **LASTING)
    answer = answered("refused-or-not-answered", PUBLIC, DAY)
    assert (asked(answer), answer.looked_at) == ([], ["1 process", "0 refusals or demands"])


def test_policy_and_practice_stand_side_by_side(answered):
    for name, policy, practice in (
        ("Both", "We go first to the villages.", "Two of five did."),
        ("Policy alone", "We ask.", ""),
        ("Neither", "", ""),
    ):
        SupportUnitFactory(
            actor=BodyActorFactory(name=name),
            policy_on_local_actors=policy,
            practice_with_local_actors=practice,
        )
    answer = answered("policy-and-practice")
    assert [(row.finding, row.values["unit"].name, row.values["practice"]) for row in answer.rows] == [
        ("both", "Both", "Two of five did."),
        ("policy", "Policy alone", ""),
        ("neither", "Neither", ""),
    ]
    assert sentence_of(answer) == (
        "Of 3 support units, both policy and practice are recorded for 1, only one of them for 1, neither for 1. "
        "Looked at: 3 support units."
    )


def test_with_a_process_chosen_units_are_those_that_gave_support_in_it(answered, process):
    gave, idle = (SupportUnitFactory(actor=BodyActorFactory(name=name)) for name in ("Gave", "Idle"))
    SupportFactory(giver=gave.actor, process=process)
    assert {row.values["unit"].name for row in answered("policy-and-practice").rows} == {"Gave", "Idle"}
    answer = answered("policy-and-practice", query=f"process={process.public_id}")
    assert [row.values["unit"].name for row in answer.rows] == ["Gave"]
    assert idle.actor.name == "Idle"
