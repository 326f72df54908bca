"""Parity: which functions and means are on one side, on some, on all; joint bodies are on none."""

from datetime import date

import pytest

from peaceinfra.analysis.questions.answering import sentence_of
from tests import factories as make
from tests.analysis.questions.worlds import LIVED, body_of, party_in, searched_process

pytestmark = pytest.mark.django_db
SLUG, DAY = "parity", date(2004, 6, 1)


@pytest.fixture
def process():
    return searched_process()


@pytest.fixture
def bodies(process):
    """The secretariat of the government, and the office of the front."""
    government, front = (party_in(process, name) for name in ("Government", "Front"))
    return body_of(government, process, "Secretariat"), body_of(front, process, "Office")


def does(body, process, task, state="performed", **values):
    return make.FunctionFactory(body=body, process=process, task=task, state=state, **(values or LIVED))


def found(answer):
    return [
        (row.finding, row.values["what"], row.values["on"], row.values["not_on"], row.certainty.value)
        for row in answer.rows
    ]


def test_functions_on_one_side_and_on_both_stand_apart_with_what_the_other_side_has(
    answered, process, bodies
):
    secretariat, office = bodies
    does(secretariat, process, "note_taking")
    does(secretariat, process, "advice")
    does(office, process, "advice", "mandated")
    for body in bodies:
        does(body, process, "media")
    does(secretariat, process, "monitoring", "claimed")
    answer = answered(SLUG, day=DAY)
    assert found(answer) == [
        ("one", "note-taking", "Government: performed", "Front: nothing recorded", "certain"),
        ("one", "advice", "Government: performed", "Front: mandated only", "certain"),
        ("all", "communication and media", "Front: performed; Government: performed", "", "certain"),
    ]
    assert sentence_of(answer) == (
        "2 functions or kinds of means are recorded on one side only: Talks (note-taking, advice). "
        "1 is on all sides. Looked at: 1 process."
    )


def test_means_are_compared_and_no_staff_is_none(answered, process, bodies):
    secretariat, office = bodies
    make.MeansFactory(body=secretariat, staff="6-20", competence="weak", premises="A house", **LIVED)
    make.MeansFactory(body=office, staff="none", funded_by=make.ActorFactory(name="متبرع"), **LIVED)
    assert [row[:3] for row in found(answered(SLUG, day=DAY))] == [
        ("one", "staff", "Government: 6 to 20"),
        ("one", "competence", "Government: weak"),
        ("one", "funds", "Front: متبرع"),
        ("one", "premises", "Government: A house"),
    ]


def test_of_three_sides_two_are_some(answered, process, bodies):
    party_in(process, "Third")
    for body in bodies:
        does(body, process, "media")
    [row] = found(answered(SLUG, day=DAY))
    assert (row[0], row[3]) == ("some", "Third: nothing recorded")


def test_a_joint_body_counts_for_no_side_and_a_function_for_the_party_it_is_for(answered, process, bodies):
    secretariat, _office = bodies
    joint = make.BodyActorFactory(name="Joint", **LIVED)
    [front] = {row.principal for row in bodies[1].principals.all()}
    [government] = {row.principal for row in secretariat.principals.all()}
    for party in (front, government):
        make.PrincipalFactory(body=joint, principal=party, process=process, **LIVED)
    does(joint, process, "media")
    does(joint, process, "advice", party=front, **LIVED)
    assert [row[:3] for row in found(answered(SLUG, day=DAY))] == [("one", "advice", "Front: performed")]


def test_what_the_reader_may_not_see_is_not_counted(answered, process, bodies):
    does(bodies[0], process, "media")
    does(bodies[1], process, "media", level=3, **LIVED)
    make.MeansFactory(body=bodies[1], level=3, **LIVED)
    assert [row[:2] for row in found(answered(SLUG, day=DAY))] == [("one", "communication and media")]


def test_one_side_alone_is_not_compared_and_a_process_in_which_nobody_searched_has_no_answer(answered):
    alone = searched_process("Alone")
    does(body_of(party_in(alone, "Government"), alone, "Desk"), alone, "media")
    make.PeaceProcessFactory(name="Unsearched", **LIVED)
    answer = answered(SLUG, day=DAY)
    assert ([*answer.rows], [one.record.name for one in answer.unanswered]) == ([], ["Unsearched"])
