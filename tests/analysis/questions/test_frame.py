"""What holds of every question: how it is declared, paged, narrowed and counted."""

from datetime import date

import pytest

from peaceinfra.analysis.collect import grounds
from peaceinfra.analysis.collect.grounds import Place
from peaceinfra.analysis.questions import QUESTIONS, question_for, questions_for
from peaceinfra.analysis.questions.answering import answer_page, sentence_of
from peaceinfra.analysis.questions.numbers import numbers
from peaceinfra.analysis.questions.question import Group
from peaceinfra.core.choices import Level
from peaceinfra.core.visibility import PUBLIC, Viewer
from tests import factories as make
from tests.analysis.questions.conftest import ADVISER, TODAY, asked
from tests.dashboards.worlds import small_world

pytestmark = pytest.mark.django_db


def test_each_question_has_a_number_of_the_thirty_and_an_address_of_its_own():
    assert len({question.number for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question.slug for question in QUESTIONS}) == len(QUESTIONS)
    assert {question.number for question in QUESTIONS} <= set(range(1, 31))


def test_questions_stand_together_by_group_and_in_the_order_of_the_groups():
    order = [list(Group).index(question.group) for question in QUESTIONS]
    assert order == sorted(order)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.slug)
def test_a_declaration_says_how_it_is_answered_and_names_its_columns_once(question):
    keys = [column.key for column in question.columns]
    assert question.how and question.not_covered and len(set(keys)) == len(keys)
    assert str(question.title).endswith("?") and not str(question.none).endswith(".")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.slug)
def test_an_empty_register_has_none_on_the_records_you_may_see(answered, question):
    answer = answered(question.slug, Viewer(Level.STRICT))
    assert (list(answer.rows), answer.next_after) == ([], None)
    assert "on the records you may see" in sentence_of(answer)


def test_below_its_floor_a_question_is_not_there():
    assert {question.slug for question in questions_for(PUBLIC)} == {
        question.slug for question in QUESTIONS if question.floor == Level.PUBLIC
    }
    assert question_for(PUBLIC, "who-hangs-on-one") is None
    assert question_for(ADVISER, "who-hangs-on-one").number == 3
    assert question_for(ADVISER, "none-such") is None


def linkages(n, **values):
    return [make.LinkageFactory(last_evidence="2020", **values) for _ in range(n)]


def test_pages_follow_one_another_and_a_hidden_place_starts_at_the_beginning(answered):
    made = linkages(60)
    [hidden] = linkages(1, level=3)
    first = answered("links-not-confirmed")
    second = answered("links-not-confirmed", after=first.next_after)
    found = [row.values["linkage"].key for answer in (first, second) for row in answer.rows]
    assert sorted(found) == sorted(linkage.pk for linkage in made)
    assert (len(first.rows), second.next_after) == (50, None)
    again = answered("links-not-confirmed", after=Place("lnk", hidden.pk))
    assert [row.values["linkage"].key for row in again.rows] == [
        row.values["linkage"].key for row in first.rows
    ]


def test_filters_narrow_to_the_processes_that_they_leave(answered):
    lanka, nepal = (make.PeaceProcessFactory(countries=[code]) for code in ("LK", "NP"))
    [first] = linkages(1, process=lanka)
    [second] = linkages(1, process=nepal)
    linkages(1, process=None)
    make.PhaseChangeFactory(process=nepal, status="negotiation", date="2002")

    def found(query):
        return {row.values["linkage"].key for row in answered("links-not-confirmed", query=query).rows}

    assert found("country=LK") == {first.pk}
    assert found("phase=negotiation") == {second.pk}
    assert found(f"process={nepal.public_id}") == {second.pk}
    assert asked(query="country=nowhere").found.errors.keys() == {"country"}
    assert found("country=nowhere") == set()


def test_a_process_that_is_too_large_is_passed_over_by_name_and_answered_alone(answered, monkeypatch):
    monkeypatch.setattr(grounds, "MOST_LINKAGES", 2)
    monkeypatch.setattr(grounds, "PAGE_LINKAGES", 1)
    names = ["Alpha", "Beta", "Gamma"]
    alpha, beta, gamma = (make.PeaceProcessFactory(name=name) for name in names)
    for process, n in ((alpha, 1), (beta, 3), (gamma, 2)):
        linkages(n, process=process)
    first = answered("who-hangs-on-one")
    assert [process.name for process in first.passed_over] == ["Beta"]
    assert (first.looked_at, first.next_after) == (["1 process"], Place("pro", beta.pk))
    assert "Beta is too large to be answered together with others" in sentence_of(first)
    second = answered("who-hangs-on-one", after=first.next_after)
    assert (second.looked_at, second.passed_over, second.next_after) == (["1 process"], [], None)
    alone = answered("who-hangs-on-one", query=f"process={beta.public_id}")
    assert (alone.looked_at, alone.passed_over) == (["1 process"], [])


def sought(question, day=None):
    return sum(1 for row in answer_page(question, asked(day=day)).rows if question.is_sought(row))


def test_the_number_beside_each_question_is_that_of_its_answers():
    small_world()
    for day in (None, date(2006, 6, 30)):
        found = numbers(QUESTIONS, asked(day=day))
        assert {slug: (number.count, number.is_complete) for slug, number in found.items()} == {
            question.slug: (sought(question, day), True) for question in QUESTIONS
        }
        assert sum(number.count for number in found.values()) > 5


def test_what_cannot_be_answered_for_is_no_none(answered):
    process = make.PeaceProcessFactory()
    number = numbers(QUESTIONS, asked())["who-hangs-on-one"]
    assert (number.count, number.words) == (0, "none found; not known for 1")
    make.CoverageNoteFactory(process=process, topic="linkages", extent="full")
    assert numbers(QUESTIONS, asked())["who-hangs-on-one"].words == "none found"


def test_a_number_is_bounded_and_counts_no_hidden_record(monkeypatch):
    linkages(3, process=make.PeaceProcessFactory())
    linkages(2, level=3, process=None)

    def words(slug):
        return numbers(QUESTIONS, asked())[slug].words

    assert words("links-not-confirmed") == "3 answers"
    monkeypatch.setattr(grounds, "MOST_COUNTED", 2)
    monkeypatch.setattr("peaceinfra.analysis.questions.numbers.MOST_COUNTED", 2)
    assert words("links-not-confirmed") == "2 answers or more"
    monkeypatch.setattr(grounds, "FEW_LINKAGES", 2)
    assert words("sides-without-a-channel") == "too much to count here"
    monkeypatch.setattr(grounds, "FEW_LINKAGES", 3)
    assert words("sides-without-a-channel").startswith("none found")
    monkeypatch.setattr(grounds, "FEW", 0)
    assert words("early-functions") == "too much to count here"
    assert asked().on == TODAY
