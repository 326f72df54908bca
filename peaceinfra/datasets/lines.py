"""CSV as a dataset writes it: UTF-8 without a byte order mark, LF, quotes only where they are needed.

A byte order mark and CRLF are read too: spreadsheets write them.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from peaceinfra.datasets.faults import Fault, FaultyDataset

_NEEDS_QUOTES = frozenset(',"\r\n')
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# The csv module refuses a cell of more than 131,072 characters; an export writes what the register holds.
LONGEST_CELL = 10_000_000
csv.field_size_limit(LONGEST_CELL)


def line(cells: list[str]) -> str:
    """One row. The csv module quotes differently from one Python to the next; bytes must not change."""
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(cell):
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.intersection(cell) else cell


def read_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(row, cells) from row 1, the header. Raises FaultyDataset: not UTF-8, or quotes that do not match."""
    rows = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    number = 0
    try:
        for number, cells in enumerate(rows, 1):
            yield number, cells
    except csv.Error as error:
        message = _("cannot be read from here on (%(error)s). Check the quotes of this row.")
        raise FaultyDataset([Fault(path.name, message % {"error": error}, row=number + 1)]) from None


def _text(path):
    """The text without the byte order mark that spreadsheets begin it with."""
    content = path.read_bytes()
    if content.startswith(_UTF_16) or b"\x00" in content[:4]:
        raise FaultyDataset(
            [Fault(path.name, _("is UTF-16. Save it as UTF-8; spreadsheets call it CSV UTF-8."))]
        )
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        message = _("is not UTF-8: byte %(position)s (line %(line)s) cannot be read. Save it as UTF-8.")
        place = {"position": error.start, "line": content.count(b"\n", 0, error.start) + 1}
        raise FaultyDataset([Fault(path.name, message % place)]) from None
