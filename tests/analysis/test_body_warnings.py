"""Warnings about bodies and channels: each says what is recorded, and never more."""

from datetime import date

import pytest

from peaceinfra.analysis import body_warnings, party_warnings
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ChangeFact, PrincipalFact, Through
from peaceinfra.analysis.process_facts import (
    FunctionFact,
    HandoverFact,
    LineageFact,
    MandateFact,
    PostFact,
    ProcessFacts,
    SuccessionFact,
)
from peaceinfra.analysis.warning import Kind, Occasion, Warning
from peaceinfra.analysis.warnings import first_of_each_kind
from peaceinfra.core.visibility import Viewer
from processes.choices import LineageKind
from secretariats.choices import ArchiveState, FunctionState, Passed, PostKind, Task
from tests.analysis.test_channel_status import party
from tests.analysis.test_derived import LONG, actor, dates, linkage

SPLINTER, TODAY = LineageKind.SPLINTER, date(2026, 1, 1)
BODY, HEIR = actor(99, name="The office"), actor(98, name="The heir")


def state(position, status, day=None, key=0):
    return ChangeFact("lifecyclechange", key or position, 99, position, status, "", None, day, day)


def process(*log, **parts):
    parts = {"lifecycles": {99: StatusLog(log)} if log else {}, "actors": {99: BODY, 98: HEIR}} | parts
    return ProcessFacts(500, "Talks", [], "", LONG, None, **parts)


def occasion(day=None, **more):
    return Occasion(Viewer(2), day, TODAY, **more)


def each(rule, facts, day):
    """The warnings of a rule for each body of a process."""
    return [
        found
        for body_records in body_warnings.bodies_of(facts)
        for found in rule(body_records, occasion(day))
    ]


def whats(found):
    return [warning.what for warning in found]


CLOSED = (state(1, "operational", date(2002, 1, 1)), state(2, "closed", date(2009, 1, 1)))


def test_a_closed_body_without_archive_and_successor_on_record_is_named_once():
    found = each(body_warnings.closed_without_memory, process(*CLOSED), None)
    assert whats(found) == [
        "The office was closed; no hand-over of its archive is recorded and no successor is recorded."
    ]
    assert found[0].rests_on == (2,)


def test_an_archive_that_was_not_preserved_is_said_so_and_a_successor_is_no_warning():
    lost = HandoverFact(31, LONG, BODY, ArchiveState.NOT_PRESERVED, None)
    followed = SuccessionFact(32, LONG, BODY, HEIR, Passed.UNKNOWN)
    facts = process(*CLOSED, handovers=[lost], successions=[followed])
    assert whats(each(body_warnings.closed_without_memory, facts, None)) == [
        "The office was closed; its archive was not preserved."
    ]


def test_an_archive_that_was_lost_later_is_not_said_to_be_lost_before():
    lost = HandoverFact(31, dates("actual", "2012"), BODY, ArchiveState.NOT_PRESERVED, None)
    facts = process(*CLOSED, handovers=[lost])
    before, after = (
        whats(each(body_warnings.closed_without_memory, facts, date(year, 6, 1))) for year in (2010, 2013)
    )
    assert before == [
        "The office was closed; no hand-over of its archive is recorded and no successor is recorded."
    ]
    assert after == [
        "The office was closed; its archive was not preserved.",
        "The office was closed; no successor is recorded.",
    ]


def test_nothing_is_said_of_a_closing_that_had_not_happened_by_the_day():
    assert whats(each(body_warnings.closed_without_memory, process(*CLOSED), date(2008, 1, 1))) == []


def test_a_mandate_that_stops_with_the_talks_is_told_while_its_body_lasts():
    mandate = MandateFact(41, LONG, BODY, 1, None, "", "the talks end", False)
    working = process(CLOSED[0], mandates=[mandate])
    assert [
        (warning.what, warning.why) for warning in each(body_warnings.mandate_that_stops, working, None)
    ] == [("The mandate of The office does not go on when talks are suspended.", "It ends: the talks end.")]
    assert whats(each(body_warnings.mandate_that_stops, process(*CLOSED, mandates=[mandate]), None)) == []


def test_a_party_served_by_no_body_at_work_has_no_contact_point_on_record():
    roles = [party(1, "north"), party(2, "south")]
    serves = PrincipalFact(51, BODY, actor(1), "north", "sole", LONG)
    working = process(CLOSED[0], roles=roles, principals=[serves])
    assert whats(party_warnings.parties_without_address(working, occasion(date(2004, 1, 1)))) == [
        "No working office or contact person is recorded for actor 2."
    ]
    closed = process(*CLOSED, roles=roles, principals=[serves])
    assert whats(party_warnings.parties_without_address(closed, occasion(date(2010, 1, 1)))) == [
        "No working office or contact person is recorded for actor 1, actor 2."
    ]


def test_a_party_whose_body_has_an_unknown_state_since_an_unknown_day_perhaps_has_a_contact_point():
    lost = ChangeFact("lifecyclechange", 9, 99, 2, "unknown", "", None, date(2021, 1, 1), None)
    serves = PrincipalFact(51, BODY, actor(1), "north", "sole", LONG)
    facts = process(CLOSED[0], lost, roles=[party(1, "north")], principals=[serves])
    for day in (None, date(2026, 6, 1)):
        assert whats(party_warnings.parties_without_address(facts, occasion(day))) == []


def function(key, task, done):
    return FunctionFact(key, LONG, BODY, task, done, None)


def test_a_body_is_hollowed_out_only_where_somebody_looked_at_what_it_does():
    mandated = [
        function(61, Task.LOGISTICS, FunctionState.MANDATED),
        function(62, Task.MONITORING, FunctionState.MANDATED),
    ]
    assert whats(each(body_warnings.hollowed_out, process(functions=mandated), None)) == []
    done = [*mandated, function(63, Task.LOGISTICS, FunctionState.PERFORMED)]
    found = each(body_warnings.hollowed_out, process(functions=done), None)
    assert [(warning.what, warning.why) for warning in found] == [
        (
            "The office has tasks in its mandate for which no work is recorded: monitoring.",
            "That no work is recorded does not say that none was done.",
        )
    ]
    assert found[0].rests_on == (61, 62, 63)


def test_outreach_rests_on_one_post_where_every_linkage_runs_through_an_outreach_officer():
    officer = Through(actor(5), "outreach_officer", None)
    through = linkage(source=BODY, target=actor(3, "grassroots"))
    by_officer = type(through)(*(getattr(through, name) for name in through.__slots__[:12]), (officer,))
    post = PostFact(71, LONG, BODY, PostKind.OUTREACH_OFFICER, "")
    facts = process(posts=[post])
    assert whats(party_warnings.outreach_on_one_post([by_officer], {99}, facts)) == [
        "The outreach of The office rests on one post: 1 linkage runs through an outreach officer."
    ]
    assert whats(party_warnings.outreach_on_one_post([by_officer, through], {99}, facts)) == []


def test_linkages_of_an_actor_that_split_are_named_where_nothing_was_seen_since():
    origin = actor(1, name="The front")
    split = LineageFact(81, dates("actual", "2007-03-01"), actor(4, name="The new front"), origin, SPLINTER)
    before = linkage(dates("actual", "2004", "last_cited", "2006"), source=origin)
    facts = process(lineages=[split])
    found = list(party_warnings.orphaned_by_split([before], facts, date(2010, 1, 1)))
    assert [(warning.what, warning.why) for warning in found] == [
        (
            "The new front broke away from The front.",
            "1 linkage of The front has no evidence after 1 Mar 2007: it may now lead to only one of the two.",
        )
    ]
    seen = linkage(dates("actual", "2004", "last_cited", "2009"), source=origin)
    assert list(party_warnings.orphaned_by_split([seen], facts, date(2010, 1, 1))) == []
    assert list(party_warnings.orphaned_by_split([before], facts, date(2005, 1, 1))) == []


def test_sides_without_a_channel_are_named_with_their_parties():
    facts = process(roles=[party(1, "north"), party(2, "south")])
    found = list(party_warnings.sides_without_channel(facts, [], occasion(date(2004, 1, 1))))
    assert whats(found) == ["No open channel is recorded between north and south."]
    assert [actor.key for actor in found[0].actors] == [1, 2]


@pytest.mark.parametrize(
    "sides, pairs",
    [
        ("abc", "a and b, nor between a and c, nor between b and c"),
        ("abcd", "a and b, nor between a and c, nor between a and d, nor between 3 more pairs"),
    ],
)
def test_pairs_of_sides_without_a_channel_do_not_read_as_one_list(sides, pairs):
    facts = process(roles=[party(key, side) for key, side in enumerate(sides, 1)])
    found = list(party_warnings.sides_without_channel(facts, [], occasion(date(2004, 1, 1))))
    assert whats(found) == [f"No open channel is recorded between {pairs}."]


def test_the_first_screen_shows_one_warning_of_each_kind_before_a_second_of_any():
    found = [
        Warning(Kind(kind), f"{kind} {n}", "")
        for kind, n in (("a", 1), ("a", 2), ("a", 3), ("b", 1), ("c", 1))
    ]
    assert whats(first_of_each_kind(found, 4)) == ["a 1", "b 1", "c 1", "a 2"]
