"""The questions that advisers ask, answered on the demonstration data."""

from datetime import date

import pytest
from django.http import QueryDict

from peaceinfra.analysis.collect.grounds import scope_of
from peaceinfra.analysis.questions import QUESTIONS, questions_for
from peaceinfra.analysis.questions.answering import answer_page, sentence_of
from peaceinfra.analysis.questions.numbers import numbers
from peaceinfra.analysis.questions.question import label_of
from peaceinfra.core.models import Team
from peaceinfra.core.visibility import PUBLIC, Viewer

pytestmark = [pytest.mark.usefixtures("cases"), pytest.mark.django_db]

TODAY = date(2026, 11, 28)
ADVISER = Viewer(2)


def answered(number, viewer=ADVISER, day=None):
    [question] = [question for question in QUESTIONS if question.number == number]
    return answer_page(question, scope_of(QueryDict(), viewer, day, TODAY))


def rows(answer, *columns):
    """(finding, the named cells in words) of each row."""
    return [(row.finding, *(_words(row.values[column]) for column in columns)) for row in answer.rows]


def _words(value):
    if isinstance(value, list | tuple):
        return [_words(one) for one in value]
    return label_of(value) if hasattr(value, "public_id") else value


XANDORIA = "Xandoria, Government – Highland Front, 2024–"
MINDANAO = "Philippines, Government – MILF, 1997–"
NEPAL = "Nepal, Government – CPN (Maoist), 2001–2013"
PLATFORM = "Civil Society Platform of Xandoria"


@pytest.mark.parametrize("day", [date(2012, 12, 1), date(2013, 6, 1), date(2014, 3, 1)], ids=str)
def test_1_the_contact_group_of_mindanao_is_a_standing_hybrid_structure(day):
    found = {row[1]: row for row in rows(answered(1, PUBLIC, day), "of", "records", "form")}
    assert found[MINDANAO] == (
        "standing",
        MINDANAO,
        ["International Contact Group for Mindanao"],
        "hybrid: states or intergovernmental organisations sit with civil society",
    )


def test_1_the_external_action_service_is_ad_hoc_and_a_source_says_there_is_no_mechanism():
    unit = "Mediation support of the European External Action Service"
    found = {row[1]: row for row in rows(answered(1, PUBLIC), "of", "denied")}
    assert found[unit] == (
        "ad_hoc",
        unit,
        "There is no institutionalised mechanism for coordination between the levels yet.",
    )


@pytest.mark.parametrize(("year", "finding"), [(2001, "said_none"), (2003, "said_none"), (2006, "none")])
def test_1_a_source_says_that_nepal_had_no_structures_in_2001_and_2003(year, finding):
    found = {row[1]: row for row in rows(answered(1, PUBLIC, date(year, 7, 1)), "of", "denied")}
    words = f"The government had no formal structure to support the talks of {year}."
    assert found[NEPAL] == (finding, NEPAL, words if finding == "said_none" else "")


def test_2_an_adviser_reads_first_of_links_whose_evidence_has_no_day():
    answer = answered(2)
    assert len(answer.rows) == 10
    assert answer.rows[0].values["last_seen"] == "evidence undated"


def test_3_an_adviser_reads_who_hangs_on_the_platform_and_who_does_not():
    assert rows(answered(3), "actor", "brokers", "last_seen") == [
        ("hangs", "Council of Elders of Upper Sarn", [PLATFORM], "Mar 2026"),
        ("hangs", "Listening House of Port Omun", [PLATFORM], "Sep 2026"),
        ("unconfirmed", "Youth Committee of the Dust Market", [], "Nov 2024"),
        ("free", "Women's Peace Circle of Northvale", [], "Aug 2026"),
    ]
    assert sentence_of(answered(3)).startswith(
        "2 local actors reach the table through one other actor alone: Council of Elders of Upper Sarn, "
        f"Listening House of Port Omun through {PLATFORM}. 1 has no confirmed way; 1 does not depend on one alone."
    )


def test_3_a_reader_of_a_team_gets_the_way_that_is_recorded_there():
    cedar = Viewer(3, frozenset({Team.objects.get(name="Cedar").pk}))
    found = {row[1]: row for row in rows(answered(3, cedar), "actor", "brokers")}
    assert found["Council of Elders of Upper Sarn"] == (
        "perhaps",
        "Council of Elders of Upper Sarn",
        ["Convenor of the Dust Market"],
    )


PHONE = "Telephone line between the two secretariats"


@pytest.mark.parametrize(
    ("day", "state", "talks"),
    [(date(2004, 6, 1), "open or cut", "stalled"), (date(2008, 6, 1), "open or cut", "active or collapsed")],
    ids=str,
)
def test_10_of_the_phone_line_cut_on_an_unknown_day_it_is_said_that_word_may_have_passed(day, state, talks):
    found = {row[1]: row for row in rows(answered(10, PUBLIC, day), "channel", "state", "talks")}
    assert found[PHONE] == ("maybe", PHONE, state, talks)


def test_10_before_the_talks_stood_still_the_phone_line_is_no_answer():
    assert PHONE not in {row[1] for row in rows(answered(10, PUBLIC, date(2002, 11, 1)), "channel")}


@pytest.mark.parametrize("viewer", [PUBLIC, ADVISER, Viewer(4)], ids=str)
def test_11_no_pair_of_colombia_is_called_apart_for_armed_actors_whom_one_channel_may_stand_for(viewer):
    for year in (2003, 2005, 2009, 2013, 2017, 2019, 2022):
        answer = answered(11, viewer, date(year, 7, 1))
        assert [row for row in rows(answer, "process") if row[1].startswith("Colombia")] == []
    assert [row for row in rows(answered(11, viewer), "process") if row[1].startswith("Colombia")] == []


WITHOUT_CODE = "a language without a code (%s)"


def test_6_an_adviser_reads_who_reaches_each_community_and_in_how_many_steps():
    found = rows(answered(6), "community", "actor", "languages", "steps")
    assert (
        "linked",
        "Fishing families of Port Omun",
        "Listening House of Port Omun",
        WITHOUT_CODE % "qaa",
        3,
    ) in found
    assert (
        "linked",
        "Herders of Upper Sarn",
        "Council of Elders of Upper Sarn",
        WITHOUT_CODE % "qab",
        3,
    ) in found


def test_7_an_adviser_reads_whom_nobody_reaches_and_whom_only_local_actors_do():
    assert rows(answered(7), "community", "actors") == [
        (
            "said_none",
            "Camp residents east of Port Omun",
            ["Office of the Joint Envoy for Xandoria", "Listening House of Port Omun"],
        ),
        ("only_local", "Fishing families of Port Omun", ["Listening House of Port Omun"]),
    ]


def test_20_an_adviser_reads_that_one_national_organisation_speaks_to_the_envoy():
    assert rows(answered(20), "actor", "by") == [("national", "Bridgeworks Xandoria", "linkage")]


def test_19_the_outreach_of_the_external_action_service_rests_on_one_post():
    assert rows(answered(19), "body", "post") == [
        (
            "",
            "Mediation support of the European External Action Service",
            "Person in charge of outreach to local organisations",
        )
    ]


def test_21_the_platform_has_not_met_for_half_a_year_and_no_committee_of_a_war_that_ended_is_waited_for():
    found = rows(answered(21), "forum", "last")
    assert ("quiet", PLATFORM, "Consultation with the platform") in found
    assert not {name for _finding, name, _last in found if name.startswith("Sub-committee")}


@pytest.mark.slow
def test_the_number_beside_each_question_is_that_of_its_answers():
    for viewer in (PUBLIC, ADVISER):
        found = numbers(questions_for(viewer), scope_of(QueryDict(), viewer, None, TODAY))
        for question in questions_for(viewer):
            answer = answer_page(question, scope_of(QueryDict(), viewer, None, TODAY))
            counted = found[question.slug]
            assert answer.next_after is None, question.slug
            assert counted.is_complete, question.slug
            assert counted.count == sum(map(question.is_sought, answer.rows)), question.slug
