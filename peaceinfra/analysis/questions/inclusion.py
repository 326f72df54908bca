"""Who is included, how, and how much do they decide?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.grounds import Scope, processes
from peaceinfra.analysis.facts import ProcessName
from peaceinfra.analysis.part_facts import Named
from peaceinfra.analysis.process_facts import InclusionFact, ProcessFacts
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
from peaceinfra.analysis.warning import is_searched
from peaceinfra.core.dates.choices import Certainty
from processes.choices import CoverageTopic
from tracks.choices import Weight


class InclusionFinding(TextChoices):
    """Whether somebody takes part on the day, or did before."""

    NOW = "now", gettext_lazy("Takes part on this day, or may")
    EARLIER = "earlier", gettext_lazy("Took part before")


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row | Unanswered]:
    for facts in found:
        process = ProcessName(facts.key, facts.name, facts.countries)
        rows = [
            _row(process, fact, scope)
            for fact in facts.inclusion
            if not derived.has_not_begun(fact, scope.on)
        ]
        yield from rows
        if not rows and not is_searched(facts.coverage, CoverageTopic.INCLUSION, scope.on):
            yield Unanswered(facts, Silence.NOT_RESEARCHED)


def _row(process: ProcessName, fact: InclusionFact, scope: Scope) -> Row:
    certainty = derived.certainty(fact, scope.on)
    named = [actor for actor in (fact.actor, fact.forum, fact.selected_by) if actor]
    values = {
        "process": process,
        # A group has no record of its own: the record of its inclusion stands for it.
        "who": fact.actor or Named(fact.public_id, fact.group or _("not recorded")),
        "modality": f"{fact.modality.label} ({fact.group})"
        if fact.actor and fact.group
        else str(fact.modality.label),
        "forum": fact.forum,
        "selected_by": fact.selected_by,
        "weight": str(fact.weight.label),
        "absent": fact.absent,
        "dates": fact.dates.text,
    }
    finding = InclusionFinding.NOW if certainty > Certainty.NO else InclusionFinding.EARLIER
    return Row(
        values,
        certainty if finding == InclusionFinding.NOW else None,
        finding,
        (process.key, fact.key, *(actor.key for actor in named)),
    )


def sentence(answer: Answer) -> str:
    now = answer.by_finding[InclusionFinding.NOW]
    if not now:
        return _("Nobody is recorded as taking part on this day; some did before.")
    deciding = sum(row.values["weight"] == str(Weight.DECIDES.label) for row in now)
    words = ngettext(
        "%(n)s way of taking part is recorded for this day (%(sure)s); %(deciding)s of them with a part in deciding.",
        "%(n)s ways of taking part are recorded for this day (%(sure)s); %(deciding)s of them with a part in deciding.",
        len(now),
    )
    return words % {
        "n": len(now),
        "sure": answer.by_certainty(InclusionFinding.NOW),
        "deciding": deciding or _("none"),
    }


QUESTION = Question(
    27,
    "who-is-included",
    Group.PART,
    gettext_lazy("Who is included, how, and how much do they decide?"),
    (processes("coverage", "inclusion"),),
    answers,
    (
        Column("who", gettext_lazy("Who"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("modality", gettext_lazy("How")),
        Column("forum", gettext_lazy("Where"), ValueKind.RECORD),
        Column("selected_by", gettext_lazy("Chosen by"), ValueKind.RECORD),
        Column("weight", gettext_lazy("Weight in decisions")),
        Column("absent", gettext_lazy("Who is absent")),
        Column("dates", gettext_lazy("When")),
    ),
    sentence,
    gettext_lazy("Nobody is recorded as taking part, or as having taken part"),
    (
        gettext_lazy(
            "Each record of inclusion says who takes part, in which way, who chose them, and what they can do about "
            "decisions. It holds within its own dates, and within those of the actor, the forum and the process."
        ),
    ),
    (
        gettext_lazy("Parties and mediators are not listed here: they are at the table."),
        gettext_lazy("“Who is absent” says what a source named; others may be absent too."),
    ),
    findings=InclusionFinding,
)
