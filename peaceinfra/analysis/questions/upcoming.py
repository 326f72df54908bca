"""What comes next: meetings, ends of mandates, other planned days?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis.collect.grounds import Scope, processes
from peaceinfra.analysis.facts import ActorFact, ChangeFact, Fact, ProcessName
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, ValueKind
from peaceinfra.core.dates.choices import Certainty, EndKind, SaidAs, StartKind
from peaceinfra.core.dates.statuslog import UNKNOWN
from peaceinfra.core.dates.words import day_text, end_text, start_text
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.value_words import value_words


class ComingFinding(TextChoices):
    """What comes."""

    BEGINS = "begins", gettext_lazy("Begins, or takes place")
    ENDS = "ends", gettext_lazy("Ends")
    CHANGES = "changes", gettext_lazy("Changes its state")


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row]:
    for facts in found:
        process = ProcessName(facts.key, facts.name, facts.countries)
        rows = [*_dated(process, facts, scope.on), *_changes(process, facts, scope.on)]
        yield from sorted(rows, key=lambda row: (row.values["from"] or row.values["until"], row.rests_on))


def _dated(process: ProcessName, facts: ProcessFacts, on: date) -> Iterator[Row]:
    kinds = (
        facts.events,
        facts.agreements,
        facts.mandates,
        facts.appointments,
        facts.principals,
        facts.channels,
    )
    for fact in (fact for of_kind in kinds for fact in of_kind):
        dates, bounds = fact.dates, fact.dates.bounds
        if dates.start_kind == StartKind.ACTUAL and _is_ahead(bounds.start_min, bounds.start_max, on):
            said_as = models_by_kind()[fact.prefix].dates_said_as
            lasts = said_as == SaidAs.LIFE
            when = start_text(dates.start_kind, dates.start) if lasts else dates.said_as(said_as)
            yield _row(process, fact, ComingFinding.BEGINS, bounds.start_min, bounds.start_max, when, on)
        # What begins only later has an end that is of no concern yet.
        elif dates.end_kind == EndKind.ACTUAL and _is_ahead(bounds.end_min, bounds.end_max, on):
            when = end_text(dates.end_kind, dates.end)
            yield _row(process, fact, ComingFinding.ENDS, bounds.end_min, bounds.end_max, when, on)


def _is_ahead(first: date | None, last: date | None, on: date) -> bool:
    """It can lie after the day, and certainly not on or before it alone."""
    return last is not None and last > on


def _changes(process: ProcessName, facts: ProcessFacts, on: date) -> Iterator[Row]:
    logs: list[tuple[Fact, str, Iterable[ChangeFact]]] = [
        (process, _("phase"), facts.phases),
        (process, _("momentum"), facts.momenta),
        *((facts.actors[key], "", log) for key, log in facts.lifecycles.items()),
        *((channel, "", channel.log) for channel in facts.channels),
    ]
    for owner, name, log in logs:
        for row in log:
            if row.status != UNKNOWN and row.earliest and row.earliest > on:
                state = value_words(models_by_kind()[row.prefix]._meta.get_field("status"), row.status)
                what = f"{name}: {state}" if name else state
                yield Row(
                    _values(process, owner, what, row.earliest, row.latest, row.date_text),
                    Certainty.CERTAIN,
                    ComingFinding.CHANGES,
                    (process.key, owner.key, row.key),
                )


def _row(process: ProcessName, fact: Fact, finding: str, first, last, when: str, on: date) -> Row:
    named = [end for end in fact.others() if isinstance(end, ActorFact)] if hasattr(fact, "others") else []
    behind = (process.key, fact.key, *(actor.key for actor in named))
    sure = Certainty.CERTAIN if first and first > on else Certainty.POSSIBLE
    return Row(_values(process, _record_of(fact), _what(fact), first, last, when), sure, finding, behind)


def _record_of(fact: Fact) -> Fact:
    """The record to look at: its own page, or that of the body or person it stands with."""
    for name in ("body", "person"):
        if found := getattr(fact, name, None):
            return found
    return fact


def _what(fact: Fact) -> str:
    return str(models_by_kind()[fact.prefix]._meta.verbose_name)


def _values(process: ProcessName, record: Fact, what: str, first, last, when: str) -> dict:
    return {"record": record, "what": what, "process": process, "from": first, "until": last, "when": when}


def sentence(answer: Answer) -> str:
    words = ngettext(
        "%(n)s planned or expected day is recorded.",
        "%(n)s planned or expected days are recorded.",
        answer.count(),
    )
    said = words % {"n": answer.count()}
    days = [
        row.values["from"]
        for row in answer.rows
        if row.values["from"] and row.values["from"] > answer.scope.on
    ]
    return f"{said} " + _("The next: %(day)s.") % {"day": day_text(min(days))} if days else said


QUESTION = Question(
    30,
    "what-comes-next",
    Group.SURE,
    gettext_lazy("What comes next: meetings, ends of mandates, planned changes?"),
    (processes("events", "agreements", "mandates"),),
    answers,
    (
        Column("record", gettext_lazy("What"), ValueKind.RECORD),
        Column("what", gettext_lazy("Kind")),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("when", gettext_lazy("When")),
        Column("from", gettext_lazy("From"), ValueKind.DAY),
        Column("until", gettext_lazy("By"), ValueKind.DAY),
    ),
    sentence,
    gettext_lazy("No planned or expected day is recorded"),
    (
        gettext_lazy(
            "Listed is what has an actual start or end, or a change of state, that lies after the day of the answer: "
            "events, agreements, mandates, posts, service for a party, channels, and states of talks and bodies. "
            "It is possible where the recorded dates may also lie before."
        ),
    ),
    (
        gettext_lazy(
            "A plan on record may have been dropped: open the record to see when it was last looked at."
        ),
        gettext_lazy(
            "What was planned on a past day is not recorded: for a past day this lists what came later."
        ),
    ),
    findings=ComingFinding,
)
