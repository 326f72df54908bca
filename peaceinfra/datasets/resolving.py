"""From rows to changes: what is referred to is there, labels agree, and what differs from what is stored."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from django.utils.translation import gettext as _

from peaceinfra.core.identity import new_id, public_id
from peaceinfra.core.models import Record, Team
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import visibility_of
from peaceinfra.datasets import tables
from peaceinfra.datasets.folders import Dataset, Row
from peaceinfra.datasets.identifying import check_keys, follow_merges
from peaceinfra.datasets.labels import Labels
from peaceinfra.datasets.placing import place_rows
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

    restored   of those that change one, the keys of what the undoing of an import had retired
    cells      each value that changes
    differing  what the source changed and somebody here too
    said       what the source says of a record for the first time, or otherwise than before
    """

    added: list[Row] = field(default_factory=list)
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
    stored = check_keys(dataset)
    _check_references(dataset)
    _check_labels(dataset)
    follow_merges(dataset)
    _keep_absent(dataset)
    place_rows(dataset)
    differences = {table: _compare(rows, source, stored) for table, rows in dataset.rows.items()}
    _check_new_ids(dataset, [row for difference in differences.values() for row in difference.added], stored)
    return new_teams, differences


def _resolve_teams(dataset):
    """Sets the team of each marked row. Names are taken from the file and from the register."""
    known = dict(Team.objects.values_list("name", "pk"))
    new = [Team(pk=new_id(), name=name) for name in dataset.teams if name not in known]
    known |= {team.name: team.pk for team in new}
    for row in dataset.all_rows():
        name = row.cells.get("team")
        if not name:
            continue
        if name in known:
            row.record.team_id = known[name]
        else:
            message = _("is not a team. Add it to %(file)s, or write one of: %(teams)s.")
            names = ", ".join(sorted(known)) or "–"
            dataset.blame(row, "team", message % {"file": tables.TEAMS, "teams": names})
    return new


def _check_references(dataset):
    """Every id that is referred to is a row of these files or a record of the register."""
    in_files = _addressable(dataset).keys()
    wanted = {key for row in dataset.all_rows() for key in row.references.values()} - in_files
    missing = wanted - _stored(wanted) | _erased(wanted)
    for row in dataset.all_rows() if missing else ():
        for name, key in row.references.items():
            if key in missing:
                message = _("is no record of these files or of the register. Add its row or correct it.")
                dataset.blame(row, name, message)


def _addressable(dataset) -> dict:
    """{key: record} of the rows that can be referred to."""
    return {
        row.record.pk: row.record
        for table, rows in dataset.rows.items()
        if visibility_of(table.model).kind
        for row in rows
    }


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


class _Given(NamedTuple):
    """A label that a file gives to a reference; `key` is None where the id beside it is empty."""

    row: Row
    name: str
    text: str
    key: int | None


def _check_labels(dataset):
    """A label that is given agrees with the id beside it: one of the two is a slip.

    It may say what the id means by these files or by the register as it stands: who corrects a name need not
    correct it beside every reference. A record that could not be read is no measure.
    """
    labels, stored = Labels(_addressable(dataset)), Labels({})
    given = _labels_given(dataset)
    while portion := [*islice(given, AT_ONCE)]:
        labels.fetch({label.key for label in portion if label.key})
        other = [label for label in portion if label.key is None or label.text != labels.of(label.key)]
        stored.fetch({label.key for label in other if label.key})
        for row, name, text, key in other:
            if key is None:
                message = _("stands beside an empty id. Write the id, or empty the label.")
            elif key in stored.known and text == stored.of(key):
                continue
            else:
                message = _("contradicts the id: %(id)s is “%(label)s”. Correct the one that is wrong.")
                message %= {"id": row.cells[name], "label": labels.of(key)}
            dataset.blame(row, f"{name}_label", message)


def _labels_given(dataset) -> Iterator[_Given]:
    faulty = {row.record.pk for row in dataset.all_rows() if row.faulty}
    for table, rows in dataset.rows.items():
        for name, label in ((column.name, f"{column.name}_label") for column in tables.references(table)):
            for row in rows:
                text, key = row.cells.get(label, ""), row.references.get(name)
                if text and name not in row.faulty and key not in faulty:
                    yield _Given(row, name, text, key)


def _keep_absent(dataset):
    """A column that a file does not have says nothing: what is stored in it stays."""
    for table, columns in dataset.absent.items():
        names = [column.field.attname for column in columns]
        records = {row.record.pk: row.record for row in dataset.rows[table]}
        for portion in _portions(records):
            rows = table.model._base_manager.filter(pk__among=portion).values_list("pk", *names)
            for key, *values in rows:
                records[key].__dict__.update(zip(names, values, strict=True))


def _compare(rows, source, stored_keys):
    """Sorts the rows of one table; a changed row's `record` becomes the stored one with the new values.

    stored_keys  of all rows that can be referred to, those that are stored: what is new is not looked for again
    """
    difference = Difference()
    for portion in _portions(rows):
        model, keys = portion[0].table.model, [row.record.pk for row in portion]
        said = None
        if source and source.scheme:
            said = last_said(source.scheme, source.scope, model, keys)
        known = keys
        if visibility_of(model).kind:
            known = [key for key in keys if key in stored_keys]
        alike = _alike(portion) if known else set()
        others = [key for key in known if key not in alike]
        stored = (
            {record.pk: record for record in model._base_manager.filter(pk__among=others)} if others else {}
        )
        retired = [record for record in stored.values() if record.retired]
        back = retired_by_undoing(model, retired) if retired else set()
        for row in portion:
            key = row.record.pk
            record = stored.get(key)
            if said is not None:
                _hear(row, record, said.get(key), difference)
            if key in alike:
                difference.unchanged += 1
            else:
                _place(row, record, record and record.pk in back, difference)
    return difference


def _alike(rows) -> set[int]:
    """The keys of the rows of one table that say what is stored and live: no object is made for these."""
    model = rows[0].table.model
    names = [column.field.attname for column in tables.columns(rows[0].table)]
    wanted = {row.record.pk: row.record for row in rows}
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
        difference.added.append(row)
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


def _check_new_ids(dataset, added, stored_keys):
    """The characters of an id are one record's alone, whatever the prefix before them."""
    new = [row for row in added if visibility_of(row.table.model).kind]
    taken = {row.record.pk for row in new if row.record.pk in stored_keys}
    erased = _erased(taken)
    for row in new:
        if row.record.pk in erased:
            dataset.blame(row, "id", _("was erased, and is not brought back. Take its row out of the file."))
        elif row.record.pk in taken and "id" not in row.faulty:
            message = _("has the characters of another record. Write a new id, such as %(id)s.")
            dataset.blame(row, "id", message % {"id": public_id(tables.kind_of(row.table), new_id())})
        taken.add(row.record.pk)


def _portions(items) -> Iterator[list]:
    items = list(items)
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
