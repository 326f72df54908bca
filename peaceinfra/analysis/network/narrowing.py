"""The plan of the small map, for phones: four marks to a line, few lines, and what ways there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from peaceinfra.analysis.network.folding import grouped
from peaceinfra.analysis.network.plan import Mark, Plan, Row
from peaceinfra.analysis.network.ties import NodeKey, TieKind

ACROSS = 4
#: So many lines of marks are no higher than a screen.
MOST_BANDS = 5
#: What is drawn where there is little room: by what word passes, and to whom.
_DRAWN = (
    TieKind.LINKAGE,
    TieKind.CHANNEL,
    TieKind.REACH,
    TieKind.MEMBERSHIP,
    TieKind.SERVICE,
    TieKind.POST,
    TieKind.REPORTING,
)
_IN_THE_MIDDLE = (Row.JOINT, Row.UNKNOWN)
#: And along a row only these.
_ALONG = (TieKind.LINKAGE, TieKind.CHANNEL)


def narrowed(plan: Plan, most_lines: int) -> Plan:
    """The same marks in fewer rows, which have no names here, and in each the most tied ones; the others as one."""
    marks = [replace(mark, row=Row.MIDDLE) if mark.row in _IN_THE_MIDDLE else mark for mark in plan.marks]
    ties = Counter(end for line in plan.lines for end in line.ends)
    bands = _bands_of(marks)
    surplus = _surplus(marks, bands, ties)
    marks = [replace(mark, is_alone=mark.is_alone and mark.key not in surplus) for mark in marks]
    plan = grouped(replace(plan, marks=marks), lambda mark: "alone" if mark.key in surplus else None)
    row_of = {mark.key: mark.row for mark in plan.marks}
    drawn = [
        line
        for line in plan.lines
        if line.kind in _DRAWN and (line.kind in _ALONG or row_of[line.ends[0]] != row_of[line.ends[1]])
    ]
    if len(drawn) > most_lines:
        ranked = sorted(range(len(drawn)), key=lambda place: (_DRAWN.index(drawn[place].kind), place))
        drawn = [drawn[place] for place in sorted(ranked[:most_lines])]
    return replace(plan, lines=drawn, left_out=plan.left_out + len(plan.lines) - len(drawn))


def _bands_of(marks: list[Mark]) -> dict[Row, int]:
    """How many lines of marks each row has: one, and more for the fullest while there is room."""
    counts = Counter(mark.row for mark in marks)
    bands = dict.fromkeys(sorted(counts), 1)
    while bands and sum(bands.values()) < MOST_BANDS:
        fullest = max(bands, key=lambda row: (counts[row] - ACROSS * bands[row], -row))
        if counts[fullest] <= ACROSS * bands[fullest]:
            break
        bands[fullest] += 1
    return bands


def _surplus(marks: list[Mark], bands: dict[Row, int], ties: Counter) -> set[NodeKey]:
    """The marks for which their row has no room: the least tied ones, one place being kept for their number."""
    by_row: dict[Row, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_row[mark.row].append(mark)
    found = set()
    for row, row_marks in by_row.items():
        room = ACROSS * bands[row]
        if len(row_marks) > room:
            ranked = sorted(row_marks, key=lambda mark: (mark.is_alone, -ties[mark.key], mark.ident))
            found |= {mark.key for mark in ranked[room - 1 :]}
    return found
