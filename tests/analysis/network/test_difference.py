"""The difference of two days: the world's changes, apart from the ageing of our evidence, apart from what we learnt."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peaceinfra.analysis.collect import collect_network
from peaceinfra.analysis.facts import ActorFact, Dates, LinkageFact
from peaceinfra.analysis.network.difference import ABSENT, OF_THE_WORLD, What, difference
from peaceinfra.analysis.network.network import Network, network_on
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.dates.choices import Certainty, EndKind, StartKind
from peaceinfra.core.dates.validity import bounds_of
from peaceinfra.core.visibility import PUBLIC
from tests.factories import (
    ActorFactory,
    ChannelChangeFactory,
    ChannelEndFactory,
    ChannelFactory,
    LinkageFactory,
    PeaceProcessFactory,
)

FIRST, SECOND = date(2024, 10, 1), date(2025, 7, 1)


def dates(start_kind="unknown", start="", end_kind="unknown", end=""):
    return Dates(start_kind, start, end_kind, end, None, bounds_of(start_kind, start, end_kind, end))


def actor(key):
    return ActorFact(
        key, f"actor {key}", "civil_society", "grassroots", ["LK"], dates("actual", "1990", "ongoing", "2031")
    )


ACTORS = {key: actor(key) for key in range(1, 5)}


def linkage(key, *typed, source=1, target=2, last_evidence="", review_days=365):
    return LinkageFact(
        key, ACTORS[source], ACTORS[target], modality="facilitation", direction="mutual", formality="formal",
        frequency="regular", track="track_1_5", purpose="", last_evidence=last_evidence, review_days=review_days,
        dates=dates(*typed), process=None,
    )  # fmt: skip


def facts_of(*linkages):
    return ProcessFacts(
        9, "process", ["LK"], "", dates(), parent=None, linkages=list(linkages), actors=ACTORS
    )


def on(day, *linkages) -> Network:
    return network_on(facts_of(*linkages), day)


def between(*linkages, first=FIRST, second=SECOND):
    return difference(on(first, *linkages), on(second, *linkages))


def whats(changes):
    return [(change.key, change.what) for change in changes]


def test_a_tie_that_began_or_ended_is_a_change_of_the_world_the_oldest_first():
    found = between(
        linkage(1, "actual", "2025-01-15"),
        linkage(2, "actual", "2020", "actual", "2024-11"),
        linkage(3, "actual", "2020", "ongoing", "2026"),
    )
    assert whats(found.world) == [(2, What.ENDED), (1, What.BEGAN)]
    assert found.world[1].before == ABSENT
    assert found.world[1].days == (date(2025, 1, 15), date(2025, 1, 15))
    assert (found.evidence, found.learnt) == ([], [])


def test_a_tie_that_became_certain_by_a_dated_fact_is_a_change_of_the_world():
    assert whats(between(linkage(1, "actual", "[2024-08..2024-11]", "ongoing", "2026")).world) == [
        (1, What.BECAME_CERTAIN)
    ]


def test_an_end_on_an_unknown_day_between_says_that_it_may_have_ended():
    assert whats(between(linkage(1, "actual", "2020", "actual", "[2025-03..2025-12]")).world) == [
        (1, What.MAY_HAVE_ENDED)
    ]


def test_a_confirmation_that_lapsed_is_no_change_of_the_world():
    found = between(linkage(1, "actual", "2020", "last_cited", "2024-11"))
    assert found.world == []
    assert whats(found.evidence) == [(1, What.LAPSED)]
    assert [found.evidence[0].before.certainty, found.evidence[0].after.certainty] == [
        Certainty.CERTAIN, Certainty.POSSIBLE,
    ]  # fmt: skip


def test_what_is_confirmed_and_not_certain_any_more_is_less_sure_and_did_not_lapse():
    found = between(linkage(1, "actual", "2020", "ongoing", "2025-02", review_days=365))
    assert (found.world, whats(found.evidence)) == ([], [(1, What.LESS_SURE)])
    assert found.evidence[0].after.certainty == Certainty.CONFIRMED


def test_evidence_that_grew_old_and_a_tie_that_was_seen_again_are_told_of_the_evidence():
    old = linkage(1, "unknown", "", last_evidence="2024-06", review_days=180)
    again = linkage(2, "unknown", "", last_evidence="2025-06", review_days=180)
    stale = whats(between(old, again).evidence)
    assert stale == [(1, What.WENT_STALE)]


def test_nothing_differs_where_nothing_changed():
    assert list(between(linkage(1, "actual", "2020", "ongoing", "2026"))) == []


def test_what_is_told_otherwise_of_the_first_day_was_learnt():
    same = linkage(1, "actual", "2020", "ongoing", "2026")
    entered = linkage(2, "actual", "2021", "actual", "2025-01")
    began = linkage(3, "actual", "2025-01", "ongoing", "2026")
    corrected, as_it_was = linkage(4, "actual", "2025-02", "ongoing", "2026"), linkage(4, "actual", "2019")
    taken_out = linkage(5, "actual", "2020", "ongoing", "2026")
    now = (same, entered, began, corrected)
    found = difference(on(FIRST, *now), on(SECOND, *now), on(FIRST, same, as_it_was, taken_out))
    assert whats(found.world) == [(3, What.BEGAN)]
    assert {*whats(found.learnt)} == {(2, What.ENTERED), (4, What.TAKEN_OUT), (5, What.TAKEN_OUT)}
    assert found.evidence == []


def test_on_one_day_only_what_we_learnt_differs():
    now, then = (
        linkage(1, "actual", "2020", "ongoing", "2026"),
        linkage(1, "first_cited", "2024-12", "ongoing", "2026"),
    )
    found = difference(on(FIRST, now), on(FIRST, now), on(FIRST, then))
    assert (found.world, found.evidence, whats(found.learnt)) == ([], [], [(1, What.CORRECTED)])


@pytest.mark.django_db
def test_a_channel_changes_its_state_once_however_many_ends_it_has():
    process = PeaceProcessFactory()
    channel = ChannelFactory(process=process, name="Hotline", start_kind="actual", start="2020")
    for name in ("one", "two", "three"):
        ChannelEndFactory(channel=channel, actor=ActorFactory(name=name))
    ChannelChangeFactory(channel=channel, status="open", date="2020")
    ChannelChangeFactory(channel=channel, position=2, status="cut", date="2025-06-20")
    facts = collect_network(process.pk, PUBLIC)
    [change] = difference(network_on(facts, FIRST), network_on(facts, SECOND))
    assert (change.what, change.name) == (What.STATE, "Hotline")
    assert (change.before.states, change.after.states) == (("open",), ("cut",))
    assert change.days == (date(2025, 6, 20), date(2025, 6, 20))


@pytest.mark.django_db
def test_a_tie_ends_with_the_life_of_one_of_its_ends():
    process, gone = (
        PeaceProcessFactory(),
        ActorFactory(start_kind="actual", start="2010", end_kind="actual", end="2025-03"),
    )
    link = LinkageFactory(process=process, source=gone)
    facts = collect_network(process.pk, PUBLIC)
    assert whats(difference(network_on(facts, FIRST), network_on(facts, SECOND)).world) == [
        (link.pk, What.ENDED)
    ]


DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))
SPANS = st.one_of(
    st.just(("unknown", "")),
    DAYS.map(lambda day: ("actual", day.isoformat())),
    st.tuples(DAYS, DAYS).map(lambda pair: ("actual", f"[{min(pair)}..{max(pair)}]")),
)


@st.composite
def typed_dates(draw):
    start_kind, start = draw(st.one_of(SPANS, DAYS.map(lambda day: (StartKind.FIRST_CITED, day.isoformat()))))
    later = st.dates(date(2028, 1, 1), date(2030, 12, 31)) if start else DAYS
    end_kind = draw(st.sampled_from(EndKind.values))
    end = (
        "" if end_kind == EndKind.UNKNOWN else draw(later if end_kind == EndKind.ENDED else DAYS).isoformat()
    )
    return start_kind, start, end_kind, end


@st.composite
def linkages(draw):
    found = []
    for key in range(1, draw(st.integers(1, 5)) + 1):
        typed = draw(typed_dates())
        try:
            found.append(
                linkage(
                    key,
                    *typed,
                    source=draw(st.integers(1, 2)),
                    target=draw(st.integers(3, 4)),
                    last_evidence=draw(st.one_of(st.just(""), DAYS.map(date.isoformat))),
                    review_days=draw(st.sampled_from([30, 365])),
                )  # fmt: skip
            )
        except ValidationError:
            continue  # the end before the start
    return found


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(linkages(), DAYS)
def test_a_day_does_not_differ_from_itself(ties, day):
    assert list(difference(on(day, *ties), on(day, *ties), on(day, *ties))) == []


@QUICK
@given(linkages(), linkages(), DAYS, DAYS)
def test_every_record_is_in_one_part_at_most_and_in_one_where_its_answer_differs(ties, then, first, second):
    found = difference(on(first, *ties), on(second, *ties), on(first, *then))
    keys = [change.key for change in found]
    assert len(keys) == len({*keys})
    assert all(change.what in OF_THE_WORLD for change in found.world)
    assert not any(change.what in OF_THE_WORLD for change in (*found.evidence, *found.learnt))
    held = [{tie.tie.key: tie.certainty for tie in on(day, *ties).held} for day in (first, second)]
    differing = {key for key in held[0].keys() | held[1].keys() if held[0].get(key) != held[1].get(key)}
    assert differing <= {*keys}


@QUICK
@given(linkages(), DAYS, DAYS)
def test_the_difference_backwards_mirrors_it(ties, first, second):
    there = difference(on(first, *ties), on(second, *ties))
    back = difference(on(second, *ties), on(first, *ties))
    for part in ("world", "evidence"):
        forwards = {(change.key, change.before, change.after) for change in getattr(there, part)}
        assert {(change.key, change.after, change.before) for change in getattr(back, part)} == forwards


@QUICK
@given(linkages(), DAYS, DAYS, DAYS)
def test_a_sighting_that_is_added_changes_nothing_of_the_world(ties, first, second, seen):
    with_sighting = [
        linkage(
            tie.key, tie.dates.start_kind, tie.dates.start, tie.dates.end_kind, tie.dates.end, source=tie.source.key,
            target=tie.target.key, last_evidence=seen.isoformat(), review_days=tie.review_days,
        )
        for tie in ties
    ]  # fmt: skip
    worlds = [difference(on(first, *rows), on(second, *rows)).world for rows in (ties, with_sighting)]
    assert whats(worlds[0]) == whats(worlds[1])


@QUICK
@given(linkages(), DAYS, st.integers(1, 400))
def test_time_alone_ends_nothing(ties, first, days):
    undated = [tie for tie in ties if tie.dates.bounds.end_max is None]
    found = difference(on(first, *undated), on(first + timedelta(days=days), *undated))
    assert not {change.what for change in found.world} & {What.ENDED, What.MAY_HAVE_ENDED}


@QUICK
@given(linkages(), linkages(), DAYS)
def test_what_is_learnt_of_a_day_is_no_change_of_the_world(ties, then, day):
    found = difference(on(day, *ties), on(day, *ties), on(day, *then))
    assert (found.world, found.evidence) == ([], [])
