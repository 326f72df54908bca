"""From the rows of a sheet to records: every cell is read, and what is wrong with one stands at its row and column."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from peaceinfra.admin.sheets.cells import value_of
from peaceinfra.admin.sheets.kinds import CITATIONS, CLAIMS, HANDLE, OF_SOURCE, RECORD, SOURCES, SheetKind
from peaceinfra.admin.sheets.names import Names, Wanted, is_handle, ref_of
from peaceinfra.admin.sheets.rows import Rows, SheetRow
from peaceinfra.admin.sheets.statements import ClaimReader
from peaceinfra.core.screens.widgets import date_offers
from peaceinfra.datasets.cells import BadCell
from peaceinfra.proposals.kinds import columns, fault_of, is_detail
from peaceinfra.proposals.reading import Read, read_proposal
from peaceinfra.proposals.references import HERE
from peaceinfra.proposals.sent import Faults
from processes.models import Note

#: The name of the source within its sheet; no handle has a space.
SOURCE_REF = "the source"


class Problem(NamedTuple):
    """What is wrong with a cell, or with a row where `column` is empty. `offers`: dates that it may mean."""

    row: SheetRow
    column: str
    message: str
    offers: tuple[dict, ...] = ()


@dataclass(frozen=True)
class AllRows:
    """What is said once for all rows. `source`: as a proposal names it, by “id” or by “fields” of a new one."""

    source: dict
    level: int
    team: str | None = None


@dataclass
class ReadSheet:
    """A sheet as records, with all that is wrong with it; `of_source`: what is wrong with the source."""

    rows: list[SheetRow]
    read: Read
    problems: list[Problem] = field(default_factory=list)
    of_source: list[str] = field(default_factory=list)

    @property
    def is_faulty(self) -> bool:
        return bool(self.problems or self.of_source)

    def row_of(self, item) -> SheetRow | None:
        """The row of a record; None for the source."""
        where, number = _place(item.pointer)
        return self.rows[number] if where == "records" else None

    def note(self, kinds: dict[str, SheetKind]):
        """Takes over the faults of the records, each at its cell; the first of each cell counts."""
        known = {(id(problem.row), problem.column) for problem in self.problems}
        # What a statement says, or what a row changes, cannot be judged while its record is not known.
        unread = {
            id(problem.row)
            for problem in self.problems
            if problem.row.kind == CLAIMS or problem.column == RECORD
        }
        for pointer, messages in self.read.faults.items():
            where, number = _place(pointer)
            if where != "records" or number is None or number >= len(self.rows):
                self.of_source += messages
                continue
            row = self.rows[number]
            column = _column(pointer, kinds[row.kind])
            if (id(row), column) not in known and id(row) not in unread:
                offers = tuple(date_offers(row.cells.get(column, ""))) if _is_date(kinds, row, column) else ()
                self.problems.append(Problem(row, column, " ".join(messages), offers))
        self.read.faults.clear()
        order = {id(row): place for place, row in enumerate(self.rows)}
        self.problems.sort(key=lambda problem: order[id(problem.row)])


def _is_date(kinds, row, column):
    known = kinds[row.kind].column(column)
    return bool(known) and known.form == "date"


def _place(pointer):
    """("records", 3) of “/records/3/fields/name”."""
    parts = pointer.split("/")
    return (parts[1] if len(parts) > 1 else ""), int(parts[2]) if len(parts) > 2 and parts[
        2
    ].isdecimal() else None


def _column(pointer, kind):
    """The column in which a fault is shown: that of the field, or of what the field follows from."""
    parts = pointer.split("/")
    name = parts[4] if len(parts) > 4 else parts[3] if len(parts) > 3 else ""
    if kind.name == CLAIMS and name in ("polarity", "value_record"):
        name = "value"
    return name if kind.column(name) else ""


def read_sheet(rows: Rows, kinds: dict[str, SheetKind], common: AllRows, viewer) -> ReadSheet:
    """The filled rows as records, over what the viewer may see."""
    filled = rows.filled
    reader = _Reader(rows, kinds, common, viewer)
    records = [reader.record(row) for row in filled]
    sent = {"reason": "-", "sources": [common.source], "records": records}
    hint = _("Write its name, its id, or # and the handle of a row.")
    found = ReadSheet(filled, read_proposal(sent, viewer, Faults(), is_own=True, hint=hint), reader.problems)
    found.note(kinds)
    return found


class _Reader:
    """Reads row after row; what is named in any of them is looked up at once before."""

    def __init__(self, rows, kinds, common, viewer):
        self.kinds, self.common, self.viewer = kinds, common, viewer
        self.names = Names(rows, kinds, viewer)
        self.problems: list[Problem] = []
        for row in rows.filled:
            for column in kinds[row.kind].columns:
                if column.kinds and (text := row.cells.get(column.name)):
                    self.names.want(column.kinds, text)
        self.claims = ClaimReader(rows, kinds, self.names, viewer)
        self.names.look_up()
        self.claims.look_up()

    def record(self, row: SheetRow) -> dict:
        kind = self.kinds[row.kind]
        record = {"kind": kind.name, "id": "", "ref": ref_of(row), "source": "", "if_match": ""}
        fields = self._fields(row, kind)
        if RECORD in row.cells:
            record["id"] = self._named(row, RECORD, kind.column(RECORD).kinds) or ""
        if is_detail(kind.table) or record["id"]:
            record["ref"] = "" if HANDLE not in row.cells else record["ref"]
        for name in OF_SOURCE:
            if (text := row.cells.get(name)) and (column := kind.column(name)) and not column.column:
                record[name] = self._read(row, column, text)
        if isinstance(record.get("credibility"), str):
            record["credibility"] = int(record["credibility"])
        if not record["id"] or is_detail(kind.table):
            self._mark(fields, kind)
        if kind.name == CLAIMS:
            fields |= self._claim(row, record, fields)
        if kind.name in (CLAIMS, CITATIONS) and not record["id"]:
            fields["source"] = self._source()
            fields["locator"] = (
                fields.get("locator") or record.pop("locator", "") or self.common.source["locator"]
            )
            given = fields.get("credibility") or record.pop("credibility", "")
            fields["credibility"] = str(given or self.common.source["credibility"])
            if accessed := self.common.source.get("accessed"):
                fields.setdefault("accessed", accessed.isoformat())
        return record | {"fields": fields}

    def _fields(self, row, kind):
        fields = {}
        for column in kind.columns:
            text = row.cells.get(column.name)
            if text is None or column.column is None or column.name == RECORD:
                continue
            if column.name not in columns(kind.table):
                continue
            is_named = bool(column.kinds)
            said = self._named(row, column.name, column.kinds) if is_named else self._read(row, column, text)
            if said is not _FAULTY:
                fields[column.name] = said
        return fields

    def _mark(self, fields, kind):
        """What is new is marked as the sheet says, where its row does not say otherwise."""
        known = columns(kind.table)
        if "level" in known and fields.get("level") is None:
            floor = 2 if kind.table.model is Note else 0
            fields["level"] = str(max(self.common.level, floor))
        if "team" in known and "team" not in fields and self.common.team:
            fields["team"] = self.common.team

    def _claim(self, row, record, fields):
        try:
            said = self.claims.fields(row, fields.get("subject"))
        except ValidationError as error:
            column = getattr(error, "column", "value")
            offers = (
                tuple(date_offers(row.cells.get("value", ""))) if getattr(error, "is_date", False) else ()
            )
            self.problems.append(Problem(row, column, " ".join(error.messages), offers))
            return {}
        level = max(int(said.pop("level")), int(fields["level"]))
        return said | {"level": str(min(level, max(self.viewer.level, int(fields["level"]))))}

    def _source(self):
        return self.common.source["id"] or HERE + SOURCE_REF

    def _named(self, row, name, kinds):
        text = row.cells[name]
        if name == RECORD and is_handle(text) and not is_detail(self.kinds[row.kind].table):
            words = _("Write the name or the id of a record that there is, not of a row.")
            self.problems.append(Problem(row, name, words))
            return ""
        try:
            return self.names.read(Wanted(row, kinds, text))
        except BadCell as error:
            self.problems.append(Problem(row, name, fault_of(text, error)))
            return _FAULTY if name != RECORD else ""

    def _read(self, row, column, text):
        try:
            return value_of(column, text)
        except BadCell as error:
            self.problems.append(Problem(row, column.name, fault_of(text, error)))
            return _FAULTY if column.column else None


_FAULTY = object()

__all__ = ["SOURCES", "AllRows", "Problem", "ReadSheet", "read_sheet"]
