"""From rows to changes: what is referred to is there, labels agree, and what differs from what is stored."""

from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import compress
from operator import attrgetter
from typing import NamedTuple

from django.utils.translation import gettext as _

from peaceinfra.core.identity import new_id, public_id
from peaceinfra.core.models import Record, Team
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import visibility_of
from peaceinfra.datasets import tables
from peaceinfra.datasets.folders import Dataset
from peaceinfra.datasets.given_labels import check_labels
from peaceinfra.datasets.identifying import check_keys, follow_merges
from peaceinfra.datasets.placing import place_rows
from peaceinfra.datasets.rows import Row
from peaceinfra.datasets.three_way import Differing, cells_of, merged, written
from processes.services.batches import BatchDetails, retired_by_undoing
from processes.services.upstream import last_said

AT_ONCE = 5_000


class ChangedCell(NamedTuple):
    """One value of a stored record that an import changes, as a dataset writes it; a team by its key."""

    row: Row
    field: str
    before: str
    after: str


@dataclass
class Difference:
    """One table against the register: rows to add, rows that change a record, and how many do neither.

    added      the places of the rows that add one
    restored   of those that change one, the keys of what the undoing of an import had retired
    cells      each value that changes
    differing  what the source changed and somebody here too
    said       what the source says of a record for the first time, or otherwise than before
    """

    added: array = field(default_factory=lambda: array("L"))
    changed: list[Row] = field(default_factory=list)
    restored: set[int] = field(default_factory=set)
    cells: list[ChangedCell] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)
    said: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    unchanged: int = 0
    retired: int = 0


def resolve(dataset: Dataset, source: BatchDetails | None = None) -> tuple[list[Team], dict]:
    """New teams, and {table: Difference}; faults are noted in the dataset. A few queries for each table.

    source  whose rows they are: where it has a scheme, they are compared with what it said before
    """
    new_teams = _resolve_teams(dataset)
    retired = _check_ids(dataset)
    check_labels(dataset)
    follow_merges(dataset, retired)
    _keep_absent(dataset)
    place_rows(dataset)
    differences = {table: _compare(rows, source) for table, rows in dataset.rows.items()}
    _check_new_ids(dataset, differences)
    return new_teams, differences


def _check_ids(dataset) -> set[int]:
    """Own ids and those that are referred to. Returns the keys of those that stand retired.

    The keys of all rows are held no longer than it takes.
    """
    known = check_keys(dataset)
    return known.retired | _check_references(dataset, known.kinds)


def _resolve_teams(dataset):
    """Sets the team of each marked row. Names are taken from the file and from the register."""
    known = dict(Team.objects.values_list("name", "pk"))
    new = [Team(pk=new_id(), name=name) for name in dataset.teams if name not in known]
    known |= {team.name: team.pk for team in new}
    names = ", ".join(sorted(known)) or "–"
    for rows in dataset.rows.values():
        marked = {first for first, teams in rows.teams() if teams}
        for portion in rows.portions(lambda first, marked=marked: first in marked):
            for row in portion:
                name = row.cells.get("team")
                if name in known:
                    row.record.team_id = known[name]
                elif name:
                    message = _("is not a team. Add it to %(file)s, or write one of: %(teams)s.")
                    dataset.blame(row, "team", message % {"file": tables.TEAMS, "teams": names})
            portion.keep()
    return new


def _check_references(dataset, kinds) -> set[int]:
    """Every id that is referred to is a row of these files or a record of the register.

    kinds  the keys of the rows that can be referred to

    Returns the keys of the records that are in no file, are referred to, and stand retired.
    """
    outside = set()
    for rows in dataset.rows.values():
        for _first, columns in rows.references():
            for keys in columns.values():
                outside.update({*keys}.difference(kinds))
    outside.discard(None)
    missing = outside - _stored(outside) | _erased(outside)
    for rows in dataset.rows.values() if missing else ():
        at_fault = {
            first
            for first, columns in rows.references()
            if any(not missing.isdisjoint(keys) for keys in columns.values())
        }
        for portion in rows.portions(lambda first, at_fault=at_fault: first in at_fault):
            for row in portion:
                for name, key in row.references.items():
                    if key in missing:
                        message = _(
                            "is no record of these files or of the register. Add its row or correct it."
                        )
                        dataset.blame(row, name, message)
    return _retired(outside)


def _retired(keys) -> set[int]:
    found = set()
    for portion in _portions(keys):
        found.update(Record.objects.filter(pk__among=portion, retired=True).values_list("pk", flat=True))
    return found


def _stored(keys) -> set[int]:
    found = set()
    for portion in _portions(keys):
        found.update(Record.objects.filter(pk__among=portion).values_list("pk", flat=True))
    return found


def _erased(keys) -> set[int]:
    """Of records of which a tombstone alone is left."""
    found = set()
    for portion in _portions(keys):
        retired = defaultdict(set)
        for key, kind in Record.objects.filter(pk__among=portion, retired=True).values_list("pk", "kind"):
            retired[kind].add(key)
        for kind, ones in retired.items():
            rows = models_by_kind()[kind]._base_manager.filter(pk__in=ones)
            found |= ones - set(rows.values_list("pk", flat=True))
    return found


def _keep_absent(dataset):
    """A column that a file does not have says nothing: what is stored in it stays."""
    for table, columns in dataset.absent.items():
        names = [column.field.attname for column in columns]
        for portion in dataset.rows[table].portions():
            records = {row.record.pk: row.record for row in portion}
            stored = table.model._base_manager.filter(pk__among=records).values_list("pk", *names)
            for key, *values in stored:
                records[key].__dict__.update(zip(names, values, strict=True))
            portion.keep()


def _compare(rows, source):
    """Sorts the rows of one table; a changed row's `record` becomes the stored one with the new values."""
    difference, model = Difference(), rows.table.model
    scheme, has_own_keys = source.scheme if source else "", bool(visibility_of(model).kind)
    for first, keys, are_stored in rows.spans():
        # What is new is not looked for again.
        known = [*compress(keys, are_stored)] if has_own_keys else [*keys]
        if not known and not scheme:
            difference.added.extend(range(first, first + len(keys)))
            continue
        records = rows.records_from(first)
        said = last_said(scheme, source.scope, model, keys) if scheme else None
        alike = _alike(rows.table, records) if known else set()
        others = [key for key in known if key not in alike]
        stored = (
            {record.pk: record for record in model._base_manager.filter(pk__among=others)} if others else {}
        )
        if said is None and not stored and not alike:
            difference.added.extend(range(first, first + len(keys)))
            continue
        retired = [record for record in stored.values() if record.retired]
        back = retired_by_undoing(model, retired) if retired else set()
        for row in rows.portion_with(first) if stored or said is not None else ():
            key = row.record.pk
            record = stored.get(key)
            if said is not None:
                _hear(row, record, said.get(key), difference)
            if key not in alike:
                _place(row, record, record and record.pk in back, difference)
        if not stored and said is None:
            difference.added.extend(place for place, key in enumerate(keys, first) if key not in alike)
        difference.unchanged += sum(key in alike for key in keys)
    return difference


def _alike(table, records) -> set[int]:
    """The keys of the records of one table that are as what is stored and live: no object is made of that."""
    model = table.model
    names = [column.field.attname for column in tables.columns(table)]
    wanted = {record.pk: record for record in records}
    stored = model._base_manager.filter(pk__among=wanted, retired=False).values_list("pk", *names)
    values_of = attrgetter(model._meta.pk.attname, *names)
    return {
        values[0] for values in stored.iterator(chunk_size=AT_ONCE) if values == values_of(wanted[values[0]])
    }


def _hear(row, stored, before, difference):
    """Of what the source says, only what it changed is taken; all that it says is kept for the next time."""
    cells = cells_of(row)
    if before is None or cells != before.here:
        difference.said.append((row.record.pk, cells))
    if stored and before and not stored.retired:
        difference.differing += merged(row, stored, before.anywhere)


def _place(row, stored, is_restored, difference):
    if stored is None:
        difference.added.append(row.place)
    elif stored.retired and not is_restored:
        # Somebody took it out on purpose: a file does not bring it back.
        difference.retired += 1
    else:
        cells = list(_changed_cells(row, stored))
        if not cells and not is_restored:
            difference.unchanged += 1
            return
        if is_restored:
            difference.restored.add(stored.pk)
        difference.cells += cells
        for column in tables.columns(row.table):
            setattr(stored, column.field.attname, getattr(row.record, column.field.attname))
        stored.retired, row.record = False, stored
        difference.changed.append(row)


def _changed_cells(row, stored):
    for column in tables.columns(row.table):
        was, now = (getattr(record, column.field.attname) for record in (stored, row.record))
        if was != now:
            yield ChangedCell(row, column.name, written(column, was), written(column, now))


def _check_new_ids(dataset, differences):
    """The characters of an id are one record's alone, whatever the prefix before them."""
    taken = [
        (rows, place)
        for table, rows in dataset.rows.items()
        if visibility_of(table.model).kind
        for place in differences[table].added
        if rows.is_stored[place]
    ]
    erased = _erased({rows.keys[place] for rows, place in taken})
    for rows, place in taken:
        row = rows.at(place)
        if row.record.pk in erased:
            dataset.blame(row, "id", _("was erased, and is not brought back. Take its row out of the file."))
        elif "id" not in row.faulty:
            message = _("has the characters of another record. Write a new id, such as %(id)s.")
            dataset.blame(row, "id", message % {"id": public_id(tables.kind_of(row.table), new_id())})


def _portions(items) -> Iterator[list]:
    items = list(items)
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
