"""Who reaches the official table, and whose every recorded path there runs through one and the same actor.

The answers name targets: they are for readers of clearance 2 and above, which the caller sees to.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from functools import reduce

from peaceinfra.analysis.facts import ActorFact, LinkageFact
from processes.choices import ActorLevel


def neighbours_of(linkages: Iterable[LinkageFact]) -> dict[int, set[int]]:
    """{actor: those beside it on a recorded path}, intermediaries being stops on the way."""
    beside = defaultdict(set)
    for linkage in linkages:
        stops = [actor.key for actor in linkage.stops]
        for stop, other in zip(stops, stops[1:], strict=False):
            if stop != other:
                beside[stop].add(other)
                beside[other].add(stop)
    return beside


def single_brokers(linkages: Iterable[LinkageFact], table: set[int]) -> dict[int, set[int]]:
    """{broker: the grassroots actors all of whose paths to the table run through it}.

    Those at the table are destinations, not brokers. Who has no path at all hangs on nobody.
    """
    linkages = list(linkages)
    nearest = nearest_on_every_path(neighbours_of(linkages), table)
    brokers = defaultdict(set)
    for key, actor in actors_of(linkages).items():
        if actor.level != ActorLevel.GRASSROOTS or key in table:
            continue
        step = nearest.get(key)
        while step is not None and step not in table:
            brokers[step].add(key)
            step = nearest[step]
    return dict(sorted(brokers.items()))


def nearest_on_every_path(beside: dict[int, set[int]], table: set[int]) -> dict[int, int | None]:
    """{actor: the nearest other stop on every one of its paths to the table}, None where there is no such stop.

    These are the immediate dominators of the graph with all of the table drawn into one root, found by the
    iteration of Cooper, Harvey and Kennedy (2001). Actors without a path are left out.
    """
    order = _outwards(beside, table)
    place = {key: position for position, key in enumerate(order)}
    nearest: dict[int, int | None] = {}

    def common(node: int | None, other: int | None) -> int | None:
        """The nearest stop that both hang on: whichever is farther out steps inwards."""
        while node != other:
            if node is None or other is None:
                return None
            if place[node] > place[other]:
                node = nearest[node]
            else:
                other = nearest[other]
        return node

    moved = True
    while moved:
        moved = False
        for key in order:
            stop = None if key in table else reduce(common, (n for n in beside[key] if n in nearest))
            if key not in nearest or nearest[key] != stop:
                nearest[key], moved = stop, True
    return nearest


def _outwards(beside: dict[int, set[int]], table: set[int]) -> list[int]:
    """Everybody with a path to the table, the nearest first."""
    order = sorted(table)
    found, queue = set(order), deque(order)
    while queue:
        for key in sorted(beside.get(queue.popleft(), ())):
            if key not in found:
                found.add(key)
                order.append(key)
                queue.append(key)
    return order


def actors_of(linkages: Iterable[LinkageFact]) -> dict[int, ActorFact]:
    return {actor.key: actor for linkage in linkages for actor in linkage.stops}
