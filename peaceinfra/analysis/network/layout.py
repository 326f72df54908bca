"""Where the marks of a network stand and where its lines run: positions only.

Marks stand in bands, one above the other. Between two bands is a gap, and lines turn in gaps alone; through a band
they go straight, where neither a mark nor a name stands. So no line can cross a name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from peaceinfra.analysis.network import routing
from peaceinfra.analysis.network.routing import Band, Point

SWEEPS = 6
#: So many layouts are kept, of some tens of thousands of bytes each.
MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class Item:
    """What has a place: its row and how far it and its name reach from its middle.

    ident     settles the order of equal ones
    seat      its place in a row whose order is fixed
    under     those under whom it stands
    is_aside  it stands in the lane at the end of its row
    tier      of a row with several: each has lines of its own, the first above
    top, bottom    how far from its middle lines end that come from above, and from below
    edge      how wide lines may spread there
    """

    key: Hashable
    ident: str
    row: int
    left: float
    right: float
    up: float
    down: float
    top: float
    bottom: float
    edge: float
    seat: float | None = None
    under: tuple[Hashable, ...] = ()
    is_aside: bool = False
    tier: int = 0

    @property
    def width(self) -> float:
        return self.left + self.right


@dataclass(frozen=True, slots=True)
class Join:
    """A line between two items; within one band it runs below or above the names."""

    ends: tuple[Hashable, Hashable]
    is_below: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a drawing.

    left, right    where marks may stand; lines may go `margin` farther
    aside     the left side of the lane at the end of the rows
    apart     the least room between two names, through which lines go
    lane      how far lines are apart that run along a band
    turn      how far from a band lines turn, so that a round corner stays in the gap
    gap       the least height in which lines turn, and how much each line adds up to the most
    """

    left: float
    right: float
    aside: float
    margin: float
    apart: float
    lane: float
    gap: float
    gap_each: float
    gap_most: float
    turn: float
    spacing: float = 5
    head: float = 6


@dataclass(frozen=True, slots=True)
class Layout:
    """`places` are the middles of the marks; `paths` the turning points of each line, in the order of the joins.

    ends    the marks at which each path begins and stops
    rows    the top and the foot of each row
    """

    places: dict[Hashable, Point]
    ends: list[tuple[Hashable, Hashable]]
    paths: list[tuple[Point, ...]]
    bands: Sequence[Band]
    height: float
    rows: dict[int, tuple[float, float]] = field(default_factory=dict)


def lay_out(items: Sequence[Item], joins: Sequence[Join], frame: Frame) -> Layout:
    """The places of all items and the paths of all joins between them.

    The last ones are kept by all that is asked: the same picture stands alike on each day and for each reader of it.
    """
    return _lay_out(tuple(items), tuple(joins), frame)


@lru_cache(maxsize=MOST_KEPT)
def _lay_out(items: tuple[Item, ...], joins: tuple[Join, ...], frame: Frame) -> Layout:
    by_row: dict[int, list[Item]] = defaultdict(list)
    for item in sorted(items, key=lambda item: (item.row, item.ident, str(item.key))):
        by_row[item.row].append(item)
    beside = _neighbours(joins)
    banks = {row: _banks(found, frame) for row, found in by_row.items()}
    across = _across(banks, beside, frame)
    bands, rows = _bands(banks, frame)
    ends, paths, height = routing.routed(bands, across, {item.key: item for item in items}, joins, frame)
    places = {item.key: (across[item.key], band.middle) for band in bands for item in band.items}
    spans = {
        row: (bands[numbers[0]].top, bands[numbers[-1]].bottom) for row, numbers in rows.items() if numbers
    }
    return Layout(places, ends, paths, bands, height, spans)


def _neighbours(joins: Sequence[Join]) -> dict[Hashable, list[Hashable]]:
    found: dict[Hashable, list[Hashable]] = defaultdict(list)
    for here, there in (join.ends for join in joins):
        found[here].append(there)
        found[there].append(here)
    return found


@dataclass(slots=True)
class Banks:
    """The items of a row in the lines of slots that they need, and those in the lane."""

    lines: list[list[Item]]
    aside: list[Item]
    is_fixed: bool


def _banks(items: Sequence[Item], frame: Frame) -> Banks:
    """As few lines as hold the row; a row with fixed seats is cut, another is dealt out after it is ordered."""
    inside = [item for item in items if not item.is_aside]
    aside = [item for item in items if item.is_aside]
    is_fixed = any(item.seat is not None for item in inside)
    if is_fixed:
        inside.sort(key=lambda item: (item.seat is None, item.seat or 0, item.ident))
    return Banks(_cut(inside, frame, is_fixed), aside, is_fixed)


def _cut(items: Sequence[Item], frame: Frame, is_fixed: bool) -> list[list[Item]]:
    """The lines of slots of a row: each tier has its own."""
    tiers = sorted({item.tier for item in items})
    return [
        line
        for tier in tiers
        for line in _cut_tier([item for item in items if item.tier == tier], frame, is_fixed)
    ]


def _cut_tier(items: Sequence[Item], frame: Frame, is_fixed: bool) -> list[list[Item]]:
    room = frame.right - frame.left
    number = 1
    while True:
        if is_fixed:
            size = -(-len(items) // number)
            lines = [list(items[at : at + size]) for at in range(0, len(items), size)] if items else []
        else:
            lines = [list(items[at::number]) for at in range(number)]
        lines = [line for line in lines if line]
        if all(len(line) == 1 or _width(line, frame) <= room for line in lines):
            return lines
        number += 1


def _width(line: Sequence[Item], frame: Frame) -> float:
    return sum(item.width + frame.apart for item in line) - frame.apart


def _across(
    banks: Mapping[int, Banks], beside: Mapping[Hashable, list[Hashable]], frame: Frame
) -> dict[Hashable, float]:
    """{item: its middle from the left}, by repeated barycentre over all joins, up and down the rows."""
    across: dict[Hashable, float] = {}
    for bank in banks.values():
        for line in bank.lines:
            across |= _spread(line, _even(len(line), frame), frame)
        for item in bank.aside:
            across[item.key] = frame.aside + item.left
    rows = sorted(banks)
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            bank = banks[row]
            if bank.is_fixed:
                continue
            items = [item for line in bank.lines for item in line]
            wishes = {item.key: _wish(item, across, beside) for item in items}
            items.sort(key=lambda item: (round(wishes[item.key], 3), item.ident, str(item.key)))
            bank.lines = _cut(items, frame, is_fixed=False)
            for line in bank.lines:
                across |= _spread(line, [wishes[item.key] for item in line], frame)
    return across


def _wish(item: Item, across: Mapping[Hashable, float], beside: Mapping[Hashable, list[Hashable]]) -> float:
    """Under whom it serves; else in the middle of those it is joined to; else where it is."""
    others = [across[key] for key in item.under if key in across]
    others = others or [across[key] for key in beside.get(item.key, ()) if key in across]
    return sum(others) / len(others) if others else across[item.key]


def _even(number: int, frame: Frame) -> list[float]:
    return [frame.left + (frame.right - frame.left) * (place + 0.5) / number for place in range(number)]


def _spread(line: Sequence[Item], wishes: Sequence[float], frame: Frame) -> dict[Hashable, float]:
    """Middles nearest to the wished ones, in their order, with room between the names."""
    if not line:
        return {}
    slack = max(frame.right - frame.left - _width(line, frame), 0)
    apart = frame.apart + min(slack / len(line) / 2, 3 * frame.apart)
    widths = [item.width + apart for item in line]
    # What is wished for is the middle of the mark, not that of the mark and its name.
    wanted = [wish + (item.right - item.left) / 2 for wish, item in zip(wishes, line, strict=True)]
    centres = spread(wanted, widths, frame.left - apart / 2, frame.right + apart / 2)
    return {
        item.key: centre - (item.right - item.left) / 2 for item, centre in zip(line, centres, strict=True)
    }


def spread(wanted: Sequence[float], widths: Sequence[float], left: float, right: float) -> list[float]:
    """Centres nearest to the wanted ones (in their order) that neither overlap nor leave the room.

    The widths must fit into the room together.
    """
    # Blocks that push one another share the mean of their wishes (pool adjacent violators).
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


def _bands(banks: Mapping[int, Banks], frame: Frame) -> tuple[list[Band], dict[int, list[int]]]:
    """The bands from the top, and which of them each row has. Their heights are set when the lines are routed."""
    bands: list[Band] = []
    rows: dict[int, list[int]] = {}
    for row in sorted(banks):
        bank = banks[row]
        numbers = rows.setdefault(row, [])
        for place in range(max(len(bank.lines), len(bank.aside))):
            line = bank.lines[place] if place < len(bank.lines) else []
            aside = bank.aside[place : place + 1]
            numbers.append(len(bands))
            bands.append(Band(row, [*line, *aside]))
    return bands, rows
