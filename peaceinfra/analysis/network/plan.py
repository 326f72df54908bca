"""What the map of a process shows: a mark for each node and a line for each tie, whatever the day.

The plan is made of the network of the whole life, so that a mark keeps its place and a line its letter on every day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from functools import cache
from itertools import pairwise

from django.utils.text import capfirst

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import ActorFact, LinkageFact
from peaceinfra.analysis.network.network import Network
from peaceinfra.analysis.network.rows import Row, Rows
from peaceinfra.analysis.network.ties import Node, NodeKey, Tie, TieKind
from peaceinfra.analysis.process_facts import ChannelFact, ProcessFacts
from secretariats.choices import BodyForm

#: The kinds of tie that stand in the tables alone.
IN_TABLES_ONLY = frozenset({TieKind.SUPPORT, TieKind.LINEAGE, TieKind.MET})
#: The most ends of one channel between which each two are joined by a line; of more, all are joined to the first.
_MOST_ENDS_IN_PAIRS = 3
#: So many linkages, or channels, between the same two have each a line; more are one line with all their tags.
_MOST_PARALLEL = 2
# Of these kinds the lines look the same: of two between the same marks one is drawn.
_ALIKE = {
    TieKind.SERVICE: "structure",
    TieKind.REPORTING: "structure",
    TieKind.BESIDE: "structure",
    TieKind.MEMBERSHIP: "seat",
    TieKind.POST: "seat",
    TieKind.REACH: "reach",
}
_KINDS = {kind: place for place, kind in enumerate(TieKind)}
_FORUMS = {BodyForm.NETWORK, BodyForm.PLATFORM, BodyForm.CENTRE}


class Shape(IntEnum):
    """■ party or mediator, □ body, ○ person or group, ◇ forum or platform, △ community or level of society."""

    PARTY = 0
    BODY = 1
    PERSON = 2
    FORUM = 3
    COMMUNITY = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """A node on the map, or several that are folded into one.

    ident     settles the order of equal ones
    seat      its place among the parties, of one in their row
    tier      of a row that has several: parties and mediators stand above others at the top, bodies above persons
    under     those whom it serves, who stand above it
    is_alone  nothing recorded joins it to anybody
    members   the nodes that are folded into it
    """

    key: NodeKey
    ident: str
    row: Row
    shape: Shape
    label: str
    kind: str = ""
    place: str = ""
    seat: float | None = None
    tier: int = 0
    under: tuple[NodeKey, ...] = ()
    is_alone: bool = False
    node: Node | None = None
    members: tuple[Node, ...] = ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        return self.members or ((self.node,) if self.node else ())


@dataclass(frozen=True, slots=True)
class Line:
    """What is drawn between two marks: one step of a tie, or those of several that are drawn as one."""

    ends: tuple[NodeKey, NodeKey]
    kind: TieKind
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Marks in the order of their rows, and the lines between them.

    tags    {key of a linkage or channel: its letter or its number}, which go with the record for good
    left_out    how many lines the drawing has no room for: they stand in the tables
    """

    marks: Sequence[Mark]
    lines: Sequence[Line]
    tags: Mapping[int, str] = field(default_factory=dict)
    left_out: int = 0


def plan_of(facts: ProcessFacts, network: Network, *, with_lane: bool = True) -> Plan:
    """The plan of the network of a whole life, each node as a mark of its own.

    with_lane   whether it may be said who is tied to nobody
    """
    lines = bundled(lines_of(sorted((held.tie for held in network.held), key=_by_kind)), _MOST_PARALLEL)
    joined = {end for line in lines for end in line.ends}
    rows = Rows(facts)
    in_tables = network.tied - joined
    marks = [
        _mark(node, rows, with_lane and node.key not in joined and node.key not in in_tables)
        for node in network.nodes.values()
    ]
    marks = [*_seated(marks, lines, rows)]
    places = _places_reached(network)
    marks = [_at(mark, places) for mark in marks]
    return Plan(sorted(marks, key=lambda mark: (mark.row, mark.ident)), lines, tags_of(facts))


def lines_of(ties: Iterable[Tie]) -> list[Line]:
    """One for each step of a tie; what is drawn alike between the same two is one line."""
    found: dict[tuple, tuple[tuple[NodeKey, NodeKey], TieKind, dict[int, Tie]]] = {}
    for tie in ties:
        kind, record = tie.kind, tie.key
        if kind in IN_TABLES_ONLY:
            continue
        alike = _ALIKE.get(kind, record)
        for here, there in tie.steps:
            if kind != TieKind.CHANNEL or _is_drawn(tie.fact, here, there):
                key = frozenset((here, there)), alike
                line = found.get(key)
                # A channel has a tie for each two of its ends, and one line between two marks.
                if line is None:
                    found[key] = (here, there), kind, {record: tie}
                else:
                    line[-1].setdefault(record, tie)
    return [Line(ends, kind, tuple(ties.values())) for ends, kind, ties in found.values()]


def bundled(lines: Sequence[Line], most: int = 1) -> list[Line]:
    """The lines of one kind between the same two marks as one, where there are more than so many."""
    together: dict[tuple, list[Line]] = defaultdict(list)
    for line in lines:
        together[frozenset(line.ends), line.kind].append(line)
    return [
        line
        for found in together.values()
        for line in (found if len(found) <= most else [replace(found[0], ties=ties_together(found))])
    ]


def ties_together(lines: Iterable[Line]) -> tuple[Tie, ...]:
    """The ties of several lines, each record once."""
    return tuple({tie.key: tie for line in lines for tie in line.ties}.values())


def _by_kind(tie: Tie) -> tuple[int, int]:
    return _KINDS[tie.kind], tie.key


def _is_drawn(channel: ChannelFact, here: NodeKey, there: NodeKey) -> bool:
    """Of a channel with many ends only the lines to the first of them: each two would hide the rest."""
    if channel.via or len(channel.ends) <= _MOST_ENDS_IN_PAIRS:
        return True
    return channel.ends[0].key in (here, there)


def tags_of(facts: ProcessFacts) -> dict[int, str]:
    """Linkages have letters, channels numbers: by when they began, over the whole life."""
    return derived.reckoned(facts, (tags_of,), _all_tags)


def _all_tags(facts: ProcessFacts) -> dict[int, str]:
    letters = {linkage.key: letter(place) for place, linkage in enumerate(_by_start(facts.linkages))}
    return letters | {channel.key: str(n) for n, channel in enumerate(_by_start(facts.channels), 1)}


@cache
def letter(place: int) -> str:
    """a … z, aa, ab … for 0, 1, 2 …"""
    letters = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        letters = chr(ord("a") + rest) + letters
        place -= 1
    return letters


def _by_start(records: Iterable[LinkageFact | ChannelFact]) -> list:
    """The earliest first; what has no known start comes last, each in the order of their ids."""

    def start(record) -> tuple:
        bounds = record.dates.bounds
        return bounds.start_min or bounds.start_max or date.max, record.key

    return sorted(records, key=start)


def _mark(node: Node, rows: Rows, is_alone: bool) -> Mark:
    if node.actor is None:
        ident = node.community.public_id if node.community else str(node.key)
        label = node.name if node.community else capfirst(node.name)
        place = node.community.within if node.community else ""
        return Mark(
            node.key,
            ident,
            Row.COMMUNITIES,
            Shape.COMMUNITY,
            label,
            place=place,
            is_alone=is_alone,
            node=node,
        )
    row = rows.row_of(node.actor)
    return Mark(
        node.key,
        node.actor.public_id,
        row,
        _shape(node.actor, node.key in rows.roles),
        node.name,
        kind=str(node.actor.kind_label),
        tier=rows.tier_of(node.actor, row),
        under=rows.under(node.key),
        # Who takes part in the talks stands at the table, whether anything else is recorded or not.
        is_alone=is_alone and row != Row.PARTIES,
        node=node,
    )


def _shape(actor: ActorFact, is_at_table: bool) -> Shape:
    if actor.form in _FORUMS:
        return Shape.FORUM
    if actor.form:
        return Shape.BODY
    return Shape.PARTY if is_at_table else Shape.PERSON


def _seated(marks: Sequence[Mark], lines: Sequence[Line], rows: Rows) -> Iterator[Mark]:
    """The marks with seats for those in the first row: parties by side, mediators among those they serve.

    Who only asks for a seat comes after them, and who has another part at the top after those.
    """
    top = [mark for mark in marks if mark.row == Row.PARTIES]
    parties = sorted(
        (mark for mark in top if rows.is_party(mark.key)),
        key=lambda mark: (
            rows.is_claimed(mark.key),
            rows.sides.get(rows.side(mark.key), len(rows.sides)),
            mark.ident,
        ),
    )
    seats = {mark.key: float(place) for place, mark in enumerate(parties)}
    beside = _beside(lines, rows, {mark.key for mark in top} - seats.keys())
    full = [seats[mark.key] for mark in parties if not rows.is_claimed(mark.key)] or [0.0]
    others = {}
    for mark in top:
        if mark.key not in seats:
            near = [seats[key] for key in beside.get(mark.key, ()) if key in seats and seats[key] in full]
            middle = sum(near or full) / len(near or full)
            others[mark.key] = middle if mark.key in rows.roles else len(seats) + middle
    order = sorted(
        top,
        key=lambda mark: (
            mark.tier,
            seats.get(mark.key, others.get(mark.key, 0.0)),
            mark.key not in seats,
            mark.ident,
        ),
    )
    place = {mark.key: float(i) for i, mark in enumerate(order)}
    for mark in marks:
        yield replace(mark, seat=place[mark.key]) if mark.key in place else mark


def _beside(lines: Sequence[Line], rows: Rows, wanted: set[NodeKey]) -> dict[NodeKey, set[NodeKey]]:
    """{mark: those it is joined to, itself or by a body that serves it}, of those wanted"""
    found: dict[NodeKey, set[NodeKey]] = defaultdict(set)
    for line in lines if wanted else ():
        here, there = [{end, *rows.masters(end)} for end in line.ends]
        for one in here & wanted:
            found[one] |= there
        for one in there & wanted:
            found[one] |= here
    return found


def _places_reached(network: Network) -> dict[NodeKey, set[str]]:
    """{actor: the places of the communities that it reaches}"""
    found: dict[NodeKey, set[str]] = defaultdict(set)
    for held in network.held:
        if held.tie.kind == TieKind.REACH:
            for here, there in pairwise(held.tie.stops):
                if there.community and there.community.within:
                    found[here.key].add(there.community.within)
    return found


def _at(mark: Mark, places: Mapping[NodeKey, set[str]]) -> Mark:
    found = places.get(mark.key, ())
    return replace(mark, place=next(iter(found))) if len(found) == 1 and not mark.place else mark
