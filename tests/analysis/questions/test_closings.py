"""Which bodies closed without handing over: what a source says and what no record says are told apart."""

from datetime import date

import pytest

from peaceinfra.analysis.collect import grounds
from peaceinfra.analysis.questions.answering import sentence_of
from tests import factories as make
from tests.analysis.questions.worlds import body_of, party_in, searched_process

pytestmark = pytest.mark.django_db
SLUG = "closed-without-handover"


@pytest.fixture
def process():
    return searched_process()


@pytest.fixture
def party(process):
    return party_in(process, "Government")


def closed(party, process, name, day="2009", notice="not_recorded"):
    return body_of(party, process, name, ("operational", "2002"), ("closed", day, {"notice": notice}))


def found(answer):
    return [(row.finding, row.values["body"].name, row.certainty.value) for row in answer.rows]


def test_each_body_stands_under_the_gravest_thing_that_is_missing(answered, process, party):
    lost, alone, kept, quick = (
        closed(party, process, name, notice=notice)
        for name, notice in (("Lost", "short"), ("Alone", "orderly"), ("Kept", "orderly"), ("Quick", "none"))
    )
    closed(party, process, "Silent")
    heir = make.BodyActorFactory(name="Heir")
    make.ArchiveHandoverFactory(body=lost, state="not_preserved")
    for body in (alone, kept, quick):
        make.ArchiveHandoverFactory(body=body, state="preserved")
    for body in (kept, quick):
        make.SuccessionFactory(predecessor=body, successor=heir)
    answer = answered(SLUG)
    assert found(answer) == [
        ("lost", "Lost", "certain"),
        ("no_handover", "Silent", "certain"),
        ("no_successor", "Alone", "certain"),
        ("abrupt", "Quick", "certain"),
    ]
    assert sentence_of(answer) == (
        "1 body was closed and its archive was not preserved: Lost. "
        "1 body was closed and no hand-over of its archive is recorded: Silent. "
        "1 handed over its archive and has no recorded successor: Alone. "
        "At short notice or without notice: Lost, Quick. Looked at: 1 process."
    )


def test_an_archive_of_which_nothing_is_known_was_not_handed_over(answered, process, party):
    body = closed(party, process, "Office")
    make.ArchiveHandoverFactory(body=body, state="unknown")
    assert found(answered(SLUG)) == [("no_handover", "Office", "certain")]


def test_a_closing_between_two_days_is_possible_in_between_and_certain_after(answered, process, party):
    closed(party, process, "Office", "[2008-06-04..2009-05-18]")
    days = (date(2008, 1, 1), date(2008, 12, 31), date(2010, 1, 1))
    assert [found(answered(SLUG, day=day)) for day in days] == [
        [],
        [("no_handover", "Office", "possible")],
        [("no_handover", "Office", "certain")],
    ]


def test_a_successor_who_came_later_says_nothing_of_an_earlier_day(answered, process, party):
    body = closed(party, process, "Office")
    make.SuccessionFactory(predecessor=body, start_kind="actual", start="2012")
    [row] = answered(SLUG, day=date(2010, 1, 1)).rows
    assert row.values["successors"] == []
    [row] = answered(SLUG, day=date(2013, 1, 1)).rows
    assert len(row.values["successors"]) == 1


def test_one_that_opened_again_is_named_for_its_notice_alone(answered, process, party):
    body_of(
        party,
        process,
        "Office",
        ("operational", "2002"),
        ("closed", "2005", {"notice": "short"}),
        ("operational", "2007"),
    )
    [row] = answered(SLUG).rows
    assert (row.finding, row.values["closed"]) == ("abrupt", "2005; opened again")


def test_where_nobody_searched_nothing_is_said_to_be_missing_and_what_sources_say_stands(answered):
    process = make.PeaceProcessFactory(name="Unsearched talks")
    party = party_in(process, "Government")
    closed(party, process, "Silent")
    closed(party, process, "Quick", notice="short")
    answer = answered(SLUG)
    assert found(answer) == [("abrupt", "Quick", "certain")]
    assert [(one.record.name, one.why.value) for one in answer.unanswered] == [
        ("Unsearched talks", "in_part")
    ]


def test_a_hand_over_that_the_reader_may_not_see_is_none_on_the_records_they_may_see(
    answered, process, party
):
    body = closed(party, process, "ပိတ်သော ရုံး")
    make.ArchiveHandoverFactory(body=body, state="preserved", level=3)
    make.SuccessionFactory(predecessor=body, successor=make.BodyActorFactory(level=3))
    [row] = answered(SLUG).rows
    assert (row.finding, row.values["body"].name, row.values["successors"]) == (
        "no_handover",
        "ပိတ်သော ရုံး",
        [],
    )


def test_a_process_with_many_linkages_is_looked_at_with_the_others(answered, process, party, monkeypatch):
    monkeypatch.setattr(grounds, "MOST_LINKAGES", 0)
    make.LinkageFactory(process=process)
    closed(party, process, "Silent")
    answer = answered(SLUG)
    assert (found(answer), answer.passed_over) == ([("no_handover", "Silent", "certain")], [])
