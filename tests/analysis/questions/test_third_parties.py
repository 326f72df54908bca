"""Splits, single posts, forums and third parties, each over one invented process."""

from datetime import date

import pytest

from peaceinfra.analysis.collect import collect_process
from peaceinfra.analysis.network.network import table_of
from peaceinfra.analysis.questions.answering import sentence_of
from peaceinfra.core.dates.choices import Certainty
from tests import factories as make
from tests.analysis.questions.conftest import ADVISER
from tests.dashboards.worlds import LIVED, small_world

pytestmark = pytest.mark.django_db
DAY = date(2006, 6, 30)
UP = {"start_kind": "actual", "start": "2004", "end_kind": "ongoing", "end": "2006-01-15"}


def split(world, when="2006-02"):
    splinter = make.ActorFactory(name="Splinter", **LIVED)
    make.LineageFactory(actor=splinter, origin=world.party, kind="splinter", start_kind="actual", start=when)


def tied_to_party(world, last_evidence, **values):
    return make.LinkageFactory(
        source=world.elders,
        target=world.party,
        process=world.process,
        last_evidence=last_evidence,
        **{**UP, **values},
    )


def test_links_and_channels_without_evidence_since_a_split_are_listed(answered):
    world = small_world()
    split(world)
    left, seen = tied_to_party(world, "2006-01"), tied_to_party(world, "2006-05")
    hidden = tied_to_party(world, "2006-01", level=3)
    line = make.ChannelFactory(name="Line", process=world.process, **UP)
    for actor in (world.party, world.mediator):
        make.ChannelEndFactory(channel=line, actor=actor)
    found = {row.values["tie"].key for row in answered("links-orphaned-by-a-split", day=DAY).rows}
    assert (left.pk in found, seen.pk in found, hidden.pk in found, line.pk in found) == (
        True,
        False,
        False,
        True,
    )
    make.ChannelChangeFactory(channel=line, status="open", date="2006-04")
    answer = answered("links-orphaned-by-a-split", day=DAY)
    assert [row.values["tie"].key for row in answer.rows] == [left.pk]
    assert sentence_of(answer).startswith(
        "1 link or channel has no evidence since a group split (Splinter from Government of Testland)"
    )


def test_before_a_split_and_without_its_day_nothing_is_orphaned(answered):
    world = small_world()
    tied_to_party(world, "2005")
    split(world)
    assert answered("links-orphaned-by-a-split", day=date(2006, 1, 31)).rows == []
    make.LineageFactory(origin=world.mediator, kind="splinter")
    assert answered("links-orphaned-by-a-split", day=date(2006, 1, 31)).rows == []


def test_contact_that_runs_through_an_outreach_officer_alone_rests_on_one_post(answered):
    world = small_world()
    make.PostFactory(body=world.secretariat, kind="outreach_officer", title="Officer in Lakeside")
    officer = {"source": world.secretariat, "target": world.elders, "process": world.process}
    make.LinkageFactory(modality="outreach_officer", **officer, **UP)
    [row] = answered("contact-on-one-post", day=DAY).rows
    assert (row.values["body"].name, row.values["post"], row.values["number"], row.certainty) == (
        "Secretariat of Testland", "Officer in Lakeside", 1, Certainty.CONFIRMED,
    )  # fmt: skip
    make.LinkageFactory(modality="briefing", **officer, **UP)
    assert answered("contact-on-one-post", day=DAY).rows == []


def test_a_unit_without_a_process_is_asked_too_and_not_where_a_process_is_chosen(answered):
    world = small_world()
    unit = make.BodyActorFactory(name="Unit", body__form="support_unit", **LIVED)
    make.PostFactory(body=unit, kind="outreach_officer")
    make.LinkageFactory(source=unit, target=world.elders, process=None, modality="outreach_officer", **UP)
    assert [row.values["body"].name for row in answered("contact-on-one-post", day=DAY).rows] == ["Unit"]
    chosen = answered("contact-on-one-post", day=DAY, query=f"process={world.process.public_id}")
    assert (chosen.rows, chosen.looked_at) == ([], ["1 process", "0 mediation support units"])


def forum(name, form="platform", **values):
    return make.BodyActorFactory(name=name, body__form=form, **{**LIVED, **values})


def met(world, body, when, **values):
    make.EventFactory(
        kind="meeting", process=world.process, held_by=body, start_kind="actual", start=when, end=when,
        end_kind="actual", **values,
    )  # fmt: skip


def test_forums_are_quiet_after_half_a_year_and_resting_ones_stand_apart(answered):
    world = small_world()
    met(world, forum("Quiet forum"), "2005-11-30")
    met(world, forum("Lively forum"), "2006-05-01")
    unsure = forum("Unsure forum")
    met(world, unsure, "[2005-12-01..2006-02-01]")
    met(world, unsure, "2006-05", level=3)
    met(world, forum("Forum with a plan"), "2006-12")
    forum("New forum", start="2006-05")
    forum("Office that never meets", form="office")
    for name, status in (
        ("Resting forum", "suspended"),
        ("Closed forum", "closed"),
        ("Planned forum", "announced"),
    ):
        make.LifecycleChangeFactory(body=forum(name), status=status, date="2006-02")
    answer = answered("forums-without-meetings", day=DAY)
    assert [(row.finding, row.values["forum"].name, row.certainty) for row in answer.rows] == [
        ("lapsed", "Resting forum", Certainty.CERTAIN),
        ("quiet", "Quiet forum", Certainty.CERTAIN),
        ("quiet", "Unsure forum", Certainty.POSSIBLE),
        ("never", "Forum with a plan", Certainty.CERTAIN),
    ]
    assert "No meeting recorded for six months: Quiet forum; Unsure forum." in sentence_of(answer)


def third_party(world, name, kind="donor", **values):
    actor = make.ActorFactory(name=name, kind="ingo", usual_level="top", **LIVED)
    make.RoleFactory(actor=actor, process=world.process, kind=kind, **values)
    return actor


def found(answer):
    return {
        (row.finding, tuple(actor.name for actor in row.values["third_parties"]), row.values["what"])
        for row in answer.rows
    }


def test_third_parties_that_give_the_same_or_have_no_tie_to_another(answered):
    world = small_world()
    first, second = third_party(world, "First fund"), third_party(world, "Second fund")
    third_party(world, "Hidden fund", level=3)
    for giver in (first, second):
        make.SupportFactory(
            giver=giver, recipient=world.elders, process=world.process, kind="training", answer="given", **UP
        )
    answer = answered("third-parties-apart-or-twice", day=DAY)
    assert found(answer) == {
        ("twice", ("First fund", "Second fund"), "training"),
        ("unconnected", ("First fund",), "donor, training"),
        ("unconnected", ("Second fund",), "donor, training"),
        ("unconnected", ("Kingdom of Norrland",), "mediator"),
    }
    make.LinkageFactory(source=first, target=second, process=world.process, **UP)
    left = {
        row for row in found(answered("third-parties-apart-or-twice", day=DAY)) if row[0] == "unconnected"
    }
    assert left == {("unconnected", ("Kingdom of Norrland",), "mediator")}


def test_a_tie_by_way_of_a_party_connects_nobody_and_two_links_with_one_local_actor_are_twice(answered):
    world = small_world()
    first, second = third_party(world, "First fund"), third_party(world, "Second fund")
    for actor in (first, second):
        make.LinkageFactory(source=actor, target=world.party, process=world.process, **UP)
    assert {row[1] for row in found(answered("third-parties-apart-or-twice", day=DAY))} == {
        ("First fund",), ("Second fund",), ("Kingdom of Norrland",),
    }  # fmt: skip
    for actor in (first, second):
        make.LinkageFactory(source=actor, target=world.elders, process=world.process, **UP)
    assert ("twice", ("First fund", "Second fund"), "a linkage of its own") in found(
        answered("third-parties-apart-or-twice", day=DAY)
    )


def test_a_third_party_of_unknown_role_counts_and_neither_it_nor_who_supports_a_side_is_a_mediator(answered):
    world = small_world()
    unknown = third_party(world, "Unknown", kind="third_party")
    ally = third_party(world, "Ally", kind="supporter", side="government")
    both = third_party(world, "Both", kind="supporter")
    make.RoleFactory(actor=both, process=world.process, kind="third_party")
    for actor in (unknown, ally, both):
        make.SupportFactory(
            giver=actor, recipient=world.elders, process=world.process, kind="training", answer="given", **UP
        )
        make.LinkageFactory(source=world.elders, target=actor, process=world.process, **UP)
    assert {row[1] for row in found(answered("third-parties-apart-or-twice", day=DAY))} == {
        ("Both", "Unknown"),
    }
    # Nobody comes nearer to the mediator by a tie to them, and the table is as it was.
    rows = answered("direct-access-to-the-mediator", day=DAY).rows
    assert {actor.name for row in rows for actor in row.values["mediators"]} == {"Kingdom of Norrland"}
    table = table_of(collect_process(world.process.pk, ADVISER, DAY))
    assert table == {world.party.pk, world.mediator.pk, world.secretariat.pk}


def test_a_split_for_a_time_leaves_links_between_two_until_it_is_healed(answered):
    world = small_world()
    left = tied_to_party(world, "2005")
    make.LineageFactory(
        actor=make.ActorFactory(name="Wing", **LIVED), origin=world.party, kind="temporary_split",
        start_kind="actual", start="2006-02", end_kind="actual", end="2006-09",
    )  # fmt: skip
    assert [row.values["tie"].key for row in answered("links-orphaned-by-a-split", day=DAY).rows] == [left.pk]
    assert answered("links-orphaned-by-a-split", day=date(2006, 10, 31)).rows == []
