"""How lines run between marks that stand in bands: they turn in the gaps, and go straight through a band.

Everything here is a position. What passes through a band takes the nearest free place between its names.
"""

from __future__ import annotations

from bisect import bisect, insort
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peaceinfra.analysis.network.layout import Frame, Item, Join

Point = tuple[float, float]
# How near a line may come to a name.
_CLEAR = 2
# How much longer the way of a line may be for it to go straight through several bands.
_DETOUR = 160


@dataclass(slots=True)
class Band:
    """A line of marks. Above and below it lines run along it, each in a lane."""

    row: int
    items: list[Item]
    above: int = 0
    below: int = 0
    middle: float = 0
    top: float = 0
    bottom: float = 0

    @property
    def up(self) -> float:
        return max(item.up for item in self.items)

    @property
    def down(self) -> float:
        return max(item.down for item in self.items)


@dataclass(slots=True)
class Run:
    """A line on its way.

    first, last    its bands from the top; at the same band it takes a lane
    passes    where it goes through the bands between
    starts, stops    where it leaves its upper end and comes to its lower one
    """

    place: int
    here: Hashable
    there: Hashable
    first: int
    last: int
    is_below: bool
    lane: int = 0
    passes: list[float] = field(default_factory=list)
    starts: float = 0
    stops: float = 0


def routed(
    bands: list[Band],
    across: Mapping[Hashable, float],
    items: Mapping[Hashable, Item],
    joins: Sequence[Join],
    frame: Frame,
) -> tuple[list[tuple[Hashable, Hashable]], list[tuple[Point, ...]], float]:
    """Between whom each join runs, its path, and the height of it all; the bands get their places from the top."""
    band_of = {item.key: number for number, band in enumerate(bands) for item in band.items}
    runs = [_run(place, join, band_of, across) for place, join in enumerate(joins)]
    _take_lanes(bands, runs, across)
    height = _stack(bands, runs, frame)
    _pass(bands, runs, across, frame)
    _attach(runs, across, items)
    return [(run.here, run.there) for run in runs], [_path(run, bands, items, frame) for run in runs], height


def _run(place: int, join: Join, band_of: Mapping[Hashable, int], across: Mapping[Hashable, float]) -> Run:
    here, there = sorted(join.ends, key=lambda key: (band_of[key], across[key]))
    return Run(place, here, there, band_of[here], band_of[there], join.is_below)


def _take_lanes(bands: Sequence[Band], runs: Sequence[Run], across: Mapping[Hashable, float]) -> None:
    """The shorter lies nearer to the names; two that would touch take two lanes."""
    taken: dict[tuple[int, bool], list[list[tuple[float, float]]]] = defaultdict(list)
    along = [run for run in runs if run.first == run.last]
    for run in sorted(along, key=lambda run: (across[run.there] - across[run.here], run.place)):
        lanes = taken[run.first, run.is_below]
        left, right = across[run.here] - 6, across[run.there] + 6
        run.lane = next(
            (
                number
                for number, lane in enumerate(lanes)
                if all(right < start or left > end for start, end in lane)
            ),
            len(lanes),
        )
        if run.lane == len(lanes):
            lanes.append([])
        lanes[run.lane].append((left, right))
    for (number, is_below), lanes in taken.items():
        if is_below:
            bands[number].below = len(lanes)
        else:
            bands[number].above = len(lanes)


def _stack(bands: Sequence[Band], runs: Sequence[Run], frame: Frame) -> float:
    """Band below band, with as much between them as their lines need; the height of it all."""
    turning = [0] * (len(bands) + 1)
    for run in runs:
        for number in range(run.first, run.last):
            turning[number + 1] += 1
    y = 0.0
    for number, band in enumerate(bands):
        y += frame.head if number == 0 else _gap(turning[number], frame)
        band.top = y + band.above * frame.lane
        band.middle = band.top + band.up
        band.bottom = band.middle + band.down
        y = band.bottom + band.below * frame.lane
    return y + frame.head


def _gap(turning: int, frame: Frame) -> float:
    return min(frame.gap + frame.gap_each * turning, frame.gap_most)


def _pass(bands: Sequence[Band], runs: Sequence[Run], across: Mapping[Hashable, float], frame: Frame) -> None:
    """Each line goes straight through all bands on its way where that is hardly longer, else it turns between them."""
    free = [_free(band, across, frame) for band in bands]
    taken: list[list[float]] = [[] for _band in bands]
    for run in sorted(runs, key=lambda run: (across[run.here] + across[run.there], run.place)):
        between = range(run.first + 1, run.last)
        if not between:
            continue
        run.passes = _straight(run, between, free, taken, across, frame) or _bent(
            run, between, free, taken, across, frame
        )
        for number, at in zip(between, run.passes, strict=True):
            insort(taken[number], at)


def _straight(run: Run, between: range, free, taken, across, frame: Frame) -> list[float]:
    """One place that is free in all the bands between; [] where there is none, or it is far out of the way."""
    shared = free[between[0]]
    for number in between[1:]:
        shared = _shared(shared, free[number])
    others = sorted({at for number in between for at in taken[number]})
    here, there = across[run.here], across[run.there]
    ways = [_nearest(wish, shared, others, frame.spacing) for wish in (there, here)]
    found = [(abs(at - here) + abs(at - there), place, at) for place, at in enumerate(ways) if at is not None]
    if not found or min(found)[0] > abs(here - there) + _DETOUR:
        return []
    return [min(found)[2]] * len(between)


def _bent(run: Run, between: range, free, taken, across, frame: Frame) -> list[float]:
    """In each band the free place nearest to the straight way; where all are taken, one that another line has too."""
    passes, at, there = [], across[run.here], across[run.there]
    for number in between:
        wished = at + (there - at) / (run.last - number + 1)
        found = _nearest(wished, free[number], taken[number], frame.spacing)
        at = found if found is not None else _within(wished, free[number])
        passes.append(at)
    return passes


def _shared(pieces: Sequence[Point], others: Sequence[Point]) -> list[Point]:
    """Where both are free."""
    return [
        (max(left, start), min(right, end))
        for left, right in pieces
        for start, end in others
        if max(left, start) <= min(right, end)
    ]


def _free(band: Band, across: Mapping[Hashable, float], frame: Frame) -> list[Point]:
    """The pieces of a band in which nothing stands."""
    found, at = [], frame.left - frame.margin
    for item in sorted((item for item in band.items if not item.is_aside), key=lambda item: across[item.key]):
        left, right = across[item.key] - item.left - _CLEAR, across[item.key] + item.right + _CLEAR
        if left > at:
            found.append((at, left))
        at = max(at, right)
    if frame.right + frame.margin > at:
        found.append((at, frame.right + frame.margin))
    return found


def _nearest(wished: float, free: Sequence[Point], taken: Sequence[float], spacing: float) -> float | None:
    """The free place nearest to the wished one that no other line has; None where there is none.

    taken    the places of other lines, in order
    """
    found, least = None, inf
    for left, right in free:
        start = min(max(wished, left), right)
        if abs(start - wished) >= least:
            continue
        at = _free_near(start, wished, (left, right), taken, spacing, least)
        if at is not None and abs(at - wished) < least:
            found, least = at, abs(at - wished)
    return found


def _free_near(
    start: float, wished: float, piece: Point, taken: Sequence[float], spacing: float, least: float
) -> float | None:
    """Step by step to both sides of a place in a piece, the first that no other line has.

    least   how near a place is that was found elsewhere: what lies farther away is not looked at
    """
    left, right = piece
    for step in range(int(min(right - left, least + spacing) // spacing) + 1):
        found = None
        for at in (start + step * spacing, start - step * spacing):
            is_nearer = found is None or abs(at - wished) < abs(found - wished)
            if is_nearer and left <= at <= right and _is_apart(at, taken, spacing):
                found = at
        if found is not None:
            return found
    return None


def _is_apart(at: float, taken: Sequence[float], spacing: float) -> bool:
    """Whether a place is far enough from those beside it, and so from all."""
    place, near = bisect(taken, at), spacing - 0.01
    return (place == 0 or at - taken[place - 1] >= near) and (
        place == len(taken) or taken[place] - at >= near
    )


def _within(wished: float, free: Sequence[Point]) -> float:
    return min((min(max(wished, left), right) for left, right in free), key=lambda at: abs(at - wished))


def _attach(runs: Sequence[Run], across: Mapping[Hashable, float], items: Mapping[Hashable, Item]) -> None:
    """Several lines at one mark leave it spread over its edge, in the order of where they go."""
    ends: dict[tuple[Hashable, bool], list[tuple[tuple, Run, bool]]] = defaultdict(list)
    for run in runs:
        if run.first == run.last:
            # A longer lane lies farther out: its line leaves the mark nearer to the middle.
            length = across[run.there] - across[run.here]
            ends[run.here, run.is_below].append(((1, -length, run.place), run, True))
            ends[run.there, run.is_below].append(((-1, length, run.place), run, False))
        else:
            towards = [*run.passes, across[run.there]][0]
            ends[run.here, True].append(((0, towards, run.place), run, True))
            comes = [across[run.here], *run.passes][-1]
            ends[run.there, False].append(((0, comes, run.place), run, False))
    for (key, _is_below), found in ends.items():
        found.sort(key=lambda end: end[0])
        step = min(5.0, items[key].edge / max(len(found) - 1, 1))
        for place, (_order, run, is_start) in enumerate(found):
            at = across[key] + (place - (len(found) - 1) / 2) * step
            if is_start:
                run.starts = at
            else:
                run.stops = at


def _path(run: Run, bands: Sequence[Band], items: Mapping[Hashable, Item], frame: Frame) -> tuple[Point, ...]:
    upper, lower = bands[run.first], bands[run.last]
    here, there = items[run.here], items[run.there]
    if run.first == run.last:
        out = (run.lane + 0.6) * frame.lane
        y = upper.bottom + out if run.is_below else upper.top - out
        ends = [
            upper.middle + item.bottom if run.is_below else upper.middle - item.top for item in (here, there)
        ]
        return (run.starts, ends[0]), (run.starts, y), (run.stops, y), (run.stops, ends[1])
    points = [(run.starts, upper.middle + here.bottom), (run.starts, _under(upper, frame))]
    for number, at in enumerate(run.passes, run.first + 1):
        band = bands[number]
        points.append((at, _over(band, frame)))
        points.append((at, _under(band, frame)))
    points.append((run.stops, _over(lower, frame)))
    points.append((run.stops, lower.middle - there.top))
    return tuple(points)


def _over(band: Band, frame: Frame) -> float:
    """Where lines turn above a band and its lanes."""
    return band.top - band.above * frame.lane - frame.turn


def _under(band: Band, frame: Frame) -> float:
    return band.bottom + band.below * frame.lane + frame.turn
