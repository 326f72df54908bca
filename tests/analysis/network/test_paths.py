"""The best ways between two nodes, against a plain reading that goes through all of them."""

from datetime import date

import networkx
from hypothesis import given, settings
from hypothesis import strategies as st

from peaceinfra.analysis.facts import ActorFact, Dates, LinkageFact
from peaceinfra.analysis.network.network import Held, Network
from peaceinfra.analysis.network.paths import Merit, best_ways, brokers_between
from peaceinfra.analysis.network.ties import Node, Tie, TieKind, actor_node
from peaceinfra.analysis.part_facts import Named
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.validity import Bounds

ON = date(2026, 1, 1)
CERTAINTIES = [Certainty.POSSIBLE, Certainty.CONFIRMED, Certainty.CERTAIN]
OPEN = Dates("unknown", "", "unknown", "", None, Bounds())


def actor(key):
    return ActorFact(key, f"Actor {key}", "igo", "middle", (), OPEN)


def linkage(key, *stops, seen="2025"):
    ends = stops[0].actor or stops[0], stops[-1].actor or stops[-1]
    words = dict.fromkeys(("modality", "direction", "formality", "frequency", "track", "purpose"), "")
    return LinkageFact(key, *ends, **words, last_evidence=seen, review_days=365, dates=OPEN)


def held(key, *stops, way=Certainty.CERTAIN, seen="2025"):
    """A linkage with its stops, which are keys of actors or nodes."""
    nodes = tuple(stop if isinstance(stop, Node) else actor_node(actor(stop)) for stop in stops)
    return Held(Tie(TieKind.LINKAGE, linkage(key, *nodes, seen=seen), nodes, True), way, way)


def network(*ties):
    nodes = {node.key: node for found in ties for node in found.tie.stops}
    return Network(ON, list(ties), frozenset(), {}, nodes)


def stops(way):
    return [way.hops[0].here, *(hop.there for hop in way.hops)]


def test_the_shortest_the_surest_and_the_freshest_way_are_told_apart():
    found = network(
        held(101, 1, 9, way=Certainty.POSSIBLE, seen="2019"),
        held(102, 1, 2, way=Certainty.CERTAIN, seen="2020"),
        held(103, 2, 9, way=Certainty.CERTAIN, seen="2020"),
        held(104, 1, 3, way=Certainty.POSSIBLE, seen="2025"),
        held(105, 3, 9, way=Certainty.CONFIRMED, seen="2025-06"),
    )
    ways = best_ways(found, ON, 1, {9})
    assert {merit: stops(way) for merit, way in ways.items()} == {
        Merit.SHORTEST: [1, 9],
        Merit.SUREST: [1, 2, 9],
        Merit.FRESHEST: [1, 3, 9],
    }
    assert [(way.certainty, way.stalest.seen) for way in ways.values()] == [
        (Certainty.POSSIBLE, date(2019, 1, 1)),
        (Certainty.CERTAIN, date(2020, 1, 1)),
        (Certainty.POSSIBLE, date(2025, 1, 1)),
    ]


def test_of_several_ties_between_two_the_surest_is_taken_and_then_the_freshest():
    found = network(
        held(101, 1, 9, way=Certainty.CONFIRMED, seen="2020"),
        held(102, 1, 9, way=Certainty.CONFIRMED, seen="2025"),
        held(103, 1, 9, way=Certainty.POSSIBLE, seen="2025-12"),
    )
    assert best_ways(found, ON, 1, {9})[Merit.SHORTEST].hops[0].held.tie.key == 102


def test_what_is_seen_after_the_day_makes_no_way_fresher():
    found = network(held(101, 1, 9, seen="2030"))
    assert best_ways(found, ON, 1, {9})[Merit.FRESHEST].stalest.seen is None


def test_a_way_leads_through_the_intermediaries_of_a_linkage():
    found = network(held(101, 1, 4, 5, 9))
    assert best_ways(found, ON, 1, {9})[Merit.SHORTEST].through == [4, 5]


def test_no_way_leads_through_a_community_and_one_leads_from_it():
    herders = Node(50, "Herders", community=Named("com-1", "Herders"))
    found = network(held(101, 1, herders), held(102, herders, 9))
    assert best_ways(found, ON, 1, {9}) == {}
    assert stops(best_ways(found, ON, 50, {9})[Merit.SHORTEST]) == [50, 9]
    assert stops(best_ways(found, ON, 1, {50})[Merit.SHORTEST]) == [1, 50]


def test_what_certainly_did_not_hold_leads_nowhere():
    assert best_ways(network(held(101, 1, 9, way=Certainty.NO)), ON, 1, {9}) == {}


def test_a_way_without_somebody_touches_them_nowhere_and_a_goal_left_out_is_none():
    found = network(held(101, 1, 2), held(102, 2, 9), held(103, 1, 3), held(104, 3, 4), held(105, 4, 9))
    assert stops(best_ways(found, ON, 1, {9}, {2})[Merit.SHORTEST]) == [1, 3, 4, 9]
    assert best_ways(found, ON, 1, {9}, {2, 3}) == {}
    assert best_ways(found, ON, 1, {9}, {9}) == {}


def test_those_through_whom_every_way_runs_are_named_the_nearest_first():
    found = network(held(101, 1, 2), held(102, 2, 3), held(103, 3, 8), held(104, 3, 9))
    assert brokers_between(found, 1, {8, 9}) == (2, 3)
    assert brokers_between(found, 1, {8, 9}, {3}) == ()


YEARS = ["", "2019", "2020", "2021-05", "2025"]
invented = st.lists(
    st.tuples(st.integers(1, 7), st.integers(1, 7), st.sampled_from(CERTAINTIES), st.sampled_from(YEARS)),
    max_size=14,
)


def made(rows):
    return [
        held(100 + place, here, there, way=way, seen=seen)
        for place, (here, there, way, seen) in enumerate(rows)
        if here != there
    ]


def values_of(way):
    return {
        Merit.SHORTEST: -len(way.hops),
        Merit.SUREST: way.certainty.rank,
        Merit.FRESHEST: way.stalest.seen or date.min,
    }


@settings(max_examples=60, deadline=None)
@given(invented)
def test_each_way_is_as_good_as_the_best_of_all_that_there_are(rows):
    ties = made(rows)
    graph = networkx.MultiGraph()
    graph.add_nodes_from([1, 7])
    for tie in ties:
        day = tie.tie.fact.last_evidence
        seen = date(int(day[:4]), int(day[5:7] or 1), 1) if day else date.min
        graph.add_edge(tie.tie.stops[0].key, tie.tie.stops[1].key, way=tie.way.rank, seen=seen)
    every = [[graph.edges[edge] for edge in path] for path in networkx.all_simple_edge_paths(graph, 1, 7)]
    found = best_ways(network(*ties), ON, 1, {7})
    assert set(found) == (set(Merit) if every else set())
    if every:
        assert {merit: values_of(way)[merit] for merit, way in found.items()} == {
            Merit.SHORTEST: max(-len(path) for path in every),
            Merit.SUREST: max(min(edge["way"] for edge in path) for path in every),
            Merit.FRESHEST: max(min(edge["seen"] for edge in path) for path in every),
        }


@settings(max_examples=40, deadline=None)
@given(invented, st.integers(2, 6))
def test_taking_somebody_away_adds_no_way_and_makes_none_better(rows, gone):
    found = network(*made(rows))
    whole, rest = best_ways(found, ON, 1, {7}), best_ways(found, ON, 1, {7}, {gone})
    assert set(rest) <= set(whole)
    assert all(values_of(way)[merit] <= values_of(whole[merit])[merit] for merit, way in rest.items())
    assert all(gone not in stops(way) for way in rest.values())
