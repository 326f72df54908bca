from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from peaceinfra.analysis.brokers import single_brokers
from peaceinfra.analysis.facts import Through
from tests.analysis.test_derived import actor, linkage

TABLE, OFFICER, PLATFORM, ELDERS, WOMEN = (
    actor(1),
    actor(2, "middle"),
    actor(3, "middle"),
    actor(4, "grassroots"),
    actor(5, "grassroots"),
)


def links(*pairs):
    return [linkage(source=one, target=other) for one, other in pairs]


def test_a_broker_stands_on_every_path_of_somebody():
    found = single_brokers(links((ELDERS, OFFICER), (WOMEN, OFFICER), (OFFICER, TABLE)), {1})
    assert found == {2: {4, 5}}


def test_with_a_second_path_nobody_is_a_single_broker():
    assert (
        single_brokers(links((ELDERS, OFFICER), (ELDERS, PLATFORM), (OFFICER, TABLE), (PLATFORM, TABLE)), {1})
        == {}
    )


def test_both_links_of_a_chain_are_single_brokers():
    found = single_brokers(links((ELDERS, PLATFORM), (PLATFORM, OFFICER), (OFFICER, TABLE)), {1})
    assert found == {2: {4}, 3: {4}}


def test_an_intermediary_is_a_stop_on_the_way():
    through = replace(linkage(source=ELDERS, target=TABLE), through=(Through(OFFICER, "broker", True),))
    assert single_brokers([through], {1}) == {2: {4}}


def test_who_sits_at_the_table_is_no_broker_and_the_unlinked_hang_on_nobody():
    assert single_brokers(links((ELDERS, TABLE)), {1}) == {}
    assert single_brokers(links((ELDERS, OFFICER)), {1}) == {}


def plain_reading(pairs, table, local):
    """Every actor is taken away in turn: who then no longer reaches the table hangs on it."""

    def reached(without=None):
        found = set(table) - {without}
        while True:
            more = {b for a, b in [*pairs, *[(b, a) for a, b in pairs]] if a in found} - found - {without}
            if not more:
                return found
            found |= more

    everybody = {key for pair in pairs for key in pair}
    lost = {key: (local & reached()) - reached(key) - {key} for key in everybody - table}
    return {key: hanging for key, hanging in lost.items() if hanging}


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=16))
def test_the_answer_is_that_of_taking_everybody_away_in_turn(pairs):
    table, local = {1, 2}, {5, 6, 7, 8, 9}
    pairs = [(a, b) for a, b in pairs if a != b]
    actors = {key: actor(key, "grassroots" if key in local else "middle") for key in range(1, 10)}
    found = single_brokers(links(*((actors[a], actors[b]) for a, b in pairs)), table)
    assert found == plain_reading(pairs, table, local)
