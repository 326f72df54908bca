"""Who can speak to whom: the states of channels on a day, against the momentum of the talks, and between sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations, permutations

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import ActorFact, ChangeFact, Dates, LinkageFact, PrincipalFact, RoleFact
from peaceinfra.analysis.process_facts import ChannelFact, ProcessFacts
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.statuslog import UNKNOWN, StatusOn, lives, status_on
from peaceinfra.core.dates.validity import Bounds, overlap
from processes.choices import COLLECTIVE, OF_A_STATE, RoleKind
from secretariats.lifecycle import PASSABLE

#: The ends of a channel or a linkage: for whom each stands, None where it may be for anybody.
Way = tuple[frozenset[int] | None, ...]


def state_on(channel: ChannelFact, day: date | None) -> StatusOn:
    """The state by the channel's log, within its own dates and the lives around it."""
    return channel.log.on(day, channel.dates, *lives_of(channel))


def lives_of(channel: ChannelFact) -> list[Bounds]:
    """The lives of its process and of those at its ends."""
    return [life for _name, life in derived.lives_around(channel)]


def passes_word(channel: ChannelFact, day: date | None) -> Certainty:
    """Whether word could pass on a day; without a day, by the last state of its log (never certain).

    A channel without a log passes word while it is there.
    """
    if not channel.log:
        return derived.certainty(channel, day)
    answer = state_on(channel, day)
    if not PASSABLE.intersection(answer.possible_statuses):
        return Certainty.NO
    return Certainty.POSSIBLE if day is None else answer.certainty


def passes_word_within(log: derived.StatusLog, day: date, life: Certainty) -> Certainty:
    """The same of a channel of which it was reckoned before how surely it was there on the day (`life`)."""
    if not log or life == Certainty.NO:
        return life

    def there_for(state: str) -> Certainty:
        return Certainty.CERTAIN if derived.stays(state) else life

    answer = status_on(log.entries, day, there_for)
    return answer.certainty if PASSABLE.intersection(answer.possible_statuses) else Certainty.NO


def may_pass_word(channel: ChannelFact, day: date | None) -> bool:
    """Whether word may pass. Of a channel whose state is recorded as unknown nobody can say that it is shut."""
    return passes_word(channel, day) > Certainty.NO or UNKNOWN in state_on(channel, day).possible_statuses


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
        if role.kind == RoleKind.PARTY and role.side and derived.certainty(role, day) > Certainty.NO
    ]
    named = {role.side for role in parties}
    found: dict[str, set[int]] = {side: set() for side in sorted(named)}
    for key, side in derived.sides_of(parties, principals).items():
        if side in found:
            found[side].add(key)
    return found


def facing_pairs(sides: dict[str, set[int]], actors: Mapping[int, ActorFact]) -> list[tuple[str, str]]:
    """The sides that face each other: where a state is a party, each other side faces that of a state.

    Two armed groups that both talk with a government are not asked whether they talk with each other. Where no
    side has a state, as between communities, each faces each.
    """
    with_state = {
        side
        for side, keys in sides.items()
        if any(key in actors and actors[key].kind in OF_A_STATE for key in keys)
    }
    return [pair for pair in combinations(sides, 2) if not with_state or with_state.intersection(pair)]


def ways_between(facts: ProcessFacts, held: Iterable[LinkageFact], day: date | None, on: date) -> list[Way]:
    """The channels through which word may pass and the given linkages, each as its ends.

    A collective actor stands for its members on the day `on`: members of a body, and those under an umbrella or in
    a coalition. Of a coalition or an umbrella whose members are not recorded nobody can say for whom it does not
    stand.
    """
    members = members_on(facts, on)
    parties = {role.actor.key for role in facts.roles if role.kind == RoleKind.PARTY}

    def end_of(actor: ActorFact) -> frozenset[int] | None:
        stands_for = members.get(actor.key, set())
        if actor.kind in COLLECTIVE and not stands_for and actor.key not in parties:
            return None
        return frozenset({actor.key} | stands_for)

    passing = [channel.ends for channel in facts.channels if may_pass_word(channel, day)]
    passing += [(linkage.source, linkage.target) for linkage in held]
    return [tuple(map(end_of, ends)) for ends in passing]


def members_on(facts: ProcessFacts, on: date) -> dict[int, set[int]]:
    """{collective actor: those whom it stands for}, with the members of its members."""
    direct: dict[int, set[int]] = defaultdict(set)
    belonging = [(membership, membership.body, membership.member) for membership in facts.memberships]
    belonging += [(union, union.actor, union.origin) for union in facts.unions]
    for tie, whole, member in belonging:
        if all(derived.certainty(fact, on) > Certainty.NO for fact in (tie, whole, member)):
            direct[whole.key].add(member.key)
    return {key: _reached(key, direct) for key in list(direct)}


def _reached(key: int, direct: Mapping[int, set[int]]) -> set[int]:
    found, steps = set(), [key]
    while steps:
        new = direct.get(steps.pop(), set()) - found
        found |= new
        steps += new
    return found


def unconnected_sides(
    pairs: Iterable[tuple[str, str]], sides: dict[str, set[int]], ways: Sequence[Way]
) -> list[tuple[str, str]]:
    """The pairs between whose sides no way leads."""
    return [
        (actor, other)
        for actor, other in pairs
        if not any(_joins(way, sides[actor], sides[other]) for way in ways)
    ]


def _joins(way: Way, side: set[int], other: set[int]) -> bool:
    """Two of its ends stand for the two sides; an end that may stand for anybody does, beside a known one."""
    return any(
        (here is None or here & side) and (there is None or there & other) and (here or there)
        for here, there in permutations(way, 2)
    )


def momentum_at(momenta: derived.StatusLog, window: Bounds, process: Dates) -> list[str]:
    """How the talks moved, or may have moved, while something of the window happened."""
    if window.start_min and window.start_min == window.end_max:
        return list(momenta.on(window.start_min, process).possible_statuses)
    return states_within(momenta, window, process)
