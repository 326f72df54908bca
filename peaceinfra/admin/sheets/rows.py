"""The rows of a sheet as they were typed: from what a browser sends, and back."""

import json
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from peaceinfra.admin.sheets.kinds import SheetKind

#: A sheet holds so many rows with something in them.
MOST_ROWS = 1_000
LONGEST_CELL = 20_000
#: So many are shown at once: a page sends at most 5,000 boxes.
ON_PAGE = 150
# How many empty rows a new kind has, and how many “add rows” adds.
ADDED = 5
#: Boxes are named `c.<place>.<kind>.<column>`. `HELD` has those of other pages, `TYPED` all, where there is a script.
BOX, HELD, TYPED = "c", "held", "typed"


class TooMuch(Exception):
    """The sheet is too long; the message says what to do."""


@dataclass
class SheetRow:
    """One row. `place` is its number in the sheet, `cells` {name of a column: text that is not empty}."""

    place: int
    kind: str
    cells: dict[str, str] = field(default_factory=dict)

    def box(self, name: str) -> str:
        return f"{BOX}.{self.place}.{self.kind}.{name}"


class Rows:
    """All rows, in their order. Rows without cells are there to be typed into."""

    def __init__(self, rows=()):
        self.rows: list[SheetRow] = [*rows]

    def __iter__(self):
        return iter(self.rows)

    @property
    def filled(self) -> list[SheetRow]:
        return [row for row in self.rows if row.cells]

    @property
    def next_place(self) -> int:
        return max((row.place for row in self.rows), default=-1) + 1

    def of_kind(self) -> dict[str, list[SheetRow]]:
        """{kind: rows}, kinds in the order in which they were begun."""
        found = defaultdict(list)
        for row in self.rows:
            found[row.kind].append(row)
        return dict(found)

    def add(self, kind: str, *, cells=({},) * ADDED) -> list[SheetRow]:
        """New rows of a kind. Raises TooMuch."""
        first = self.next_place
        new = [SheetRow(first + number, kind, dict(said)) for number, said in enumerate(cells)]
        self.rows += new
        self.check()
        return new

    def drop_empty(self, kind: str):
        self.rows = [row for row in self.rows if row.cells or row.kind != kind]

    def trim(self):
        """Of each kind one row stays to be typed into below those with something in them."""
        kept = []
        for group in self.of_kind().values():
            filled = max((number for number, row in enumerate(group, 1) if row.cells), default=0)
            kept += group[: filled + 1]
        self.rows = sorted(kept, key=lambda row: row.place)

    def check(self):
        """Raises TooMuch."""
        if len(self.filled) > MOST_ROWS:
            words = _(
                "A sheet holds at most %(most)s rows. Save these, and enter the others in another sheet."
            )
            raise TooMuch(words % {"most": f"{MOST_ROWS:,}"})

    def held(self, shown: set[int]) -> str:
        """The rows that do not stand on the page, as a text for `HELD`."""
        return json.dumps(
            {
                row.box(name): text
                for row in self.rows
                if row.place not in shown
                for name, text in row.cells.items()
            }
        )


def posted_rows(post, kinds: dict[str, SheetKind]) -> Rows:
    """What was sent: the boxes of the page, over those that were held back. What is unknown is left out."""
    boxes = _texts(post.get(HELD, ""))
    boxes |= _texts(post.get(TYPED, "")) or {name: post[name] for name in post if name.startswith(f"{BOX}.")}
    found: dict[int, SheetRow] = {}
    for name, text in boxes.items():
        place, kind, column = _box(name)
        if kind not in kinds or kinds[kind].column(column) is None:
            continue
        row = found.setdefault(place, SheetRow(place, kind))
        text = text.replace("\r\n", "\n").strip()[:LONGEST_CELL]
        if row.kind == kind and text:
            row.cells[column] = text
    rows = Rows(found[place] for place in sorted(found))
    rows.check()
    return rows


def _box(name):
    parts = name.split(".")
    if len(parts) != 4 or not parts[1].isdecimal() or len(parts[1]) > 6:
        return 0, "", ""
    return int(parts[1]), parts[2], parts[3]


def _texts(text) -> dict[str, str]:
    """{name: text} of a JSON object; nothing of what is none."""
    try:
        read = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {name: said for name, said in read.items() if isinstance(said, str)}
