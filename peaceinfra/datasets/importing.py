"""The one importer: parse, resolve, apply, report. It is all or nothing, and a second run changes nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from peaceinfra.core.attempts import attempted
from peaceinfra.core.garbage import collecting_no_garbage
from peaceinfra.core.history import because
from peaceinfra.core.identity import new_id
from peaceinfra.core.many import Records, by_model, joined, keys_of
from peaceinfra.core.models import Team
from peaceinfra.core.tabular import Table
from peaceinfra.datasets import tables
from peaceinfra.datasets.faults import FaultyDataset
from peaceinfra.datasets.folders import Dataset, read_folder
from peaceinfra.datasets.resolving import ChangedCell, resolve
from peaceinfra.datasets.rows import AddedRecords, Row
from processes.choices import BatchAction
from processes.models import Batch
from processes.services.batches import BatchDetails, WrittenRow, undone_teams, versions_of, write_batch
from processes.services.bulk import Refused, write_records
from processes.services.bulk_faults import faults_in
from processes.services.kept_back import KeptBack, keep_decided
from processes.services.upstream import missing_now, note_missing, note_said


@dataclass(frozen=True)
class Count:
    """What an import did to one table, in rows.

    What is `retired` here is not brought back by a file; `restored` is what the undoing of an import had retired.
    """

    table: Table
    added: int
    changed: int
    unchanged: int
    retired: int
    restored: int = 0


@dataclass
class ImportReport:
    """What an import did, or a dry run would do.

    batch     the batch that it made; None where nothing was written or no batch was asked for
    changed   each value of a stored record that became another
    kept      what the register keeps although the import says otherwise, each with the claim that is proposed for it
    messages  what was kept back, and where, in words
    """

    counts: list[Count] = field(default_factory=list)
    batch: Batch | None = None
    changed: list[ChangedCell] = field(default_factory=list)
    kept: list[KeptBack] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


class _NotWritten(Exception):
    """Ends a dry run: everything was tried, and nothing stays."""


def import_dataset(
    folder: Path,
    *,
    by,
    reason: str,
    dry_run: bool = False,
    say: Callable[[str], None] = lambda words: None,
) -> ImportReport:
    """Adds and changes records by the files of a folder; what the files do not name is left alone."""
    batch = BatchDetails(title=folder.resolve().name, files=_files_of(folder))
    return import_rows(
        lambda: read_folder(folder, say), by=by, reason=reason, batch=batch, dry_run=dry_run, say=say
    )


def import_rows(
    build: Callable[[], Dataset],
    *,
    by,
    reason: str,
    batch: BatchDetails | None = None,
    dry_run: bool = False,
    say: Callable[[str], None] = lambda words: None,
    advance: Callable[[int, int], None] = lambda written, in_all: None,
) -> ImportReport:
    """Adds and changes records by rows; what they do not name is left alone.

    build       makes the rows; it is called again where a write collided
    by, reason  who and why, for the history (`by` None: an operator's command)
    batch       what the import says of itself; with it, it can be listed and undone as a whole
    say         is told of progress in long work, in words
    advance     is told of it in numbers: how many records were written, of how many

    A dry run writes, counts and takes back. Raises FaultyDataset with everything there is to mend.
    """

    @collecting_no_garbage()
    def write() -> ImportReport:
        dataset, report = build(), ImportReport()
        try:
            with transaction.atomic():
                _apply(dataset, report, by, reason, batch, say, advance)
                if dry_run:
                    raise _NotWritten
        except _NotWritten:
            report.batch = None
        return report

    return attempted(write)


def _files_of(folder):
    files = sorted(folder.glob("*.csv"))
    return tuple((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files)


def _apply(dataset, report, by, reason, details, say, advance):
    present = {table.model: rows.keys[:] for table, rows in dataset.rows.items()}
    new_teams, differences = resolve(dataset, details)
    every = differences.values()
    changed = {(type(row.record), row.record.pk): row for each in every for row in each.changed}
    added = _added(dataset, differences)
    records_changed = [row.record for row in changed.values()]
    before = {key: row.record.version for key, row in changed.items()}
    differing = [cell for difference in every for cell in difference.differing]
    report.kept, proposed = keep_decided(
        records_changed,
        joined(added, records_changed),
        called=reason,
        source=details.source if details else None,
        differing=[(cell.stored, cell.column.name, cell.claimed) for cell in differing if cell.claimed],
    )
    _blame_all(dataset, changed, faults_in(joined(added, records_changed)))
    _refuse_faulty(dataset)
    teams = _teams_added(dataset, new_teams) if details else ()
    Team.objects.bulk_create(new_teams)
    # A source that is made for what is proposed stands first.
    made = 1 if proposed and not (details and details.source) else 0
    records = joined(proposed[:made], added, proposed[made:])
    key = new_id() if details else None
    try:
        with because(by, reason, batch=key):
            progress = _Progress(say, advance, len(records) + len(changed))
            write_records(records, records_changed, by=by, reason=reason, say=progress)
    except Refused as error:
        _blame_all(dataset, changed, error.faults)
        _refuse_faulty(dataset)
    report.changed = [cell for difference in every for cell in difference.cells]
    report.counts = [_count(table, difference) for table, difference in differences.items()]
    report.messages = [*dataset.remarks, *_kept_words(report.kept, differing, changed)]
    for words in report.messages:
        say(words)
    if details:
        written = _Written(records, [*_changed_rows(differences, before)])
        said = {table.model: difference.said for table, difference in differences.items()}
        report.batch = _note(key, details, written, said, present, teams, by, reason)


def _added(dataset, differences) -> Records:
    """The new records, of which one portion is held at a time."""
    return Records(
        {
            table.model: [AddedRecords(rows, rows.once(differences[table].added))]
            for table, rows in dataset.rows.items()
            if differences[table].added
        }
    )


class _Written(NamedTuple):
    """What was written: new records, and rows of the batch for changed ones."""

    added: Records | list
    changed: list[WrittenRow]

    @property
    def size(self):
        return len(self.added) + len(self.changed)

    def rows(self):
        for model, ones in by_model(self.added).items():
            for key in keys_of(ones):
                yield WrittenRow(model, key, BatchAction.ADDED)
        yield from self.changed


def _count(table, difference):
    restored = len(difference.restored)
    return Count(
        table,
        len(difference.added),
        len(difference.changed) - restored,
        difference.unchanged,
        difference.retired,
        restored,
    )


def _changed_rows(differences, before):
    """Those that were written: one of which all that differs was kept back was not."""
    for table, difference in differences.items():
        after = versions_of(table.model, [row.record.pk for row in difference.changed])
        for row in difference.changed:
            key = row.record.pk
            action = BatchAction.RESTORED if key in difference.restored else BatchAction.CHANGED
            if (version := before[table.model, key]) != after[key]:
                yield WrittenRow(table.model, key, action, version, after[key])


def _teams_added(dataset, new):
    """The keys of those that the files name and that are new, or that the undoing of an import had left behind."""
    undone = undone_teams() if dataset.teams else ()
    undone = Team.objects.filter(name__in=dataset.teams, pk__in=undone) if undone else ()
    return {team.pk for team in (*new, *undone)}


def _note(key, details, written, said, present, teams, by, reason):
    """The batch of what was written, and what the source says now; None where all of it was known."""
    missing = missing_now(details.scheme, details.scope, present) if details.scheme else []
    if not (written.size or missing or teams or any(said.values())):
        return None
    batch = write_batch(key, details, written.rows(), written.size, by=by, reason=reason, teams=teams)
    if details.scheme:
        note_said(batch, said)
        note_missing(batch, missing)
    return batch


def _kept_words(kept, differing, rows):
    """What the register keeps although the import says otherwise, by the cell."""
    told = {(cell.stored, cell.column.name) for cell in differing}
    for held_back in kept:
        if (held_back.record, held_back.field) not in told:
            row = rows[type(held_back.record), held_back.record.pk]
            words = _(
                "%(file)s, row %(row)s, %(column)s: “%(value)s” is not what was decided; it is a proposed claim"
            )
            yield _cell_words(words, row, held_back.field)
    for cell in differing:
        if cell.claimed:
            words = _(
                "%(file)s, row %(row)s, %(column)s: “%(value)s” is new in the source, but somebody changed this"
                " here too; it is a proposed claim"
            )
        else:
            words = _(
                "%(file)s, row %(row)s, %(column)s: “%(value)s” is new in the source, but somebody changed this"
                " here too; it stays as it is here"
            )
        yield _cell_words(words, cell.row, cell.column.name)


def _cell_words(words, row, column):
    cell = {"row": row.number, "column": column, "value": row.cells.get(column, "")}
    return words % ({"file": row.table.file} | cell)


def _blame_all(dataset: Dataset, changed: dict[tuple, Row], faults):
    """From faults of records to faults of cells."""
    for fault in faults:
        model, key = type(fault.record), fault.record.pk
        row = changed.get((model, key)) or _row_of(dataset, model, key)
        if not _follows_from_bad_cells(fault, row, dataset):
            dataset.blame(row, fault.field, fault.message)


def _row_of(dataset, model, key) -> Row:
    rows = dataset.rows[tables.table_of(model)]
    return rows.at(rows.place_of(key))


def _follows_from_bad_cells(fault, row, dataset):
    """A log cannot be judged while a row of it could not be read, nor an empty reference while another is not."""
    if fault.field in {column.name for column in tables.references(row.table)}:
        unread = {column.name for column in tables.references(row.table)} & row.faulty
        return bool(unread) and not row.cells[fault.field]
    if fault.field not in {"position", "status", "date"}:
        return False
    rows = dataset.rows[row.table]
    named = {column.name for column in tables.references(row.table)}
    return any(
        columns & {"id", "position", "status", "date"} or columns & named & rows.at(place).references.keys()
        for place, columns in rows.faults.items()
    )


def _refuse_faulty(dataset):
    if dataset.faults:
        order = [tables.TEAMS, *tables.FILES]
        place = {file: number for number, file in enumerate(order)}
        raise FaultyDataset(
            sorted(dataset.faults, key=lambda fault: (place.get(fault.file, -1), fault.row or 0))
        )


class _Progress:
    """The count of rows written, reported each time another portion of a long file is done."""

    EVERY = 10_000

    def __init__(self, say, advance, in_all):
        self.say, self.advance, self.in_all, self.written, self.reported = say, advance, in_all, 0, 0

    def __call__(self, model, count):
        self.written += count
        self.advance(self.written, self.in_all)
        if self.written - self.reported >= self.EVERY:
            self.reported = self.written
            self.say(_("%(count)s rows written") % {"count": f"{self.written:,}"})
