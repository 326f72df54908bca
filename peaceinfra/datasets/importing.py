"""The one importer: parse, resolve, apply, report. It is all or nothing, and a second run changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from peaceinfra.core.attempts import attempted
from peaceinfra.core.models import Team
from peaceinfra.core.tabular import Table
from peaceinfra.datasets import tables
from peaceinfra.datasets.faults import FaultyDataset
from peaceinfra.datasets.folders import Dataset, Row, read_folder
from peaceinfra.datasets.resolving import resolve
from processes.services.bulk import Refused, faults_in, write_records
from processes.services.kept_back import keep_decided


@dataclass(frozen=True)
class Count:
    """What an import did to one table, in rows; `retired` here, a record is not brought back by a file."""

    table: Table
    added: int
    changed: int
    unchanged: int
    retired: int


class _NotWritten(Exception):
    """Ends a dry run: everything was tried, and nothing stays."""


def import_dataset(
    folder: Path,
    *,
    by,
    reason: str,
    dry_run: bool = False,
    say: Callable[[str], None] = lambda words: None,
) -> list[Count]:
    """Adds and changes records by the files of a folder; what the files do not name is left alone.

    by, reason  who and why, for the history (`by` None: an operator's command)
    say         is told of progress in long work

    A dry run writes, counts and takes back. Raises FaultyDataset with everything there is to mend.
    """

    def write() -> list[Count]:
        dataset, counts = read_folder(folder, say), []
        try:
            with transaction.atomic():
                counts += _apply(dataset, by, reason, say)
                if dry_run:
                    raise _NotWritten
        except _NotWritten:
            pass
        return counts

    return attempted(write)


def _apply(dataset, by, reason, say):
    new_teams, differences = resolve(dataset)
    added = [row for difference in differences.values() for row in difference.added]
    changed = [row for difference in differences.values() for row in difference.changed]
    rows = {(type(row.record), row.record.pk): row for row in (*added, *changed)}
    kept, proposed = keep_decided(
        [row.record for row in changed], [row.record for row in rows.values()], called=reason
    )
    _blame_all(dataset, rows, faults_in([row.record for row in rows.values()]))
    _refuse_faulty(dataset)
    Team.objects.bulk_create(new_teams)
    try:
        write_records(
            [*proposed[:1], *(row.record for row in added), *proposed[1:]],
            [row.record for row in changed],
            by=by,
            reason=reason,
            say=_Progress(say),
        )
    except Refused as error:
        _blame_all(dataset, rows, error.faults)
        _refuse_faulty(dataset)
    for held_back in kept:
        row = rows[type(held_back.record), held_back.record.pk]
        words = _(
            "%(file)s, row %(row)s, %(column)s: “%(value)s” is not what was decided; it is a proposed claim"
        )
        cell = {"row": row.number, "column": held_back.field, "value": row.cells.get(held_back.field, "")}
        say(words % ({"file": row.table.file} | cell))
    return [
        Count(table, len(difference.added), len(difference.changed), difference.unchanged, difference.retired)
        for table, difference in differences.items()
    ]


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
