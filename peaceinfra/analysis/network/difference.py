"""The difference of two days of a network: what changed in the world, where only our evidence aged, what we learnt.

Plain functions on two networks made of the same records. A record changes in one way at most: what the dates say of the
world goes before what they say of our evidence. With a third network, the first day as it was recorded earlier, what is
told otherwise of that day now is learnt, and is no change of the world whatever became of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from peaceinfra.analysis import derived
from peaceinfra.analysis.channel_status import state_on
from peaceinfra.analysis.facts import Fact
from peaceinfra.analysis.network.network import Held, Network
from peaceinfra.analysis.network.ties import NodeKey, Tie, TieKind
from peaceinfra.analysis.process_facts import ChannelFact
from peaceinfra.core.dates.choices import Certainty


class What(StrEnum):
    """How a record of a tie changed from the one day to the other."""

    BEGAN = "began"
    ENDED = "ended"
    STATE = "state"
    BECAME_CERTAIN = "became_certain"
    MAY_HAVE_ENDED = "may_have_ended"
    LESS_SURE = "less_sure"
    LAPSED = "lapsed"
    WENT_STALE = "went_stale"
    SEEN_AGAIN = "seen_again"
    ENTERED = "entered"
    TAKEN_OUT = "taken_out"
    CORRECTED = "corrected"


#: What the dates say of the world; the kinds after them speak of our evidence alone.
OF_THE_WORLD = frozenset({What.BEGAN, What.ENDED, What.STATE, What.BECAME_CERTAIN, What.MAY_HAVE_ENDED})
_BACKWARDS = {What.BEGAN: What.ENDED, What.ENDED: What.BEGAN}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a network says of a record on its day.

    way        how certain it is that word could pass by it
    states     of a channel: the states that are possible
    freshness  how old the evidence was; None where nothing could be confirmed
    stops      whom it joins
    """

    certainty: Certainty = Certainty.NO
    way: Certainty = Certainty.NO
    states: tuple[str, ...] = ()
    freshness: derived.Freshness | None = None
    stops: frozenset[NodeKey] = frozenset()

    @property
    def is_stale(self) -> bool:
        return self.freshness == derived.Freshness.STALE


ABSENT = Answer()


@dataclass(frozen=True, slots=True)
class Change:
    """A record whose answer differs; of what we learnt both answers are of the first day, as recorded then and now.

    days   between which days it changed, as far as they are recorded
    """

    what: What
    tie: Tie
    name: str
    before: Answer
    after: Answer
    days: tuple[date | None, date | None] = (None, None)

    @property
    def kind(self) -> TieKind:
        return self.tie.kind

    @property
    def fact(self) -> Fact:
        return self.tie.fact

    @property
    def key(self) -> int:
        return self.tie.key


@dataclass(frozen=True, slots=True)
class Difference:
    """Every change is in one of the three."""

    world: list[Change] = field(default_factory=list)
    evidence: list[Change] = field(default_factory=list)
    learnt: list[Change] = field(default_factory=list)

    def __iter__(self) -> Iterator[Change]:
        yield from (*self.world, *self.evidence, *self.learnt)


@dataclass(frozen=True, slots=True)
class _Record:
    tie: Tie
    name: str
    answer: Answer


def difference(first: Network, second: Network, first_as_recorded: Network | None = None) -> Difference:
    """What differs from the day of the first network to that of the second; both have a day.

    first_as_recorded   the first day as it was recorded earlier: what is told otherwise of it now was learnt since
    """
    if first.day > second.day:
        return _turned(difference(second, first), first_as_recorded, first)
    before, after = _records(first), _records(second)
    learnt = _learnt(_records(first_as_recorded), before) if first_as_recorded else {}
    changes = [
        change
        for key in before.keys() | after.keys()
        if key not in learnt
        and (change := _change(before.get(key), after.get(key), first.day, second.day)) is not None
    ]
    return _parted(changes, learnt.values())


def _turned(found: Difference, first_as_recorded: Network | None, first: Network) -> Difference:
    """The same changes, told from the later day to the earlier."""
    learnt = _learnt(_records(first_as_recorded), _records(first)) if first_as_recorded else {}
    changes = [
        replace(
            change, what=_BACKWARDS.get(change.what, change.what), before=change.after, after=change.before
        )
        for change in found
        if change.key not in learnt
    ]
    return _parted(changes, learnt.values())


def _parted(changes: Iterable[Change], learnt: Iterable[Change]) -> Difference:
    """The oldest first; what is not dated comes last."""
    changes = sorted(changes, key=_by_day)
    return Difference(
        [change for change in changes if change.what in OF_THE_WORLD],
        [change for change in changes if change.what not in OF_THE_WORLD],
        sorted(learnt, key=_by_day),
    )


def _by_day(change: Change) -> tuple:
    first, last = change.days
    return first or last or date.max, last or date.max, change.name, change.key


def _records(network: Network) -> dict[int, _Record]:
    """{record: its ties as one}: a channel is one tie for each two of its ends."""
    by_record: dict[int, list[Held]] = defaultdict(list)
    for held in network.held:
        by_record[held.tie.key].append(held)
    return {key: _record(ties, network.day) for key, ties in by_record.items()}


def _record(ties: list[Held], day: date) -> _Record:
    tie = ties[0].tie
    states = state_on(tie.fact, day).possible_statuses if isinstance(tie.fact, ChannelFact) else ()
    nodes = {node.key: node.name for held in ties for node in held.tie.stops}
    answer = Answer(
        max(held.certainty for held in ties),
        max(held.way for held in ties),
        tuple(states),
        derived.freshness_on(tie.fact, day),
        frozenset(nodes),
    )
    name = getattr(tie.fact, "name", "") or " – ".join((tie.stops[0].name, tie.stops[-1].name))
    return _Record(tie, name, answer)


def _change(before: _Record | None, after: _Record | None, first: date, second: date) -> Change | None:
    record = after or before
    was, is_now = (before.answer if before else ABSENT), (after.answer if after else ABSENT)
    fact = record.tie.fact
    what = _of_the_world(fact, was, is_now, first, second) or _of_the_evidence(was, is_now)
    if what is None:
        return None
    return Change(what, record.tie, record.name, was, is_now, _days(fact, what, first, second))


def _of_the_world(fact: Fact, was: Answer, is_now: Answer, first: date, second: date) -> What | None:
    if Certainty.NO in (was.certainty, is_now.certainty):
        if was.certainty == is_now.certainty:
            return None
        return What.BEGAN if was.certainty == Certainty.NO else What.ENDED
    if was.states != is_now.states:
        return What.STATE
    if is_now.certainty == Certainty.CERTAIN and was.certainty < Certainty.CERTAIN:
        return What.BECAME_CERTAIN
    if is_now.certainty < was.certainty and _may_have_ended(fact, first, second):
        return What.MAY_HAVE_ENDED
    return None


def _of_the_evidence(was: Answer, is_now: Answer) -> What | None:
    if is_now.certainty < was.certainty:
        return What.LAPSED if is_now.certainty == Certainty.POSSIBLE else What.LESS_SURE
    if is_now.certainty > was.certainty:
        return What.SEEN_AGAIN
    if was.is_stale == is_now.is_stale or None in (was.freshness, is_now.freshness):
        return None
    return What.WENT_STALE if is_now.is_stale else What.SEEN_AGAIN


def _may_have_ended(fact: Fact, first: date, second: date) -> bool:
    """Whether it, or one of those within whose lives it is told, has an end that is recorded and can lie between."""
    lives = [fact.dates.bounds, *(life for _name, life in derived.lives_around(fact))]
    return any(
        life.end_max is not None and life.end_max >= first and (life.end_min is None or life.end_min < second)
        for life in lives
    )


def _days(fact: Fact, what: What, first: date, second: date) -> tuple[date | None, date | None]:
    """Between which days it changed by its own record, no wider than the two days."""
    bounds = fact.dates.bounds
    if what in (What.BEGAN, What.BECAME_CERTAIN):
        return _within((bounds.start_min, bounds.start_max), first, second)
    if what in (What.ENDED, What.MAY_HAVE_ENDED):
        return _within((bounds.end_min, bounds.end_max), first, second)
    if what == What.STATE:
        spans = ((row.entry.earliest, row.entry.latest) for row in fact.log)
        inside = [span for span in spans if _within(span, first, second) != (None, None)]
        return _within(inside[-1], first, second) if inside else (None, None)
    return (None, None)


def _within(
    days: tuple[date | None, date | None], first: date, second: date
) -> tuple[date | None, date | None]:
    """The days where they meet the span after the first day up to the second; nothing where they do not."""
    earliest, latest = days
    if (
        (earliest is None and latest is None)
        or (earliest and earliest > second)
        or (latest and latest <= first)
    ):
        return (None, None)
    return (earliest if earliest and earliest > first else None), (
        latest if latest and latest <= second else None
    )


def _learnt(then: Mapping[int, _Record], now: Mapping[int, _Record]) -> dict[int, Change]:
    """{record: how it is told of one day now and was told then}, for those of which it is told otherwise."""
    found = {}
    for key in then.keys() | now.keys():
        old, new = then.get(key), now.get(key)
        was, is_now = (old.answer if old else ABSENT), (new.answer if new else ABSENT)
        if was != is_now:
            what = What.CORRECTED if old and new else What.ENTERED if new else What.TAKEN_OUT
            record = new or old
            found[key] = Change(what, record.tie, record.name, was, is_now)
    return found
