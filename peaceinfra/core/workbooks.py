"""Workbooks (.xlsx) from anybody: looked through before they are opened, then read row by row, values only.

A workbook is a ZIP of XML files. Before a library reads it, its directory says how large it becomes, and each XML file
is looked through as a stream: no entities, no deep nesting, no row without end. In memory are one row and the texts.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

from django.utils.translation import gettext as _

_BLOCK = 256 * 1024
_MOST_FILES = 2_000
_LARGEST_DIRECTORY = 1024 * 1024
# A file of a real workbook shrinks to a tenth or a thirtieth; sheets of one value over and over to a hundredth.
_RATIO, _SMALL = 250, 1024 * 1024
_DEEPEST = 60
_LONGEST_TOKEN = 2 * 1024 * 1024
_MOST_TEXTS = 500_000
_MOST_ELSEWHERE = 200_000
_LAST_ROW = 1_048_576
_SHOWN = 5
# How a workbook writes characters that XML cannot hold.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class UnreadableFile(Exception):
    """The file is not read. The message says why, and how to mend it."""


def is_empty(row: list[str]) -> bool:
    return not any(cell.strip() for cell in row)


def open_workbook(file, name: str, limits) -> list[tuple[str, Iterator[tuple[int, list[str]]]]]:
    """[(title, rows)] of the tabs that are shown. `limits`: of `core.spreadsheets`. Raises UnreadableFile."""
    try:
        _check_directory_size(file)
        with zipfile.ZipFile(file) as archive:
            _check_directory(archive, name, limits)
            for info in archive.infolist():
                if info.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _look_through(archive, info, limits)
        from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, needed for workbooks only

        file.seek(0)
        workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        return [
            (sheet.title, _rows(sheet)) for sheet in workbook.worksheets if sheet.sheet_state == "visible"
        ]
    except UnreadableFile:
        raise
    except Exception as error:  # What a library makes of a damaged file has no end of kinds.
        raise _damaged() from error


def _damaged():
    return UnreadableFile(
        _(
            "The workbook is damaged or was cut off. Open it in a spreadsheet program, save it anew, and send that."
        )
    )


def _check_directory_size(file):
    """The directory is read whole by whatever opens the file; its size stands at the end."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(size - 65_557, 0))
    end = file.read()
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + 22:
        raise _damaged()
    directory = int.from_bytes(end[at + 12 : at + 16], "little")
    if directory > _LARGEST_DIRECTORY:
        raise UnreadableFile(_("This is no workbook: it has too many files in it."))
    file.seek(0)


def _check_directory(archive, name, limits):
    files = {info.filename.lower(): info for info in archive.infolist()}
    if len(archive.infolist()) > _MOST_FILES:
        raise UnreadableFile(_("This is no workbook: it has too many files in it."))
    if any(info.flag_bits & 1 for info in files.values()):
        raise UnreadableFile(_("The file is protected by a password. Take it away, and send the file again."))
    if name.lower().endswith((".xlsm", ".xltm")) or any(file.endswith("vbaproject.bin") for file in files):
        raise UnreadableFile(_("The workbook holds macros. Save it as .xlsx, without them, and send that."))
    if "xl/workbook.bin" in files:
        raise UnreadableFile(_("This is a binary workbook (.xlsb). Save it as .xlsx, and send that."))
    if "content.xml" in files and "xl/workbook.xml" not in files:
        raise UnreadableFile(
            _("This is an OpenDocument file (.ods). Save it as .xlsx or CSV, and send that.")
        )
    if "[content_types].xml" not in files or not any(file.startswith("xl/") for file in files):
        raise UnreadableFile(_("This is a ZIP file, not a workbook. Send the table in it by itself."))
    unpacked = sum(info.file_size for info in archive.infolist())
    if unpacked > limits.unpacked or any(
        info.file_size > max(_SMALL, _RATIO * info.compress_size) for info in archive.infolist()
    ):
        words = _(
            "The workbook becomes too large when it is unpacked (more than %(most)s MB, or far more than its size)."
            " Split it into several files, or send it as CSV."
        )
        raise UnreadableFile(words % {"most": limits.unpacked // 1024 // 1024})


def _look_through(archive, info, limits):
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged()
    glance = _Glance(info.filename, limits)
    fed = 0
    try:
        with archive.open(info) as part:
            while block := part.read(_BLOCK):
                fed += len(block)
                glance.parser.Parse(block)
                # What has no end would be read again from its start with every block.
                if fed - glance.parser.CurrentByteIndex > _LONGEST_TOKEN:
                    raise _no_table(info.filename)
            glance.parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _damaged() from error
    if glance.unanswered:
        raise _unanswered(glance.unanswered)


def _no_table(name):
    words = _("The workbook holds what no spreadsheet program writes (in “%(name)s”). It is not opened.")
    return UnreadableFile(words % {"name": name})


def _unanswered(cells):
    shown = ", ".join(cells[:_SHOWN]) + (" …" if len(cells) > _SHOWN else "")
    words = _(
        "Results of formulas are not stored in the file: %(cells)s. Open it in a spreadsheet program, save it, and"
        " send it again; or put values in the place of the formulas."
    )
    return UnreadableFile(words % {"cells": shown})


class _Glance:
    """What passes by when an XML file of a workbook is looked through.

    unanswered   cells with a formula and no result, by name
    """

    def __init__(self, name, limits):
        self.name, self.limits = name, limits
        self.is_sheet = "worksheets/" in name.lower() and name.lower().endswith(".xml")
        self.is_texts = name.lower().endswith("sharedstrings.xml")
        self.depth = self.others = self.rows = self.cells = self.in_row = self.texts = self.characters = 0
        self.cell, self.has_formula, self.is_value, self.has_value = "", False, False, False
        self.unanswered: list[str] = []
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.StartDoctypeDeclHandler = self.refuse
        parser.EntityDeclHandler = self.refuse
        parser.CharacterDataHandler = self.text

    def refuse(self, *_args):
        raise _no_table(self.name)

    def start(self, tag, attributes):
        self.depth += 1
        tag = tag.rpartition(":")[2]
        if self.is_sheet and tag == "c":
            self._start_cell(attributes.get("r", ""), attributes.get("t", ""))
        elif self.is_sheet and tag == "row":
            self._start_row(attributes.get("r", "1"))
        elif self.is_texts and tag == "si":
            self.texts += 1
            self.characters = self.others = 0
            if self.texts > _MOST_TEXTS:
                self._too_long()
        else:
            self.has_formula |= tag == "f"
            self.is_value = tag == "v"
            # Those of a cell are counted anew for each.
            self.others += 1
        if self.depth > _DEEPEST or self.others > _MOST_ELSEWHERE:
            self.refuse()

    def _start_cell(self, place, form):
        self.cells += 1
        self.in_row += 1
        # The result of a formula may be an empty text.
        self.cell, self.has_formula, self.is_value, self.has_value = place, False, False, form == "str"
        self.characters = self.others = 0
        if place:
            self._check_place(place)
        if self.in_row > self.limits.columns:
            self._too_wide()
        if self.cells > self.limits.cells:
            self._too_long()

    def _start_row(self, number):
        self.rows += 1
        self.in_row = 0
        if self.rows > self.limits.rows or not self._is_row(number):
            self._too_long()

    def _is_row(self, text):
        return text.isascii() and text.isdigit() and len(text) <= 7 and 0 < int(text) <= _LAST_ROW

    def _check_place(self, place):
        found = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", place)
        if not found:
            self.refuse()
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        if column > self.limits.columns:
            self._too_wide()
        if int(found[2]) > self.limits.rows:
            self._too_long()

    def end(self, tag):
        self.depth -= 1
        if not self.is_sheet or tag.rpartition(":")[2] != "c":
            return
        if self.has_formula and not self.has_value and len(self.unanswered) <= _SHOWN:
            self.unanswered.append(self.cell or "?")

    def text(self, data):
        self.characters += len(data)
        self.has_value |= self.is_value
        if self.characters > self.limits.characters and (self.is_sheet or self.is_texts):
            words = _("A cell has more than %(most)s characters (%(where)s). Shorten it.")
            where = (
                self.cell if self.is_sheet else _("text %(number)s of the workbook") % {"number": self.texts}
            )
            raise UnreadableFile(words % {"most": f"{self.limits.characters:,}", "where": where})

    def _too_wide(self):
        words = _(
            "A row has more than %(most)s columns. Remove the columns that are not needed, also empty ones."
        )
        raise UnreadableFile(words % {"most": f"{self.limits.columns:,}"})

    def _too_long(self):
        words = _(
            "The workbook is too long: more than %(rows)s rows, or %(cells)s cells. Split it into several files."
        )
        most = {"rows": f"{self.limits.rows:,}", "cells": f"{self.limits.cells:,}"}
        raise UnreadableFile(words % most)


def _rows(sheet):
    # What a file says of its own extent is not trusted: every row is as long as it is.
    sheet.reset_dimensions()
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [_text(value) for value in row]
    except UnreadableFile:
        raise
    except Exception as error:  # As above.
        raise _damaged() from error


def _text(value) -> str:
    """A value as it would stand in a CSV: dates as ISO 8601, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _unescaped(value) if "_x" in value else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _unescaped(value: str) -> str:
    """A letter of many codes is written as the two halves that it has in UTF-16. Half of one is no text, nor is NUL."""
    halves = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    try:
        text = halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise _no_text() from None
    if "\x00" in text:
        raise _no_text()
    return text


def _no_text():
    return UnreadableFile(
        _("A cell of the workbook holds characters that no text has. Type it anew, and send the file again.")
    )
