"""The page of files that are brought in: how far the worker is, and what its check found, part by part."""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.analysis.collect.subjects import collect_subjects
from peaceinfra.core.choices import Level
from peaceinfra.core.identity import number_in
from peaceinfra.core.jobs import SILENT_SECONDS
from peaceinfra.core.models import Record
from peaceinfra.core.screens.finding import screen_of
from peaceinfra.core.visibility.intake_sql import KEPT_DAYS
from peaceinfra.core.visibility.own_work import own_work
from peaceinfra.datasets import tables
from peaceinfra.intake.intakes import OPEN, WORKING, is_ready
from peaceinfra.intake.outcomes import NAMES
from peaceinfra.intake.sources import SOURCES
from processes.choices import IntakeNoteKind, IntakeState
from processes.models import Batch, IntakeCorrection, IntakeFile, IntakeNote, IntakeProgress

#: So many lines of a kind are on a page; the next ones begin after the place of the last.
AT_ONCE = 50
#: Names of boxes: the other value of a cell, and a row that is left out, by the key of the line.
MEND, SKIP = "mend.", "skip."


class Lines(NamedTuple):
    """A portion of the lines of one kind. `after`: the place after which the next one begins; None at the end."""

    lines: list
    after: int | None
    is_first: bool


def context_of(intake, viewer, asked, typed) -> dict:
    """What the page shows; the number of queries does not depend on how much was found.

    asked  where each list begins
    typed  what was sent and not kept, as it had a fault: it stands in its boxes again
    """
    notes = {kind: _lines(intake, viewer, kind, asked.get(kind, "")) for kind in IntakeNoteKind}
    shown = [line for portion in notes.values() for line in portion.lines]
    for line in shown:
        line.mended, line.is_skipped = typed.get(f"{MEND}{line.pk}", ""), f"{SKIP}{line.pk}" in typed
    subjects = _subjects(shown, viewer)
    waiting = notes[IntakeNoteKind.WAITING].lines
    row = own_work(IntakeProgress, viewer).filter(pk=intake.pk).first()
    files = list(own_work(IntakeFile, viewer).filter(intake=intake).defer("content").order_by("part"))
    return {
        "title": _("Files of %(source)s") % {"source": SOURCES[intake.source].name},
        "intake": intake,
        "marking": Level(intake.level).label,
        "files": files,
        "typed": typed,
        "kept_until": (row and row.noted_at or intake.made_at) + timedelta(days=KEPT_DAYS),
        "is_working": intake.state in WORKING,
        "is_open": intake.state in OPEN,
        "is_ready": is_ready(intake),
        "is_done": intake.state == IntakeState.DONE,
        "progress": _progress(intake, row),
        "counts": _counts(intake),
        "notes": {str(kind): portion for kind, portion in notes.items()},
        "changes": [
            (line, *subjects.get(line.about, ("", ""))) for line in notes[IntakeNoteKind.CHANGE].lines
        ],
        "waiting": [
            (line, [subjects[key] for key in line.candidates if key in subjects]) for line in waiting
        ],
        "corrections": list(
            own_work(IntakeCorrection, viewer).filter(intake=intake).order_by("file", "row", "column")
        ),
        "batches": list(Batch.objects.shown_to(viewer).filter(pk__in=intake.batches).order_by("pk")),
        "columns": _columns(intake),
    }


def progress_of(intake, viewer) -> dict:
    """In words, and what the script needs to know."""
    return _progress(intake, own_work(IntakeProgress, viewer).filter(pk=intake.pk).first())


def _progress(intake, row) -> dict:
    if row is None or row.noted_at is None:
        return {"state": intake.state, "words": _("It waits for the worker."), "done": 0, "in_all": 0}
    words = [row.phase]
    if row.in_all:
        words.append(
            _("%(done)s of %(in_all)s rows") % {"done": f"{row.done:,}", "in_all": f"{row.in_all:,}"}
        )
    seconds = (row.noted_at - row.started_at).total_seconds() if row.started_at else 0
    if row.done and seconds > 0:
        rate = row.done / seconds
        words.append(_("%(rate)s rows a second") % {"rate": f"{rate:,.0f}"})
        left = (row.in_all - row.done) / rate
        words.append(_("about %(seconds)s seconds left") % {"seconds": f"{max(left, 1):,.0f}"})
    if (timezone.now() - row.noted_at).total_seconds() > SILENT_SECONDS:
        words.append(_("the worker was not heard of for a while; another one takes it again by itself"))
    if row.stop:
        words.append(_("it is told to stop"))
    return {"state": intake.state, "words": " · ".join(words), "done": row.done, "in_all": row.in_all}


def _lines(intake, viewer, kind, asked) -> Lines:
    """By the place of each, so that a page far behind costs what the first one does."""
    rows = (
        own_work(IntakeNote, viewer).filter(intake=intake, number=intake.checks, kind=kind).order_by("place")
    )
    first = number_in(asked)
    found = list(rows.filter(place__gte=first)[: AT_ONCE + 1])
    after = found[AT_ONCE].place if len(found) > AT_ONCE else None
    return Lines(found[:AT_ONCE], after, not first)


def _subjects(lines, viewer) -> dict[int, tuple[str, str]]:
    """{key: (its words, its address)} of the records that lines name."""
    keys = {line.about for line in lines if line.about} | {key for line in lines for key in line.candidates}
    records = list(Record.objects.visible_to(viewer).filter(pk__in=keys))
    known = collect_subjects(records, viewer)
    return {
        record.pk: (
            known[record.pk].label if record.pk in known else record.public_id,
            "" if record.retired else screen_of(record),
        )
        for record in records
    }


def _counts(intake) -> list[tuple]:
    """(kind of record, [(number, number in the preview where it differs)])"""
    before = intake.differs.get("before", {})
    titles = {table.name: capfirst(table.model._meta.verbose_name_plural) for table in tables.FILES.values()}
    return [
        (
            titles.get(name, name),
            [(counts[what], before.get(name, {}).get(what, 0) if before else counts[what]) for what in NAMES],
        )
        for name, counts in intake.found.get("tables", {}).items()
    ]


def _columns(intake) -> list[tuple]:
    """(file, column, why it is left out, cells)"""
    return [
        (file["file"], column, why, cells)
        for file in intake.found.get("files", [])
        for column, about in file["columns"].items()
        for why, cells in about["left_out"].items()
    ]
