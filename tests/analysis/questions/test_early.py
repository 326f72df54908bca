"""The four early functions for each party: carried out, less than that, not recorded, and where nobody need ask."""

from datetime import date

import pytest

from peaceinfra.analysis.questions.answering import sentence_of
from tests import factories as make
from tests.analysis.questions.worlds import LIVED, body_of, party_in, searched_process

pytestmark = pytest.mark.django_db
SLUG = "early-functions"
FOUR = ("commitment", "accessibility", "connection", "revitalising")


@pytest.fixture
def process():
    return searched_process()


def does(body, process, task, state="performed", **values):
    return make.FunctionFactory(body=body, process=process, task=task, state=state, **(values or LIVED))


def found(answer):
    return [
        (row.finding, row.values["party"].name, [row.values[task] for task in FOUR], row.certainty.value)
        for row in answer.rows
    ]


def test_none_some_and_all_four_are_told_apart_with_how_far_each_came(answered, process):
    government, front, others = (party_in(process, name) for name in ("Government", "Front", "အခြား"))
    secretariat = body_of(government, process, "Secretariat")
    does(secretariat, process, "commitment", "signalled")
    for task in FOUR[1:]:
        does(secretariat, process, task, "mandated")
        does(secretariat, process, task)
    office = body_of(front, process, "Office")
    does(office, process, "commitment", "contested")
    does(office, process, "accessibility")
    does(office, process, "connection", "mandated")
    answer = answered(SLUG)
    done = "performed, as confirmed"
    assert found(answer) == [
        ("none", "အခြား", ["nothing recorded"] * 4, "confirmed"),
        (
            "some",
            "Front",
            [
                "signalled, and contested, as confirmed",
                done,
                "mandated, as confirmed",
                "nothing recorded",
            ],
            "confirmed",
        ),
        ("all", "Government", ["signalled, as confirmed", done, done, done], "confirmed"),
    ]
    assert [[body.name for body in row.values["bodies"]] for row in answer.rows] == [
        [],
        ["Office"],
        ["Secretariat"],
    ]
    assert sentence_of(answer) == (
        "1 party has none of the four early functions recorded as carried out: အခြား. "
        "1 has some of them: Front. 1 has all four: Government. "
        "How sure, for those with some or all: 2 confirmed within the review interval. Looked at: 1 process."
    )


def test_all_four_are_no_surer_than_the_least_sure_of_them(answered, process):
    secretariat = body_of(party_in(process, "Government"), process, "Secretariat")
    for task in FOUR[:3]:
        does(secretariat, process, task)
    does(secretariat, process, FOUR[3], start_kind="unknown", end_kind="unknown")
    [row] = found(answered(SLUG, day=date(2004, 6, 1)))
    assert row == ("all", "Government", ["performed"] * 3 + ["possibly performed"], "possible")


def test_a_function_for_another_party_and_a_hidden_one_are_not_there(answered, process):
    government, front = (party_in(process, name) for name in ("Government", "Front"))
    secretariat = body_of(government, process, "Secretariat")
    does(secretariat, process, "accessibility", party=front, **LIVED)
    does(secretariat, process, "connection", level=3, **LIVED)
    assert [row[:2] for row in found(answered(SLUG))] == [("none", "Government"), ("some", "Front")]


def test_of_a_collapsed_process_the_question_does_not_apply(answered, process):
    party_in(process, "Government")
    for position, (state, day) in enumerate([("active", "2002"), ("collapsed", "[2007..2008]")], 1):
        make.MomentumChangeFactory(process=process, position=position, status=state, date=day)
    before, after = answered(SLUG, day=date(2008, 6, 1)), answered(SLUG, day=date(2008, 12, 31))
    assert [row[:2] for row in found(before)] == [("none", "Government")]
    assert ([*after.rows], [one.why.value for one in after.unanswered]) == ([], ["over"])


def test_where_nobody_searched_what_is_not_recorded_is_not_researched(answered):
    process = make.PeaceProcessFactory(**LIVED)
    party_in(process, "Front")
    does(body_of(party_in(process, "Government"), process, "Secretariat"), process, "connection")
    answer = answered(SLUG, day=date(2004, 6, 1))
    assert found(answer) == [
        ("some", "Government", ["not researched", "not researched", "performed", "not researched"], "certain")
    ]
    assert [one.why.value for one in answer.unanswered] == ["in_part"]
    assert "For 1 of them they allow an answer only in part." in sentence_of(answer)
