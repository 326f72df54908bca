from dataclasses import replace

from peaceinfra.analysis.brokers import single_brokers
from peaceinfra.analysis.facts import Through
from tests.analysis.test_derived import actor, linkage

TABLE, OFFICER, PLATFORM, ELDERS, WOMEN = (
    actor(1), actor(2, "middle"), actor(3, "middle"), actor(4, "grassroots"), actor(5, "grassroots"),
)


def links(*pairs):
    return [linkage(source=one, target=other) for one, other in pairs]


def test_a_broker_stands_on_every_path_of_somebody():
    found = single_brokers(links((ELDERS, OFFICER), (WOMEN, OFFICER), (OFFICER, TABLE)), {1})
    assert found == {2: {4, 5}}


def test_with_a_second_path_nobody_is_a_single_broker():
    assert single_brokers(
        links((ELDERS, OFFICER), (ELDERS, PLATFORM), (OFFICER, TABLE), (PLATFORM, TABLE)), {1}
    ) == {}


def test_both_links_of_a_chain_are_single_brokers():
    found = single_brokers(links((ELDERS, PLATFORM), (PLATFORM, OFFICER), (OFFICER, TABLE)), {1})
    assert found == {2: {4}, 3: {4}}


def test_an_intermediary_is_a_stop_on_the_way():
    through = replace(linkage(source=ELDERS, target=TABLE), through=(Through(OFFICER, "broker", True),))
    assert single_brokers([through], {1}) == {2: {4}}


def test_who_sits_at_the_table_is_no_broker_and_the_unlinked_hang_on_nobody():
    assert single_brokers(links((ELDERS, TABLE)), {1}) == {}
    assert single_brokers(links((ELDERS, OFFICER)), {1}) == {}
