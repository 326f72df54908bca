"""Which parties have no address: a contact point that is certain, possible and not recorded are told apart."""

from datetime import date

import pytest

from peaceinfra.analysis.questions.answering import sentence_of
from tests import factories as make
from tests.analysis.questions.worlds import LIVED, body_of, party_in, searched_process

pytestmark = pytest.mark.django_db
SLUG = "parties-without-address"


@pytest.fixture
def process():
    return searched_process()


def found(answer):
    return [
        (row.finding, row.values["party"].name, row.values["state"], row.certainty.value)
        for row in answer.rows
    ]


def test_a_party_stands_with_the_state_of_what_serves_it(answered, process):
    at_work, closed, unclear = (party_in(process, name) for name in ("At work", "Closed", "Unclear"))
    body_of(at_work, process, "Office", ("operational", "2002"))
    body_of(closed, process, "Old office", ("operational", "2002"), ("closed", "2005"))
    body_of(unclear, process, "Desk", ("operational", "2002"), ("unknown", "[2010..]"))
    answer = answered(SLUG)
    assert found(answer) == [
        ("none", "Closed", None, "confirmed"),
        ("perhaps", "Unclear", "operational or unknown", "possible"),
        ("has", "At work", "operational", "confirmed"),
    ]
    assert sentence_of(answer) == (
        "1 party has no recorded contact point: Closed. 1 perhaps has one: Unclear. 1 has one. "
        "Looked at: 1 process."
    )


def test_two_open_states_that_are_possible_at_once_leave_no_doubt_that_it_was_open(answered, process):
    body_of(party_in(process, "Front"), process, "Office", ("operational", "2002"), ("low_profile", ""))
    [row] = found(answered(SLUG, day=date(2005, 6, 1)))
    assert row == ("has", "Front", "operational or low profile", "certain")


def test_before_it_opened_it_was_no_contact_point_and_while_it_may_have_been_shut_a_possible_one(
    answered, process
):
    log = (
        ("operational", "2013-06-18"),
        ("temporarily_closed", "[2013-06-18..2013-07-09]"),
        ("operational", ""),
    )
    body_of(party_in(process, "طالبان"), process, "Office", *log, start_kind="actual", start="2013-06-18")
    days = (date(2013, 6, 17), date(2013, 7, 1))
    assert [found(answered(SLUG, day=day)) for day in days] == [
        [("none", "طالبان", None, "certain")],
        [("perhaps", "طالبان", "operational or closed for a time", "possible")],
    ]


def test_who_accepts_it_and_who_objects_stand_apart_and_a_hidden_stance_is_not_there(answered, process):
    body = body_of(party_in(process, "Front"), process, "Office", ("operational", "2002"))
    for name, kind, level in (
        ("A", "guarantees", 0),
        ("B", "objects", 0),
        ("C", "refuses", 3),
        ("D", "demands", 0),
    ):
        make.StanceFactory(actor=make.ActorFactory(name=name), subject=body, kind=kind, level=level, **LIVED)
    [row] = answered(SLUG).rows
    names = {key: [actor.name for actor in row.values[key]] for key in ("accepted", "objected")}
    assert names == {"accepted": ["A"], "objected": ["B"]}


def test_a_contact_point_that_the_reader_may_not_see_is_none(answered, process):
    party = party_in(process, "Front")
    body = make.BodyActorFactory(name="Hidden office", level=3, **LIVED)
    make.PrincipalFactory(body=body, principal=party, process=process, **LIVED)
    assert [row[:2] for row in found(answered(SLUG))] == [("none", "Front")]


def test_where_nobody_searched_only_those_are_named_that_have_one(answered):
    process = make.PeaceProcessFactory(name="Unsearched talks")
    party_in(process, "Alone")
    body_of(party_in(process, "Served"), process, "Office", ("operational", "2002"))
    answer = answered(SLUG)
    assert [row[:2] for row in found(answer)] == [("has", "Served")]
    assert [one.why.value for one in answer.unanswered] == ["in_part"]


def test_of_a_process_that_is_over_nothing_is_said(answered):
    process = searched_process(start_kind="actual", start="1990", end_kind="actual", end="1995")
    party_in(process, "Front")
    answer = answered(SLUG)
    assert ([*answer.rows], [one.why.value for one in answer.unanswered]) == ([], ["over"])
