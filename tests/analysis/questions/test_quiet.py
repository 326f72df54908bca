"""What has gone quiet: channels while talks stood still, and sides without a channel between them."""

from datetime import date

import pytest

from peaceinfra.analysis.questions.answering import sentence_of
from peaceinfra.core.dates.choices import Certainty
from tests import factories as make
from tests.dashboards.worlds import LIVED, small_world

pytestmark = pytest.mark.django_db
DAY = date(2004, 6, 30)


def line(world, name="Line", **state):
    channel = make.ChannelFactory(name=name, process=world.process, **LIVED)
    for actor in (world.party, world.mediator):
        make.ChannelEndFactory(channel=channel, actor=actor)
    if state:
        make.ChannelChangeFactory(channel=channel, **state)
    return channel


def test_channels_of_talks_that_stand_still_are_open_maybe_open_or_shut(answered):
    world = small_world()
    line(world, "Open line", status="open", date="2002")
    line(world, "Cut line", status="cut", date="2003")
    line(world, "Line without a log")
    unsure = line(world, "Unsure line", status="open", date="2002")
    make.ChannelChangeFactory(channel=unsure, position=2, status="cut", date="")
    answer = answered("channels-while-talks-stood-still", day=DAY)
    assert [
        (row.finding, row.values["channel"].name, row.values["state"], row.certainty) for row in answer.rows
    ] == [
        ("open", "Line without a log", "no state recorded", Certainty.CERTAIN),
        ("open", "Open line", "open", Certainty.CERTAIN),
        ("maybe", "Unsure line", "open or cut", Certainty.POSSIBLE),
        ("shut", "Cut line", "cut", Certainty.CERTAIN),
    ]
    assert {row.values["talks"] for row in answer.rows} == {"stalled"}
    assert sentence_of(answer).startswith(
        "Open while talks stood still: Line without a log (Talks of Testland); Open line (Talks of Testland)."
        " 1 channel may have been open: Talks of Testland. 1 was cut or closed by then: Talks of Testland."
    )


def test_links_without_dated_evidence_stand_first_and_the_oldest_dated_evidence_is_named(answered):
    world = small_world()
    ends = {"process": world.process, "source": world.party, "target": world.mediator}
    for sighting in ("2002-05", "2001-03"):
        make.LinkageFactory(**ends, last_evidence=sighting)
    assert sentence_of(answered("links-not-confirmed", day=DAY)).startswith(
        "2 links have not been confirmed within their review time. The oldest dated evidence: Mar 2001."
    )
    make.LinkageFactory(**ends)
    assert sentence_of(answered("links-not-confirmed", day=DAY)).startswith(
        "3 links have not been confirmed within their review time. Those without dated evidence stand first. "
        "The oldest dated evidence: Mar 2001."
    )


def test_a_channel_of_talks_that_move_or_that_are_hidden_to_stand_still_is_no_answer(answered):
    world = small_world()
    line(world, status="open", date="2002")
    assert answered("channels-while-talks-stood-still", day=date(2002, 6, 30)).rows == []
    other = make.PeaceProcessFactory(name="Other talks", **LIVED)
    make.ChannelFactory(process=other, **LIVED)
    make.MomentumChangeFactory(
        process=other, status="stalled", date="2002", decided_by=make.ActorFactory(level=3)
    )
    found = answered("channels-while-talks-stood-still", day=DAY).rows
    assert {row.values["process"].name for row in found} == {"Talks of Testland"}


def facing(world):
    """A movement on a side of its own faces the state."""
    movement = make.ActorFactory(name="Movement of Testland", kind="armed_organisation", **LIVED)
    make.RoleFactory(actor=movement, process=world.process, side="movement")
    return movement


def test_sides_that_nothing_joins_are_named_with_who_stands_on_them(answered):
    world = small_world()
    facing(world)
    [row] = answered("sides-without-a-channel", day=DAY).rows
    assert (row.values["side"], row.values["other"]) == ("government", "movement")
    assert [actor.name for actor in row.values["on_other"]] == ["Movement of Testland"]
    assert "There may be one." in sentence_of(answered("sides-without-a-channel", day=DAY))


def test_an_open_channel_joins_two_sides_and_a_cut_or_hidden_one_does_not(answered):
    world = small_world()
    movement = facing(world)
    hidden = make.ChannelFactory(process=world.process, level=3, **LIVED)
    cut = make.ChannelFactory(process=world.process, **LIVED)
    for channel in (hidden, cut):
        for actor in (world.party, movement):
            make.ChannelEndFactory(channel=channel, actor=actor)
    change = make.ChannelChangeFactory(channel=cut, status="cut", date="2003")
    assert len(answered("sides-without-a-channel", day=DAY).rows) == 1
    type(change).objects.filter(pk=change.pk).update(status="open")
    assert answered("sides-without-a-channel", day=DAY).rows == []


def test_where_nobody_searched_for_channels_nothing_is_said(answered):
    process = make.PeaceProcessFactory()
    for kind, side in (("state", "a"), ("armed_organisation", "b")):
        make.RoleFactory(process=process, actor=make.ActorFactory(kind=kind), side=side)
    answer = answered("sides-without-a-channel", day=DAY)
    assert (answer.rows, [one.why.value for one in answer.unanswered]) == ([], ["not_researched"])
