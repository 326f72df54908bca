"""The four early-phase functions for each party: how far each came, or that nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from peaceinfra.analysis.evidence import NO_EVIDENCE
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.functions import functions_for, how_far, parties_on
from peaceinfra.analysis.process_facts import FunctionFact, ProcessFacts
from peaceinfra.analysis.warnings import is_over
from peaceinfra.dashboards.presenters.evidence import Cites
from peaceinfra.dashboards.presenters.statuses import function_mark_of
from peaceinfra.dashboards.presenters.tables import PageContext
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
    parties = parties_on(facts, page.day)
    shown, more = parties[:MOST_PARTIES], parties[MOST_PARTIES:]
    rows = [
        (task.label, [(party, _cell(functions_for(facts, task, party), facts, page)) for party in shown])
        for task in EARLY_FUNCTIONS
    ]
    return {"parties": shown, "more": more, "rows": rows if shown else []}


def _cell(rows: Iterable[FunctionFact], facts: ProcessFacts, page: PageContext) -> EarlyCell:
    found = how_far(rows, page.day)
    if found is None:
        return EarlyCell("", _nothing(facts, page))
    sign, words = function_mark_of(
        found.state,
        [found.certainty if page.day else None],
        is_settled=any(facts.evidence.get(row.key, NO_EVIDENCE).is_solid for row in found.rows),
        is_alone=found.is_alone,
    )
    function = found.rows[0]
    return EarlyCell(sign, words, function.body, function.dates.text, page.sources.cite(function.key))


def _nothing(facts: ProcessFacts, page: PageContext) -> str:
    """The words for a function without a record: in a process that is over nobody need do it now."""
    if not is_over(facts, page.day, page.today):
        return _("nothing recorded")
    return _("does not apply: the process is over") if page.day else _("nothing recorded; does not apply now")
