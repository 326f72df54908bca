"""Files of a spreadsheet, whoever sends them: read whole, or refused in words within limits."""

import io
import time
import tracemalloc
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter

from peaceinfra.core.spreadsheets import Limits, UnreadableFile, read_sheets

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def rows_of(content: bytes, name="table.csv", **limits):
    return [[*sheet.rows] for sheet in read_sheets(io.BytesIO(content), name, Limits(**limits))]


def refusal(content: bytes, name="table.csv", **limits) -> str:
    with pytest.raises(UnreadableFile) as error:
        rows_of(content, name, **limits)
    return str(error.value)


def workbook(*rows, title="Actors") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content: bytes, **parts: str) -> bytes:
    """A workbook with other files in the place of some of its own, or beside them."""
    names = {
        "sheet": "xl/worksheets/sheet1.xml",
        "texts": "xl/sharedStrings.xml",
        "macros": "xl/vbaProject.bin",
    }
    changed = {names[name]: text for name, text in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in changed:
                new.writestr(info.filename, old.read(info))
        for name, text in changed.items():
            new.writestr(name, text)
    return file.getvalue()


PLAIN = workbook(["name", "start"], ["a", 1])


@pytest.mark.parametrize("half", ["_xD800_", "b_xDE00_", "_xDE00__xD83D_", "_x0000_"])
def test_what_a_workbook_escapes_is_a_text_or_refused_in_words(half):
    """Half a letter cannot be sent to a browser, and NUL not to the database."""
    assert rows_of(workbook(["a_xD83D__xDE00_"]), "x.xlsx") == [[(1, ["a\U0001f600"])]]
    assert "no text has" in refusal(workbook(["name"], [half]), "x.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_names_in_any_script_are_read_in_any_unicode(encoding):
    text = "name,country\nمجلس السلام,SY\nငြိမ်းချမ်းရေး,MM\n"
    [sheet] = read_sheets(io.BytesIO(text.encode(encoding)), "actors.csv")
    assert [*sheet.rows] == [(1, ["name", "country"]), (2, ["مجلس السلام", "SY"]), (3, ["ငြိမ်းချမ်းရေး", "MM"])]
    assert (sheet.title, sheet.encoding, sheet.delimiter) == ("actors.csv", encoding, ",")


def test_a_table_of_windows_is_told_from_unicode_and_its_semicolons_are_found():
    [sheet] = read_sheets(io.BytesIO("nom;pays;année\r\nComité “A”;FR;2004\r\n".encode("cp1252")), "x.csv")
    assert [*sheet.rows] == [(1, ["nom", "pays", "année"]), (2, ["Comité “A”", "FR", "2004"])]
    assert (sheet.encoding, sheet.delimiter) == ("cp1252", ";")


def test_what_two_encodings_wrote_is_refused():
    assert "two encodings" in refusal(
        "Türkiye,Côte d’Ivoire,São Tomé\n".encode() + "Genève\n".encode("cp1252")
    )


def test_a_letter_that_another_program_lost_is_text_and_no_second_encoding():
    text = "a,b\nmedia\ufffdon \ufffd\ufffd,é\n"
    assert rows_of(text.encode()) == [[(1, ["a", "b"]), (2, ["media\ufffdon \ufffd\ufffd", "é"])]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\nx, y\tz\n", [(1, ["a", "b"]), (2, ["x, y", "z"])]),
        ("sep=|\na|b\n", [(2, ["a", "b"])]),
        ('a,b\n"two\nlines",c\n\n ,\nd,e', [(1, ["a", "b"]), (2, ["two\nlines", "c"]), (5, ["d", "e"])]),
        ("only\nnames\n", [(1, ["only"]), (2, ["names"])]),
    ],
)
def test_delimiters_lines_within_cells_and_empty_rows(text, rows):
    assert rows_of(text.encode()) == [rows]


def test_a_workbook_gives_values_as_a_table_would_hold_them():
    content = workbook(
        ["text", "2004-02", None, "", "a_x000D_b"],
        [2004, 2.0, 2.5, True, date(2004, 2, 12)],
        [],
        [datetime(2004, 2, 12, 10, 30), "مجلس"],
    )
    assert rows_of(content, "x.xlsx") == [
        [
            (1, ["text", "2004-02", "", "", "a\rb"]),
            (2, ["2004", "2", "2.5", "true", "2004-02-12"]),
            (4, ["2004-02-12 10:30:00", "مجلس"]),
        ]
    ]


def test_the_tabs_that_are_shown_are_read_and_hidden_ones_are_not():
    book = openpyxl.Workbook()
    book.active.title = "first"
    book.create_sheet("hidden").sheet_state = "hidden"
    book.create_sheet("second")
    file = io.BytesIO()
    book.save(file)
    assert [sheet.title for sheet in read_sheets(file, "x.xlsx")] == ["first", "second"]


def test_a_formula_gives_its_stored_result_and_without_one_its_cell_is_named():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_formula("A1", "=1+1", None, 2)
    assert rows_of(file.getvalue(), "x.xlsx") == [[(1, ["2"])]]
    assert "not stored in the file: B2." in refusal(workbook(["a", "b"], ["x", "=1+1"]), "x.xlsx")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "x.csv", "is empty"),
        (b"%PDF-1.7 ...", "x.csv", "the form PDF"),
        (b"\xef\xbb\xbf<html><table>", "x.xls", "a page or XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "x.xls", "the old form (.xls)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "x.xlsx",
            "protected by a password",
        ),
        (PLAIN, "x.xlsm", "holds macros"),
        (repacked(PLAIN, macros="x"), "x.xlsx", "holds macros"),
        (PLAIN[: len(PLAIN) // 2], "x.xlsx", "was cut off"),
        (PLAIN.replace(b"xl/", b"yl/"), "x.xlsx", "not a workbook"),
        (b'a,b\nx,"open\ny,z\n', "x.csv", "in the middle of row 2"),
        (b"a,\x81\x8d\n", "x.csv", "no text in CP1252"),
        ("a,b\n".encode("utf-16")[:-1], "x.csv", "was cut off"),
        (b"a,b\x00\x01c\n" * 3, "x.csv", "no text has (NUL)"),
        (b"a," + b"x" * 100_001, "x.csv", "column 2, has more than 100,000 characters"),
        (b'a,"' + b"x" * 3_000_000, "x.csv", "Row 1 cannot be read"),
        (b"," * 5_000, "x.csv", "Row 1 has 5,001 columns"),
        (
            repacked(PLAIN, sheet=SHEET % '<row r="1"><c r="XFD1"><v>1</v></c></row>'),
            "x.xlsx",
            "than 2,000 columns",
        ),
        (repacked(PLAIN, sheet=SHEET % ('<row r="1">' + "<c/>" * 2_001)), "x.xlsx", "than 2,000 columns"),
        (repacked(PLAIN, sheet=SHEET % '<row r="900000000000"><c/></row>'), "x.xlsx", "too long"),
        (
            repacked(PLAIN, sheet=SHEET % ("<row>" + "<a>" * 100)),
            "x.xlsx",
            "what no spreadsheet program writes",
        ),
        (repacked(PLAIN, sheet=SHEET % "<row><c></row>"), "x.xlsx", "is damaged"),
        (
            repacked(PLAIN, sheet='<!DOCTYPE a [<!ENTITY b "b">]><worksheet>&b;</worksheet>'),
            "x.xlsx",
            "what no spreadsheet program writes",
        ),
        (repacked(PLAIN, texts="<sst>" + " " * 3_000_000 + "</sst>"), "x.xlsx", "far more than its size"),
    ],
)
def test_what_is_refused_says_how_to_mend_it(content, name, words):
    assert words in refusal(content, name)


def test_a_table_above_the_limits_is_refused():
    assert "too large: 0 MB" in refusal(b"a,b\n", size=3)
    assert "more than 2 rows" in refusal(b"a\nb\nc\n", rows=2)
    assert "or 3 cells" in refusal(b"a,b\nc,d\n", cells=3)
    assert "more than 1 rows" in refusal(workbook(["a"], ["b"]), "x.xlsx", rows=1)


class Endless(io.RawIOBase):
    """A file of 1 GB that is nowhere."""

    def seek(self, place, whence=0):
        return 1024**3 if whence == 2 else place

    def read(self, _size=-1):
        raise AssertionError("it is refused before it is read")


def test_a_gigabyte_is_refused_unread():
    with pytest.raises(UnreadableFile, match="1024 MB"):
        read_sheets(Endless(), "x.csv")


@pytest.mark.parametrize(
    "content",
    [
        # Commas without end; a cell in each line of one row without end; a token without end; rows by the million.
        b"," * 4_000_000,
        b'"a' + b'\n","' * 600_000,
        repacked(PLAIN, sheet=SHEET % '<row r="1"><c r="A1" t="' + "x y z" * 3_000_000),
        repacked(PLAIN, texts="<sst>" + "<si/>" * 520_000 + "</sst>"),
    ],
    ids=["columns", "lines", "token", "texts"],
)
def test_what_is_made_to_do_harm_costs_little(content):
    tracemalloc.start()
    begun = time.thread_time()
    refusal(content, "x")
    seconds, (_now, most) = time.thread_time() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60_000_000, most
    assert seconds < 10
