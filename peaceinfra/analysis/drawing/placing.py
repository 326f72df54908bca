"""Where the nodes of a vertical map stand: levels as rows, few crossings, labels that do not touch.

Nodes of a level are laid out in columns: a party with its own bodies below it is one column, any other node
is its own. Columns are ordered by the barycentre of their neighbours and then spread to their widths.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

SWEEPS = 6


@dataclass(slots=True)
class Column:
    """Nodes that stand together: at most one party, and others beside each other below it."""

    head: Hashable | None = None
    members: list[Hashable] = field(default_factory=list)
    centre: float = 0
    alone: bool = False
    # How far it reaches to both sides of the place where its party, or its only node, stands.
    before: float = 0
    after: float = 0
    member_offsets: list[float] = field(default_factory=list)

    @property
    def width(self) -> float:
        return self.before + self.after

    @property
    def anchor(self) -> float:
        """Where its party, or its only node, stands."""
        return self.centre - self.width / 2 + self.before

    def nodes(self) -> list[Hashable]:
        return ([] if self.head is None else [self.head]) + self.members


def spread(wanted: Sequence[float], widths: Sequence[float], left: float, right: float) -> list[float]:
    """Centres nearest to the wanted ones (in their order) that neither overlap nor leave the room.

    The widths must fit into the room together.
    """
    # Blocks of columns that push one another share the mean of their wishes (pool adjacent violators).
    offsets, at = [], 0.0
    for width in widths:
        offsets.append(at + width / 2)
        at += width
    blocks: list[list[float]] = []
    for wish, offset in zip(wanted, offsets, strict=True):
        blocks.append([wish - offset, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            start, count = blocks.pop()
            blocks[-1][0] = (blocks[-1][0] * blocks[-1][1] + start * count) / (blocks[-1][1] + count)
            blocks[-1][1] += count
    starts = [min(max(start, left), right - at) for start, count in blocks for _ in range(int(count))]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def staggered_banks(columns: Sequence[Column], room: float) -> list[list[Column]]:
    """Rows made by dealing out neighbours in turn, so that what is near in order stays near in place."""
    rows = max(1, -(-int(sum(column.width for column in columns)) // int(room)))
    while True:
        banks = [list(columns[i::rows]) for i in range(rows)]
        if all(sum(c.width for c in bank) <= room or len(bank) == 1 for bank in banks):
            return [bank for bank in banks if bank]
        rows += 1


def arrange(
    levels: Sequence[list[Column]], neighbours: dict[Hashable, list[Hashable]], left: float, right: float
) -> list[list[list[Column]]]:
    """Centres set on every column, and for each level its rows of columns."""
    room = right - left
    for level in levels:
        _space_evenly(level, left, right)
    for sweep in range(SWEEPS):
        order = range(len(levels)) if sweep % 2 == 0 else range(len(levels) - 1, -1, -1)
        for at in order:
            _order(levels, at, neighbours, left, right)
    banked = []
    for level in levels:
        banks = staggered_banks(level, room) if level else []
        for bank in banks:
            wishes = _wishes(bank, _places(levels), neighbours)
            _settle(bank, wishes, left, right)
        banked.append(banks)
    return banked


def _space_evenly(level: Sequence[Column], left: float, right: float) -> None:
    for i, column in enumerate(level):
        column.centre = left + (right - left) * (i + 0.5) / len(level)


def _order(
    levels: Sequence[list[Column]],
    at: int,
    neighbours: dict[Hashable, list[Hashable]],
    left: float,
    right: float,
) -> None:
    """Sort one level by where its neighbours stand; what has none goes to the end of the row."""
    level = levels[at]
    wishes = _wishes(level, _places(levels), neighbours)
    ranked = sorted(range(len(level)), key=lambda i: (level[i].alone, wishes[i], i))
    levels[at][:] = [level[i] for i in ranked]
    _space_evenly(levels[at], left, right)


def _places(levels: Iterable[Iterable[Column]]) -> dict[Hashable, float]:
    return {key: column.centre for level in levels for column in level for key in column.nodes()}


def _wishes(
    columns: Sequence[Column], places: dict[Hashable, float], neighbours: dict[Hashable, list[Hashable]]
) -> list[float]:
    """The mean place of a column's neighbours outside it; its own place where it has none."""
    wishes = []
    for column in columns:
        own = set(column.nodes())
        others = [places[n] for key in own for n in neighbours.get(key, ()) if n not in own and n in places]
        wishes.append(sum(others) / len(others) if others else column.centre)
    return wishes


def _settle(bank: list[Column], wishes: Sequence[float], left: float, right: float) -> None:
    """Give a row its centres: near its wishes, but using the room rather than huddling."""
    widths = [column.width for column in bank]
    slack = max(right - left - sum(widths), 0) / len(bank)
    roomy = [width + slack * 0.7 for width in widths]
    even = [left + (right - left) * (i + 0.5) / len(bank) for i in range(len(bank))]
    wanted = [right if c.alone else (w + e) / 2 for c, w, e in zip(bank, wishes, even, strict=True)]
    for column, centre in zip(bank, spread(wanted, roomy, left, right), strict=True):
        column.centre = centre


def neighbour_lists(edges: Iterable[tuple[Hashable, Hashable]]) -> dict[Hashable, list[Hashable]]:
    lists: dict[Hashable, list[Hashable]] = defaultdict(list)
    for node, other in edges:
        lists[node].append(other)
        lists[other].append(node)
    return lists


def columns_of(
    keys: Sequence[Hashable],
    parent_of: dict[Hashable, Hashable],
    heads: set[Hashable],
    reach: Callable[[Hashable], tuple[float, float]],
    alone: set[Hashable],
) -> list[Column]:
    """The columns of one level, in the given order. `reach` is how far a node and its label go sideways."""
    heads = heads & set(keys)
    columns = {
        key: Column(key) if key in heads else Column(None, [key])
        for key in keys
        if key in heads or parent_of.get(key) not in heads
    }
    for key in keys:
        if key not in columns:
            columns[parent_of[key]].members.append(key)
    for column in columns.values():
        _measure(column, reach)
        column.alone = all(key in alone for key in column.nodes())
    return list(columns.values())


def _measure(column: Column, reach: Callable[[Hashable], tuple[float, float]]) -> None:
    """Set the members beside each other, the party above their middle, and take the outer reach."""
    places, at = [], 0.0
    for key in column.members:
        before, after = reach(key)
        places.append(at + before)
        at += before + after
    anchor = (places[0] + places[-1]) / 2 if places else 0.0
    column.member_offsets = [place - anchor for place in places]
    head = reach(column.head) if column.head is not None else (0.0, 0.0)
    column.before = max(anchor, head[0])
    column.after = max(at - anchor, head[1])
