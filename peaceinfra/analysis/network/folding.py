"""What the map does where a process has more marks than it can show: like ones become one mark, with their number.

Communities fold first, then local actors, then bodies, then the rest; each step folds a whole row, so that what is
one mark is not beside what is counted. Nobody is left out: each node is a mark, or is counted in exactly one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.network.plan import Line, Mark, Plan, Row
from peaceinfra.analysis.network.ties import NodeKey, Tie, TieKind

MOST_MARKS = 40
MOST_LINES = 150
#: So many marks without any tie stand in one row of their lane; of more, the others are counted.
MOST_ALONE = 3
_LETTERED = {TieKind.LINKAGE, TieKind.CHANNEL}

#: A step of folding: the marks that get one key become one. None stays as it is.
Grouping = Callable[[Mark], Hashable | None]


def folded(plan: Plan, most_marks: int = MOST_MARKS, most_lines: int = MOST_LINES) -> Plan:
    """The plan with at most so many marks and lines, folded no further than it must be."""
    for grouping in (None, *_STEPS):
        if grouping:
            plan = grouped(plan, grouping)
        if len(plan.marks) <= most_marks and len(plan.lines) > most_lines:
            plan = replace(plan, lines=bundled(plan.lines))
        if len(plan.marks) <= most_marks and len(plan.lines) <= most_lines:
            break
    return _fewest_alone(_cut(plan, most_lines))


def grouped(plan: Plan, grouping: Grouping) -> Plan:
    """The plan with the marks of each group as one, and the lines between two groups as one of each kind."""
    groups: dict[Hashable, list[Mark]] = defaultdict(list)
    for mark in plan.marks:
        key = grouping(mark)
        if key is not None:
            groups[mark.row, mark.is_alone, key].append(mark)
    groups = {key: marks for key, marks in groups.items() if len(marks) > 1}
    if not groups:
        return plan
    into = {mark.key: _fold(key, marks) for key, marks in groups.items() for mark in marks}
    kept = {into[mark.key].key if mark.key in into else mark.key: None for mark in plan.marks}
    by_key = {mark.key: mark for mark in (*plan.marks, *into.values())}
    marks = [replace(by_key[key], under=_moved(by_key[key].under, into, key)) for key in kept]
    return replace(plan, marks=marks, lines=_joined(plan.lines, into))


def _moved(keys: Iterable[NodeKey], into: Mapping[NodeKey, Mark], own: NodeKey) -> tuple[NodeKey, ...]:
    moved = dict.fromkeys(into[key].key if key in into else key for key in keys)
    return tuple(key for key in moved if key != own)


def _joined(lines: Iterable[Line], into: Mapping[NodeKey, Mark]) -> list[Line]:
    """Lines with their new ends; what runs within one mark is not drawn, what reaches a fold is one line a kind."""
    found: dict[Hashable, Line] = {}
    for line in lines:
        ends = tuple(into[end].key if end in into else end for end in line.ends)
        if ends[0] == ends[1]:
            continue
        is_moved = ends != line.ends or len(line.ties) > 1
        key = (frozenset(ends), line.kind) if is_moved else (line.ends, line.kind, line.ties[0].key)
        if key in found:
            found[key] = replace(found[key], ties=_together(found[key], line))
        else:
            found[key] = replace(line, ends=ends)
    return list(found.values())


def _together(line: Line, other: Line) -> tuple[Tie, ...]:
    return tuple({tie.key: tie for tie in (*line.ties, *other.ties)}.values())


def bundled(lines: Sequence[Line]) -> list[Line]:
    """The lines of one kind between the same two marks as one."""
    found: dict[Hashable, Line] = {}
    for line in lines:
        key = frozenset(line.ends), line.kind
        found[key] = replace(found[key], ties=_together(found[key], line)) if key in found else line
    return list(found.values())


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
        what = ", ".join(filter(None, (kind or _names()[row], place)))
    return _("%(what)s (%(n)s)") % {"what": what[:1].upper() + what[1:], "n": number}


def _names() -> dict[Row, str]:
    return {
        Row.PARTIES: _("parties and others at the top"),
        Row.BODIES: _("bodies"),
        Row.JOINT: _("joint bodies"),
        Row.MIDDLE: _("middle level"),
        Row.UNKNOWN: _("level not recorded"),
        Row.LOCAL: _("local actors"),
    }


def _of(row: Row, *names: str) -> Grouping:
    """The marks of a row by what they have in common."""
    return lambda mark: (
        ".".join(str(getattr(mark, name)) for name in names) or "all" if mark.row == row else None
    )


def _by_master(mark: Mark) -> Hashable | None:
    """Bodies by those whom they serve."""
    if mark.row not in (Row.BODIES, Row.JOINT):
        return None
    return "under." + ".".join(map(str, mark.under)) if mark.under else "under nobody"


def _third_parties(mark: Mark) -> Hashable | None:
    return mark.kind if mark.row == Row.PARTIES and mark.shape != 0 else None


_STEPS: tuple[Grouping, ...] = (
    _of(Row.COMMUNITIES, "place"),
    _of(Row.LOCAL, "kind", "place"),
    _by_master,
    _of(Row.UNKNOWN, "kind"),
    _of(Row.MIDDLE, "kind", "place"),
    _third_parties,
    _of(Row.LOCAL, "kind"),
    _of(Row.MIDDLE, "kind"),
    _of(Row.COMMUNITIES),
    _of(Row.BODIES),
    _of(Row.JOINT),
    _of(Row.PARTIES, "kind"),
    _of(Row.LOCAL),
    _of(Row.MIDDLE),
    _of(Row.UNKNOWN),
    _of(Row.PARTIES),
)
