"""Where the memory went: each successor with what passed on, and who followed these, on the records one may see."""

from datetime import date

import pytest

from peaceinfra.analysis.questions.answering import sentence_of
from tests import factories as make
from tests.analysis.questions.worlds import body_of, party_in, searched_process

pytestmark = pytest.mark.django_db
SLUG = "where-the-memory-went"
ENDED = (("operational", "2002"), ("transformed", "2007"))


@pytest.fixture
def process():
    return searched_process()


@pytest.fixture
def party(process):
    return party_in(process, "Government")


def follows(predecessor, successor, start="2007", **values):
    return make.SuccessionFactory(
        predecessor=predecessor, successor=successor, start_kind="actual", start=start, **values
    )


def chain_of(party, process, *names):
    """Bodies, each followed by the next."""
    bodies = [body_of(party, process, name) for name in names]
    for first, second in zip(bodies, bodies[1:], strict=False):
        follows(first, second)
    return bodies


def test_a_successor_stands_with_what_passed_on_and_the_papers_with_who_may_read_them(
    answered, process, party
):
    secretariat = body_of(party, process, "Secretariat", *ENDED)
    ministry = body_of(party, process, "Ministry")
    follows(secretariat, ministry, mandate="yes", functions="part", archive="no")
    make.ArchiveHandoverFactory(
        body=secretariat, state="part", holder=ministry, access="On written request", start_kind="unknown"
    )
    answer = answered(SLUG)
    [row] = answer.rows
    assert (row.finding, row.certainty.value) == ("followed", "certain")
    assert {key: getattr(value, "name", value) for key, value in row.values.items()} | {
        "holders": [holder.name for holder in row.values["holders"]],
        "processes": [one.name for one in row.values["processes"]],
    } == {
        "body": "Secretariat",
        "ended": "transformed, 2007",
        "successor": "Ministry",
        "passed": "yes: mandate; in part: functions; no: archive; not known: staff, premises, budget",
        "papers": "preserved in part: On written request",
        "holders": ["Ministry"],
        "later": [],
        "processes": ["Talks"],
    }
    assert sentence_of(answer) == (
        "1 body has a recorded successor: Secretariat → Ministry. Looked at: 1 body."
    )


def test_successors_of_successors_are_followed_and_a_circle_ends(answered, process, party):
    first, *_more, last = chain_of(party, process, "A", "B", "C", "D")
    follows(last, first)
    later = {
        row.values["body"].name: [one.name for one in row.values["later"]] for row in answered(SLUG).rows
    }
    assert later == {"A": ["C", "D"], "B": ["D", "A"], "C": ["A", "B"], "D": ["B", "C"]}


def test_a_chain_stops_at_a_successor_whom_the_reader_may_not_see(answered, process, party):
    _first, second, _third = chain_of(party, process, "A", "B", "C")
    assert [row.values["body"].name for row in answered(SLUG).rows] == ["A", "B"]
    type(second).objects.filter(pk=second.pk).update(level=3)
    assert [(row.finding, row.values["body"].name) for row in answered(SLUG).rows] == []


def test_without_a_successor_papers_losses_and_silence_are_told_apart(answered, process, party):
    log = (("operational", "2002"), ("closed", "2009"))
    held, lost, _silent = (body_of(party, process, name, *log) for name in ("Held", "Lost", "Silent"))
    make.ArchiveHandoverFactory(body=held, state="preserved")
    make.ArchiveHandoverFactory(body=lost, state="not_preserved")
    body_of(party, process, "Turned", ("operational", "2002"), ("repurposed", "2007"))
    body_of(
        party, process, "Back again", ("operational", "2002"), ("repurposed", "2007"), ("operational", "2008")
    )
    elsewhere = make.PeaceProcessFactory(name="Unsearched")
    body_of(party_in(elsewhere, "Other"), elsewhere, "Unsearched", *log)
    assert [(row.finding, row.values["body"].name) for row in answered(SLUG).rows] == [
        ("held", "Held"),
        ("lost", "Lost"),
        ("nowhere", "Silent"),
        ("stayed", "Turned"),
        ("not_researched", "Unsearched"),
    ]


def test_before_the_end_there_is_no_answer_and_within_its_bounds_a_possible_one(answered, process, party):
    body_of(party, process, "مكتب السلام", ("operational", "2002"), ("closed", "[2007..2008]"))
    assert answered(SLUG, day=date(2006, 12, 31)).rows == []
    days = (date(2007, 6, 1), date(2009, 1, 1))
    assert [[row.certainty.value for row in answered(SLUG, day=day).rows] for day in days] == [
        ["possible"],
        ["certain"],
    ]


def test_a_process_narrows_to_the_bodies_that_work_in_it(answered, process, party):
    body_of(party, process, "Here", *ENDED)
    other = searched_process("Other talks")
    body_of(party_in(other, "Other"), other, "There", *ENDED)
    rows = answered(SLUG, query=f"process={other.public_id}").rows
    assert [row.values["body"].name for row in rows] == ["There"]
