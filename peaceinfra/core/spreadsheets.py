"""The one way in which a file of a spreadsheet is opened: CSV or XLSX, from anybody, within limits.

What a file is, is told by its first bytes, not by its name. Rows are read one after another; a file that is too large,
damaged or made to do harm is refused in words that say how to mend it.
"""

import codecs
import csv
import io
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from peaceinfra.core.workbooks import UnreadableFile as UnreadableFile
from peaceinfra.core.workbooks import is_empty, open_workbook

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a file may hold. The defaults hold the largest editions of the field's datasets.

    size        bytes of the file
    unpacked    bytes of a workbook when it is unpacked
    rows        of a tab
    columns     of a row
    cells       of the file, empty ones too
    characters  of a cell
    """

    size: int = 100 * MEGABYTE
    unpacked: int = 300 * MEGABYTE
    rows: int = 500_000
    columns: int = 2_000
    cells: int = 5_000_000
    characters: int = 100_000


@dataclass
class Sheet:
    """One table of a file.

    title      of the tab; of a CSV the name of the file
    rows       (number of the row as a spreadsheet program shows it, its cells as texts); without empty rows
    encoding   of a CSV
    delimiter  of a CSV
    """

    title: str
    rows: Iterator[tuple[int, list[str]]]
    encoding: str = ""
    delimiter: str = ""


def read_sheets(file: BinaryIO, name: str, limits: Limits | None = None) -> list[Sheet]:
    """The tables of a file, in order. It stays open until their rows are read.

    Raises UnreadableFile: here, or while the rows are read. Whatever reads all rows before it writes, writes nothing.
    """
    limits = limits or Limits()
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size == 0:
        raise UnreadableFile(_("The file is empty. Send it again."))
    if size > limits.size:
        words = _(
            "The file is too large: %(size)s MB. At most %(most)s MB are read. Split it into several files."
        )
        raise UnreadableFile(words % {"size": size // MEGABYTE, "most": limits.size // MEGABYTE})
    start = file.read(4096)
    file.seek(0)
    _refuse_foreign(file, start, name)
    if start.startswith(b"PK"):
        titled = open_workbook(file, name, limits)
        return [Sheet(title, _counted(rows, limits)) for title, rows in titled]
    return [_read_csv(file, name, limits)]


# What people send instead, by its first bytes.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
    b"\x1f\x8b": "gzip",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}


def _refuse_foreign(file, start, name):
    if start.startswith(_COMPOUND):
        _refuse_compound(file)
    for signature, form in _FOREIGN.items():
        if start.startswith(signature):
            words = _("“%(name)s” is a file of the form %(form)s. Send a workbook (.xlsx) or a CSV file.")
            raise UnreadableFile(words % {"name": name, "form": form})
    text = start.lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower()
    if text.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<script", b"<workbook")):
        words = _(
            "“%(name)s” is a page or XML, not a table. Open it in a spreadsheet program and save it as .xlsx."
        )
        raise UnreadableFile(words % {"name": name})


def _refuse_compound(file):
    """An old workbook, or a new one under a password: both are such a file."""
    entry = "EncryptedPackage".encode("utf-16-le")
    before = b""
    while block := file.read(MEGABYTE):
        if entry in before + block:
            words = _(
                "The workbook is protected by a password. Take the password away, save it, and send it again."
            )
            raise UnreadableFile(words)
        before = block[-len(entry) :]
    raise UnreadableFile(
        _("This is a workbook of the old form (.xls). Save it as .xlsx or as CSV, and send that.")
    )


def _counted(rows, limits):
    """The rows of a table, while they are within the limits; empty rows are left out."""
    cells = 0
    for number, row in rows:
        cells += len(row)
        if number > limits.rows or cells > limits.cells:
            words = _(
                "The table is too long: more than %(rows)s rows, or %(cells)s cells. Split it into several files."
            )
            raise UnreadableFile(words % {"rows": f"{limits.rows:,}", "cells": f"{limits.cells:,}"})
        if len(row) > limits.columns:
            words = _("Row %(row)s has %(found)s columns. At most %(most)s are read. Remove the others.")
            raise UnreadableFile(
                words % {"row": number, "found": f"{len(row):,}", "most": f"{limits.columns:,}"}
            )
        long = next((place for place, cell in enumerate(row) if len(cell) > limits.characters), None)
        if long is not None:
            raise _too_long_cell(number, limits, long + 1)
        if not is_empty(row):
            yield number, row


def _too_long_cell(number, limits, column=None):
    words = _("A cell in row %(row)s has more than %(most)s characters. Shorten it.")
    if column:
        words = _(
            "The cell in row %(row)s, column %(column)s, has more than %(most)s characters. Shorten it."
        )
    return UnreadableFile(words % {"row": number, "column": column, "most": f"{limits.characters:,}"})


def _read_csv(file, name, limits):
    encoding = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(_Kept(file), encoding=encoding, errors="strict", newline="")
    delimiter, skipped = _delimiter(text, limits)
    text.seek(0)
    rows = _counted(_csv_rows(text, delimiter, skipped, limits), limits)
    return Sheet(os.path.basename(name), rows, encoding, delimiter)


class _Kept(io.BufferedIOBase):
    """A file for a wrapper that does not close it: it is the caller's."""

    def __init__(self, file):
        self.file = file

    def readable(self):
        return True

    def seekable(self):
        return True

    def read(self, size=-1):
        return self.file.read(size)

    read1 = read

    def seek(self, *where):
        return self.file.seek(*where)

    def tell(self):
        return self.file.tell()


_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def _encoding(file) -> str:
    """How the text is written: by its mark, else UTF-8 if all of it is, else as Windows writes in the West."""
    start = file.read(4096)
    marked = next((encoding for mark, encoding in _MARKS.items() if start.startswith(mark)), None)
    if marked is None and b"\x00" in start:
        # Text without a mark of which every second byte is empty; anything else with NUL is no text.
        odd, even = start[1::2].count(0), start[::2].count(0)
        marked = "utf-16-le" if odd > 4 * even else "utf-16-be" if even > 4 * odd else "utf-8"
    if marked:
        return _checked(file, marked)
    others, sequences = _not_utf_8(file)
    if not others:
        return "utf-8"
    # Some bytes in two encodings: it was put together from two files, and read either way names are spoilt.
    if sequences > others:
        raise UnreadableFile(
            _(
                "The file is written in two encodings at once: some letters would be wrong. Save it again as UTF-8."
            )
        )
    return _checked(file, "cp1252")


def _checked(file, encoding):
    """The encoding, if all of the file can be read in it."""
    file.seek(0)
    decoder, is_end = codecs.getincrementaldecoder(encoding)(), False
    while not is_end:
        block = file.read(MEGABYTE)
        is_end = not block
        try:
            text = decoder.decode(block, final=is_end)
        except UnicodeDecodeError:
            words = _(
                "The file is no text in %(encoding)s, or it was cut off. Save it again as “CSV UTF-8”, and send that."
            )
            raise UnreadableFile(words % {"encoding": encoding.upper()}) from None
        if "\x00" in text:
            raise UnreadableFile(_("The file is not a table: it holds characters that no text has (NUL)."))
    return encoding


def _not_utf_8(file) -> tuple[int, int]:
    """(bytes that are no UTF-8, letters that are UTF-8 and more than one byte)."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    others, letters, is_end = 0, 0, False
    while not is_end:
        block = file.read(MEGABYTE)
        is_end = not block
        text = decoder.decode(block, final=is_end)
        if not text.isascii():
            # A question mark that another program put for a lost letter is text, and no wrong byte.
            wrong = sum("\udc80" <= letter <= "\udcff" for letter in text)
            others += wrong
            letters += sum(letter > "\x7f" for letter in text) - wrong
    return others, letters


_DELIMITERS = ",;\t|"
_LINES_LOOKED_AT = 50


def _delimiter(text, limits) -> tuple[str, int]:
    """(what stands between cells, the lines before the table): said in a first line `sep=;`, or what fits best."""
    lines = [*_lines(text, limits, _LINES_LOOKED_AT)]
    said = lines[0].strip().lower() if lines else ""
    if said.startswith("sep=") and len(said) == 5:
        return said[4], 1
    return max(_DELIMITERS, key=lambda delimiter: _fit(lines, delimiter)), 0


def _fit(lines, delimiter):
    """How many cells the rows have alike; a table has two columns or more."""
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return 0, 0
    if not widths:
        return 0, 0
    [(width, alike)] = Counter(widths).most_common(1)
    return (alike / len(widths) * (width > 1), width)


def _lines(text, limits, most):
    while most and (line := text.readline(_longest_row(limits))):
        most -= 1
        yield line


def _longest_row(limits):
    """In characters. The longest cells do not all stand in one row."""
    return 20 * limits.characters


class _Lines:
    """The lines of a file for the reader of CSV, which takes as many as a row has, and no end of them.

    taken   characters since the last row
    """

    def __init__(self, text, limits):
        self.text, self.longest, self.taken, self.is_cut = text, _longest_row(limits), 0, False

    def __iter__(self):
        return self

    def __next__(self):
        line = self.text.readline(self.longest)
        if not line:
            # The reader asks for more in the middle of a row only where a quotation mark is open.
            self.is_cut = self.taken > 0
            raise StopIteration
        self.taken += len(line)
        if self.taken >= self.longest:
            raise csv.Error("row too long")
        return line


def _csv_rows(text, delimiter, skipped, limits):
    lines = _Lines(text, limits)
    reader, number = csv.reader(lines, delimiter=delimiter), 0
    try:
        for row in reader:
            number += 1
            if lines.is_cut:
                words = _(
                    "The file ends in the middle of row %(row)s: a quotation mark is not closed, or the file was cut"
                    " off. Send all of it."
                )
                raise UnreadableFile(words % {"row": number})
            lines.taken = 0
            if number > skipped:
                yield number, row
    except csv.Error:
        words = _(
            "Row %(row)s cannot be read: it has no end, or a cell of more than %(most)s characters. A quotation mark"
            " may not be closed."
        )
        most = f"{limits.characters:,}"
        raise UnreadableFile(words % {"row": number + 1, "most": most}) from None
