"""The names on a map: how they are broken, how much room a mark takes with its name, and where the words stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peaceinfra.analysis.drawing.lettering import width_of, wrapped
from peaceinfra.analysis.drawing.map_looks import MarkLook
from peaceinfra.analysis.network.layout import Frame, Item
from peaceinfra.analysis.network.plan import Mark, Row, Shape


@dataclass(frozen=True, slots=True)
class Measures:
    """Of one of the two drawings.

    name_room, name_lines    how wide and how long a name may be
    remark_room    the room kept for a remark, which some day may need
    is_beside      names stand beside their marks, else above them
    """

    suffix: str
    class_: str
    width: int
    frame: Frame
    lane_left: float
    radius: float
    size: float
    small: float
    line: float
    name_room: float
    name_lines: int
    remark_room: float
    tag: float
    is_beside: bool


_WIDE_FRAME = Frame(
    left=126, right=1140, aside=1004, margin=8, apart=13, lane=17, gap=36, gap_each=1.2, gap_most=72, turn=6
)
_NARROW_FRAME = Frame(
    left=3,
    right=355,
    aside=0,
    margin=2,
    apart=7,
    lane=11,
    gap=20,
    gap_each=0.6,
    gap_most=28,
    turn=3,
    spacing=4,
    head=4,
)
WIDE = Measures("w", "wide", 1152, _WIDE_FRAME, 992, 7.5, 13, 12, 14.5, 120, 4, 120, 9, True)
NARROW = Measures("n", "narrow", 358, _NARROW_FRAME, 358, 6, 11.5, 11.5, 12, 82, 3, 0, 7.5, False)


@dataclass(frozen=True, slots=True)
class Name:
    """The lines of a name, the fewer that stand above a remark, and for how many lines of both there is room."""

    lines: tuple[str, ...]
    with_remark: tuple[str, ...]
    width: float
    room: int


def name_of(mark: Mark, measures: Measures) -> Name:
    is_bold = mark.shape == Shape.PARTY
    room = measures.name_room / (1.08 if is_bold else 1)
    lines = tuple(wrapped(mark.label, room, measures.name_lines, measures.size))
    fewer = lines
    if not measures.is_beside:
        fewer = tuple(wrapped(mark.label, room, measures.name_lines - 1, measures.size))
    width = max((width_of(line, measures.size, bold=is_bold) for line in (*lines, *fewer)), default=0)
    most = len(lines) + min(2, 5 - len(lines)) if measures.is_beside else len(fewer) + 1
    return Name(lines, fewer, width, most)


def item_of(mark: Mark, name: Name, measures: Measures, row: int) -> Item:
    """The room of a mark and its name, with a remark that it may have on some day."""
    edge = measures.radius + 1
    height = name.room * measures.line
    if measures.is_beside:
        words = max(name.width, measures.remark_room)
        left, right = edge + 6, measures.radius + 11 + words
        up = down = height / 2 + 2
        top = edge
    else:
        # A remark may be as wide as the widest name.
        left = right = measures.name_room / 2
        up, down = measures.radius + 4 + height, measures.radius + 3
        top = up
    return Item(
        key=mark.key,
        ident=mark.ident,
        row=row,
        left=left,
        right=right,
        up=up,
        down=down,
        top=top,
        bottom=edge,
        edge=2 * measures.radius,
        seat=mark.seat if mark.row == Row.PARTIES else None,
        under=mark.under,
        is_aside=mark.is_alone and measures.is_beside,
        tier=mark.tier if measures.is_beside else 0,
    )


@dataclass(frozen=True, slots=True)
class Words:
    """One line of words at a mark, with its anchor and what it is: part of the name, or of the remark."""

    x: float
    y: float
    text: str
    anchor: str
    is_remark: bool


def words_at(x: float, y: float, name: Name, look: MarkLook, measures: Measures) -> Iterator[Words]:
    """The name and the remark of a mark whose middle is given."""
    remark = _remark(name, look, measures)
    lines = [
        *((line, False) for line in _name_lines(name, remark)),
        *((line, True) for line in remark),
    ]
    if measures.is_beside:
        left = x + measures.radius + (11 if look.has_ring else 7)
        first = y + 4.5 - measures.line * (len(lines) - 1) / 2
    else:
        left, first = x, y - measures.radius - 7 - measures.line * (len(lines) - 1)
    for place, (line, is_remark) in enumerate(lines):
        yield Words(left, first + measures.line * place, line, _anchor(measures), is_remark)


def unused(name: Name, look: MarkLook, measures: Measures) -> float:
    """How much of the room above a mark its words leave: lines may come so much nearer."""
    if measures.is_beside:
        return 0
    remark = _remark(name, look, measures)
    return measures.line * (name.room - len(_name_lines(name, remark)) - len(remark))


def _name_lines(name: Name, remark: list[str]) -> tuple[str, ...]:
    return name.with_remark if remark else name.lines


def _remark(name: Name, look: MarkLook, measures: Measures) -> list[str]:
    if not look.remark:
        return []
    room = max(name.width, measures.remark_room, 0 if measures.is_beside else measures.name_room)
    words = look.remark if measures.is_beside else look.brief or look.remark
    if not measures.is_beside and not look.is_off and width_of(words, measures.small) > room:
        return []
    return wrapped(words, room, name.room - len(name.with_remark), measures.small)


def _anchor(measures: Measures) -> str:
    return "start" if measures.is_beside else "middle"
