"""Which bodies were set up before talks: with bounds, and only what had come by the day."""

from datetime import date

import pytest

from peaceinfra.analysis.questions.answering import sentence_of
from tests import factories as make
from tests.analysis.questions.worlds import body_of, party_in, searched_process

pytestmark = pytest.mark.django_db
SLUG = "set-up-before-talks"


@pytest.fixture
def process():
    process = searched_process()
    make.PhaseChangeFactory(process=process, position=1, status="negotiation", date="2002-09")
    for position, (status, day) in enumerate(
        [("active", "2002-09"), ("stalled", "2003"), ("active", "2006")], 1
    ):
        make.MomentumChangeFactory(process=process, position=position, status=status, date=day)
    return process


def found(answer):
    return [
        (row.finding, row.values["body"].name, row.values["least"], row.values["most"], row.certainty.value)
        for row in answer.rows
    ]


def since(day):
    return {"start_kind": "actual", "start": day, "end_kind": "unknown"}


def test_first_talks_talks_that_started_again_and_open_dates_are_told_apart(answered, process):
    party = party_in(process, "Government")
    body_of(party, process, "Office", **since("2002-02-06"))
    body_of(party, process, "Desk", **since("2002"))
    body_of(party, process, "Later office", **since("2004"))
    unit = make.BodyActorFactory(name="Standing unit", **since("1995"), body__form="support_unit")
    make.PrincipalFactory(body=unit, principal=party, process=process)
    answer = answered(SLUG)
    assert found(answer) == [
        ("first", "Office", 207, 236, "certain"),
        ("again", "Later office", 366, 1095, "certain"),
        ("perhaps", "Desk", -121, 272, "possible"),
    ]
    assert sentence_of(answer) == (
        "1 body was set up before the first talks: Office (207 to 236 days before). "
        "1 was set up before talks that started again: Later office (366 to 1095 days before). "
        "For 1 the dates do not say which. Looked at: 1 process."
    )


def test_what_came_after_the_day_is_not_there(answered, process):
    party = party_in(process, "Government")
    body_of(party, process, "Office", **since("2002-02-06"))
    body_of(party, process, "Later office", **since("2004"))
    assert found(answered(SLUG, day=date(2002, 6, 1))) == []
    assert [row[1] for row in found(answered(SLUG, day=date(2005, 6, 1)))] == ["Office"]


def test_without_a_start_of_talks_or_a_search_there_is_no_answer(answered, process):
    searched_process("No talks yet")
    unsearched = make.PeaceProcessFactory(name="Unsearched")
    make.PhaseChangeFactory(process=unsearched, status="negotiation", date="2002")
    answer = answered(SLUG)
    assert {(one.record.name, one.why.value) for one in answer.unanswered} == {
        ("No talks yet", "no_start"),
        ("Unsearched", "not_researched"),
    }
