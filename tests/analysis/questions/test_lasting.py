"""Which mandates go on when talks stop: yes, no, and not recorded are told apart."""

from datetime import date

import pytest

from peaceinfra.analysis.questions.answering import sentence_of
from tests import factories as make
from tests.analysis.questions.worlds import LIVED, body_of, party_in, searched_process

pytestmark = pytest.mark.django_db
SLUG = "mandates-when-talks-stop"


@pytest.fixture
def process():
    return searched_process()


@pytest.fixture
def party(process):
    return party_in(process, "Government")


def mandate(body, goes_on, **values):
    return make.MandateFactory(body=body, continues_when_suspended=goes_on, **(LIVED | values))


def found(answer):
    return [(row.finding, row.values["body"].name, row.certainty.value) for row in answer.rows]


def test_each_mandate_in_force_stands_with_what_it_says_and_how_the_talks_stand(answered, process, party):
    make.MomentumChangeFactory(process=process, position=1, status="stalled", date="2003")
    for name, goes_on in (("Lasting", True), ("Stopping", False), ("Silent", None)):
        mandate(body_of(party, process, name), goes_on, sunset="When peace is made", instrument="Decree 1")
    answer = answered(SLUG, day=date(2004, 6, 1))
    assert found(answer) == [
        ("goes_on", "Lasting", "certain"),
        ("stops", "Stopping", "certain"),
        ("not_recorded", "Silent", "certain"),
    ]
    first = answer.rows[0].values
    assert (first["talks"], first["says"], first["sunset"]) == ("stalled", "Decree 1", "When peace is made")
    assert sentence_of(answer) == (
        "1 mandate goes on when talks stop: that of Lasting. 1 mandate stops with the talks: that of Stopping. "
        "For 1 mandate this is not recorded: that of Silent. Looked at: 1 process."
    )


def test_an_ended_mandate_one_of_a_body_that_is_gone_and_a_hidden_one_are_not_there(answered, process, party):
    mandate(body_of(party, process, "Ended"), True, end_kind="actual", end="2001")
    mandate(body_of(party, process, "Gone", ("operational", "1995"), ("closed", "2003")), True)
    mandate(body_of(party, process, "Hidden"), True, level=3)
    mandate(body_of(party, process, "مكتب"), True, start_kind="unknown", start="", end_kind="unknown", end="")
    assert found(answered(SLUG, day=date(2004, 6, 1))) == [("goes_on", "مكتب", "possible")]


def test_of_a_process_that_is_over_or_without_mandates_and_a_search_there_is_no_answer(answered):
    over = searched_process("Over", start_kind="actual", start="1990", end_kind="actual", end="1995")
    mandate(body_of(party_in(over, "Government"), over, "Office"), True)
    make.PeaceProcessFactory(name="Unsearched", **LIVED)
    searched_process("Searched")
    answer = answered(SLUG)
    assert found(answer) == []
    assert {(one.record.name, one.why.value) for one in answer.unanswered} == {
        ("Over", "over"),
        ("Unsearched", "not_researched"),
    }
