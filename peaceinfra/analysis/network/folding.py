"""What the map does where a process has more marks than it can show: like ones become one mark, with their number.

Communities fold first, then local actors, then bodies, then always the row that has most marks. Each step folds a
whole row, so that what is one mark is not beside what is counted. Nobody is left out: each node is a mark, or is
counted in exactly one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.network.plan import Line, Mark, Plan, Row, bundled, ties_together
from peaceinfra.analysis.network.ties import NodeKey, TieKind

MOST_MARKS = 40
MOST_LINES = 150
#: Where marks are folded nearly all are joined: of more lines none could be followed.
MOST_BETWEEN_FOLDS = 70
#: So many marks without any tie stand in one row of their lane; of more, the others are counted.
MOST_ALONE = 3
_LETTERED = {TieKind.LINKAGE, TieKind.CHANNEL}

#: What marks of a row have in common: those with one key become one. None stays as it is.
Grouping = Callable[[Mark], Hashable | None]


def folded(plan: Plan, most_marks: int = MOST_MARKS, most_lines: int = MOST_LINES) -> Plan:
    """The plan with at most so many marks and lines, folded no further than it must be."""
    chosen, sizes = dict.fromkeys(Row, 0), _Sizes(plan)
    for row in _order_of_folding(sizes, chosen):
        if sizes.all(chosen) <= most_marks and _count_lines(plan, chosen) <= most_lines:
            break
        chosen[row] += 1
    if any(chosen.values()):
        plan = grouped(plan, lambda mark: _group(mark, chosen))
        most_lines = min(most_lines, MOST_BETWEEN_FOLDS)
    if len(plan.lines) > most_lines:
        plan = replace(plan, lines=bundled(plan.lines))
    return _fewest_alone(_cut(plan, most_lines))


def part_of(plan: Plan, key: str) -> tuple[Plan, Mark] | None:
    """Those whom one mark of the folded plan stands for, with all who are tied to them; None where there is no such."""
    mark = next((mark for mark in folded(plan).marks if mark.members and mark.key == key), None)
    if mark is None:
        return None
    members = {node.key for node in mark.members}
    lines = [line for line in plan.lines if members.intersection(line.ends)]
    near = members.union(*(line.ends for line in lines))
    return replace(plan, marks=[one for one in plan.marks if one.key in near], lines=lines), mark


class _Sizes:
    """How many marks each row has, folded so far: what is folded in one row changes no other."""

    def __init__(self, plan: Plan):
        self._marks: dict[Row, list[Mark]] = defaultdict(list)
        for mark in plan.marks:
            self._marks[mark.row].append(mark)
        self._found: dict[tuple[Row, int], int] = {}

    def of(self, row: Row, step: int) -> int:
        if (row, step) not in self._found:
            self._found[row, step] = len({_key(mark, {row: step}) for mark in self._marks[row]})
        return self._found[row, step]

    def all(self, chosen: Mapping[Row, int]) -> int:
        return sum(self.of(row, step) for row, step in chosen.items())


def _order_of_folding(sizes: _Sizes, chosen: dict[Row, int]) -> Iterator[Row]:
    """Communities by place first, then local actors, then bodies; then always the row that has most marks."""
    yield from _FIRST
    while True:
        counts = {row: sizes.of(row, step) for row, step in chosen.items()}
        open_rows = [row for row in Row if chosen[row] < len(_GROUPINGS[row]) and counts[row] > 1]
        if not open_rows:
            return
        yield max(open_rows, key=lambda row: (counts[row], row))


def _group(mark: Mark, chosen: Mapping[Row, int]) -> Hashable | None:
    step = chosen[mark.row]
    return _GROUPINGS[mark.row][step - 1](mark) if step else None


def _key(mark: Mark, chosen: Mapping[Row, int]) -> tuple:
    group = _group(mark, chosen)
    return mark.row, mark.is_alone, mark.key if group is None else (group,)


def _count_lines(plan: Plan, chosen: Mapping[Row, int]) -> int:
    """How many lines are left where those of one kind between the same two are one."""
    numbers: dict[tuple, int] = {}
    into = {mark.key: numbers.setdefault(_key(mark, chosen), len(numbers)) for mark in plan.marks}
    pairs = {(into[line.ends[0]], into[line.ends[1]], line.kind) for line in plan.lines}
    return len({(min(here, there), max(here, there), kind) for here, there, kind in pairs if here != there})


def grouped(plan: Plan, grouping: Grouping) -> Plan:
    """The plan with the marks of each group as one, and the lines between two groups as one of each kind."""
    groups: dict[Hashable, list[Mark]] = defaultdict(list)
    for mark in plan.marks:
        key = grouping(mark)
        if key is not None:
            groups[mark.row, mark.is_alone, key].append(mark)
    folds = [(marks, _fold(key, marks)) for key, marks in groups.items() if len(marks) > 1]
    if not folds:
        return plan
    into = {mark.key: fold for marks, fold in folds for mark in marks}
    kept = {into[mark.key].key if mark.key in into else mark.key: None for mark in plan.marks}
    by_key = {mark.key: mark for mark in (*plan.marks, *into.values())}
    marks = [replace(by_key[key], under=_moved(by_key[key].under, into, key)) for key in kept]
    return replace(plan, marks=marks, lines=_joined(plan.lines, into))


def _moved(keys: Iterable[NodeKey], into: Mapping[NodeKey, Mark], own: NodeKey) -> tuple[NodeKey, ...]:
    moved = dict.fromkeys(into[key].key if key in into else key for key in keys)
    return tuple(key for key in moved if key != own)


def _joined(lines: Iterable[Line], into: Mapping[NodeKey, Mark]) -> list[Line]:
    """Lines with their new ends; what runs within one mark is not drawn, what reaches a fold is one line a kind."""
    together: dict[Hashable, list[Line]] = defaultdict(list)
    moved = {key: mark.key for key, mark in into.items()}
    for line in lines:
        here, there = line.ends
        ends = moved.get(here, here), moved.get(there, there)
        if ends[0] == ends[1]:
            continue
        key = (frozenset(ends), line.kind, None if ends != line.ends else line.ties[0].key)
        together[key].append(Line(ends, line.kind, line.ties))
    return [
        found[0] if len(found) == 1 else replace(found[0], ties=ties_together(found))
        for found in together.values()
    ]


def _cut(plan: Plan, most_lines: int) -> Plan:
    """The lines that stand for most, where even so there are too many: linkages and channels first."""
    if len(plan.lines) <= most_lines:
        return plan
    order = list(TieKind)
    ranked = sorted(
        range(len(plan.lines)),
        key=lambda place: (
            plan.lines[place].kind not in _LETTERED,
            -len(plan.lines[place].ties),
            order.index(plan.lines[place].kind),
            place,
        ),
    )
    kept = sorted(ranked[:most_lines])
    return replace(plan, lines=[plan.lines[place] for place in kept], left_out=len(plan.lines) - most_lines)


def _fewest_alone(plan: Plan) -> Plan:
    """Of the marks without a tie the first of each row, and the others as one."""
    alone: dict[Row, list[Mark]] = defaultdict(list)
    for mark in plan.marks:
        if mark.is_alone:
            alone[mark.row].append(mark)
    surplus = {
        mark.key for marks in alone.values() if len(marks) > MOST_ALONE for mark in marks[MOST_ALONE - 1 :]
    }
    return grouped(plan, lambda mark: "alone" if mark.key in surplus else None)


def _fold(key: tuple, marks: Sequence[Mark]) -> Mark:
    """One mark for several, named for what they have in common."""
    row, is_alone, group = key
    nodes = tuple(node for mark in marks for node in mark.nodes)
    shape = Counter(mark.shape for mark in marks).most_common(1)[0][0]
    return Mark(
        f"{row.name.lower()}:{is_alone:d}:{group}",
        min(mark.ident for mark in marks),
        row,
        shape,
        _name(row, group, marks, len(nodes)),
        kind=_common(mark.kind for mark in marks),
        place=_common(mark.place for mark in marks),
        tier=min(mark.tier for mark in marks),
        seat=min((mark.seat for mark in marks if mark.seat is not None), default=None),
        under=tuple(dict.fromkeys(master for mark in marks for master in mark.under)),
        is_alone=is_alone,
        members=nodes,
    )


def _common(words: Iterable[str]) -> str:
    found = set(words)
    return found.pop() if len(found) == 1 else ""


def _name(row: Row, group: Hashable, marks: Sequence[Mark], number: int) -> str:
    """Youth groups, Northvale (7): what they are, then where, then how many."""
    if group == "alone":
        return ngettext("%(n)s more", "%(n)s more", number) % {"n": number}
    kind, place = _common(mark.kind for mark in marks), _common(mark.place for mark in marks)
    if row == Row.COMMUNITIES:
        what = place or _("communities")
    else:
        what = ", ".join(filter(None, (kind or _name_of_row(row, marks), place)))
    return _("%(what)s (%(n)s)") % {"what": what[:1].upper() + what[1:], "n": number}


def _name_of_row(row: Row, marks: Sequence[Mark]) -> str:
    tiers = {mark.tier for mark in marks}
    if row == Row.PARTIES and len(tiers) == 1:
        return (_("parties and mediators"), _("members of contact groups"), _("others at the top"))[
            tiers.pop()
        ]
    return {
        Row.PARTIES: _("parties and others at the top"),
        Row.BODIES: _("bodies"),
        Row.JOINT: _("joint bodies"),
        Row.MIDDLE: _("middle level"),
        Row.UNKNOWN: _("level not recorded"),
        Row.LOCAL: _("local actors"),
    }[row]


def _by(*names: str) -> Grouping:
    """The marks of a row by what they have in common."""
    return lambda mark: ".".join([str(getattr(mark, name)) for name in names]) or "all"


def _by_master(mark: Mark) -> Hashable:
    """Bodies by those whom they serve."""
    return "under." + ".".join(map(str, mark.under)) if mark.under else "under nobody"


#: What marks of a row are folded by, from the finest on.
_GROUPINGS: dict[Row, tuple[Grouping, ...]] = {
    Row.PARTIES: (_by("tier", "kind"), _by("tier"), _by()),
    Row.BODIES: (_by_master, _by("kind"), _by()),
    Row.JOINT: (_by_master, _by()),
    Row.MIDDLE: (_by("kind", "place"), _by("kind"), _by()),
    Row.UNKNOWN: (_by("kind"), _by()),
    Row.LOCAL: (_by("kind", "place"), _by("kind"), _by()),
    Row.COMMUNITIES: (_by("place"), _by()),
}
_FIRST = (Row.COMMUNITIES, Row.LOCAL, Row.BODIES, Row.JOINT)
