"""An import of a source: read → draft → the one engine, step by step, in one transaction."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from peaceinfra.core.attempts import attempted
from peaceinfra.core.identity import key_from, public_id
from peaceinfra.core.models import Team
from peaceinfra.core.visibility import visibility_of
from peaceinfra.datasets.importing import ImportReport, import_rows
from peaceinfra.intake.declarations import Declaration
from peaceinfra.intake.drafts import Drafts, Marking
from peaceinfra.intake.outcomes import Outcomes
from peaceinfra.intake.reading import Reading
from peaceinfra.intake.report import Report
from processes.choices import SourceKind
from processes.models import Source
from processes.services.batches import BatchDetails
from processes.services.matching import leave_open

Draft = Callable[[Reading, Drafts, Report, int], None]


@dataclass(frozen=True)
class Step:
    """One table of a source and what makes rows of it. `scope` is the part of the source that it is."""

    scope: str
    reading: Reading
    draft: Draft


class _NotWritten(Exception):
    """Ends a dry run: everything was tried, and nothing stays."""


def import_steps(
    scheme: str,
    steps: list[Step],
    report: Report,
    *,
    by,
    reason: str,
    marking: Marking,
    dry_run: bool = False,
    say: Callable[[str], None] = lambda words: None,
    advance: Callable[[int], None] = lambda rows: None,
) -> Report:
    """Writes what the steps say, all or nothing, each as a batch of its own.

    say, advance  are told of progress: in words, and how many rows of the files are done

    Raises FaultyDataset with the cells of the files that are to be mended; nothing is written then.
    """
    report.dry_run, report.level, report.team = dry_run, int(marking.level), marking.team
    started = time.monotonic()
    drafted, outcomes = [], Outcomes()

    def write():
        drafted.clear()
        outcomes.clear()
        with suppress(_NotWritten), transaction.atomic():
            done = 0
            for step in steps:
                rows = len(step.reading.lines)
                say(_("%(scope)s: %(count)s rows") % {"scope": step.scope, "count": rows})
                told = partial(_advance, advance, done, rows)
                drafted.append(_write(scheme, step, report, outcomes, told, by, reason, marking, say))
                done += rows
                advance(done)
            if dry_run:
                raise _NotWritten

    attempted(write)
    for found in drafted:
        _add_up(report, *found)
    report.tables = outcomes.counts()
    report.seconds = round(time.monotonic() - started, 2)
    report.rows_per_second = round(report.rows_read / max(report.seconds, 0.01))
    return report


def _advance(advance, before, rows, written, in_all):
    """The rows of a step count as done by the part of its records that is written."""
    advance(before + rows * written // max(in_all, 1))


def _write(scheme, step, report, outcomes, told, by, reason, marking, say):
    drafts = Drafts(marking)
    of_step = Report()
    reading = step.reading
    drafts.columns[reading.file] = {column.to: column.name for column in reading.declaration.columns}
    source = _source(reading.declaration, reading, drafts)
    step.draft(reading, drafts, of_step, source)
    team = Team.objects.filter(name=marking.team).first() if marking.team else None
    about = BatchDetails(
        title=reading.declaration.name,
        files=tuple((file.file, file.sha256) for file in report.files if file.file == reading.file),
        scheme=scheme,
        scope=step.scope,
        edition=reading.edition,
        source=source,
        licence=reading.declaration.licence,
        level=marking.level,
        team=team.pk if team else None,
    )
    datasets = []

    def build():
        datasets[:] = [drafts.dataset()]
        return datasets[0]

    done = import_rows(build, by=by, reason=reason, batch=about, say=say, advance=told)
    outcomes.note(datasets[0], done.batch)
    of_step.there_already = drafts.there_already
    if drafts.waiting:
        leave_open(drafts.waiting, level=marking.level, team=team, by=by)
    return done, of_step


def source_name(declaration: Declaration, edition: str) -> str:
    return f"{declaration.name}, version {edition}" if edition else declaration.name


def _source(declaration, reading, drafts) -> int:
    """The record of the dataset's edition: one that is there under its name, or a new one."""
    name = source_name(declaration, reading.edition)
    there = Source.objects.live().filter(name=name, kind=SourceKind.DATASET).order_by("pk").first()
    if there:
        return there.pk
    line = reading.lines[0] if reading.lines else None
    return drafts.say(
        Source,
        key_from(visibility_of(Source).kind, "dataset", name),
        line,
        name=name,
        kind=SourceKind.DATASET,
        authors=declaration.authors,
        publisher=declaration.publisher,
        url=declaration.url,
        licence=declaration.licence,
        terms=declaration.terms,
    )


def _add_up(report: Report, done: ImportReport, of_step: Report):
    for cell in done.changed:
        report.changes.append(
            {
                "table": cell.row.table.name,
                "id": cell.row.cells["id"],
                "column": cell.field,
                "was": cell.before,
                "now": cell.after,
            }
        )
    report.proposals += len(done.kept)
    report.kept += done.messages
    if done.batch:
        report.batches.append(public_id("bat", done.batch.pk))
    report.candidates += of_step.candidates
    report.matched += of_step.matched
    report.there_already += of_step.there_already
    for what, number in of_step.no_place.items():
        report.miss_place(what, number)
    report.warnings_in_all += of_step.warnings_in_all
    report.warnings += of_step.warnings
