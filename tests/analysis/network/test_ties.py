"""Ties are made of the records that say them: which kinds, between whom, and how they held."""

from dataclasses import replace
from datetime import date

import pytest

from peaceinfra.analysis.collect import collect_process
from peaceinfra.analysis.network.graph import Standing
from peaceinfra.analysis.network.network import network_on, table_on
from peaceinfra.analysis.network.ties import PASSING, TieKind, ties_of
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.visibility import PUBLIC, Viewer
from tests.factories import (
    ActorFactory,
    AppointmentFactory,
    BodyFactory,
    BodyRelationFactory,
    ChannelChangeFactory,
    ChannelEndFactory,
    ChannelFactory,
    CommunityFactory,
    IntermediaryFactory,
    LineageFactory,
    LinkageFactory,
    MembershipFactory,
    PeaceProcessFactory,
    PostFactory,
    PrincipalFactory,
    ReachFactory,
    RoleFactory,
    SupportFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 1)
LASTING = {"start_kind": "actual", "start": "2020", "end_kind": "ongoing", "end": "2025-12"}


@pytest.fixture
def process():
    return PeaceProcessFactory(**LASTING)


@pytest.fixture
def party(process):
    return RoleFactory(process=process, kind="party", basis="both", actor=actor("Party"), **LASTING).actor


def actor(name, level="top", **columns):
    return ActorFactory(name=name, usual_level=level, **LASTING | columns)


def body(name, level="middle"):
    return BodyFactory(actor=actor(name, level)).actor


def collected(process, viewer=PUBLIC):
    return collect_process(process.pk, viewer, TODAY)


def ties(process, viewer=PUBLIC, day=TODAY):
    """[(kind, names along it, certainty, whether word could pass)]"""
    return [
        (tie.kind.value, [node.name for node in tie.stops], tie.certainty(day).value, tie.way(day).value)
        for tie in ties_of(collected(process, viewer))
    ]


def test_a_linkage_runs_through_its_intermediaries_in_order(process, party):
    linkage = LinkageFactory(source=party, target=actor("Elders", "grassroots"), process=process, **LASTING)
    IntermediaryFactory(linkage=linkage, actor=actor("Second"), position=2)
    IntermediaryFactory(linkage=linkage, actor=actor("First"), position=1)
    assert ties(process) == [("linkage", ["Party", "First", "Second", "Elders"], "confirmed", "confirmed")]


def test_a_channel_joins_each_two_of_its_ends_by_way_of_those_it_goes_through(process, party):
    channel = ChannelFactory(process=process, **LASTING)
    for position, end in enumerate((party, actor("Second"), actor("Third")), 1):
        ChannelEndFactory(channel=channel, actor=end, position=position)
    ChannelEndFactory(channel=channel, actor=actor("Go-between"), part="via", position=4)
    found = ties(process)
    assert [(kind, names) for kind, names, *_answers in found] == [
        ("channel", ["Party", "Go-between", "Second"]),
        ("channel", ["Party", "Go-between", "Third"]),
        ("channel", ["Second", "Go-between", "Third"]),
    ]


def test_a_channel_that_was_cut_is_there_and_is_no_way(process, party):
    channel = ChannelFactory(process=process, **LASTING)
    for end in (party, actor("Second")):
        ChannelEndFactory(channel=channel, actor=end)
    ChannelChangeFactory(channel=channel, status="open", date="2020", position=1)
    ChannelChangeFactory(channel=channel, status="cut", date="2024", position=2)
    assert ties(process, day=date(2023, 1, 1))[0][2:] == ("certain", "certain")
    assert ties(process)[0][2:] == ("confirmed", "no")


def test_seats_service_posts_and_relations_of_the_bodies_of_a_process_are_ties(process, party):
    office, watch = body("Office"), body("Watch")
    PrincipalFactory(body=office, principal=party, process=process, **LASTING)
    RoleFactory(process=process, kind="monitor", actor=watch, **LASTING)
    MembershipFactory(body=watch, member=actor("Elders", "grassroots"), **LASTING)
    BodyRelationFactory(body=watch, kind="reports_to", other=office, **LASTING)
    BodyRelationFactory(body=watch, kind="hosted_by", other=actor("Host"), **LASTING)
    AppointmentFactory(post=PostFactory(body=office, **LASTING), person=actor("Envoy"), **LASTING)
    assert sorted(ties(process)) == [
        ("beside", ["Watch", "Host"], "confirmed", "no"),
        ("membership", ["Elders", "Watch"], "confirmed", "confirmed"),
        ("post", ["Envoy", "Office"], "confirmed", "confirmed"),
        ("reporting", ["Watch", "Office"], "confirmed", "confirmed"),
        ("service", ["Office", "Party"], "confirmed", "confirmed"),
    ]


def test_reach_leads_to_a_community_an_armed_actor_or_a_level_and_a_recorded_none_is_no_tie(process, party):
    elders, reader = actor("Elders", "grassroots"), Viewer(2)
    herders, armed = CommunityFactory(name="Herders", **LASTING), actor("Command")
    for quality, column, value in (
        ("trusted", "community", herders),
        ("occasional", "armed_actor", armed),
        ("regular", "society_level", "middle"),
        ("none", "community", herders),
        ("past", "armed_actor", armed),
    ):
        columns = {"community": None, column: value}
        ReachFactory(actor=elders, process=process, quality=quality, level=2, **columns, **LASTING)
    found = sorted(ties(process, reader), key=str)
    assert found == [
        ("reach", ["Elders", "Command"], "confirmed", "confirmed"),
        ("reach", ["Elders", "Command"], "confirmed", "no"),
        ("reach", ["Elders", "Herders"], "confirmed", "confirmed"),
        ("reach", ["Elders", "middle level"], "confirmed", "confirmed"),
    ]
    assert ties(process, Viewer(1)) == []


def test_support_given_and_descent_are_shown_and_are_nobodys_way(process, party):
    donor = actor("Donor")
    SupportFactory(giver=donor, recipient=party, process=process, answer="given", **LASTING)
    SupportFactory(giver=donor, recipient=party, process=process, answer="refused", **LASTING)
    LineageFactory(actor=actor("Splinter"), origin=party, kind="splinter", **LASTING)
    assert ties(process) == [
        ("support", ["Donor", "Party"], "confirmed", "no"),
        ("lineage", ["Splinter", "Party"], "confirmed", "no"),
    ]
    assert not PASSING & {TieKind.SUPPORT, TieKind.LINEAGE, TieKind.BESIDE}


def test_a_tie_is_answered_within_the_lives_of_its_ends_and_of_its_process(process, party):
    gone = actor("Elders", "grassroots", end_kind="actual", end="2023-05-01")
    LinkageFactory(source=party, target=gone, process=process, **LASTING)
    assert [tie[2:] for tie in ties(process)] == [("no", "no")]
    [before] = ties(process, day=date(2023, 1, 1))
    assert before[2:] == ("certain", "certain")


def test_a_guarded_way_is_no_way_for_who_may_not_see_it(process, party):
    elders, platform, officer = (
        actor("Elders", "grassroots"),
        actor("Platform", "middle"),
        actor("Officer", "middle"),
    )
    for here, there, level in (
        (elders, platform, 0),
        (platform, party, 0),
        (elders, officer, 3),
        (officer, party, 0),
    ):
        LinkageFactory(source=here, target=there, process=process, level=level, **LASTING)
    seen = network_on(collected(process), TODAY)
    assert {broker: [a.name for a in hanging] for broker, hanging in seen.hanging.items()} == {
        platform.pk: ["Elders"]
    }
    assert network_on(collected(process, Viewer(3)), TODAY).hanging == {}


def test_of_one_who_is_on_no_tie_it_is_said_and_one_without_a_way_is_another_thing(process, party):
    RoleFactory(process=process, kind="messenger", actor=actor("Alone", "grassroots"), **LASTING)
    far, beside = actor("Far", "grassroots"), actor("Beside", "grassroots")
    LinkageFactory(source=far, target=beside, process=process, **LASTING)
    network = network_on(collected(process), TODAY)
    assert [a.name for a in network.unlinked] == ["Alone"]
    assert [a.name for a in network.locals_that(Standing.NO_WAY)] == ["Alone", "Beside", "Far"]


def test_who_only_asks_for_a_seat_is_not_at_the_table_and_the_bodies_of_those_there_are(process, party):
    claiming = RoleFactory(
        process=process, kind="party", basis="claimed", actor=actor("Claimant"), **LASTING
    ).actor
    office, of_claimant = body("Office"), body("Office of the claimant")
    PrincipalFactory(body=office, principal=party, process=process, **LASTING)
    PrincipalFactory(body=of_claimant, principal=claiming, process=process, **LASTING)
    assert table_on(collected(process), TODAY) == {party.pk, office.pk}


def test_the_network_of_a_day_is_that_of_the_records_cut_to_the_day(process, party):
    """What certainly began later, or was certainly over, changes nothing in the answer."""
    elders, platform = actor("Elders", "grassroots"), actor("Platform", "middle")
    LinkageFactory(source=elders, target=platform, process=process, **LASTING)
    LinkageFactory(source=platform, target=party, process=process, **LASTING)
    before = network_on(collected(process), date(2023, 1, 1))
    for dates in ({"start": "2024"}, {"end_kind": "actual", "end": "2022"}):
        LinkageFactory(source=elders, target=party, process=process, **LASTING | dates)
    after = network_on(collected(process), date(2023, 1, 1))
    assert (after.standings, after.hanging) == (before.standings, before.hanging)
    assert [held.tie.key for held in after.held] == [held.tie.key for held in before.held]


def test_a_linkage_of_two_years_certain_in_between_is_certain_as_a_way(process, party):
    linkage = LinkageFactory(
        source=party, target=actor("Elders", "grassroots"), process=process, start_kind="actual",
        start="2021-01-01", end_kind="actual", end="2022-12-31",
    )  # fmt: skip
    [tie] = ties_of(collected(process))
    assert tie.key == linkage.pk
    assert tie.way(date(2022, 6, 1)) == Certainty.CERTAIN
    assert replace(tie, passes=False).way(date(2022, 6, 1)) == Certainty.NO
