"""How far functions came, for whom: the same for tables and questions. The farthest record of a function counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.process_facts import FunctionFact, ProcessFacts
from peaceinfra.core.dates.choices import Certainty
from processes.choices import RoleKind
from secretariats.choices import FunctionState, Task

#: The farthest first: what was done, what kept it from being done, what was said.
FARTHEST = (
    FunctionState.PERFORMED,
    FunctionState.SIGNALLED,
    FunctionState.CONTESTED,
    FunctionState.CONTRARY,
    FunctionState.BLOCKED,
    FunctionState.NOT_PERFORMED,
    FunctionState.CLAIMED,
    FunctionState.MANDATED,
)
#: The states in which it was done.
DONE = {FunctionState.PERFORMED, FunctionState.SIGNALLED}


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far a function came.

    rows        the records that say so, the surest first
    certainty   how surely the surest of them held
    is_alone    no other state of the function is recorded
    """

    state: FunctionState
    rows: Sequence[FunctionFact]
    certainty: Certainty
    is_alone: bool

    @property
    def words(self) -> str:
        return state_in_words(self.state, self.certainty, is_alone=self.is_alone)


def how_far(rows: Iterable[FunctionFact], day: date | None) -> HowFar | None:
    """Of the records of one function, on a day or, without one, at any time; None where none held."""
    held = [(row, certainty) for row in rows if (certainty := derived.certainty(row, day)) > Certainty.NO]
    if not held:
        return None
    state = min((row.state for row, _certainty in held), key=FARTHEST.index)
    same = sorted(
        ((row, certainty) for row, certainty in held if row.state == state),
        key=lambda pair: (-pair[1].rank, pair[0].key),
    )
    return HowFar(state, [row for row, _certainty in same], same[0][1], len(same) == len(held))


def state_in_words(state: FunctionState, certainty: Certainty, *, is_alone: bool) -> str:
    """How far a function came, with its doubt."""
    words = str(FunctionState(state).label)
    if certainty < Certainty.CERTAIN:
        doubt = _("%(state)s, as confirmed") if certainty == Certainty.CONFIRMED else _("possibly %(state)s")
        return doubt % {"state": words}
    return _("mandated only") if is_alone and state == FunctionState.MANDATED else words


def parties_on(facts: ProcessFacts, day: date | None) -> list[ActorFact]:
    """The parties of a process on a day, in the order of their roles."""
    found = {
        role.actor.key: role.actor
        for role in facts.roles
        if role.kind == RoleKind.PARTY and derived.certainty(role, day) > Certainty.NO
    }
    return list(found.values())


def functions_for(facts: ProcessFacts, task: str, party: ActorFact) -> list[FunctionFact]:
    """The records of a function for a party: those that name it, and those of a body that serves it."""
    serving = {
        principal.body.key for principal in facts.principals if principal.principal.key == party.key
    } | {party.key}
    return [
        function
        for function in facts.functions
        if function.task == task
        and (function.party.key == party.key if function.party else function.body.key in serving)
    ]


def unperformed_tasks(functions: Iterable) -> list[str]:
    """The tasks of one body that are mandated and for which no performance is recorded, in order of the codes.

    Rows have `task` and `state`. Where nothing is recorded, a task may still have been performed.
    """
    states: dict[str, set[str]] = {}
    for function in functions:
        states.setdefault(function.task, set()).add(function.state)
    return [
        task
        for task in Task.values
        if FunctionState.MANDATED in states.get(task, ()) and FunctionState.PERFORMED not in states[task]
    ]
