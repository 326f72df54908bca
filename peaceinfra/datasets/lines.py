"""CSV as a dataset writes it: UTF-8 without a byte order mark, LF, quotes only where they are needed.

A byte order mark and CRLF are read too: spreadsheets write them.
"""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from peaceinfra.datasets.faults import Fault, FaultyDataset

_NEEDS_QUOTES = frozenset(',"\r\n')
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# The csv module refuses a cell of more than 131,072 characters; an export writes what the register holds.
LONGEST_CELL = 10_000_000
csv.field_size_limit(LONGEST_CELL)
READ_AT_ONCE = 1 << 20


def line(cells: list[str]) -> str:
    """One row. The csv module quotes differently from one Python to the next; bytes must not change."""
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(cell):
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.intersection(cell) else cell


def read_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(row, cells) from row 1, the header. Raises FaultyDataset: not UTF-8, or quotes that do not match."""
    _check_encoding(path)
    number = 0
    # With `utf-8-sig` goes the byte order mark that spreadsheets begin it with.
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            for number, cells in enumerate(csv.reader(file, strict=True), 1):
                yield number, cells
        except csv.Error as error:
            message = _("cannot be read from here on (%(error)s). Check the quotes of this row.")
            fault = Fault(path.name, message % {"error": error}, row=number + 1)
            raise FaultyDataset([fault]) from None


def _check_encoding(path):
    """The file is looked through before a row of it is read. It is never held as a whole."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(_UTF_16) or b"\x00" in start:
            message = _("is UTF-16. Save it as UTF-8; spreadsheets call it CSV UTF-8.")
            raise FaultyDataset([Fault(path.name, message)])
        file.seek(0)
        try:
            while content := file.read(READ_AT_ONCE):
                decoder.decode(content)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise FaultyDataset([Fault(path.name, _where_it_ends(path))]) from None


def _where_it_ends(path) -> str:
    """Where the first byte stands that cannot be read. Such a file is not imported, and may be read as a whole."""
    content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    try:
        content.decode()
    except UnicodeDecodeError as error:
        position = error.start
    place = {"position": position, "line": content.count(b"\n", 0, position) + 1}
    return _("is not UTF-8: byte %(position)s (line %(line)s) cannot be read. Save it as UTF-8.") % place
