"""The one importer: parse, resolve, apply, report. It is all or nothing, and a second run changes nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from peaceinfra.core.attempts import attempted
from peaceinfra.core.history import because
from peaceinfra.core.identity import new_id
from peaceinfra.core.models import Team
from peaceinfra.core.tabular import Table
from peaceinfra.datasets import tables
from peaceinfra.datasets.faults import FaultyDataset
from peaceinfra.datasets.folders import Dataset, Row, read_folder
from peaceinfra.datasets.resolving import ChangedCell, resolve
from processes.choices import BatchAction
from processes.models import Batch
from processes.services.batches import BatchDetails, WrittenRow, write_batch
from processes.services.bulk import Refused, faults_in, write_records
from processes.services.kept_back import KeptBack, keep_decided


@dataclass(frozen=True)
class Count:
    """What an import did to one table, in rows; `retired` here, a record is not brought back by a file."""

    table: Table
    added: int
    changed: int
    unchanged: int
    retired: int


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
) -> ImportReport:
    """Adds and changes records by rows; what they do not name is left alone.

    build       makes the rows; it is called again where a write collided
    by, reason  who and why, for the history (`by` None: an operator's command)
    batch       what the import says of itself; with it, it can be listed and undone as a whole
    say         is told of progress in long work

    A dry run writes, counts and takes back. Raises FaultyDataset with everything there is to mend.
    """

    def write() -> ImportReport:
        dataset, report = build(), ImportReport()
        try:
            with transaction.atomic():
                _apply(dataset, report, by, reason, batch, say)
                if dry_run:
                    raise _NotWritten
        except _NotWritten:
            report.batch = None
        return report

    return attempted(write)


def _files_of(folder):
    files = sorted(folder.glob("*.csv"))
    return tuple((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files)


def _apply(dataset, report, by, reason, details, say):
    new_teams, differences = resolve(dataset)
    added = [row for difference in differences.values() for row in difference.added]
    changed = [row for difference in differences.values() for row in difference.changed]
    rows = {(type(row.record), row.record.pk): row for row in (*added, *changed)}
    before = {key: row.record.version for key, row in rows.items() if not row.record._state.adding}
    report.kept, proposed = keep_decided(
        [row.record for row in changed], [row.record for row in rows.values()], called=reason
    )
    _blame_all(dataset, rows, faults_in([row.record for row in rows.values()]))
    _refuse_faulty(dataset)
    Team.objects.bulk_create(new_teams)
    records = [*proposed[:1], *(row.record for row in added), *proposed[1:]]
    key = new_id() if details else None
    try:
        with because(by, reason, batch=key):
            write_records(records, [row.record for row in changed], by=by, reason=reason, say=_Progress(say))
    except Refused as error:
        _blame_all(dataset, rows, error.faults)
        _refuse_faulty(dataset)
    report.changed = [cell for difference in differences.values() for cell in difference.cells]
    report.messages = [_kept_words(held_back, rows) for held_back in report.kept]
    for words in report.messages:
        say(words)
    report.counts = [
        Count(table, len(difference.added), len(difference.changed), difference.unchanged, difference.retired)
        for table, difference in differences.items()
    ]
    written = [WrittenRow(record, BatchAction.ADDED) for record in records]
    written += [
        WrittenRow(row.record, BatchAction.CHANGED, before[type(row.record), row.record.pk])
        for row in changed
    ]
    if details and written:
        counts = {count.table.name: _numbers(count) for count in report.counts}
        report.batch = write_batch(key, details, written, by=by, reason=reason, counts=counts)


def _numbers(count):
    return {name: getattr(count, name) for name in ("added", "changed", "unchanged", "retired")}


def _kept_words(held_back, rows):
    row = rows[type(held_back.record), held_back.record.pk]
    words = _(
        "%(file)s, row %(row)s, %(column)s: “%(value)s” is not what was decided; it is a proposed claim"
    )
    cell = {"row": row.number, "column": held_back.field, "value": row.cells.get(held_back.field, "")}
    return words % ({"file": row.table.file} | cell)


def _blame_all(dataset: Dataset, rows: dict[tuple, Row], faults):
    """From faults of records to faults of cells."""
    for fault in faults:
        row = rows[type(fault.record), fault.record.pk]
        if not _follows_from_bad_cells(fault, row, dataset):
            dataset.blame(row, fault.field, fault.message)


def _follows_from_bad_cells(fault, row, dataset):
    """A log cannot be judged while a row of it could not be read, nor an empty reference while another is not."""
    if fault.field in {column.name for column in tables.references(row.table)}:
        unread = {column.name for column in tables.references(row.table)} & row.faulty
        return bool(unread) and not row.cells[fault.field]
    if fault.field not in {"position", "status", "date"}:
        return False
    return any(
        other.faulty & {"id", "position", "status", "date", *other.references}
        for other in dataset.rows[row.table]
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

    def __init__(self, say):
        self.say, self.written, self.reported = say, 0, 0

    def __call__(self, model, count):
        self.written += count
        if self.written - self.reported >= self.EVERY:
            self.reported = self.written
            self.say(_("%(count)s rows written") % {"count": f"{self.written:,}"})
