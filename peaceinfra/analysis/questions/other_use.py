"""Which bodies were turned to another use, or do less than they were told?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.body_warnings import BodyRecords, bodies_of, unperformed
from peaceinfra.analysis.collect.grounds import Scope, process_bodies
from peaceinfra.analysis.endings import has_come
from peaceinfra.analysis.facts import ProcessName
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.questions.occasions import named_in, occasion_in, silence
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, Unanswered, ValueKind
from peaceinfra.analysis.warning import HOLLOWED_OUT, Occasion, listed
from peaceinfra.core.dates.choices import Certainty
from secretariats.choices import FunctionState, Lifecycle, Task


class OtherUseFinding(TextChoices):
    """In which way a body does not do what it was set up for."""

    REPURPOSED = "repurposed", gettext_lazy("Turned to another use")
    HOLLOW = "hollow", gettext_lazy("No work is recorded for some tasks of its mandate")


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row | Unanswered]:
    for facts in found:
        occasion, bodies = occasion_in(facts, scope), bodies_of(facts)
        for body in bodies:
            yield from _repurposed(body, facts, scope)
        if why := silence(occasion, HOLLOWED_OUT):
            yield Unanswered(facts, why)
        else:
            for body in bodies:
                yield from _hollow(body, facts, occasion)


def _repurposed(body: BodyRecords, facts: ProcessFacts, scope: Scope) -> Iterator[Row]:
    """Once turned to another use by the day, also where it ended or came back since."""
    rows = [
        row
        for row in body.log
        if row.status == Lifecycle.REPURPOSED and has_come(row, scope.on) > Certainty.NO
    ]
    if rows:
        values = {"when": rows[-1].date_text, "how": rows[-1].reason or None, "tasks": None}
        yield _row(
            OtherUseFinding.REPURPOSED,
            has_come(rows[-1], scope.on),
            body,
            facts,
            scope.on,
            values,
            [rows[-1]],
        )


def _hollow(body: BodyRecords, facts: ProcessFacts, occasion: Occasion) -> Iterator[Row]:
    missing, rows = unperformed(body, occasion)
    if missing:
        mandated = [row for row in rows if row.task in missing and row.state == FunctionState.MANDATED]
        certainty = max(derived.certainty(row, occasion.on) for row in mandated)
        tasks = ", ".join(str(Task(task).label) for task in missing)
        values = {"when": None, "how": None, "tasks": tasks}
        yield _row(OtherUseFinding.HOLLOW, certainty, body, facts, occasion.on, values, rows)


def _row(
    finding: OtherUseFinding,
    certainty: Certainty,
    body: BodyRecords,
    facts: ProcessFacts,
    on,
    values,
    rests_on,
) -> Row:
    states = body.log.on(on, body.body.dates).possible_statuses
    values |= {
        "body": body.body,
        "process": ProcessName(facts.key, facts.name, facts.countries),
        "state": _(" or ").join(str(Lifecycle(state).label) for state in states) or None,
    }
    # The state on the day follows from the whole log.
    behind = [body.body.key, facts.key, *(row.key for row in (*rests_on, *body.log))]
    return Row(values, certainty, finding.value, tuple(dict.fromkeys(behind)))


def sentence(answer: Answer) -> str:
    repurposed = answer.by_finding[OtherUseFinding.REPURPOSED]
    hollow = named_in(answer.by_finding[OtherUseFinding.HOLLOW], "body")
    said = []
    if repurposed:
        bodies = named_in(repurposed, "body")
        words = ngettext(
            "%(n)s body was turned to another use: %(names)s.",
            "%(n)s bodies were turned to another use: %(names)s.",
            len(bodies),
        )
        when = {row.values["body"].key: row.values["when"] for row in repurposed}
        names = listed([f"{body.name} ({when[body.key]})" for body in bodies], "; ")
        said.append(words % {"n": len(bodies), "names": names})
    if hollow:
        words = ngettext(
            "%(n)s has tasks in its mandate for which no work is recorded: %(names)s.",
            "%(n)s have tasks in their mandates for which no work is recorded: %(names)s.",
            len(hollow),
        )
        said.append(words % {"n": len(hollow), "names": listed([body.name for body in hollow])})
    return " ".join(said)


QUESTION = Question(
    14,
    "turned-to-another-use",
    Group.OFFICES,
    gettext_lazy("Which bodies were turned to another use, or do less than they were told?"),
    (process_bodies("coverage"),),
    answers,
    (
        Column("body", gettext_lazy("Body"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("when", gettext_lazy("When")),
        Column("how", gettext_lazy("What is recorded of it")),
        Column("tasks", gettext_lazy("Tasks without recorded work")),
        Column("state", gettext_lazy("State on the day")),
    ),
    sentence,
    gettext_lazy("No body is recorded to have been turned to another use, or to do less than it was told"),
    (
        gettext_lazy(
            "Turned to another use: its log says so up to the day, also where it closed or came back later. "
            "How sure says whether the change had certainly come by the day."
        ),
        gettext_lazy(
            "Tasks without recorded work: the mandate names them, none of them is recorded as performed on the "
            "day, and somebody looked at what the body does. Bodies that are gone are not asked."
        ),
    ),
    (
        gettext_lazy("That no work is recorded does not say that none was done."),
        gettext_lazy("Whether the other use was wrong is not said here."),
    ),
    findings=OtherUseFinding,
)
