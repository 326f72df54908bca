"""Who reaches the official table, and whose every recorded path there runs through one and the same actor.

The answers name targets: they are for readers of clearance 2 and above, which the caller sees to.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable

from peaceinfra.analysis.facts import ActorFact, LinkageFact
from processes.choices import ActorLevel


def neighbours_of(linkages: Iterable[LinkageFact]) -> dict[int, set[int]]:
    """{actor: those beside it on a recorded path}, intermediaries being stops on the way."""
    beside = defaultdict(set)
    for linkage in linkages:
        stops = [actor.key for actor in linkage.stops]
        for one, other in zip(stops, stops[1:], strict=False):
            if one != other:
                beside[one].add(other)
                beside[other].add(one)
    return beside


def reach_of(table: Iterable[int], beside: dict[int, set[int]], without: int | None = None) -> set[int]:
    """Everybody with a path to one of `table`, as if `without` were not there."""
    found = {key for key in table if key != without}
    queue = deque(found)
    while queue:
        for key in beside.get(queue.popleft(), ()):
            if key != without and key not in found:
                found.add(key)
                queue.append(key)
    return found


def single_brokers(linkages: Iterable[LinkageFact], table: set[int]) -> dict[int, set[int]]:
    """{broker: the grassroots actors all of whose paths to the table run through it}.

    Those at the table are destinations, not brokers. Only an actor with at least two neighbours can part
    others from the table, and of those only the stops of the tree of shortest paths are tried.
    """
    linkages = list(linkages)
    beside = neighbours_of(linkages)
    levels = {actor.key: actor.level for linkage in linkages for actor in linkage.stops}
    local = {key for key, level in levels.items() if level == ActorLevel.GRASSROOTS} - table
    linked = local & reach_of(table, beside)
    brokers = {}
    for key in sorted(_on_the_way(linked, table, beside)):
        hanging = linked - {key} - reach_of(table, beside, without=key)
        if hanging:
            brokers[key] = hanging
    return brokers


def actors_of(linkages: Iterable[LinkageFact]) -> dict[int, ActorFact]:
    return {actor.key: actor for linkage in linkages for actor in linkage.stops}


def _on_the_way(local: set[int], table: set[int], beside: dict[int, set[int]]) -> set[int]:
    """The stops on one shortest path from each local actor: a single broker lies on every path, so on it."""
    before: dict[int, int] = {}
    seen, queue = set(table), deque(sorted(table))
    while queue:
        here = queue.popleft()
        for key in sorted(beside.get(here, ())):
            if key not in seen:
                seen.add(key)
                before[key] = here
                queue.append(key)
    stops: set[int] = set()
    for key in local:
        step = before.get(key)
        while step is not None and step not in stops:
            stops.add(step)
            step = before.get(step)
    return stops - table
