"""Fitting words into drawings: how wide a text will be, where to break it, where a label finds room.

The server cannot measure a reader's font, so widths are estimates on the generous side.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect
from dataclasses import dataclass, field
from itertools import accumulate

WIDEST_SIGN = 12
_NARROW = frozenset("iljtfrI.,:;'’‘|!()[]· -")
_BROAD = frozenset("mwMW—…@%")
# Scripts whose letters are about as wide as they are high.
_WIDE_SCRIPTS = ("MYANMAR", "KHMER", "THAI", "LAO", "TAMIL", "SINHALA", "MALAYALAM", "ETHIOPIC")


class _Ems(dict[str, float]):
    """How wide each letter is; a map asks tens of thousands of times."""

    def __missing__(self, letter: str) -> float:
        return self.setdefault(letter, _em(letter))


def _em(letter: str) -> float:
    if letter in _NARROW:
        return 0.36
    if letter in _BROAD:
        return 0.96
    if letter.isascii():
        return 0.70 if letter.isupper() else 0.59
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    script = unicodedata.name(letter, "").split(" ")[0]
    if script in _WIDE_SCRIPTS:
        return 0.85
    return 0.72 if letter.isupper() else 0.62


_width = _Ems().__getitem__


def width_of(words: str, size: float = 12, *, bold: bool = False) -> float:
    """About how wide a text is drawn, in drawing units."""
    return sum(map(_width, words)) * size * (1.08 if bold else 1)


def shortened(words: str, room: float, size: float = 12, *, bold: bool = False) -> str:
    """The text, or as much of it as fits followed by an ellipsis; "" where not even one letter fits."""
    if width_of(words, size, bold=bold) <= room:
        return words
    room -= width_of("…", size, bold=bold)
    widths = [width * size * (1.08 if bold else 1) for width in accumulate(map(_width, words))]
    # Letters have a width or none: what is wider than the room stays so with more of them.
    number = bisect(widths, room)
    while number and unicodedata.category(words[number - 1]) == "Zs":
        number -= 1
    return f"{words[:number]}…" if number else ""


def wrapped(words: str, room: float, lines: int, size: float = 12) -> list[str]:
    """The text broken at spaces into at most so many lines; the last one is shortened if it must be."""
    out: list[str] = []
    rest = words.split()
    while rest and len(out) < lines - 1:
        taken = 1
        while taken < len(rest) and width_of(" ".join(rest[: taken + 1]), size) <= room:
            taken += 1
        out.append(shortened(" ".join(rest[:taken]), room, size))
        rest = rest[taken:]
    if rest:
        out.append(shortened(" ".join(rest), room, size))
    return [line for line in out if line]


def isolated(words: str) -> str:
    """Right-to-left words set apart, so that they do not reorder their neighbours in the same line."""
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words):
        return f"\u2068{words}\u2069"
    return words


@dataclass(slots=True)
class Shelf:
    """Lines of labels above a bar. A label takes the lowest line where it touches nothing."""

    left: float
    right: float
    lines: int
    gap: float = 6
    taken: list[list[tuple[float, float]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.taken = self.taken or [[] for _ in range(self.lines)]

    def is_free(self, line: int, start: float, end: float) -> bool:
        return all(end + self.gap <= a or start >= b + self.gap for a, b in self.taken[line])

    def reserve(self, line: int, start: float, end: float) -> None:
        self.taken[line].append((start, end))

    def place(
        self, words: str, at: float, size: float = 12, *, whole: bool = False
    ) -> tuple[int, float, str] | None:
        """Line, left edge and wording of a label that wants to begin at `at`; None where there is no room.

        A label may be shortened to fit, unless it must stay `whole`.
        """
        full = width_of(words, size)
        wanted = max(self.left, min(at, self.right - full))
        for line in range(self.lines):
            start = self._after_a_sign(line, wanted)
            if start + full <= self.right and self.is_free(line, start, start + full):
                self.reserve(line, start, start + full)
                return line, start, words
        return None if whole else self._place_short(words, max(at, self.left), size)

    def _after_a_sign(self, line: int, start: float) -> float:
        """The same place, or just after a sign that stands there."""
        for a, b in sorted(self.taken[line]):
            if a - self.gap < start < b + self.gap and b - a <= WIDEST_SIGN:
                start = b + self.gap
        return start

    def _place_short(self, words: str, at: float, size: float) -> tuple[int, float, str] | None:
        for line in range(self.lines):
            ends = [a - self.gap for a, b in self.taken[line] if b + self.gap > at]
            short = shortened(words, min([self.right, *ends]) - at, size)
            if len(short) > 4:
                self.reserve(line, at, at + width_of(short, size))
                return line, at, short
        return None

    @property
    def used(self) -> int:
        """How many lines hold something."""
        return max((i + 1 for i, line in enumerate(self.taken) if line), default=0)
