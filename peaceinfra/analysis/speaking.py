"""Who can speak to whom: the states of channels on a day, against the momentum of the talks, and between sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import ChangeFact, Dates, LinkageFact, PrincipalFact, RoleFact
from peaceinfra.analysis.process_facts import ChannelFact
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.statuslog import StatusOn, lives
from peaceinfra.core.dates.validity import Bounds, overlap
from peaceinfra.core.filtering import REVIEW_DAYS
from processes.choices import RoleKind
from processes.models import Actor
from secretariats.choices import ChannelPart
from secretariats.lifecycle import PASSABLE
from secretariats.models import Channel


def ends_of(channel: Channel) -> list[Actor]:
    """Those between whom a channel passes word, of a record whose `ends` were read for the viewer."""
    at_ends = (end.actor for end in channel.ends.all() if end.part == ChannelPart.END)
    return [actor for actor in at_ends if not actor.retired]


def held(channel: ChannelFact, day: date | None) -> Certainty:
    """Whether there was such a channel on a day; without a day: on any day at all."""
    ends = [end.dates for end in channel.ends]
    return derived.certainty_of(channel.dates, day, *ends, review_days=REVIEW_DAYS)


def state_on(channel: ChannelFact, day: date | None) -> StatusOn:
    """The state by the channel's log, within its own dates and the lives of those at its ends."""
    ends = [end.dates for end in channel.ends]
    return derived.status([row.entry for row in channel.log], day, channel.dates, *ends)


def passes_word(channel: ChannelFact, day: date | None) -> Certainty:
    """Whether word could pass on a day; without a day, by the last state of its log (never certain).

    A channel without a log passes word while it is there.
    """
    if not channel.log:
        return held(channel, day)
    answer = state_on(channel, day)
    open_ones = [state for state in answer.possible_statuses if state in PASSABLE]
    if not open_ones:
        return Certainty.NO
    return Certainty.POSSIBLE if day is None else answer.certainty


def days_of_change(channel: ChannelFact, place: int) -> Bounds:
    """Between which days a row of the log was entered, as far as its order and the channel's end tell.

    `place` counts from 0. An undated cut lies after the row before it, and not after the channel's end.
    """
    life = lives([row.entry for row in channel.log])[place]
    passes = channel.log[place].status in PASSABLE
    first = life.start_min or (channel.dates.bounds.start_min if place == 0 else None)
    last = life.start_max
    if last is None:
        last = channel.dates.bounds.start_max if place == 0 and passes else channel.dates.bounds.end_max
    return Bounds(start_min=first, end_max=last)


def states_within(log: Sequence[ChangeFact], window: Bounds, owner: Dates) -> list[str]:
    """The states that can have held on some day of a window, in the order of the log."""
    rows = sorted((row.entry for row in log), key=lambda entry: entry.position)
    held_then = [
        row.status
        for row, life in zip(rows, lives(rows), strict=True)
        if overlap(life, window, *derived.envelope_of(row.status, owner)) > Certainty.NO
    ]
    return list(dict.fromkeys(held_then))


def sides_at(
    roles: Iterable[RoleFact], principals: Iterable[PrincipalFact], day: date | None
) -> dict[str, set[int]]:
    """{side: its parties on the day and the bodies that serve it alone}"""
    parties = [
        role
        for role in roles
        if role.kind == RoleKind.PARTY
        and role.side
        and derived.certainty_of(role.dates, day, role.actor.dates) > Certainty.NO
    ]
    named = {role.side for role in parties}
    found: dict[str, set[int]] = {side: set() for side in sorted(named)}
    for key, side in derived.sides_of(parties, principals).items():
        if side in found:
            found[side].add(key)
    return found


def unconnected_sides(
    sides: dict[str, set[int]],
    channels: Iterable[ChannelFact],
    linkages: Iterable[LinkageFact],
    day: date | None,
) -> list[tuple[str, str]]:
    """Pairs of sides between which no channel passes word and none of the given linkages runs."""
    joined = [{end.key for end in one.ends} for one in channels if passes_word(one, day) > Certainty.NO]
    joined += [{one.source.key, one.target.key} for one in linkages]
    return [
        (one, other)
        for one, other in combinations(sides, 2)
        if not any(ends & sides[one] and ends & sides[other] for ends in joined)
    ]


def momentum_at(momenta: Sequence[ChangeFact], window: Bounds, process: Dates) -> list[str]:
    """How the talks moved, or may have moved, while something of the window happened."""
    if window.start_min and window.start_min == window.end_max:
        entries = [row.entry for row in momenta]
        return list(derived.status(entries, window.start_min, process).possible_statuses)
    return states_within(momenta, window, process)
