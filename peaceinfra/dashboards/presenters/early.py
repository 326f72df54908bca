"""The four early-phase functions for each party: how far each came, or that nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.process_facts import FunctionFact, ProcessFacts
from peaceinfra.analysis.warnings import is_over
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.dashboards.presenters.evidence import Cites
from peaceinfra.dashboards.presenters.statuses import FUNCTION_SIGNS, function_mark_of
from peaceinfra.dashboards.presenters.tables import PageContext
from processes.choices import RoleKind
from secretariats.choices import EARLY_FUNCTIONS

#: So many parties have a column.
MOST_PARTIES = 8


@dataclass(frozen=True, slots=True)
class EarlyCell:
    """`sign` is "" where nothing is recorded, or the question does not apply."""

    sign: str
    words: str
    by: ActorFact | None = None
    when: str = ""
    cites: Cites = ()


def early_functions(facts: ProcessFacts, page: PageContext) -> dict:
    """`parties`, `more` of them without a column, and for each function its name and a cell for each party."""
    day = page.day
    parties = {
        role.actor.key: role.actor
        for role in facts.roles
        if role.kind == RoleKind.PARTY and derived.certainty(role, day) > Certainty.NO
    }
    shown, more = list(parties.values())[:MOST_PARTIES], list(parties.values())[MOST_PARTIES:]
    rows = [
        (task.label, [(party, _cell(_of(facts, task, party), facts, page)) for party in shown])
        for task in EARLY_FUNCTIONS
    ]
    return {"parties": shown, "more": more, "rows": rows if shown else []}


def _of(facts: ProcessFacts, task: str, party: ActorFact) -> list[FunctionFact]:
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


def _cell(found: Iterable[FunctionFact], facts: ProcessFacts, page: PageContext) -> EarlyCell:
    day = page.day
    held = [
        (function, certainty)
        for function in found
        if (certainty := derived.certainty(function, day)) > Certainty.NO
    ]
    if not held:
        return EarlyCell("", _nothing(facts, page))
    farthest = list(FUNCTION_SIGNS)
    function, _certainty = min(
        held, key=lambda pair: (farthest.index(pair[0].state), -pair[1].rank, pair[0].key)
    )
    same = [(other, certainty) for other, certainty in held if other.state == function.state]
    sign, words = function_mark_of(
        function.state,
        [certainty if day else None for _other, certainty in same],
        is_settled=any(
            facts.evidence.get(other.key, derived.NO_EVIDENCE).is_solid for other, _certainty in same
        ),
        is_alone=len(same) == len(held),
    )
    return EarlyCell(sign, words, function.body, function.dates.text, page.sources.cite(function.key))


def _nothing(facts: ProcessFacts, page: PageContext) -> str:
    """The words for a function without a record: in a process that is over nobody need do it now."""
    if not is_over(facts, page.day, page.today):
        return _("nothing recorded")
    return _("does not apply: the process is over") if page.day else _("nothing recorded; does not apply now")
