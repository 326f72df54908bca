from datetime import date
from types import SimpleNamespace as Row

import pytest

from peaceinfra.analysis import derived
from peaceinfra.analysis.derived import Composition, Freshness, Orientation, Served
from peaceinfra.analysis.evidence import Evidence
from peaceinfra.analysis.facts import ActorFact, Dates, EvidenceFact, LinkageFact, PrincipalFact, SourceFact
from peaceinfra.analysis.functions import unperformed_tasks
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.validity import bounds_of

DAY = date(2006, 6, 30)
SOURCE = SourceFact(1, "A report", "B")


def dates(start_kind="unknown", start="", end_kind="unknown", end=""):
    typed = (start_kind, start, end_kind, end)
    return Dates(*typed, None, bounds_of(*typed))


LONG = dates("actual", "1990", "ongoing", "2026-01-01")


def actor(key, level="top", name="", life=LONG):
    return ActorFact(key, name or f"actor {key}", "state", level, [], life)


def linkage(held=None, last_evidence="", review_days=365, source=None, target=None):
    return LinkageFact(
        9,
        source or actor(1),
        target or actor(2, "grassroots"),
        "briefing",
        "unknown",
        "unknown",
        "unknown",
        "2",
        "",
        last_evidence,
        review_days,
        held or dates("actual", "2004", "ongoing", "2008-01-01"),
    )


def principal(key, side=""):
    return PrincipalFact(key, actor(99), actor(key), side, "sole", None, dates())


def claim(field="name", polarity="supports", status="accepted", credibility=2):
    return EvidenceFact(1, 1, "act", SOURCE, credibility, "", field, "x", polarity, status)


def citation(credibility):
    return EvidenceFact(1, 1, "act", SOURCE, credibility)


PARTY, THIRD, NO_ROLE = True, False, None


@pytest.mark.parametrize(
    "served, answer",
    [
        ([], Composition.UNKNOWN),
        ([("", NO_ROLE)], Composition.UNKNOWN),
        ([("", PARTY)], Composition.UNILATERAL),
        ([("north", NO_ROLE)], Composition.UNILATERAL),
        ([("north", PARTY), ("north", PARTY)], Composition.ONE_SIDE),
        ([("north", PARTY), ("south", PARTY)], Composition.MULTILATERAL),
        ([("north", PARTY), ("", PARTY)], Composition.UNKNOWN),
        ([("north", PARTY), ("south", PARTY), ("", PARTY)], Composition.MULTILATERAL),
        ([("", THIRD)], Composition.THIRD_PARTY),
        ([("", THIRD), ("", NO_ROLE)], Composition.THIRD_PARTY),
        ([("north", PARTY), ("", THIRD)], Composition.UNILATERAL),
    ],
)
def test_composition_follows_the_parties_whom_a_body_serves(served, answer):
    assert derived.composition(Served(key, *one) for key, one in enumerate(served)) == answer


@pytest.mark.parametrize(
    "kinds, answer",
    [
        (set(), NO_ROLE),
        ({"party", "host"}, PARTY),
        ({"third_party"}, THIRD),
        ({"supporter"}, NO_ROLE),
        ({"supporter", "party"}, PARTY),
        ({"supporter", "observer"}, THIRD),
    ],
)
def test_who_only_supports_a_side_is_neither_a_party_nor_a_third_party(kinds, answer):
    assert derived.is_party(kinds) is answer


@pytest.mark.parametrize(
    "levels, sides, answer",
    [
        (("top", "grassroots"), {}, Orientation.VERTICAL),
        (("top", "top"), {1: "north", 2: "south"}, Orientation.HORIZONTAL),
        (("top", "middle"), {1: "north", 2: "north"}, Orientation.VERTICAL),
        (("top", "middle"), {1: "north", 2: "south"}, Orientation.DIAGONAL),
        (("top", "middle"), {1: "north"}, Orientation.VERTICAL),
        (("top", "unknown"), {}, Orientation.UNKNOWN),
    ],
)
def test_orientation_follows_level_and_side(levels, sides, answer):
    assert derived.orientation(actor(1, levels[0]), actor(2, levels[1]), sides) == answer


@pytest.mark.parametrize(
    "seen_on, answer",
    [
        (date(2006, 6, 30), Freshness.FRESH),
        (date(2005, 12, 30), Freshness.FRESH),
        (date(2005, 12, 29), Freshness.AGEING),
        (date(2005, 6, 30), Freshness.AGEING),
        (date(2005, 6, 29), Freshness.STALE),
        (None, Freshness.STALE),
    ],
)
def test_freshness_turns_at_half_and_at_the_whole_of_the_interval(seen_on, answer):
    assert derived.freshness(seen_on, 365, DAY) == answer


def test_evidence_counts_up_to_the_day_shown():
    one = linkage(last_evidence="2007-03")
    assert derived.last_evidence(one, DAY) == date(2004, 1, 1)
    assert derived.later_evidence(one, DAY) == date(2007, 3, 1)
    assert derived.last_evidence(one, date(2009, 1, 1)) == date(2008, 1, 1)


def test_what_was_seen_again_is_not_overdue():
    assert derived.is_overdue(linkage(), DAY) is False
    assert derived.is_overdue(linkage(dates("actual", "2004", "last_cited", "2005-01-01")), DAY) is True
    assert derived.is_overdue(linkage(dates("actual", "2004", "actual", "2005-01-01")), DAY) is False


def test_a_linkage_holds_within_the_lives_of_its_ends():
    gone = actor(1, life=dates("actual", "1990", "actual", "2005-12-31"))
    assert derived.certainty(linkage(), DAY) == Certainty.CERTAIN
    assert derived.certainty(linkage(source=gone), DAY) == Certainty.NO
    assert derived.certainty(linkage(source=gone), None) == Certainty.CERTAIN
    assert derived.has_ended(linkage(source=gone), DAY) is True


def test_nothing_confirms_what_has_not_begun():
    later = linkage(dates("actual", "2009"), last_evidence="2010")
    within_later = linkage(source=actor(1, life=dates("actual", "2009")))
    for link in (later, within_later):
        assert derived.freshness_on(link, DAY) is None
        assert derived.without_freshness(link, DAY) == "nothing to confirm: not begun yet"
    over = linkage(dates("actual", "2004", "actual", "2005-01-01"))
    assert derived.without_freshness(over, DAY) == "nothing to confirm: over"
    assert derived.without_freshness(linkage(), DAY) == ""


def test_confirmed_is_possible_ongoing_and_within_the_review_interval():
    seen = dates("actual", "2004", "ongoing", "2006-01-15")
    assert derived.certainty(linkage(seen), DAY) == Certainty.CONFIRMED
    assert derived.certainty(linkage(seen, review_days=90), DAY) == Certainty.POSSIBLE


@pytest.mark.parametrize(
    "evidence, fields",
    [
        ([claim()], set()),
        ([claim(), claim(polarity="contradicts")], {"name"}),
        ([claim(), claim(polarity="absent")], {"name"}),
        ([claim(), claim(polarity="contradicts", status="rejected")], set()),
        ([claim(), claim("start", "contradicts")], set()),
        ([claim(status="disputed")], {"name"}),
    ],
)
def test_a_field_is_contested_where_live_claims_disagree(evidence, fields):
    assert Evidence(evidence).contested_fields == fields


@pytest.mark.parametrize(
    "evidence, answer",
    [
        ([], False),
        ([citation(3)], True),
        ([citation(4)], False),
        ([claim()], True),
        ([claim(status="proposed")], False),
        ([claim(polarity="absent")], False),
        ([citation(1), claim(), claim(polarity="contradicts")], False),
    ],
)
def test_solid_needs_an_accepted_undisputed_statement_of_credibility_three_or_better(evidence, answer):
    assert Evidence(evidence).is_solid is answer


@pytest.mark.parametrize(
    "classes, answer",
    [
        ([], False),
        (["state", "state"], False),
        (["ngo", "civil_society"], False),
        (["state", "ngo"], True),
        (["igo", "civil_society"], True),
        (["state", "armed_organisation", "individual"], False),
    ],
)
def test_a_body_is_hybrid_where_states_or_intergovernmental_bodies_sit_with_civil_society(classes, answer):
    assert derived.hybrid([Row(member_class=one) for one in classes]) is answer


def test_a_hollowed_out_body_performs_less_than_it_was_told_to():
    rows = [
        Row(task="monitoring", state="mandated"),
        Row(task="logistics", state="mandated"),
        Row(task="logistics", state="performed"),
        Row(task="media", state="performed"),
        Row(task="archiving", state="mandated"),
        Row(task="archiving", state="not_performed"),
    ]
    assert unperformed_tasks(rows) == ["archiving", "monitoring"]
