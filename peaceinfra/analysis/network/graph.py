"""Who has a way to whom, and on whom a way hangs: plain functions on nodes and the steps between them.

A step joins two nodes in both directions and has a certainty. A way is as certain as its least certain step.
Cost: in proportion to the steps.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import reduce

from peaceinfra.analysis.network.ties import NodeKey
from peaceinfra.core.dates.choices import Certainty

#: Two nodes beside each other, and how certain it is that word passes between them.
Step = tuple[NodeKey, NodeKey, Certainty]
Neighbours = Mapping[NodeKey, Collection[NodeKey]]


class Standing(Enum):
    """How a node stands to those it would reach; each node has exactly one.

    HANGS and UNCONFIRMED count every recorded way, also the uncertain ones; PERHAPS counts the confirmed ones only,
    where an unconfirmed one leads around. So more evidence of another way never makes a dependency surer.
    """

    THERE = "there"
    FREE = "free"
    HANGS = "hangs"
    PERHAPS = "perhaps"
    UNCONFIRMED = "unconfirmed"
    NO_WAY = "no_way"


@dataclass(frozen=True, slots=True)
class Dependence:
    """How a node stands, and those on whom all its ways (or all its confirmed ones) hang, the nearest first."""

    standing: Standing
    brokers: tuple[NodeKey, ...] = ()
    is_confirmed: bool = False


def dependence(
    steps: Iterable[Step], table: Collection[NodeKey], terminal: Collection[NodeKey] = ()
) -> dict[NodeKey, Dependence]:
    """{node: how it stands to the table}, for every node on a step or at the table.

    table       the destination, as one: any of them will do
    terminal    nodes through which no way leads on
    """
    steps = [step for step in steps if step[2] > Certainty.NO]
    known = {node for here, there, _certainty in steps for node in (here, there)} | set(table)
    every = dominators(neighbours(steps, terminal), table)
    confirmed = dominators(
        neighbours((step for step in steps if step[2] >= Certainty.CONFIRMED), terminal), table
    )
    return {node: _dependence(node, every, confirmed, table) for node in known}


def _dependence(node: NodeKey, every, confirmed, table) -> Dependence:
    if node in table:
        return Dependence(Standing.THERE, is_confirmed=True)
    if node not in every:
        return Dependence(Standing.NO_WAY)
    is_confirmed = node in confirmed
    if brokers := _chain(node, every, table):
        return Dependence(Standing.HANGS, brokers, is_confirmed)
    if not is_confirmed:
        return Dependence(Standing.UNCONFIRMED)
    if brokers := _chain(node, confirmed, table):
        return Dependence(Standing.PERHAPS, brokers, is_confirmed)
    return Dependence(Standing.FREE, is_confirmed=True)


def _chain(node: NodeKey, nearest: Mapping[NodeKey, NodeKey | None], table) -> tuple[NodeKey, ...]:
    """Those on whom it hangs, the nearest first; who is at the table is a destination and no broker."""
    found, stop = [], nearest[node]
    while stop is not None and stop not in table:
        found.append(stop)
        stop = nearest[stop]
    return tuple(found)


def neighbours(steps: Iterable[Step], terminal: Collection[NodeKey] = ()) -> dict[NodeKey, set[NodeKey]]:
    """{node: those to which word can go on from it}; from a terminal one it goes nowhere."""
    beside: dict[NodeKey, set[NodeKey]] = defaultdict(set)
    for here, there, _certainty in steps:
        for node, other in ((here, there), (there, here)):
            if node not in terminal:
                beside[node].add(other)
            else:
                beside.setdefault(node, set())
    return beside


def dominators(beside: Neighbours, table: Collection[NodeKey]) -> dict[NodeKey, NodeKey | None]:
    """{node: the nearest other node on every one of its ways from the table}; None where there is no such node.

    The immediate dominators of the graph with all of the table drawn into one root, found by the iteration of
    Cooper, Harvey and Kennedy (2001). Nodes without a way are left out.
    """
    order = _outwards(beside, table)
    place = {node: position for position, node in enumerate(order)}
    before = defaultdict(list)
    for node in order:
        for other in beside.get(node, ()):
            before[other].append(node)
    nearest: dict[NodeKey, NodeKey | None] = dict.fromkeys(node for node in order if node in set(table))

    def common(node: NodeKey | None, other: NodeKey | None) -> NodeKey | None:
        """The nearest node that both hang on: whichever is farther out steps inwards."""
        while node != other:
            if node is None or other is None:
                return None
            if place[node] > place[other]:
                node = nearest[node]
            else:
                other = nearest[other]
        return node

    outside = [node for node in order if node not in nearest]
    moved = True
    while moved:
        moved = False
        for node in outside:
            stop = reduce(common, (other for other in before[node] if other in nearest))
            if node not in nearest or nearest[node] != stop:
                nearest[node], moved = stop, True
    return nearest


@dataclass(frozen=True, slots=True)
class Approach:
    """The shortest way of a node to the table.

    steps      how many ties it has
    end        whom at the table it leads to
    through    those in between, from the node on
    """

    steps: int
    end: NodeKey
    through: tuple[NodeKey, ...] = ()


def approaches(
    steps: Iterable[Step], table: Collection[NodeKey], terminal: Collection[NodeKey] = ()
) -> dict[NodeKey, Approach]:
    """{node: its shortest way to the table}, for those that have one; of who is at the table it has no step."""
    beside = neighbours((step for step in steps if step[2] > Certainty.NO), terminal)
    found = {node: Approach(0, node) for node in sorted(table, key=str)}
    queue = deque(found)
    while queue:
        node = queue.popleft()
        near = found[node]
        for other in sorted(beside.get(node, ()), key=str):
            if other not in found:
                through = (node, *near.through) if near.steps else ()
                found[other] = Approach(near.steps + 1, near.end, through)
                queue.append(other)
    return found


def reached(
    steps: Iterable[Step], table: Collection[NodeKey], terminal: Collection[NodeKey], least: Certainty
) -> set[NodeKey]:
    """Those that have a way to the table whose steps are all at least so certain, and the table itself."""
    return set(_outwards(neighbours((step for step in steps if step[2] >= least), terminal), table))


def _outwards(beside: Neighbours, table: Collection[NodeKey]) -> list[NodeKey]:
    """Everybody to whom word can come from the table, the nearest first."""
    order = sorted(table, key=str)
    found, queue = set(order), deque(order)
    while queue:
        for node in sorted(beside.get(queue.popleft(), ()), key=str):
            if node not in found:
                found.add(node)
                order.append(node)
                queue.append(node)
    return order
