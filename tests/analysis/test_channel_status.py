"""Who can speak to whom, and what is known of a line that was cut on an unknown day."""

from datetime import date

import pytest

from peaceinfra.analysis import channel_status, derived
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ActorFact, ChangeFact, RoleFact
from peaceinfra.analysis.process_facts import ChannelFact, LineageFact, MembershipFact, ProcessFacts
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.validity import Bounds
from processes.choices import LineageKind
from secretariats.choices import (
    ChannelFormality,
    ChannelMedium,
    ChannelQuality,
    Directness,
    MemberClass,
    SeatRole,
)
from tests.analysis.test_derived import LONG, actor, dates, linkage, principal

NORTH, SOUTH, DESK = actor(1), actor(2), actor(99)
UNTIL_2008 = dates("actual", "2003", "ended", "2008-12-31")


def change(position, status, first=None, last=None, log="channelchange"):
    return ChangeFact(log, position, 7, position, status, "", None, first, last)


def channel(*log, held=LONG, ends=(NORTH, SOUTH)):
    return ChannelFact(
        7, held, "A line", ChannelMedium.PHONE, Directness.DIRECT, ChannelFormality.INFORMAL,
        ChannelQuality.CORDIAL, None, "", "", ends, (), StatusLog(log),
    )  # fmt: skip


def party(key, side, kind="party"):
    return RoleFact(key, kind, side, False, "unknown", "1", LONG, actor(key))


MOMENTA = StatusLog(
    [
        change(1, "active", date(2002, 1, 1), date(2002, 1, 1), "momentumchange"),
        change(2, "stalled", date(2003, 6, 1), date(2003, 6, 1), "momentumchange"),
        change(3, "collapsed", date(2006, 1, 1), date(2006, 12, 31), "momentumchange"),
        change(4, "active", date(2012, 1, 1), date(2012, 1, 1), "momentumchange"),
    ]
)
OPENED = change(1, "open", date(2003, 3, 1), date(2003, 3, 1))
CUT = change(2, "cut")


def test_a_cut_on_an_unknown_day_lies_after_the_opening_and_before_the_end_of_the_channel():
    line = channel(OPENED, CUT, held=UNTIL_2008)
    assert channel_status.days_of_change(line, 1) == Bounds(
        start_min=date(2003, 3, 1), end_max=date(2008, 12, 31)
    )


def test_such_a_cut_is_set_against_every_momentum_that_its_days_allow():
    window = channel_status.days_of_change(channel(OPENED, CUT, held=UNTIL_2008), 1)
    assert channel_status.momentum_at(MOMENTA, window, LONG) == ["active", "stalled", "collapsed"]


def test_a_process_that_had_ended_had_no_momentum_but_that_it_collapsed():
    ended = dates("actual", "2002", "actual", "2005-12-31")
    window = Bounds(start_min=date(2006, 2, 1), end_max=date(2007, 1, 1))
    assert channel_status.momentum_at(MOMENTA, window, ended) == ["collapsed"]
    assert channel_status.momentum_at(MOMENTA, Bounds(date(2006, 2, 1), end_max=date(2006, 2, 1)), ended) == [
        "collapsed"
    ]


def test_a_change_on_a_known_day_is_set_against_that_day():
    assert channel_status.momentum_at(MOMENTA, channel_status.days_of_change(channel(OPENED), 0), LONG) == [
        "active"
    ]


@pytest.mark.parametrize(
    "log, day, answer",
    [
        ((OPENED,), date(2004, 1, 1), Certainty.CERTAIN),
        ((OPENED,), date(2002, 1, 1), Certainty.NO),
        ((OPENED, CUT), date(2004, 1, 1), Certainty.POSSIBLE),
        ((OPENED, change(2, "cut", date(2004, 1, 1), date(2004, 1, 1))), date(2004, 6, 1), Certainty.NO),
        ((OPENED, change(2, "degraded", date(2004, 1, 1), date(2004, 1, 1))), date(2004, 6, 1), Certainty.CERTAIN),
        ((OPENED, change(2, "unknown", date(2004, 1, 1), date(2004, 1, 1))), date(2004, 6, 1), Certainty.NO),
        ((OPENED,), None, Certainty.POSSIBLE),
        ((), date(2004, 1, 1), Certainty.CERTAIN),
    ],
)  # fmt: skip
def test_word_passes_while_a_channel_is_open_or_weakened(log, day, answer):
    assert channel_status.passes_word(channel(*log), day) == answer


def test_an_open_channel_is_no_surer_than_that_there_was_one():
    line = channel(OPENED, held=dates("actual", "2003"))
    assert channel_status.passes_word(line, date(2010, 1, 1)) == Certainty.POSSIBLE
    assert channel_status.passes_word(channel(OPENED, held=UNTIL_2008), date(2010, 1, 1)) == Certainty.NO


def test_a_line_that_was_cut_stays_cut_after_the_end_of_its_channel():
    line = channel(OPENED, change(2, "cut", date(2004, 1, 1), date(2004, 1, 1)), held=UNTIL_2008)
    assert channel_status.state_on(line, date(2010, 1, 1)).status == "cut"


def test_sides_count_their_parties_and_the_bodies_that_serve_them_alone():
    found = channel_status.sides_at(
        [party(1, "north"), party(2, "south")], [principal(1, "north")], date(2004, 1, 1)
    )
    assert found == {"north": {1, 99}, "south": {2}}


def test_who_supports_a_side_does_not_stand_on_it_nor_do_the_bodies_that_serve_who_supports_it():
    roles = [party(1, "north"), party(2, "south"), party(5, "south", "supporter")]
    assert derived.sides_of(roles, [principal(5)]) == {1: "north", 2: "south"}
    assert channel_status.sides_at(roles, [principal(5)], date(2004, 1, 1)) == {"north": {1}, "south": {2}}


def talks(*channels, **parts):
    actors = {key: actor(key) for key in (1, 2, 99)}
    return ProcessFacts(
        500, "Talks", [], "", LONG, None, channels=channels, **{"actors": actors} | parts
    )  # fmt: skip


def apart(facts, held=(), on=date(2004, 6, 1), sides=None):
    sides = sides or {"north": {1, 99}, "south": {2}}
    pairs = channel_status.facing_pairs(sides, facts.actors)
    return channel_status.unconnected_sides(pairs, sides, channel_status.ways_between(facts, held, on, on))


def test_sides_are_unconnected_until_a_channel_passes_word_or_a_linkage_runs():
    cut = channel(OPENED, change(2, "cut", date(2004, 1, 1), date(2004, 1, 1)))
    assert apart(talks(cut)) == [("north", "south")]
    assert apart(talks(channel(OPENED, ends=(DESK, SOUTH)))) == []
    assert apart(talks(), [linkage(source=NORTH, target=SOUTH)]) == []


def test_of_a_channel_in_an_unknown_state_nobody_says_that_it_is_not_open():
    unknown = channel(OPENED, change(2, "unknown", date(2004, 1, 1), date(2004, 1, 1)))
    assert apart(talks(unknown)) == []


FORUM = ActorFact(50, "Forum of the south", "coalition", "top", [], LONG)
UMBRELLA = ActorFact(51, "Front of fronts", "umbrella", "top", [], LONG)


def test_a_channel_with_a_collective_actor_counts_for_its_members():
    line = channel(OPENED, ends=(NORTH, FORUM))
    union = LineageFact(61, LONG, FORUM, SOUTH, LineageKind.COALITION)
    member = MembershipFact(62, LONG, DESK, SOUTH, MemberClass.ARMED_ORGANISATION, SeatRole.MEMBER, None)
    third = actor(3)
    elsewhere = LineageFact(63, LONG, FORUM, third, LineageKind.COALITION)
    assert apart(talks(line, lineages=[union])) == []
    assert apart(talks(line, lineages=[elsewhere])) == [("north", "south")]
    ended = LineageFact(64, dates("actual", "1990", "actual", "2003"), FORUM, SOUTH, LineageKind.COALITION)
    assert apart(talks(line, lineages=[ended, elsewhere])) == [("north", "south")]
    by_office = channel(OPENED, ends=(NORTH, DESK))
    assert apart(talks(by_office, memberships=[member]), sides={"north": {1}, "south": {2}}) == []


def test_a_coalition_whose_members_nobody_recorded_may_stand_for_any_side_but_joins_no_two_others():
    for collective in (FORUM, UMBRELLA):
        assert apart(talks(channel(OPENED, ends=(NORTH, collective)))) == []
    assert apart(talks(channel(OPENED, ends=(actor(7), FORUM)))) == [("north", "south")]


def test_two_sides_at_one_end_of_a_channel_are_not_joined_by_it():
    both = [
        LineageFact(key, LONG, FORUM, one, LineageKind.COALITION) for key, one in ((61, NORTH), (62, SOUTH))
    ]
    assert apart(talks(channel(OPENED, ends=(actor(7), FORUM)), lineages=both)) == [("north", "south")]


def test_only_sides_that_face_each_other_are_asked_about():
    rebels = {key: ActorFact(key, f"Group {key}", "armed_organisation", "top", [], LONG) for key in (2, 3)}
    sides = {"government": {1}, "group 2": {2}, "group 3": {3}}
    assert apart(talks(actors={1: NORTH} | rebels), sides=sides) == [
        ("government", "group 2"),
        ("government", "group 3"),
    ]
    del sides["government"]
    assert apart(talks(actors=rebels), sides=sides) == [("group 2", "group 3")]


def test_the_side_of_a_military_organ_is_that_of_a_state():
    kinds = {1: "security_organ", 2: "armed_organisation", 3: "informal_armed_group"}
    actors = {key: ActorFact(key, f"Group {key}", kind, "top", [], LONG) for key, kind in kinds.items()}
    sides = {"army": {1}, "group 2": {2}, "group 3": {3}}
    assert channel_status.facing_pairs(sides, actors) == [("army", "group 2"), ("army", "group 3")]
