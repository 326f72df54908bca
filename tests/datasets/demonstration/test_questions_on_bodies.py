"""What the questions on bodies answer on the demonstration data, signed out."""

from datetime import date

import pytest
from django.http import QueryDict

from peaceinfra.analysis.collect.grounds import scope_of
from peaceinfra.analysis.questions import QUESTIONS
from peaceinfra.analysis.questions.answering import answer_page
from peaceinfra.core.visibility import PUBLIC, Viewer

pytestmark = [pytest.mark.usefixtures("cases"), pytest.mark.django_db]
TODAY = date(2026, 11, 28)
GOVERNMENT = "Secretariat for the Coordination of the Peace Process"
LTTE = "Peace Secretariat of the LTTE"


def answered(slug, day=None, viewer=PUBLIC):
    [question] = [question for question in QUESTIONS if question.slug == slug]
    return answer_page(question, scope_of(QueryDict(), viewer, day, TODAY))


def by_body(answer, *columns):
    return {
        row.values["body"].name: (row.finding, row.certainty.value, *(row.values[name] for name in columns))
        for row in answer.rows
    }


def test_the_governments_secretariat_closed_in_2009_at_short_notice_and_its_archive_was_not_preserved():
    found = by_body(answered("closed-without-handover"), "notice")
    assert found[GOVERNMENT] == ("lost", "certain", "at short notice")
    assert found[LTTE] == ("no_handover", "certain", "notice not recorded")


def test_myanmars_centre_closed_without_a_recorded_hand_over_and_has_a_successor():
    found = by_body(answered("closed-without-handover"), "successors")
    finding, _certainty, [successor] = found["Myanmar Peace Centre"]
    assert (finding, successor.name) == ("no_handover", "National Reconciliation and Peace Centre")


def test_in_the_middle_of_2008_neither_secretariat_had_closed_for_certain():
    found = by_body(answered("closed-without-handover", date(2008, 12, 31)))
    assert GOVERNMENT not in found
    assert found[LTTE] == ("no_handover", "possible")


def test_memory_went_from_secretariat_to_ministry_and_from_centre_to_centre():
    found = by_body(answered("where-the-memory-went"), "successor", "passed")
    _finding, certainty, ministry, passed = found["Secretariat of the High-Level Peace Committee"]
    assert (certainty, ministry.name) == ("certain", "Ministry of Peace and Reconstruction")
    assert passed == "yes: mandate, functions; not known: staff, archive, premises, budget"
    _finding, _certainty, centre, passed = found["Myanmar Peace Centre"]
    assert centre.name == "National Reconciliation and Peace Centre"
    assert passed == "not known: mandate, functions, staff, archive, premises, budget"


def test_the_governments_memory_went_in_part_to_others_on_an_unknown_day_and_its_papers_nowhere():
    finding, certainty, successor, papers = by_body(answered("where-the-memory-went"), "successor", "papers")[
        GOVERNMENT
    ]
    assert (finding, certainty) == ("followed", "possible")
    assert successor.name == "Government bodies of Sri Lanka for social cohesion"
    assert papers.startswith("not preserved")


def test_a_chain_of_protected_bodies_is_there_for_those_who_may_see_it_alone():
    committee = "Committee for the harvest roads"
    assert committee not in by_body(answered("where-the-memory-went"))
    assert committee not in by_body(answered("where-the-memory-went", viewer=Viewer(2)))
