"""A list as a workbook (XLSX): a sheet of its rows, one for each kind of part that they have, and “About”.

It is made in flat memory, in temporary files that are gone before it is sent. Text stays text: nothing becomes a
formula or a link, also when somebody edits the cell. Days are days; what is uncertain stays as it was typed.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import BinaryIO

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from peaceinfra.api.columns import OWNER, Column, columns_of, fields_of, part_tables
from peaceinfra.api.files.about import REGISTER, About
from peaceinfra.api.tables import cell
from peaceinfra.datasets.downloads import ACTIVE

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ABOUT = "About"
# The limits of the format.
MOST_ROWS, MOST_CHARACTERS, LONGEST_NAME = 1_048_576, 32_767, 31
# So many seconds it may take: less than a request has, so that who waits is answered in words.
LONGEST = 45
# Earlier days are no days for a spreadsheet.
FIRST_YEAR = 1901
# Of so many cells that were cut the place is said.
MOST_NAMED = 20
# What the library would write as its own mark-up, as it stands.
_RICH = re.compile(r"<r>.*</r>\Z", re.DOTALL)


def workbook(
    serializer, portions: Iterable[list[dict]], about: About, chosen=None, *, tagged=False
) -> BinaryIO:
    """The file, to be read from its start. Raises ValidationError where a sheet has not room for all rows.

    portions  lists of records as they are told in JSON
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        book = Book(path, about, tagged=tagged)
        try:
            book.fill(fields_of(serializer, about.as_of is not None, chosen), portions)
        finally:
            book.close()
        return path.open("rb")


class Book:
    """A workbook that is being written."""

    def __init__(self, path: Path, about: About, *, tagged: bool):
        import xlsxwriter  # noqa: PLC0415 - slow to import, needed for these files only

        options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_urls": False}
        options |= {"strings_to_formulas": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(str(path), options)
        self.about, self.tagged, self.cut = about, tagged, []
        read_on = datetime.combine(about.recorded, datetime.min.time())
        self.book.set_properties(
            {
                "title": about.title,
                "subject": about.tlp,
                "author": REGISTER,
                "comments": about.citation,
                "created": read_on,
            }
        )
        self.head = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        # What would become a formula when somebody edits it.
        self.quoted = self.book.add_format({"quote_prefix": True})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})

    def fill(self, fields: dict[str, serializers.Field], portions: Iterable[list[dict]]) -> None:
        columns = columns_of(fields)
        rows = Sheet(self, sheet_name(self.about.title), columns)
        about = self.book.add_worksheet(ABOUT)
        parts = {
            name: columns_of(inner)
            for name, inner in part_tables(fields, self.about.as_of is not None).items()
        }
        sheets: dict[str, Sheet] = {}
        begun = monotonic()
        for records in portions:
            if monotonic() - begun > LONGEST:
                words = _(
                    "This list is too long for a spreadsheet. Narrow it by a filter, or take it as CSV."
                )
                raise ValidationError({"rows": [words]})
            for record in records:
                rows.add(record["id"], [column.value(record) for column in columns])
                for name, inner in parts.items():
                    for row in record.get(name) or ():
                        if name not in sheets:
                            sheets[name] = Sheet(self, sheet_name(name), inner, OWNER)
                        values = [column.value(row) for column in inner]
                        sheets[name].add(record["id"], [record["id"], *values])
        self._describe(about)

    def close(self) -> None:
        self.book.close()

    def _describe(self, sheet) -> None:
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 100)
        lines = self.about.lines()
        if self.cut:
            shown = ", ".join(self.cut[:MOST_NAMED])
            words = _(
                "%(number)s texts are longer than a cell can be (%(most)s characters) and were cut: %(places)s"
            )
            said = {"number": len(self.cut), "most": MOST_CHARACTERS, "places": shown}
            lines.append((_("Cut"), words % said + (" …" if len(self.cut) > MOST_NAMED else "")))
        for place, (name, words) in enumerate(lines):
            sheet.write_string(place, 0, name, self.head)
            sheet.write_string(place, 1, clean(words), self.wrapped)


class Sheet:
    """A sheet with a line of names, one of hashtags where they are asked for, and rows."""

    def __init__(self, book: Book, name: str, columns: list[Column], owner: str = ""):
        self.book, self.sheet = book, book.book.add_worksheet(name)
        self.names = [*([owner] if owner else []), *(column.name for column in columns)]
        self.are_days = [
            *([False] if owner else []),
            *(isinstance(column.field, serializers.DateField) for column in columns),
        ]
        self.next = 0
        self._head(self.names)
        if book.tagged:
            self._head([*(["#meta+record+id"] if owner else []), *(column.tag for column in columns)])
        self.sheet.freeze_panes(self.next, 1)

    def _head(self, names: list[str]) -> None:
        for place, name in enumerate(names):
            self.sheet.write_string(self.next, place, name, self.book.head)
        self.next += 1

    def add(self, id: str, values: list) -> None:
        if self.next >= MOST_ROWS:
            words = _(
                "A sheet has room for %(most)s rows, and this list has more. Narrow it by a filter, or take it as CSV."
            )
            raise ValidationError({"rows": [words % {"most": MOST_ROWS}]})
        for place, value in enumerate(values):
            if value not in (None, "", []):
                self._write(place, date.fromisoformat(value) if self.are_days[place] else value, id)
        self.next += 1

    def _write(self, place: int, value, id: str) -> None:
        row, sheet = self.next, self.sheet
        if isinstance(value, bool):
            sheet.write_boolean(row, place, value)
        elif isinstance(value, int):
            sheet.write_number(row, place, value)
        elif isinstance(value, date) and value.year >= FIRST_YEAR:
            sheet.write_datetime(row, place, value, self.book.day)
        else:
            text = clean(cell(value))
            if len(text) > MOST_CHARACTERS:
                text = self._cut(text, id, self.names[place])
            sheet.write_string(row, place, text, self.book.quoted if text.startswith(ACTIVE) else None)

    def _cut(self, text: str, id: str, name: str) -> str:
        self.book.cut.append(f"{id} {name}")
        ending = " " + _("[cut: see About]")
        return text[: MOST_CHARACTERS - len(ending)] + ending


def clean(text: str) -> str:
    """A text that the library takes for a text: one that looks like its mark-up gets a space."""
    return f"{text} " if _RICH.match(text) else text


def sheet_name(name: str) -> str:
    return name[:LONGEST_NAME]
