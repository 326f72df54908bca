"""Ways from somebody to a destination over the ties of a day: the shortest, the surest, the freshest.

A way is as certain as its least certain tie, and as fresh as the tie that was seen longest ago. Plain functions on a
network that was already cut to what its reader may see.
"""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import count

from peaceinfra.analysis import derived
from peaceinfra.analysis.network.graph import Standing, dependence
from peaceinfra.analysis.network.network import Held, Network
from peaceinfra.analysis.network.ties import NodeKey
from peaceinfra.core.dates.choices import Certainty


class Merit(Enum):
    """What a way is the best at."""

    SHORTEST = "shortest"
    SUREST = "surest"
    FRESHEST = "freshest"


@dataclass(frozen=True, slots=True)
class Hop:
    """From one node to the next by one tie. `seen`: the last day on which the tie was seen; None where undated."""

    here: NodeKey
    there: NodeKey
    held: Held
    seen: date | None

    @property
    def worth(self) -> tuple:
        """How a tie stands among several between the same two: the surest, then the freshest, then by its record."""
        return self.held.way, self.seen or date.min, -self.held.tie.key


@dataclass(frozen=True, slots=True)
class Way:
    """Hops one after another, from the start to the first node of the destination."""

    hops: tuple[Hop, ...]

    @property
    def certainty(self) -> Certainty:
        return min(hop.held.way for hop in self.hops)

    @property
    def stalest(self) -> Hop:
        """The hop whose tie was seen longest ago, or has no dated sighting."""
        return min(self.hops, key=lambda hop: hop.seen or date.min)

    @property
    def route(self) -> tuple:
        """By which ties it leads to whom: what tells one way from another."""
        return tuple((hop.held.tie.key, hop.there) for hop in self.hops)

    @property
    def through(self) -> list[NodeKey]:
        """Those between the start and the destination, in order."""
        return [hop.there for hop in self.hops[:-1]]


_Beside = Mapping[NodeKey, list[Hop]]


def best_ways(
    network: Network, on: date, start: NodeKey, goals: Collection[NodeKey], without: Collection[NodeKey] = ()
) -> dict[Merit, Way]:
    """The best way of each kind; empty where no recorded way leads there. The start is none of the goals.

    Of several ways with the same merit the one with fewest hops is taken, then that of the surest ties.

    on         the day up to which sightings count
    without    nodes that no way may touch
    """
    goals = set(goals) - set(without)
    beside = _hops(network, on, start, set(without))
    worths: dict[Merit, Callable[[Hop], object]] = {
        Merit.SHORTEST: lambda hop: 0,
        Merit.SUREST: lambda hop: hop.held.way,
        Merit.FRESHEST: lambda hop: hop.seen or date.min,
    }
    found = {merit: _best(beside, start, goals, worth) for merit, worth in worths.items()}
    return {merit: way for merit, way in found.items() if way}


def _hops(network: Network, on: date, start: NodeKey, without: set[NodeKey]) -> _Beside:
    """{node: the hops that lead on from it, the best first}. From a community only a way that starts there leads on."""
    terminal = network.terminal - {start}
    seen = {}
    beside = defaultdict(list)
    for held in network.held:
        if held.way == Certainty.NO:
            continue
        key = held.tie.key
        if key not in seen:
            seen[key] = derived.last_evidence(held.tie.fact, on)
        for here, there in held.tie.steps:
            for node, other in ((here, there), (there, here)):
                if node not in terminal and not {node, other} & without:
                    beside[node].append(Hop(node, other, held, seen[key]))
    for hops in beside.values():
        hops.sort(key=lambda hop: hop.worth, reverse=True)
    return beside


def _best(beside: _Beside, start: NodeKey, goals: set[NodeKey], worth: Callable[[Hop], object]) -> Way | None:
    """The way with fewest hops among those whose worst tie is as good as can be."""
    least = _widest(beside, start, goals, worth)
    if least is None:
        return None
    return _fewest(beside, start, goals, lambda hop: worth(hop) >= least)


def _widest(beside: _Beside, start: NodeKey, goals: set[NodeKey], worth: Callable[[Hop], object]):
    """The worth of the worst tie on the way whose worst tie is best; None where there is no way.

    A search that always goes on by the best tie that it has met: the worst it took when a goal comes up is the answer.
    """
    waiting, order, done, worst = [], count(), set(), None

    def leave(node: NodeKey) -> None:
        done.add(node)
        for hop in beside.get(node, ()):
            if hop.there not in done:
                heapq.heappush(waiting, (_Reversed(worth(hop)), next(order), hop))

    leave(start)
    while waiting:
        taken, _number, hop = heapq.heappop(waiting)
        if hop.there in done:
            continue
        worst = taken.worth if worst is None else min(worst, taken.worth)
        if hop.there in goals:
            return worst
        leave(hop.there)
    return None


@dataclass(frozen=True, slots=True)
class _Reversed:
    """The best comes first out of a heap."""

    worth: object

    def __lt__(self, other: _Reversed) -> bool:
        return self.worth > other.worth


def _fewest(
    beside: _Beside, start: NodeKey, goals: set[NodeKey], counts: Callable[[Hop], bool]
) -> Way | None:
    came: dict[NodeKey, Hop | None] = {start: None}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for hop in filter(counts, beside.get(node, ())):
            if hop.there in came:
                continue
            came[hop.there] = hop
            if hop.there in goals:
                return _way_back(came, hop)
            waiting.append(hop.there)
    return None


def _way_back(came: Mapping[NodeKey, Hop | None], hop: Hop | None) -> Way:
    hops = []
    while hop is not None:
        hops.append(hop)
        hop = came[hop.here]
    return Way(tuple(reversed(hops)))


def brokers_between(
    network: Network, start: NodeKey, goals: Collection[NodeKey], without: Collection[NodeKey] = ()
) -> tuple[NodeKey, ...]:
    """Those through whom every recorded way leads, the uncertain ones too, the nearest to the start first."""
    left_out = set(without)
    steps = [step for step in network.steps if not {*step[:2]} & left_out]
    terminal = network.terminal - {start}
    found = dependence(steps, set(goals) - left_out, terminal).get(start)
    return found.brokers if found and found.standing == Standing.HANGS else ()
