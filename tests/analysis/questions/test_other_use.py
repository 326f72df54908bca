"""Bodies that were turned to another use, on an unknown day too, and those that do less than they were told."""

from datetime import date

import pytest

from peaceinfra.analysis.questions.answering import sentence_of
from tests import factories as make
from tests.analysis.questions.worlds import LIVED, body_of, party_in, searched_process

pytestmark = pytest.mark.django_db
SLUG = "turned-to-another-use"
TURNED = (("operational", "2002"), ("repurposed", "[2007..2008]", {"reason": "War news"}))


@pytest.fixture
def process():
    return searched_process()


@pytest.fixture
def party(process):
    return party_in(process, "Government")


def does(body, process, task, state, **values):
    return make.FunctionFactory(body=body, process=process, task=task, state=state, **(values or LIVED))


def found(answer):
    return [
        (row.finding, row.values["body"].name, row.values["tasks"], row.values["state"], row.certainty.value)
        for row in answer.rows
    ]


def test_a_change_between_two_years_is_possible_and_then_certain_and_stays_so(answered, process, party):
    body_of(party, process, "ရုံး", *TURNED)
    body_of(party, process, "Closed since", *TURNED, ("closed", "2009"))
    days = [date(2006, 12, 31), date(2008, 6, 1), date(2010, 1, 1)]
    assert [found(answered(SLUG, day=day)) for day in days] == [
        [],
        [
            ("repurposed", "Closed since", None, "operational or repurposed", "possible"),
            ("repurposed", "ရုံး", None, "operational or repurposed", "possible"),
        ],
        [
            ("repurposed", "Closed since", None, "closed", "certain"),
            ("repurposed", "ရုံး", None, "repurposed", "certain"),
        ],
    ]
    [row, _other] = answered(SLUG, day=date(2008, 6, 1)).rows
    assert (row.values["when"], row.values["how"]) == ("between 2007 and 2008", "War news")


def test_tasks_without_recorded_work_are_named_where_somebody_looked_at_what_it_does(
    answered, process, party
):
    watched, unwatched, gone = (
        body_of(party, process, name, ("operational", "2002"), *more)
        for name, more in (("Watched", ()), ("Unwatched", ()), ("Gone", (("closed", "2009"),)))
    )
    for body in (watched, unwatched, gone):
        does(body, process, "archiving", "mandated")
    for body in (watched, gone):
        does(body, process, "media", "performed")
    answer = answered(SLUG)
    assert found(answer) == [("hollow", "Watched", "archiving", "operational", "confirmed")]
    assert sentence_of(answer) == (
        "1 has tasks in its mandate for which no work is recorded: Watched. Looked at: 1 process."
    )


def test_work_that_the_reader_may_not_see_is_none_on_the_records_they_may_see(answered, process, party):
    body = body_of(party, process, "Office", ("operational", "2002"))
    does(body, process, "archiving", "mandated")
    does(body, process, "archiving", "performed", level=3, **LIVED)
    does(body, process, "media", "performed")
    assert [row[:3] for row in found(answered(SLUG))] == [("hollow", "Office", "archiving")]


def test_a_turn_is_told_of_a_process_that_is_over_and_of_one_in_which_nobody_searched(answered):
    over = searched_process("Over", start_kind="actual", start="1990", end_kind="actual", end="2010")
    unsearched = make.PeaceProcessFactory(name="Unsearched", **LIVED)
    for process in (over, unsearched):
        body = body_of(party_in(process, process.name), process, f"Office, {process.name}", *TURNED)
        does(body, process, "archiving", "mandated")
        does(body, process, "media", "performed")
    answer = answered(SLUG)
    assert [row[:2] for row in found(answer)] == [
        ("repurposed", "Office, Over"),
        ("repurposed", "Office, Unsearched"),
    ]
    assert {(one.record.name, one.why.value) for one in answer.unanswered} == {
        ("Over", "over"),
        ("Unsearched", "not_researched"),
    }
