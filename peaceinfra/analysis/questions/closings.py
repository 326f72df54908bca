"""Which bodies closed without handing over their papers?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis.body_warnings import BodyRecords, bodies_of
from peaceinfra.analysis.collect.grounds import Scope, process_bodies
from peaceinfra.analysis.endings import ABRUPT, Closing, abrupt_closings, has_come
from peaceinfra.analysis.facts import ChangeFact, ProcessName
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.questions.occasions import named_in, searched_rows
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, Unanswered, ValueKind
from peaceinfra.analysis.warning import NO_MEMORY, listed
from peaceinfra.core.dates.choices import Certainty


class ClosingFinding(TextChoices):
    """What is missing of a body that closed, the gravest first."""

    LOST = "lost", gettext_lazy("A source says that the archive was not preserved")
    NO_HANDOVER = "no_handover", gettext_lazy("No hand-over of the archive is recorded")
    NO_SUCCESSOR = "no_successor", gettext_lazy("The archive was handed over; no successor is recorded")
    ABRUPT = "abrupt", gettext_lazy("Closed at short notice or without notice")


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row | Unanswered]:
    return searched_rows(found, scope, NO_MEMORY, _of_process)


def _of_process(facts: ProcessFacts, scope: Scope, *, is_searched: bool) -> Iterator[Row]:
    for body in bodies_of(facts):
        yield from _of_body(body, facts, scope, is_searched=is_searched)


def _of_body(body: BodyRecords, facts: ProcessFacts, scope: Scope, *, is_searched: bool) -> Iterator[Row]:
    closing = body.closing(scope.on, scope.on)
    if closing is None:
        rows = list(abrupt_closings(body.log, scope.on))
        if rows:
            yield _row(ClosingFinding.ABRUPT, has_come(rows[-1], scope.on), rows, body, facts, None)
    elif finding := _finding(closing, is_searched):
        yield _row(finding, closing.certainty, closing.rows, body, facts, closing)


def _finding(closing: Closing, is_searched: bool) -> ClosingFinding | None:
    """That something is not recorded is said only where somebody searched for it."""
    if closing.is_archive_lost:
        return ClosingFinding.LOST
    if is_searched and closing.has_no_handover:
        return ClosingFinding.NO_HANDOVER
    if is_searched and closing.has_no_successor:
        return ClosingFinding.NO_SUCCESSOR
    return ClosingFinding.ABRUPT if any(row.notice in ABRUPT for row in closing.rows) else None


def _row(
    finding: ClosingFinding,
    certainty: Certainty,
    rows: Sequence[ChangeFact],
    body: BodyRecords,
    facts: ProcessFacts,
    closing: Closing | None,
) -> Row:
    last = rows[-1]
    archives, successions = (closing.archives, closing.successions) if closing else ((), ())
    values = {
        "body": body.body,
        "process": ProcessName(facts.key, facts.name, facts.countries),
        "closed": last.date_text if closing else _("%(when)s; opened again") % {"when": last.date_text},
        "notice": str(last.notice_label),
        "archive": "; ".join(dict.fromkeys(str(archive.state.label) for archive in archives))
        or _("no hand-over recorded"),
        "successors": [succession.successor for succession in successions],
    }
    # That it closed and did not open again follows from the whole log.
    parts = (*body.log, *archives, *successions)
    behind = [body.body.key, facts.key, *(part.key for part in parts)]
    behind += [successor.key for successor in values["successors"]]
    return Row(values, certainty, finding.value, tuple(dict.fromkeys(behind)))


def sentence(answer: Answer) -> str:
    said = [
        words % {"n": len(bodies), "names": listed([body.name for body in bodies])}
        for finding, words in _sentences(answer)
        if (bodies := named_in(answer.by_finding[finding], "body"))
    ]
    abrupt = named_in([row for row in answer.rows if _is_abrupt(row)], "body")
    if abrupt:
        names = listed([body.name for body in abrupt])
        said.append(_("At short notice or without notice: %(names)s.") % {"names": names})
    return " ".join(said)


def _is_abrupt(row: Row) -> bool:
    return row.values["notice"] in {str(notice.label) for notice in ABRUPT}


def _sentences(answer: Answer) -> Iterator[tuple[str, str]]:
    def number(finding: str) -> int:
        return len(named_in(answer.by_finding[finding], "body"))

    yield (
        ClosingFinding.LOST,
        ngettext(
            "%(n)s body was closed and its archive was not preserved: %(names)s.",
            "%(n)s bodies were closed and their archives were not preserved: %(names)s.",
            number(ClosingFinding.LOST),
        ),
    )
    yield (
        ClosingFinding.NO_HANDOVER,
        ngettext(
            "%(n)s body was closed and no hand-over of its archive is recorded: %(names)s.",
            "%(n)s bodies were closed and no hand-over of their archives is recorded: %(names)s.",
            number(ClosingFinding.NO_HANDOVER),
        ),
    )
    yield (
        ClosingFinding.NO_SUCCESSOR,
        ngettext(
            "%(n)s handed over its archive and has no recorded successor: %(names)s.",
            "%(n)s handed over their archives and have no recorded successor: %(names)s.",
            number(ClosingFinding.NO_SUCCESSOR),
        ),
    )


QUESTION = Question(
    12,
    "closed-without-handover",
    Group.ENDED,
    gettext_lazy("Which bodies closed without handing over their papers?"),
    (process_bodies("coverage", "handovers", "successions"),),
    answers,
    (
        Column("body", gettext_lazy("Body"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("closed", gettext_lazy("Closed")),
        Column("notice", gettext_lazy("Notice")),
        Column("archive", gettext_lazy("Archive")),
        Column("successors", gettext_lazy("Successors"), ValueKind.RECORDS),
    ),
    sentence,
    gettext_lazy("No body is recorded to have closed without handing over its papers or its work"),
    (
        gettext_lazy(
            "Looked at are bodies of each process whose last state on the day is “closed”. A body that is "
            "possibly closed on the day is possible."
        ),
        gettext_lazy(
            "Each is listed once in a process, under the gravest thing that is missing: the archive, its "
            "hand-over, a successor, notice. Bodies that were closed at short notice and opened again are listed too."
        ),
        gettext_lazy(
            "That a hand-over or a successor is missing is said only where somebody searched for bodies."
        ),
    ),
    (
        gettext_lazy("A hand-over may have taken place without being recorded."),
        gettext_lazy(
            "Bodies that were transformed or merged are in another question: where the memory went."
        ),
        gettext_lazy("Bodies that work in no recorded process are not looked at."),
    ),
    findings=ClosingFinding,
    sought=(ClosingFinding.LOST, ClosingFinding.NO_HANDOVER),
)
