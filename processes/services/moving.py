"""Rows that name one record come to name another: of the whole register, also where the writer may not look.

What is hidden from the writer moves along and is neither judged nor told: a refusal, a number or a query that came
and went with a hidden row would tell of it. So every table is read and written once, whether it has such rows or not,
and what is refused, folded or named follows from the rows that are seen alone.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Model

from peaceinfra.core.numbering import numbering_of
from processes.models import LogRow
from processes.services.merge_items import Journal
from processes.services.merge_logs import places_after, places_interleaved
from processes.services.references import (
    columns_naming,
    content_of,
    is_seen,
    joins_itself,
    rows_naming,
    unique_keys_of,
)

BOTH = "both"


@dataclass
class Move:
    """Rows on their way from one record to another.

    viewer   who moves them (None: sees all)
    logs     {kind of a log: whose rows stay: kept, merged, both}
    meeting  rows, of those that are seen, whose two ends would be one
    twofold  {kind of a log: model} of those of which both records have rows and nobody chose
    moved    the rows that are seen and name another record now
    folded   {model: {key: key of the row into which it was folded}}
    """

    viewer: object
    journal: Journal
    logs: dict[str, str] = field(default_factory=dict)
    meeting: list[Model] = field(default_factory=list)
    twofold: dict[str, type[Model]] = field(default_factory=dict)
    moved: list[Model] = field(default_factory=list)
    folded: dict[type[Model], dict[int, int]] = field(default_factory=dict)
    stored_logs: dict[tuple, list] = field(default_factory=dict)

    def sees(self, row) -> bool:
        return is_seen(row, self.viewer)

    def run(self, model: type[Model], pairs: dict[int, int]) -> None:
        """Inside a view of the whole register. `pairs`: {key of what is given up: key of what stays}."""
        waiting = {model: pairs}
        while waiting:
            found: dict[type[Model], dict[int, int]] = {}
            for of_model, some in waiting.items():
                for other, fields in columns_naming(of_model).items():
                    if folds := _Table(self, other, fields, some).run():
                        found.setdefault(other, {}).update(folds)
            for other, folds in found.items():
                self.folded.setdefault(other, {}).update(folds)
            waiting = found


class _Table:
    """The rows of one table that name what is given up, or what stays, and what becomes of them."""

    def __init__(self, move: Move, model, fields, pairs):
        self.move, self.model, self.fields, self.pairs = move, model, fields, pairs
        ends = {*pairs, *pairs.values()}
        # The records themselves are written apart.
        rows = [row for row in rows_naming(model, fields, ends) if row.pk not in ends]
        self.leaving = [row for row in rows if self._names(row, pairs)]
        leaving = {row.pk for row in self.leaving}
        self.staying = [row for row in rows if row.pk not in leaving and not row.retired]
        self.changes: dict[Model, dict] = {}
        self.folds: dict[int, int] = {}

    def run(self) -> dict[int, int]:
        retired = self.model._meta.get_field("retired")
        going = self._given_up_logs(retired)
        twins = defaultdict(list)
        for row in self.staying:
            if self.move.sees(row):
                twins[content_of(row)].append(row)
        taken = {key: row for row in self.staying for key in unique_keys_of(row)}
        for row in self.leaving:
            if row in going:
                continue
            after = {
                one: self.pairs[key]
                for one in self.fields
                if (key := getattr(row, one.attname)) in self.pairs
            }
            there = _as_if(row, after)
            if joins_itself(there) or self._stands_already(there):
                self._part(row, there, retired)
            elif (twin := self._twin(row, there, twins) or _first(taken, unique_keys_of(there))) is not None:
                self.folds[row.pk] = twin.pk
                self.changes[row] = {retired: True}
            else:
                self.changes[row] = after
                taken |= dict.fromkeys(unique_keys_of(there), row)
        self._place_in_order(retired)
        self._write(retired)
        return self.folds

    def _names(self, row, keys) -> bool:
        return any(getattr(row, one.attname) in keys for one in self.fields)

    def _part(self, row, there, retired):
        """Two ends would be one. What is retired stays as it is; what is hidden parts without a word."""
        if row.retired:
            return
        self.changes[row] = {retired: True}
        if self.move.sees(row):
            self.move.meeting.append(row)
            if (other := self._stands_already(there)) is not None:
                self.folds[row.pk] = other.pk

    def _stands_already(self, there):
        """The row of the same part in the same whole, of a model in which each part stands once."""
        names = getattr(self.model, "stands_once", None)
        if names is None or there.retired or not self.move.sees(there):
            return None
        ends = [self.model._meta.get_field(name).attname for name in names]
        place = [getattr(there, end) for end in ends]
        same = (row for row in self.staying if [getattr(row, end) for end in ends] == place)
        return next((row for row in same if self.move.sees(row)), None)

    def _twin(self, row, there, twins):
        """A row that says the same and has the same marking, each once. What is marked otherwise stands beside it."""
        same = twins.get(content_of(there)) if not row.retired and self.move.sees(row) else None
        return same.pop(0) if same else None

    # --- rows in an order ---

    def _owner(self):
        numbering = numbering_of(self.model)
        owner = numbering and self.model._meta.get_field(numbering.within)
        return owner if owner in self.fields else None

    def _given_up_logs(self, retired) -> set:
        """The rows of the log that was not chosen are retired where they stand."""
        owner = self._owner()
        if owner is None or not issubclass(self.model, LogRow):
            return set()
        kind, gone = self.model._meta.label, set()
        for given_up, stays in self.pairs.items():
            first = [row for row in self.staying if getattr(row, owner.attname) == stays]
            second = [
                row for row in self.leaving if getattr(row, owner.attname) == given_up and not row.retired
            ]
            self.move.stored_logs[self.model, stays] = [
                [row.entry for row in rows if self.move.sees(row)] for rows in (first, second)
            ]
            choice = self.move.logs.get(kind)
            if all(any(map(self.move.sees, rows)) for rows in (first, second)):
                if choice is None:
                    self.move.twofold[kind] = self.model
                gone |= set({"kept": second, "merged": first}.get(choice, ()))
        self.changes |= {row: {retired: True} for row in gone}
        self.staying = [row for row in self.staying if row not in gone]
        return gone

    def _place_in_order(self, retired):
        owner = self._owner()
        if owner is None:
            return
        place = self.model._meta.get_field(numbering_of(self.model).place)
        for stays in set(self.pairs.values()):
            of_kept = [row for row in self.staying if getattr(row, owner.attname) == stays]
            coming = [
                row
                for row, changes in self.changes.items()
                if changes.get(owner) == stays and not row.retired
            ]
            if not of_kept or not coming:
                continue
            if issubclass(self.model, LogRow):
                places = places_interleaved(of_kept, coming, self.move.sees)
            else:
                places = places_after(of_kept, coming)
            for row in coming:
                self.changes[row][place] = places[row.pk]

    def _write(self, retired):
        columns = [*self.fields, retired]
        if self._owner() is not None:
            columns.append(self.model._meta.get_field(numbering_of(self.model).place))
        self.move.journal.write(self.model, columns, self.changes)
        self.move.moved += [
            row
            for row, changes in self.changes.items()
            if self.move.sees(row) and not row.retired and changes.keys() & {*self.fields}
        ]


def _first(rows: dict, keys) -> Model | None:
    return next((rows[key] for key in keys if key in rows), None)


def _as_if(row: Model, changes: dict) -> Model:
    """A copy of the row with other values, not to be written."""
    there = type(row)(**{one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields})
    for one, value in changes.items():
        setattr(there, one.attname, value)
    return there
