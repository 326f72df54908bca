"""Which offices were set up before talks, and how long before?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis.collect.grounds import Scope, process_bodies
from peaceinfra.analysis.endings import certainty_by
from peaceinfra.analysis.facts import ActorFact, ProcessName
from peaceinfra.analysis.process_facts import ProcessFacts
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
from peaceinfra.analysis.setups import Setup, TalksStart, setups_before, starts_of_talks
from peaceinfra.analysis.warning import is_searched, listed
from peaceinfra.core.dates.choices import Certainty
from processes.choices import CoverageTopic
from secretariats.choices import BodyForm


class SetupFinding(TextChoices):
    """Before which talks a body was set up."""

    FIRST = "first", gettext_lazy("Before the first talks on record")
    AGAIN = "again", gettext_lazy("Before talks that started again")
    PERHAPS = "perhaps", gettext_lazy("Perhaps before the talks, perhaps after their start")


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row | Unanswered]:
    for facts in found:
        starts = [start for start in starts_of_talks(facts) if _has_come(start.earliest, start.latest, scope)]
        setups = setups_before(_bodies(facts, scope), starts)
        if setups:
            yield from (_row(setup, facts) for setup in setups)
        elif why := _silence(facts, starts):
            yield Unanswered(facts, why)


def _has_come(earliest, latest, scope: Scope) -> bool:
    return certainty_by(earliest, latest, scope.on) > Certainty.NO


def _bodies(facts: ProcessFacts, scope: Scope) -> list[ActorFact]:
    """Those that serve somebody in the process or have a function in it. A unit of a third party serves many."""
    found = {row.body.key: row.body for row in (*facts.principals, *facts.functions)}
    return sorted(
        (
            body
            for body in found.values()
            if body.form != BodyForm.SUPPORT_UNIT
            and _has_come(body.dates.bounds.start_min, body.dates.bounds.start_max, scope)
        ),
        key=lambda body: (body.name, body.key),
    )


def _silence(facts: ProcessFacts, starts: Sequence[TalksStart]) -> Silence | None:
    if not any(start.earliest or start.latest for start in starts):
        return Silence.NO_START
    return None if is_searched(facts.coverage, CoverageTopic.BODIES, None) else Silence.NOT_RESEARCHED


def _row(setup: Setup, facts: ProcessFacts) -> Row:
    body, start = setup.body, setup.start
    served = {row.principal.key: row.principal for row in facts.principals if row.body.key == body.key}
    values = {
        "body": body,
        "process": ProcessName(facts.key, facts.name, facts.countries),
        "serves": list(served.values()),
        "set_up": body.dates.text,
        "talks": _talks(start),
        "before": setup.words,
        "least": setup.least,
        "most": setup.most,
    }
    # Whether talks started again follows from the whole logs.
    behind = (body.key, facts.key, *(row.key for row in (*facts.phases, *facts.momenta)), *served)
    behind += tuple(row.key for row in facts.principals if row.body.key == body.key)
    return Row(values, setup.certainty, _finding(setup).value, behind)


def _finding(setup: Setup) -> SetupFinding:
    if setup.certainty != Certainty.CERTAIN:
        return SetupFinding.PERHAPS
    return SetupFinding.AGAIN if setup.start.is_restart else SetupFinding.FIRST


def _talks(start: TalksStart) -> str:
    words = _("started again: %(when)s") if start.is_restart else _("started: %(when)s")
    return words % {"when": start.row.date_text}


def sentence(answer: Answer) -> str:
    first, again, perhaps = (answer.by_finding[finding] for finding in SetupFinding)
    said = []
    if first:
        words = ngettext(
            "%(n)s body was set up before the first talks: %(names)s.",
            "%(n)s bodies were set up before the first talks: %(names)s.",
            len(first),
        )
        said.append(words % {"n": len(first), "names": listed(list(map(_named, first)), "; ")})
    if again:
        words = ngettext(
            "%(n)s was set up before talks that started again: %(names)s.",
            "%(n)s were set up before talks that started again: %(names)s.",
            len(again),
        )
        said.append(words % {"n": len(again), "names": listed(list(map(_named, again)), "; ")})
    if perhaps:
        n = len(perhaps)
        said.append(
            ngettext("For %(n)s the dates do not say which.", "For %(n)s the dates do not say which.", n)
            % {"n": n}
        )
    return " ".join(said)


def _named(row: Row) -> str:
    return _("%(body)s (%(before)s)") % {"body": row.values["body"].name, "before": row.values["before"]}


QUESTION = Question(
    18,
    "set-up-before-talks",
    Group.OFFICES,
    gettext_lazy("Which offices were set up before talks, and how long before?"),
    (process_bodies("coverage"),),
    answers,
    (
        Column("body", gettext_lazy("Body"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("serves", gettext_lazy("Serves"), ValueKind.RECORDS),
        Column("set_up", gettext_lazy("Dates of the body")),
        Column("talks", gettext_lazy("Talks")),
        Column("before", gettext_lazy("How long before")),
        Column("least", gettext_lazy("Days, at least (below 0: after)"), ValueKind.NUMBER),
        Column("most", gettext_lazy("Days, at most"), ValueKind.NUMBER),
    ),
    sentence,
    gettext_lazy("No body is recorded to have been set up before talks"),
    (
        gettext_lazy(
            "Talks start when a process enters negotiation, and start again when it enters negotiation once "
            "more, or is active after it stood still. Each body stands with the first start that it can have "
            "preceded; one of earlier talks is not counted for their return."
        ),
        gettext_lazy(
            "The days are counted between the nearest and between the farthest days that the dates allow. "
            "Where one of these is open, no number is given."
        ),
        gettext_lazy(
            "Looked at are bodies that serve somebody in the process or have a function in it, without "
            "standing units for mediation support."
        ),
    ),
    (
        gettext_lazy("That a body was there before talks does not say that it brought them about."),
        gettext_lazy("Contacts before the first day on record may have been talks."),
    ),
    findings=SetupFinding,
)
