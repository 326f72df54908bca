"""CSV as a dataset writes it: UTF-8 without a byte order mark, LF, quotes only where they are needed."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from peaceinfra.datasets.faults import Fault, FaultyDataset

_NEEDS_QUOTES = frozenset(',"\r\n')
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


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
    content = path.read_bytes()
    if content.startswith(BYTE_ORDER_MARK):
        message = _("begins with a byte order mark (byte 0). Save it as UTF-8 without one.")
        raise FaultyDataset([Fault(path.name, message)])
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        message = _("is not UTF-8: byte %(position)s (line %(line)s) cannot be read. Save it as UTF-8.")
        place = {"position": error.start, "line": content.count(b"\n", 0, error.start) + 1}
        raise FaultyDataset([Fault(path.name, message % place)]) from None
