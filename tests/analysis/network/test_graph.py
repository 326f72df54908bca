"""Who hangs on whom, against a plain reading that takes everybody away in turn."""

import networkx
from hypothesis import given, settings
from hypothesis import strategies as st

from peaceinfra.analysis.network.graph import Dependence, Standing, dependence
from peaceinfra.core.dates.choices import Certainty

POSSIBLE, CONFIRMED, CERTAIN = Certainty.POSSIBLE, Certainty.CONFIRMED, Certainty.CERTAIN


def certain(*pairs):
    return [(here, there, CERTAIN) for here, there in pairs]


def standings(steps, table=("table",), terminal=()):
    return {node: found.standing for node, found in dependence(steps, table, terminal).items()}


def test_a_broker_stands_on_every_way_of_somebody():
    found = dependence(certain(("elders", "officer"), ("women", "officer"), ("officer", "table")), {"table"})
    assert found == {
        "elders": Dependence(Standing.HANGS, ("officer",), is_confirmed=True),
        "women": Dependence(Standing.HANGS, ("officer",), is_confirmed=True),
        "officer": Dependence(Standing.FREE, is_confirmed=True),
        "table": Dependence(Standing.THERE, is_confirmed=True),
    }


def test_with_a_second_way_nobody_hangs_on_one():
    steps = certain(
        ("elders", "officer"), ("elders", "platform"), ("officer", "table"), ("platform", "table")
    )
    assert standings(steps)["elders"] == Standing.FREE


def test_each_of_a_chain_is_a_broker_the_nearest_first():
    steps = certain(("elders", "platform"), ("platform", "officer"), ("officer", "table"))
    assert dependence(steps, {"table"})["elders"].brokers == ("platform", "officer")


def test_who_sits_at_the_table_is_no_broker_and_who_has_no_way_hangs_on_nobody():
    assert standings(certain(("elders", "table")))["elders"] == Standing.FREE
    assert standings(certain(("elders", "officer")))["elders"] == Standing.NO_WAY
    both = certain(("elders", "party"), ("party", "mediator"))
    assert standings(both, {"party", "mediator"})["elders"] == Standing.FREE


def test_an_unconfirmed_second_way_makes_a_dependency_one_that_may_be():
    steps = [
        *certain(("elders", "officer"), ("officer", "table"), ("platform", "table")),
        ("elders", "platform", POSSIBLE),
    ]
    assert dependence(steps, {"table"})["elders"] == Dependence(Standing.PERHAPS, ("officer",), True)


def test_who_has_only_unconfirmed_ways_and_more_than_one_is_told_apart():
    steps = [
        ("youth", "officer", POSSIBLE),
        ("youth", "platform", POSSIBLE),
        *certain(("officer", "table"), ("platform", "table")),
    ]
    assert dependence(steps, {"table"})["youth"] == Dependence(Standing.UNCONFIRMED)


def test_who_has_one_way_that_is_not_confirmed_hangs_on_it_all_the_same():
    steps = [("elders", "platform", POSSIBLE), *certain(("platform", "table"))]
    assert dependence(steps, {"table"})["elders"] == Dependence(Standing.HANGS, ("platform",), False)


def test_what_certainly_did_not_hold_is_nobodys_way():
    assert standings([("elders", "table", Certainty.NO)]) == {"table": Standing.THERE}


def test_no_way_leads_through_a_community():
    steps = certain(("elders", "herders"), ("envoy", "herders"), ("envoy", "table"))
    assert standings(steps, terminal={"herders"}) == {
        "elders": Standing.NO_WAY,
        "herders": Standing.HANGS,
        "envoy": Standing.FREE,
        "table": Standing.THERE,
    }


def plain_reading(pairs, table, terminal=frozenset()):
    """{node: those without whom it does not reach the table}, everybody taken away in turn."""

    def reached(without=None):
        found = set(table) - {without}
        while True:
            more = {
                b for a, b in [*pairs, *[(b, a) for a, b in pairs]] if a in found and a not in terminal
            } - found - {without}  # fmt: skip
            if not more:
                return found
            found |= more

    everybody = {key for pair in pairs for key in pair} | table
    return {
        node: {other for other in everybody - table - {node} if node not in reached(other)}
        for node in reached()
    }


NODES = st.integers(1, 9)
STEPS = st.lists(
    st.tuples(NODES, NODES, st.sampled_from([POSSIBLE, CONFIRMED, CERTAIN])), min_size=1, max_size=16
).map(lambda steps: [step for step in steps if step[0] != step[1]])
TABLE = {1, 2}
TERMINAL = {9}


def pairs_of(steps, least=POSSIBLE):
    return [(here, there) for here, there, certainty in steps if certainty >= least]


@settings(deadline=None, max_examples=300)
@given(STEPS)
def test_the_answer_is_that_of_taking_everybody_away_in_turn(steps):
    every = plain_reading(pairs_of(steps), TABLE, TERMINAL)
    confirmed = plain_reading(pairs_of(steps, CONFIRMED), TABLE, TERMINAL)
    for node, found in dependence(steps, TABLE, TERMINAL).items():
        if node in TABLE:
            assert found.standing == Standing.THERE
        elif node not in every:
            assert found == Dependence(Standing.NO_WAY)
        elif every[node]:
            assert (found.standing, set(found.brokers)) == (Standing.HANGS, every[node])
        elif node not in confirmed:
            assert found == Dependence(Standing.UNCONFIRMED)
        elif confirmed[node]:
            assert (found.standing, set(found.brokers)) == (Standing.PERHAPS, confirmed[node])
        else:
            assert found == Dependence(Standing.FREE, is_confirmed=True)
        assert found.is_confirmed == (node in confirmed)


@settings(deadline=None, max_examples=300)
@given(STEPS, STEPS)
def test_more_evidence_of_ways_never_makes_a_dependency_surer(steps, more):
    before = dependence(steps, TABLE, TERMINAL)
    after = dependence([*steps, *more], TABLE, TERMINAL)
    for node, found in before.items():
        if found.standing in (Standing.HANGS, Standing.PERHAPS, Standing.FREE, Standing.UNCONFIRMED):
            assert after[node].standing != Standing.NO_WAY
            if found.standing != Standing.HANGS:
                assert after[node].standing != Standing.HANGS
            else:
                assert set(after[node].brokers) <= set(found.brokers) or after[node].standing == (
                    Standing.PERHAPS
                )
            assert after[node].is_confirmed >= found.is_confirmed


@settings(deadline=None, max_examples=300)
@given(STEPS, NODES)
def test_without_a_node_nobody_has_a_way_that_was_not_there(steps, gone):
    before = dependence(steps, TABLE, TERMINAL)
    rest = [step for step in steps if gone not in step[:2]]
    for node, found in dependence(rest, TABLE - {gone}, TERMINAL).items():
        if found.standing != Standing.NO_WAY:
            assert before[node].standing != Standing.NO_WAY


@settings(deadline=None, max_examples=200)
@given(STEPS)
def test_another_library_finds_the_same_brokers(steps):
    found = dependence(steps, TABLE)
    graph = networkx.DiGraph([("the table", node) for node in TABLE])
    for here, there, _certainty in steps:
        graph.add_edges_from(((here, there), (there, here)))
    nearest = networkx.immediate_dominators(graph, "the table")
    for node, stands in found.items():
        if stands.standing == Standing.HANGS:
            chain, stop = [], nearest[node]
            while stop not in {"the table", *TABLE}:
                chain.append(stop)
                stop = nearest[stop]
            assert stands.brokers == tuple(chain)
        elif stands.standing in (Standing.FREE, Standing.PERHAPS, Standing.UNCONFIRMED):
            assert nearest[node] in {"the table", *TABLE}
        elif stands.standing == Standing.NO_WAY:
            assert node not in nearest
