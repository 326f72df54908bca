"""What a check or an import of files found, kept line by line, to be read on pages."""

from collections import Counter
from dataclasses import asdict

from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.datasets.faults import Fault
from peaceinfra.intake.report import Report
from processes.choices import IntakeNoteKind
from processes.models import Intake, IntakeNote

_AT_ONCE = 1_000
#: No record has it: a line whose record is not known is shown to nobody.
_NO_RECORD = 0


def note(intake: Intake, report: Report, faults: list[Fault], *, compared: bool) -> tuple[int, int]:
    """Keeps the lines of the check that the intake counts now, in place of those before.

    Returns, where `compared`, how many changes were not in the check before, and how many of that one are not here.
    """
    earlier = IntakeNote.objects.filter(intake=intake, number=intake.checks - 1)
    known = set()
    if compared:
        rows = earlier.filter(kind=IntakeNoteKind.CHANGE)
        known = set(rows.values_list("about", "table", "column", "after"))
    problems = _cells(IntakeNoteKind.PROBLEM, faults)
    warnings = _cells(IntakeNoteKind.WARNING, report.warnings)
    notes = [*_changes(report), *problems, *warnings, *_kept(report), *_waiting(report)]
    found, places = set(), Counter()
    for line in notes:
        line.intake, line.number, line.place = intake, intake.checks, places[line.kind]
        places[line.kind] += 1
        if line.kind == IntakeNoteKind.CHANGE:
            said = (line.about, line.table, line.column, line.after)
            found.add(said)
            line.is_new = compared and said not in known
    IntakeNote.objects.filter(intake=intake).delete()
    IntakeNote.objects.bulk_create(notes, batch_size=_AT_ONCE)
    return (len(found - known), len(known - found)) if compared else (0, 0)


def found_of(report: Report, faults: list[Fault]) -> dict:
    """What was counted."""
    return {
        "tables": report.tables,
        "files": [asdict(file) for file in report.files],
        "rows": report.rows_read,
        "rows_per_second": report.rows_per_second,
        "proposals": report.proposals,
        "matched": report.matched,
        "there_already": report.there_already,
        "no_place": {str(what): number for what, number in report.no_place.items()},
        "problems": len(faults),
        "warnings": report.warnings_in_all,
        "changes": len(report.changes),
        "waiting": len(report.candidates),
    }


def _changes(report):
    for cell in report.changes:
        yield IntakeNote(
            kind=IntakeNoteKind.CHANGE,
            about=_key(cell["id"]),
            table=cell["table"],
            column=cell["column"],
            before=str(cell["was"]),
            after=str(cell["now"]),
        )


def _key(text):
    try:
        return parse_public_id(text)[1]
    except UnknownId:
        return _NO_RECORD


def _cells(kind, cells):
    """What is said of cells and rows of the files: problems, and what is only warned of."""
    for cell in cells:
        yield IntakeNote(
            kind=kind,
            file=cell.file[:200],
            row=cell.row,
            column=cell.column[:200],
            value=cell.value,
            message=cell.message,
        )


def _kept(report):
    for words in report.kept:
        yield IntakeNote(kind=IntakeNoteKind.KEPT, message=words)


def _waiting(report):
    for thing in report.candidates:
        yield IntakeNote(
            kind=IntakeNoteKind.WAITING,
            file=thing["file"][:200],
            row=thing["row"],
            value=f"{thing['scheme']} {thing['value']}",
            message=thing["name"],
            candidates=[_key(candidate["id"]) for candidate in thing["candidates"]],
        )
