"""From a file of the field to lines: columns found by their names in any order, each cell read by its recipe."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.core.spreadsheets import UnreadableFile, read_sheets
from peaceinfra.datasets.faults import Fault, FaultyDataset
from peaceinfra.intake.cells import Unread, clean, day, is_missing, order_of_days
from peaceinfra.intake.declarations import Column, Declaration
from peaceinfra.intake.report import FileReport, Report

UNKNOWN_COLUMN = "left out: no place"


@dataclass(slots=True)
class Line:
    """One row of a file: {column: value} of what is taken; what is not recorded is left out of it."""

    file: str
    number: int
    values: dict[str, Any]
    texts: dict[str, str]

    def get(self, column: str, default=None):
        return self.values.get(column, default)


@dataclass(frozen=True)
class Corrections:
    """What is changed in files before they are read.

    skipped  (file, row) of rows that are not taken
    mended   {(file, row): {column: another value}}
    """

    skipped: frozenset[tuple[str, int]] = frozenset()
    mended: Mapping[tuple[str, int], Mapping[str, str]] = field(default_factory=dict)

    def applied(self, file: str, places: dict[str, int], rows):
        """The rows of a file with what was corrected; `places` are those of its columns, by plain names."""
        for number, cells in rows:
            if (file, number) in self.skipped:
                continue
            mends = self.mended.get((file, number))
            if mends:
                cells = [*cells, *[""] * (max(places.values(), default=-1) + 1 - len(cells))]
                for column, value in mends.items():
                    if (place := places.get(plain_name(column))) is not None:
                        cells[place] = value
            yield number, cells


UNCORRECTED = Corrections()


@dataclass
class Reading:
    """The lines of one table of a source, and what was found out about it."""

    declaration: Declaration
    file: str
    lines: list[Line] = field(default_factory=list)
    edition: str = ""
    tab: str = ""


def plain_name(name: str) -> str:
    """A column's name as it is compared: editions differ in case, spaces, underscores and hyphens."""
    return re.sub(r"[\s_\-.]+", "", clean(name)).casefold()


def read_file(
    path: Path,
    declaration: Declaration,
    report: Report,
    *,
    others: Iterable[Declaration] = (),
    edition: str = "",
    is_optional: bool = False,
    corrections: Corrections = UNCORRECTED,
) -> Reading | None:
    """The lines of a file. Cells that are not understood are warned of in the report and are not recorded.

    others   what else the file may be: a refusal says which of them it looks like
    edition  as the user says it; else a column or the name of the file does
    corrections  rows that are not taken, and other values of cells

    None where no tab has the columns of one that is optional.

    Raises FaultyDataset: not readable, columns that are missing, a key twice is not one.
    """
    with path.open("rb") as file:
        try:
            sheets = read_sheets(file, path.name)
            sheet, header, rows = _table(sheets, declaration)
            if is_optional and _missing(declaration, header[1]):
                return None
            _refuse_other(path.name, declaration, header[1], [declaration, *others])
            rows = corrections.applied(path.name, _by_names(declaration, header[1]), rows)
            return _read(path, declaration, report, sheet, header, rows, edition)
        except UnreadableFile as error:
            raise FaultyDataset([Fault(path.name, str(error))]) from None


def _refuse_other(name, declaration, header, known):
    if _missing(declaration, header):
        raise FaultyDataset([Fault(name, _words_on(declaration, header, known), row=1)])


def _table(sheets, declaration):
    """The tab that has the columns, its header and its rows."""
    found = []
    for sheet in sheets:
        rows = iter(sheet.rows)
        number, header = next(rows, (1, []))
        found.append((sheet, (number, header), rows))
    # Of several that have what is needed, the one that has least besides.
    columns = {name for column in declaration.columns for name in _names(column)}
    return min(
        found,
        key=lambda tab: (
            len(_missing(declaration, tab[1][1])),
            sum(plain_name(column) not in columns for column in tab[1][1]),
        ),
    )


def _missing(declaration, header):
    there = {plain_name(name) for name in header}
    return [column.name for column in declaration.columns if column.needed and not _names(column) & there]


def _names(column: Column) -> set[str]:
    return {plain_name(name) for name in (column.name, *column.also)}


def _words_on(declaration, header, known):
    missing = _missing(declaration, header)
    words = ngettext(
        "is not a file of %(name)s: it lacks the column %(columns)s.",
        "is not a file of %(name)s: it lacks the columns %(columns)s.",
        len(missing),
    ) % {"name": declaration.name, "columns": ", ".join(missing)}
    likely = [other for other in known if other is not declaration and not _missing(other, header)]
    if likely:
        # The one of which most columns are there.
        there = {plain_name(name) for name in header}
        best = max(likely, key=lambda other: sum(bool(_names(column) & there) for column in other.columns))
        return words + " " + _("By its columns it is one of %(name)s.") % {"name": best.name}
    return (
        words + " " + _("Its columns are: %(columns)s.") % {"columns": ", ".join(filter(None, header))[:300]}
    )


def _read(path, declaration, report, sheet, header, rows, edition):
    about = FileReport(
        path.name,
        declaration.name,
        encoding=sheet.encoding,
        delimiter={"\t": "tab"}.get(sheet.delimiter, sheet.delimiter),
        tab="" if sheet.encoding else sheet.title,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    report.files.append(about)
    places = _places(declaration, header[1], about, path.name)
    reading = Reading(declaration, path.name, tab=sheet.title)
    lines = _taken(rows, len(header[1]), places, declaration, header[1], about, path.name)
    _read_cells(lines, places, declaration, about, report)
    reading.lines = lines
    if not lines:
        raise FaultyDataset([Fault(path.name, _("has a header and no rows."))])
    about.rows = len(lines)
    about.edition = reading.edition = edition or _edition(declaration, lines, path.name)
    return reading


def _places(declaration, header, about, file):
    """(place in a row, column) of each column that is known."""
    by_name = {name: column for column in declaration.columns for name in _names(column)}
    found, seen = [], {}
    for place, name in enumerate(header):
        column = by_name.get(plain_name(name))
        if column is None:
            continue
        if column.is_taken and column.name in seen:
            message = _(
                "stands twice in the header: as %(first)s and as %(second)s. Take one of the two away."
            )
            raise FaultyDataset(
                [Fault(file, message % {"first": seen[column.name], "second": name}, 1, value=name)]
            )
        seen[column.name] = name
        found.append((place, column))
    return found


def _by_names(declaration, header):
    """{plain name, the declared one or that of the header: place in a row}"""
    columns = {name: column for column in declaration.columns for name in _names(column)}
    found = {}
    for place, head in enumerate(header):
        name = plain_name(head)
        for other in {name} | (_names(columns[name]) if name in columns else set()):
            found.setdefault(other, place)
    return found


def _taken(rows, width, places, declaration, header, about, file):
    """The rows as lines of texts. What is not taken is counted and let go at once."""
    taken = [(place, column.name) for place, column in places if column.is_taken]
    known = dict(places)
    others = [
        (place, clean(name) or _("(no name)"), _why(known.get(place), clean(name), declaration))
        for place, name in enumerate(header)
        if place not in known or not known[place].is_taken
    ]
    counts, lines, faults = Counter(), [], []
    for number, cells in rows:
        if len(cells) > width and any(clean(cell) for cell in cells[width:]):
            message = _("has %(found)s cells, the header has %(wanted)s.")
            faults.append(Fault(file, message % {"found": len(cells), "wanted": width}, number))
            continue
        texts = {}
        for place, name in taken:
            if place < len(cells) and (text := clean(cells[place])):
                texts[name] = text
        for place, name, why in others:
            if place < len(cells) and not is_missing(clean(cells[place])):
                counts[name, why] += 1
        lines.append(Line(file, number, {}, texts))
    if faults:
        raise FaultyDataset(faults)
    for (name, why), cells in counts.items():
        about.leave_out(name, why, cells)
    return lines


def _why(column, name, declaration):
    if column is None:
        return next((why for pattern, why in declaration.patterns if re.match(pattern, name)), UNKNOWN_COLUMN)
    return column.left_out or UNKNOWN_COLUMN


def _read_cells(lines, places, declaration, about, report):
    order = _order_of_days(lines, places, declaration, about)
    for _place, column in places:
        if not column.is_taken:
            continue
        recipe = partial(day, order=order) if column.is_day else column.read
        remembered = {}
        for line in lines:
            text = line.texts.get(column.name, "")
            if is_missing(text):
                line.texts.pop(column.name, None)
                continue
            # Columns repeat their cells: each text is read once.
            if text not in remembered:
                remembered[text] = _value(recipe, text)
            value, why = remembered[text]
            if why:
                about.leave_out(column.name, why)
                report.warn(line.file, line.number, column.name, text, why)
            elif value is not None and value != []:
                line.values[column.name] = value
                about.take(column.name)
            else:
                about.leave_out(column.name, _("It says that nothing is recorded."))


def _value(recipe, text):
    try:
        return recipe(text), ""
    except Unread as error:
        return None, str(error)


def _order_of_days(lines, places, declaration, about):
    """As all columns of days in the file write them."""
    columns = [column.name for _place, column in places if column.is_day]
    order = order_of_days(text for line in lines for name in columns if (text := line.texts.get(name)))
    if columns:
        either = _("days with slashes may be read either way; taken as %(order)s")
        about.days = {
            "ymd": "YYYY-MM-DD",
            "dmy": "DD/MM/YYYY",
            "mdy": "MM/DD/YYYY",
            "both": _("contradictory: days with slashes are not taken"),
        }.get(order, either % {"order": declaration.days})
    return order or declaration.days


def _edition(declaration, lines, name):
    """As most rows say, else as the name of the file does: `ucdp-actor-221.csv`, `pax_v9.csv`, `mend_2026.csv`."""
    said = Counter(line.values[declaration.edition] for line in lines if declaration.edition in line.values)
    if said:
        return str(said.most_common(1)[0][0])
    stem = Path(name).stem
    if match := re.search(r"v\.?\s?(\d+(?:[._]\d+)?)", stem, re.IGNORECASE):
        return match[1].replace("_", ".")
    if match := re.search(r"(?<!\d)(\d{4})(?!\d)", stem):
        return match[1]
    if match := re.search(r"(?<!\d)(\d{2})\.?(\d)(?!\d)", stem):
        return f"{match[1]}.{match[2]}"
    return ""
