"""The rows of a dataset while it is imported: kept on disk in portions, of which one is held at a time."""

import os
import pickle
import tempfile
from array import array
from bisect import bisect, bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from operator import attrgetter, itemgetter
from typing import NamedTuple

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.expressions import DatabaseDefault

from peaceinfra.core import many
from peaceinfra.core.tabular import Table
from peaceinfra.datasets import tables

#: So many rows are one portion.
AT_ONCE = 1_000


class Row:
    """One row of a file. `record` is what it says, not yet compared with what is stored.

    place   among the rows of its table, from 0
    faults  {place: columns that cannot be taken} of all rows of its table
    """

    __slots__ = ("table", "number", "cells", "record", "references", "place", "faults")

    def __init__(self, table, number, cells, record=None, references=None, place=0, faults=None):
        self.table: Table = table
        self.number: int = number
        self.cells: Mapping[str, str] = cells
        self.record: Model | None = record
        self.references: dict[str, int] = {} if references is None else references
        self.place: int = place
        self.faults: dict[int, frozenset[str]] = {} if faults is None else faults

    @property
    def faulty(self) -> frozenset[str]:
        return self.faults.get(self.place, frozenset())

    def blame(self, column: str) -> None:
        self.faults[self.place] = self.faulty | {column}


class _Portion(many.Portion):
    """Rows or their records, which are written again where something in them was changed."""

    def __init__(self, items, keep: Callable[[list], None]):
        super().__init__(items)
        self._keep = keep

    def keep(self) -> None:
        self._keep(self)


class Store:
    """A file without a name, which is gone when nobody has it open any more."""

    def __init__(self):
        # No buffer: what is read stands at places of its own.
        self._file = tempfile.TemporaryFile(buffering=0, prefix="import-")  # noqa: SIM115 - ends with the import
        self._end = 0

    def write(self, content: bytes, instead_of: "_Slot | None" = None) -> "_Slot":
        """Where it stands; in the room of another content that nobody needs, if it fits."""
        offset = instead_of.offset if instead_of and len(content) <= instead_of.room else self._end
        view, at = memoryview(content), offset
        while view:
            done = os.pwrite(self._file.fileno(), view, at)
            view, at = view[done:], at + done
        room = instead_of.room if offset != self._end else len(content)
        self._end = max(self._end, at)
        return _Slot(offset, len(content), room)

    def read(self, slot: "_Slot") -> bytes:
        content = os.pread(self._file.fileno(), slot.length, slot.offset)
        if len(content) != slot.length:
            raise OSError(f"{slot.length - len(content)} bytes of a row are missing on disk")
        return content


class _Slot(NamedTuple):
    offset: int
    length: int
    room: int


@dataclass
class _Kept:
    """One portion on disk: what its records hold, what its rows refer to, and what stands in them."""

    first: int
    size: int
    values: _Slot
    references: _Slot
    texts: _Slot


class Rows:
    """The rows of one table.

    keys       of their records
    has_labels  whether a label stands beside a reference
    is_stored  for each whether core.Record has its key: told by `identifying`
    faults     {place: columns that cannot be taken}
    """

    def __init__(self, table: Table, store: Store):
        self.table = table
        self.keys, self.is_stored, self.faults = array("q"), bytearray(), {}
        self.has_labels = False
        self._store, self._kept, self._places = store, [], None
        self._named = [column.name for column in tables.references(table)]

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[Row]:
        for portion in self.portions():
            yield from portion

    def row(self, number: int, cells: Mapping[str, str], place: int) -> Row:
        """A row that is not added yet."""
        return Row(self.table, number, cells, place=place, faults=self.faults)

    def add(self, rows: list[Row]) -> None:
        """Keeps rows with their records."""
        for start in range(0, len(rows), AT_ONCE):
            self._add(rows[start : start + AT_ONCE])

    def _add(self, rows):
        first, write = len(self.keys), self._store.write
        for place, row in enumerate(rows, first):
            row.place, row.faults = place, self.faults
            self.keys.append(row.record.pk)
        self.is_stored.extend(bytes(len(rows)))
        self.has_labels = self.has_labels or any(_has_labels(cells) for cells in _kinds_of_cells(rows))
        texts = write(pickle.dumps([(row.number, row.cells) for row in rows], 5))
        values = write(_packed(self.table.model, [row.record for row in rows]))
        references = write(self._references(rows))
        self._kept.append(_Kept(first, len(rows), values, references, texts))

    def _references(self, rows):
        columns = {name: [row.references.get(name) for row in rows] for name in self._named}
        teams = [row.cells.get("team", "") for row in rows]
        return pickle.dumps((columns, teams if any(teams) else None), 5)

    def portions(self, is_meant: Callable[[int], bool] = lambda first: True) -> Iterator[_Portion]:
        """Lists of rows. `is_meant` says of the first place of a portion whether it is needed."""
        for kept in self._kept:
            if is_meant(kept.first):
                yield self._portion(kept)

    def portion_with(self, place: int) -> _Portion:
        return self._portion(self._kept[bisect(self._kept, place, key=attrgetter("first")) - 1])

    def at(self, place: int) -> Row:
        """One row, read anew."""
        portion = self.portion_with(place)
        return portion[place - portion[0].place]

    def _portion(self, kept):
        texts = pickle.loads(self._store.read(kept.texts))
        columns, _teams = pickle.loads(self._store.read(kept.references))
        records = self._records(kept)
        rows = []
        for number, (row, record) in enumerate(zip(texts, records, strict=True)):
            references = {name: keys[number] for name, keys in columns.items() if keys[number]}
            rows.append(Row(self.table, *row, record, references, kept.first + number, self.faults))
        return _Portion(rows, lambda rows: self._keep(kept, rows))

    def _keep(self, kept, rows):
        self._keep_values(kept, [row.record for row in rows])
        kept.references = self._store.write(self._references(rows), kept.references)
        for place, row in enumerate(rows, kept.first):
            self.keys[place] = row.record.pk

    def _keep_values(self, kept, records):
        kept.values = self._store.write(_packed(self.table.model, records), kept.values)

    def _records(self, kept):
        return _unpacked(self.table.model, self._store.read(kept.values), kept.size)

    def spans(self) -> Iterator[tuple[int, array, bytearray]]:
        """(first place, keys, which of them are stored) of each portion, of which nothing is read."""
        for kept in self._kept:
            span = slice(kept.first, kept.first + kept.size)
            yield kept.first, self.keys[span], self.is_stored[span]

    def records_from(self, first: int) -> list[Model]:
        """The records of the portion that begins there."""
        return self._records(self._kept[bisect(self._kept, first, key=attrgetter("first")) - 1])

    def records(self) -> Iterator[tuple[int, list[Model]]]:
        """(first place, records) of each portion, without the rows around them."""
        for kept in self._kept:
            yield kept.first, self._records(kept)

    def records_at(self, places: array, keys: set[int] | None = None) -> Iterator[_Portion]:
        """The records of the rows at these places, which ascend; with keys, of portions in which one has such a key."""
        at = 0
        for kept in self._kept:
            start, end = at, bisect_left(places, kept.first + kept.size, at)
            at, wanted = end, places[start:end]
            if wanted and (keys is None or not keys.isdisjoint(map(self.keys.__getitem__, wanted))):
                records = self._records(kept)
                some = [records[place - kept.first] for place in wanted]
                yield _Portion(
                    some, lambda _some, kept=kept, records=records: self._keep_values(kept, records)
                )

    def references(self) -> Iterator[tuple[int, dict[str, list[int | None]]]]:
        """(first place, {column: keys}) of each portion."""
        for kept in self._kept:
            yield kept.first, pickle.loads(self._store.read(kept.references))[0]

    def teams(self) -> Iterator[tuple[int, list[str] | None]]:
        """(first place, names of teams) of each portion; None where no row has one."""
        for kept in self._kept:
            yield kept.first, pickle.loads(self._store.read(kept.references))[1]

    def texts(self, names: Iterable[str]) -> Iterator[tuple[int, list[list[str]]]]:
        """(first place, the texts of each of these columns) of each portion."""
        for kept in self._kept:
            cells = [cells for _number, cells in pickle.loads(self._store.read(kept.texts))]
            yield kept.first, [[each.get(name, "") for each in cells] for name in names]

    def place_of(self, key: int) -> int:
        """Of the row whose record has this key: the last."""
        if self._places is None:
            self._places = {known: place for place, known in enumerate(self.keys)}
        return self._places[key]

    def once(self, places: array) -> array:
        """Of rows that have one key, which is a fault of theirs, the last."""
        if not any("id" in columns for columns in self.faults.values()):
            return places
        return array("L", sorted({self.keys[place]: place for place in places}.values()))


class AddedRecords:
    """The new records of some of the rows of a table, as `Records` go through them."""

    def __init__(self, rows: Rows, places: array):
        self._rows, self._places = rows, places
        self._is_all = len(places) == len(rows)

    def __len__(self) -> int:
        return len(self._places)

    def keys(self) -> Iterable[int]:
        return self._rows.keys if self._is_all else map(self._rows.keys.__getitem__, self._places)

    def portions(self) -> Iterator[many.Portion]:
        return self._rows.records_at(self._places)

    def among(self, keys: set[int]) -> Iterator[Model]:
        for portion in self._rows.records_at(self._places, keys):
            yield from (record for record in portion if record.pk in keys)


def _kinds_of_cells(rows):
    """The cells of the first row, or of all where each has columns of its own."""
    return [row.cells for row in rows] if type(rows[0].cells) is dict else [rows[0].cells]


def _has_labels(cells):
    return any(name.endswith("_label") for name in cells)


_SHARED = (str, int, float, bool, type(None))


@cache
def _attnames(model) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _defaults(model) -> dict[str, Callable]:
    return {field.attname: field.get_default for field in model._meta.concrete_fields}


def _packed(model, records) -> bytes:
    """What the records hold, by column; what is the same in all of them once."""
    names = _attnames(model)
    columns = zip(*map(itemgetter(*names), map(vars, records)), strict=True)
    return pickle.dumps([*map(_packed_column, columns)], 5)


def _packed_column(values):
    first = values[0]
    if isinstance(first, DatabaseDefault):
        return "default", None
    if isinstance(first, _SHARED) and values.count(first) == len(values) and len({*map(type, values)}) == 1:
        return "same", first
    return "each", values


def _unpacked(model, content, size) -> list[Model]:
    columns, defaults = [], _defaults(model)
    names = _attnames(model)
    for name, (how, values) in zip(names, pickle.loads(content), strict=True):
        if how == "default":
            # It only says that the database fills it in, and is nothing that could be changed.
            columns.append(repeat(defaults[name](), size))
        else:
            columns.append(repeat(values, size) if how == "same" else values)
    return [record_of(model, names, values) for values in zip(*columns, strict=True)]


def record_of(model: type[Model], attnames: Iterable[str], values: Iterable) -> Model:
    """As the model would make it, without a call for each of its fields."""
    record = model.__new__(model)
    record.__dict__ = held = dict(zip(attnames, values, strict=True))
    held["_state"] = ModelState()
    return record
