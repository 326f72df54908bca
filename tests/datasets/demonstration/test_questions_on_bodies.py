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


def by_party(answer, *columns):
    return {
        row.values["party"].name: (row.finding, row.certainty.value, *(row.values[name] for name in columns))
        for row in answer.rows
    }


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2013, 6, 17), ("none", "certain", None)),
        (date(2013, 7, 1), ("perhaps", "possible", "operational or closed for a time or low profile")),
        (date(2016, 1, 1), ("has", "certain", "operational")),
    ],
)
def test_the_taliban_had_no_address_then_perhaps_one_and_then_one(day, expected):
    assert by_party(answered("parties-without-address", day), "state")["Taliban"] == expected


def test_the_office_in_doha_was_guaranteed_by_some_and_objected_to_by_the_government():
    found = by_party(answered("parties-without-address", date(2016, 1, 1)), "accepted", "objected")
    _finding, _certainty, [guarantors], [government] = found["Taliban"]
    assert guarantors.name == "Those who gave guarantees for the Doha office (not named)"
    assert government.name == "Government of Afghanistan"


def test_in_sri_lanka_both_had_an_address_in_2004_and_the_muslim_parties_perhaps():
    found = by_party(answered("parties-without-address", date(2004, 6, 1)))
    assert found["Government of Sri Lanka"] == ("has", "certain")
    assert found["Liberation Tigers of Tamil Eelam"] == ("has", "certain")
    assert found["Political parties representing Muslim communities"] == ("perhaps", "possible")


def test_structures_before_talks_stand_with_their_bounds_and_anew_for_each_return():
    found = by_body(answered("set-up-before-talks"), "least", "most")
    assert found["Political Office of the Taliban in Doha"] == ("first", "certain", 562, 926)
    assert found["Secretariat of the High Peace Council"] == ("first", "certain", 1462, 2190)
    assert found[GOVERNMENT] == ("first", "certain", 207, 236)
    assert found[LTTE] == ("perhaps", "possible", -121, 236)
    assert found["Secretariat of the High-Level Peace Committee"] == ("again", "certain", 602, 653)


@pytest.mark.parametrize("slug", ["parties-without-address", "set-up-before-talks"])
def test_the_office_of_the_highland_front_is_there_for_advisers_alone(slug):
    office = "Political Office of the Highland Front"

    def bodies(viewer):
        rows = answered(slug, viewer=viewer).rows
        return {
            body.name
            for row in rows
            for body in (row.values["bodies"] if "bodies" in row.values else [row.values["body"]])
        }

    assert office not in bodies(PUBLIC)
    assert office in bodies(Viewer(2))


FOUR = ("commitment", "accessibility", "connection", "revitalising")


def test_in_2004_the_government_had_all_four_early_functions_and_the_ltte_a_contested_signal_and_three():
    found = by_party(answered("early-functions", date(2004, 6, 1)), *FOUR)
    assert found["Government of Sri Lanka"] == (
        "all",
        "possible",
        "possibly signalled",
        *["possibly performed"] * 3,
    )
    assert found["Liberation Tigers of Tamil Eelam"] == (
        "some",
        "possible",
        "possibly signalled, and contested",
        *["possibly performed"] * 3,
    )


@pytest.mark.parametrize("slug", ["early-functions", "parity"])
def test_at_the_end_of_2008_the_talks_had_certainly_collapsed_and_neither_question_applies(slug):
    answer = answered(slug, date(2008, 12, 31))
    [why] = [one.why for one in answer.unanswered if one.record.name.startswith("Sri Lanka")]
    assert why == "over"
    assert not [row for row in answer.rows if row.values["process"].name.startswith("Sri Lanka")]


def of_two_sides(day):
    rows = answered("parity", day).rows
    return {
        row.values["what"]: (row.values["on"], row.certainty.value)
        for row in rows
        if row.values["process"].name.startswith("Sri Lanka")
    }


def test_government_and_ltte_had_the_same_functions_in_2004_and_both_perhaps_propaganda_in_2008():
    then, later = of_two_sides(date(2004, 6, 1)), of_two_sides(date(2008, 6, 1))
    both = "Government: possibly performed; LTTE: possibly performed"
    assert then["connection and coordination"] == (both, "possible")
    assert set(later) - set(then) == {"war propaganda"}
    assert later["war propaganda"] == (both, "possible")


@pytest.mark.parametrize(
    ("day", "certainty"), [(date(2008, 6, 1), "possible"), (date(2008, 12, 31), "certain"), (None, "certain")]
)
def test_both_secretariats_of_sri_lanka_were_turned_to_another_use_on_a_day_that_nobody_knows(day, certainty):
    found = by_body(answered("turned-to-another-use", day), "when")
    for body in (GOVERNMENT, LTTE):
        assert found[body] == ("repurposed", certainty, "between 2007 and 2008")


def test_before_2007_neither_was_turned_to_another_use():
    assert not {GOVERNMENT, LTTE} & set(by_body(answered("turned-to-another-use", date(2006, 12, 31))))


def test_colombias_office_has_a_mandate_that_goes_on_and_most_others_are_not_recorded():
    found = by_body(answered("mandates-when-talks-stop"))
    assert found["Office of the High Commissioner for Peace"] == ("goes_on", "possible")
    assert found["National Reconciliation and Peace Centre"] == ("not_recorded", "possible")


def test_the_mandates_of_the_highland_fronts_office_are_there_for_advisers_alone():
    office = "Political Office of the Highland Front"
    assert office not in by_body(answered("mandates-when-talks-stop"))
    assert office in by_body(answered("mandates-when-talks-stop", viewer=Viewer(2)))
