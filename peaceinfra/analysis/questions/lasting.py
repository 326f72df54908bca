"""Which mandates go on when talks stop?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.body_warnings import BodyRecords, bodies_of, mandates_in_force
from peaceinfra.analysis.collect.grounds import Scope, process_bodies
from peaceinfra.analysis.facts import ProcessName
from peaceinfra.analysis.process_facts import MandateFact, ProcessFacts
from peaceinfra.analysis.questions.occasions import named_in, occasion_in, silence
from peaceinfra.analysis.questions.question import (
    Answer,
    Column,
    Group,
    Question,
    Row,
    Silence,
    Unanswered,
    ValueKind,
)
from peaceinfra.analysis.warning import MANDATE_STOPS, listed
from processes.choices import CoverageTopic, Momentum


class LastingFinding(TextChoices):
    """Whether a mandate goes on when talks are suspended."""

    GOES_ON = "goes_on", gettext_lazy("Goes on when talks stop")
    STOPS = "stops", gettext_lazy("Stops when talks stop")
    NOT_RECORDED = "not_recorded", gettext_lazy("Not recorded whether it goes on")


#: {what a mandate says of it: the finding}
_FINDINGS = {
    True: LastingFinding.GOES_ON,
    False: LastingFinding.STOPS,
    None: LastingFinding.NOT_RECORDED,
}


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row | Unanswered]:
    for facts in found:
        occasion = occasion_in(facts, scope)
        if why := silence(occasion, MANDATE_STOPS):
            yield Unanswered(facts, why)
            continue
        rows = [
            _row(mandate, body, facts, scope)
            for body in bodies_of(facts)
            for mandate in mandates_in_force(body, occasion)
        ]
        yield from rows
        if not rows and not occasion.is_searched(CoverageTopic.BODIES):
            yield Unanswered(facts, Silence.NOT_RESEARCHED)


def _row(mandate: MandateFact, body: BodyRecords, facts: ProcessFacts, scope: Scope) -> Row:
    talks = facts.momenta.on(scope.on, facts.dates).status
    values = {
        "body": body.body,
        "process": ProcessName(facts.key, facts.name, facts.countries),
        "talks": str(Momentum(talks).label) if talks else None,
        "says": mandate.instrument or mandate.summary or None,
        "mandated_by": mandate.mandated_by,
        "sunset": mandate.sunset or None,
        "when": mandate.dates.text,
    }
    behind = [body.body.key, facts.key, mandate.key, *(row.key for row in (*facts.momenta, *body.log))]
    behind += [mandate.mandated_by.key] if mandate.mandated_by else []
    finding = _FINDINGS[mandate.continues_when_suspended]
    return Row(values, derived.certainty(mandate, scope.on), finding.value, tuple(dict.fromkeys(behind)))


def sentence(answer: Answer) -> str:
    said = []
    for finding, words in _sentences(answer):
        rows = answer.by_finding[finding]
        if rows:
            names = listed([body.name for body in named_in(rows, "body")])
            said.append(words % {"n": len(rows), "names": names})
    return " ".join(said)


def _sentences(answer: Answer) -> Iterator[tuple[str, str]]:
    yield (
        LastingFinding.GOES_ON,
        ngettext(
            "%(n)s mandate goes on when talks stop: that of %(names)s.",
            "%(n)s mandates go on when talks stop: those of %(names)s.",
            answer.count(LastingFinding.GOES_ON),
        ),
    )
    yield (
        LastingFinding.STOPS,
        ngettext(
            "%(n)s mandate stops with the talks: that of %(names)s.",
            "%(n)s mandates stop with the talks: those of %(names)s.",
            answer.count(LastingFinding.STOPS),
        ),
    )
    yield (
        LastingFinding.NOT_RECORDED,
        ngettext(
            "For %(n)s mandate this is not recorded: that of %(names)s.",
            "For %(n)s mandates this is not recorded: those of %(names)s.",
            answer.count(LastingFinding.NOT_RECORDED),
        ),
    )


QUESTION = Question(
    15,
    "mandates-when-talks-stop",
    Group.OFFICES,
    gettext_lazy("Which mandates go on when talks stop?"),
    (process_bodies("coverage", "mandates"),),
    answers,
    (
        Column("body", gettext_lazy("Body"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("talks", gettext_lazy("Talks on the day")),
        Column("says", gettext_lazy("Mandate")),
        Column("mandated_by", gettext_lazy("Mandated by"), ValueKind.RECORD),
        Column("sunset", gettext_lazy("Ends when")),
        Column("when", gettext_lazy("In force")),
    ),
    sentence,
    gettext_lazy("No mandate is recorded as in force"),
    (
        gettext_lazy(
            "Listed are the mandates that are in force on the day, or may be, of bodies that are not gone: "
            "whether each goes on when talks are suspended is a field of its own."
        ),
    ),
    (
        gettext_lazy("Whether a body in fact worked on while talks stood still is told by its log."),
        gettext_lazy("A body without a recorded mandate is not listed."),
    ),
    findings=LastingFinding,
    sought=(LastingFinding.GOES_ON,),
)
