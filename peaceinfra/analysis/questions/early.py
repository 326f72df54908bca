"""Which early functions does nobody carry out?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.grounds import Scope, process_bodies
from peaceinfra.analysis.facts import ActorFact, ProcessName
from peaceinfra.analysis.functions import DONE, HowFar, functions_for, how_far, parties_on
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.questions.occasions import named_in, searched_rows
from peaceinfra.analysis.questions.question import (
    Answer,
    Column,
    Group,
    Question,
    Row,
    Unanswered,
    ValueKind,
)
from peaceinfra.analysis.warning import HOLLOWED_OUT, listed
from peaceinfra.core.dates.choices import Certainty
from processes.choices import RoleKind
from secretariats.choices import EARLY_FUNCTIONS


class EarlyFinding(TextChoices):
    """How many of the four early-phase functions somebody carries out for a party."""

    NONE = "none", gettext_lazy("None of the four is recorded as carried out")
    SOME = "some", gettext_lazy("Some of the four are recorded as carried out")
    ALL = "all", gettext_lazy("All four are recorded as carried out")


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row | Unanswered]:
    # The warning that tasks are not carried out rests on the same records, and on the same search.
    return searched_rows(
        found,
        scope,
        HOLLOWED_OUT,
        _of_process,
    )


def _of_process(facts: ProcessFacts, scope: Scope, *, is_searched: bool) -> Iterator[Row]:
    for party in parties_on(facts, scope.on):
        found = {task: how_far(functions_for(facts, task, party), scope.on) for task in EARLY_FUNCTIONS}
        if is_searched or any(found.values()):
            yield _row(
                party, found, facts, scope, _("nothing recorded") if is_searched else _("not researched")
            )


def _row(
    party: ActorFact, found: dict[str, HowFar | None], facts: ProcessFacts, scope: Scope, nothing: str
) -> Row:
    recorded = [one for one in found.values() if one]
    done = [one for one in recorded if one.state in DONE]
    roles = [role for role in facts.roles if role.kind == RoleKind.PARTY and role.actor.key == party.key]
    is_party = max((derived.certainty(role, scope.on) for role in roles), default=Certainty.POSSIBLE)
    rows = [row for one in recorded for row in one.rows]
    values = {
        "party": party,
        "process": ProcessName(facts.key, facts.name, facts.countries),
        **{task.value: one.words if one else nothing for task, one in found.items()},
        "bodies": list({row.body.key: row.body for one in done for row in one.rows}.values()),
    }
    behind = [party.key, facts.key, *(role.key for role in roles)]
    behind += [key for row in rows for key in (row.key, row.body.key)]
    certainty = min([is_party, *(one.certainty for one in done)])
    return Row(values, certainty, _finding(len(done)).value, tuple(dict.fromkeys(behind)))


def _finding(done: int) -> EarlyFinding:
    if not done:
        return EarlyFinding.NONE
    return EarlyFinding.ALL if done == len(EARLY_FUNCTIONS) else EarlyFinding.SOME


def sentence(answer: Answer) -> str:
    none, some, every = (named_in(answer.by_finding[finding], "party") for finding in EarlyFinding)
    said = []
    if none:
        words = ngettext(
            "%(n)s party has none of the four early functions recorded as carried out: %(names)s.",
            "%(n)s parties have none of the four early functions recorded as carried out: %(names)s.",
            len(none),
        )
        said.append(words % {"n": len(none), "names": listed([party.name for party in none])})
    if some:
        words = ngettext(
            "%(n)s has some of them: %(names)s.", "%(n)s have some of them: %(names)s.", len(some)
        )
        said.append(words % {"n": len(some), "names": listed([party.name for party in some])})
    if every:
        words = ngettext("%(n)s has all four: %(names)s.", "%(n)s have all four: %(names)s.", len(every))
        said.append(words % {"n": len(every), "names": listed([party.name for party in every])})
    sure = answer.by_certainty(EarlyFinding.SOME, EarlyFinding.ALL)
    if sure:
        said.append(_("How sure, for those with some or all: %(sure)s.") % {"sure": sure})
    return " ".join(said)


QUESTION = Question(
    8,
    "early-functions",
    Group.OFFICES,
    gettext_lazy("Which early functions does nobody carry out?"),
    (process_bodies("coverage"),),
    answers,
    (
        Column("party", gettext_lazy("Party"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        *(Column(task.value, capfirst(task.label)) for task in EARLY_FUNCTIONS),
        Column("bodies", gettext_lazy("Carried out by"), ValueKind.RECORDS),
    ),
    sentence,
    gettext_lazy("No party is listed"),
    (
        gettext_lazy(
            "Before and between talks each party should have somebody for four functions: to show commitment, "
            "to be reached and to prepare, to connect and coordinate, to revive talks that stand still."
        ),
        gettext_lazy(
            "A function is carried out when it is recorded as performed, or commitment as signalled. What is "
            "contested, mandated or claimed alone is not. The farthest record on the day counts."
        ),
        gettext_lazy(
            "How sure says how surely the party took part on the day and the functions that are carried out were; "
            "where none is, how surely it took part."
        ),
        gettext_lazy(
            "Where a process has collapsed or ended the question does not apply. That nothing is recorded is said "
            "only where somebody searched for bodies."
        ),
    ),
    (
        gettext_lazy("A function may be carried out by persons, or without being recorded."),
        gettext_lazy("How well it is carried out is not said here."),
    ),
    findings=EarlyFinding,
    sought=(EarlyFinding.NONE, EarlyFinding.SOME),
)
