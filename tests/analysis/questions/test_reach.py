"""Communities: who reaches them and in how many steps, and which nobody does; and who speaks to the mediator."""

from datetime import date

import pytest

from peaceinfra.analysis.questions.answering import sentence_of
from peaceinfra.core.dates.choices import Certainty
from processes.models import Community
from tests import factories as make
from tests.dashboards.worlds import LIVED, small_world

pytestmark = pytest.mark.django_db
DAY = date(2006, 6, 30)
UP = {"start_kind": "actual", "start": "2004", "end_kind": "ongoing", "end": "2006-01-15"}


def reach(actor, community, **values):
    return make.ReachFactory(actor=actor, community=community, **{"level": 2, **UP, **values})


def village(name="Lakeside"):
    return make.CommunityFactory(name=name)


def test_a_community_is_reached_in_as_many_steps_as_the_shortest_chain_has(answered):
    world, lakeside = small_world(), village()
    reach(world.elders, lakeside, process=world.process, quality="trusted", languages=["ar", "ta"])
    [row] = answered("who-reaches-a-community", day=DAY).rows
    assert (row.finding, row.certainty) == ("linked", Certainty.CONFIRMED)
    values = row.values
    assert (values["community"].name, values["actor"].name) == ("Lakeside", "Elders of Lakeside")
    assert (values["steps"], values["from_table"].name) == (3, "Kingdom of Norrland")
    assert (values["quality"], values["languages"], values["last_seen"]) == (
        "trusted",
        "Arabic, Tamil",
        "15 Jan 2006",
    )


def test_reach_without_a_process_counts_for_who_is_tied_and_past_or_no_reach_does_not(answered):
    world = small_world()
    stranger = make.ActorFactory(name="Stranger", **LIVED)
    reach(world.elders, village("Near"), process=None)
    reach(world.elders, village("Past"), process=world.process, quality="past")
    reach(world.elders, village("None"), process=world.process, quality="none")
    reach(stranger, village("Far"), process=world.process)
    found = [
        (row.finding, row.values["community"].name, row.values["steps"])
        for row in answered("who-reaches-a-community", day=DAY).rows
    ]
    assert found == [("linked", "Near", 3), ("apart", "Far", None)]


def test_a_hidden_link_in_the_middle_leaves_a_reach_apart_from_the_table(answered):
    world = small_world()
    healer = make.ActorFactory(name="Healer", usual_level="grassroots", **LIVED)
    make.LinkageFactory(source=healer, target=world.broker, process=world.process, level=3, **LIVED)
    reach(healer, village(), process=world.process)
    [row] = answered("who-reaches-a-community", day=DAY).rows
    assert (row.finding, row.values["from_table"], row.certainty) == ("apart", None, Certainty.CONFIRMED)


def test_communities_that_nobody_or_only_local_actors_reach(answered):
    world = small_world()
    for name, actor, values in (
        ("Both", world.elders, {}),
        ("Both", world.broker, {}),
        ("Elders alone", world.elders, {}),
        ("House once", world.broker, {"quality": "past"}),
        ("Not at all", world.broker, {"quality": "none"}),
        ("Later", world.broker, {"start": "2007", "end": "2008"}),
        ("Hidden to us", world.broker, {"level": 3}),
    ):
        community = Community.objects.filter(name=name).first()
        reach(actor, community or village(name), **{"process": world.process, **values})
    village("Nobody")
    answer = answered("communities-reached-by-nobody", day=DAY)
    found = {(row.finding, row.values["community"].name) for row in answer.rows}
    assert found == {
        ("said_none", "Not at all"),
        ("nobody", "Hidden to us"),
        ("nobody", "Later"),
        ("nobody", "Nobody"),
        ("past", "House once"),
        ("only_local", "Elders alone"),
    }
    assert "Reached by local actors only: Elders alone." in sentence_of(answer)
    chosen = answered("communities-reached-by-nobody", day=DAY, query=f"process={world.process.public_id}")
    assert {row.values["community"].name for row in chosen.rows} == {
        "Not at all", "Later", "House once", "Elders alone",
    }  # fmt: skip


def test_who_is_tied_to_the_mediator_with_nobody_in_between(answered):
    world = small_world()
    answer = answered("direct-access-to-the-mediator", day=DAY)
    assert [(row.finding, row.values["actor"].name, row.values["by"]) for row in answer.rows] == [
        ("national", "Bridge House", "linkage")
    ]
    assert sentence_of(answer).startswith("No local actor is tied to the mediator directly")
    direct = make.LinkageFactory(source=world.elders, target=world.mediator, process=world.process, **UP)
    answer = answered("direct-access-to-the-mediator", day=DAY)
    assert [row.finding for row in answer.rows] == ["local", "national"]
    make.IntermediaryFactory(linkage=direct, actor=world.broker)
    assert [row.finding for row in answered("direct-access-to-the-mediator", day=DAY).rows] == ["national"]
