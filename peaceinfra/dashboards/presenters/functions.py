"""What a body does, by how far it came: the early-phase functions first, then the tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.evidence import NO_EVIDENCE
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.functions import DONE, FARTHEST, unperformed_tasks
from peaceinfra.analysis.process_facts import FunctionFact
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.dashboards.presenters.cells import Cell, function_cell, lines, muted, said
from peaceinfra.dashboards.presenters.statuses import function_mark_of
from peaceinfra.dashboards.presenters.tables import PageContext, Row, Section, Table
from secretariats.choices import EARLY_FUNCTIONS, Task

Tasks = dict[str, list[FunctionFact]]


def function_section(parts: Sequence[FunctionFact], page: PageContext, *, with_early: bool) -> Section | None:
    """The functions of one body. `with_early`: each early-phase function has a row, also where nothing is recorded."""
    by_task = tasks_of(parts)
    shown = [task for task in Task if task in by_task or (with_early and task in EARLY_FUNCTIONS)]
    if not by_task:
        return None
    heads = [_("Function"), _("How far"), _("Recorded")]
    rows = [_line(task, by_task[task], heads, page) for task in shown]
    make_table = Table(_("Functions"), heads, rows)
    return Section("functions", _("Functions"), [make_table], _sentence(by_task, page))


def parity_sheet(
    own: Sequence[FunctionFact], others: Sequence[FunctionFact], body: ActorFact, page: PageContext
) -> Table | None:
    """The same functions of the counterparts beside those of the body."""
    bodies = {body.key: body} | {other.body.key: other.body for other in others}
    if len(bodies) == 1:
        return None
    heads = [_("Function"), *(other.name for other in bodies.values())]
    by_body = {key: tasks_of(part for part in (*own, *others) if part.body.key == key) for key in bodies}
    tasks = [task for task in Task if any(task in found for found in by_body.values())]
    rows = [
        Row(
            "",
            [(heads[0], said(_capital(task)))]
            + [(body.name, farthest(by_body[key][task], page)) for key, body in bodies.items()],
            None,
            page.sources.number(
                cited
                for found in by_body.values()
                for part in found[task]
                for cited in page.sources.evidence.get(part.key, ())
            ),
        )
        for task in tasks
    ]
    return Table(_("Functions, and those of its counterparts"), heads, rows)


def tasks_of(parts: Iterable[FunctionFact]) -> Tasks:
    by_task = defaultdict(list)
    for part in parts:
        by_task[part.task].append(part)
    return by_task


def farthest(rows: Sequence[FunctionFact], page: PageContext) -> Cell:
    """How far one function came, on the chosen day or at any time, in a sign and a word."""
    held = [(part, certainty) for part in rows if (certainty := page.certainty(part)) != Certainty.NO]
    for state in FARTHEST:
        found = [(part, certainty) for part, certainty in held if part.state == state]
        if found:
            settled = (page.sources.evidence.get(part.key, NO_EVIDENCE).is_solid for part, _held in found)
            mark = function_mark_of(
                state,
                [certainty for _part, certainty in found],
                is_settled=any(settled),
                is_alone=len(found) == len(held),
            )
            return function_cell(*mark)
    return function_cell("", _("nothing recorded on this day") if rows else _("nothing recorded"))


def _line(task: Task, rows: Sequence[FunctionFact], heads: Sequence[str], page: PageContext) -> Row:
    cited = [statement for part in rows for statement in page.sources.evidence.get(part.key, ())]
    recorded = lines(said(_recorded(part)) for part in rows) or muted(_("nothing"))
    cells = [said(_capital(task)), farthest(rows, page), recorded]
    return Row("", list(zip(heads, cells, strict=True)), None, page.sources.number(cited))


def _recorded(part: FunctionFact) -> str:
    """One record: how far, for whom, under which mandate, when."""
    words = [str(part.state.label)]
    if part.party:
        words.append(_("for %(party)s") % {"party": part.party.name})
    if part.mandate:
        mandate = part.mandate.name
        words.append(
            _("under the mandate “%(name)s”") % {"name": mandate} if mandate else _("under a mandate")
        )
    return _("%(what)s: %(when)s") % {"what": ", ".join(words), "when": part.dates.text}


def _sentence(by_task: Tasks, page: PageContext) -> str:
    """How many of the four early functions were performed; then what was mandated and is not recorded as done."""
    words = [_early(by_task, page)] if any(task in by_task for task in EARLY_FUNCTIONS) else []
    held = [row for rows in by_task.values() for row in rows if page.certainty(row) != Certainty.NO]
    hollow = [str(Task(task).label) for task in unperformed_tasks(held)]
    if hollow:
        words.append(
            _("Mandated, and not recorded as performed: %(functions)s.") % {"functions": ", ".join(hollow)}
        )
    return " ".join(words)


def _early(by_task: Tasks, page: PageContext) -> str:
    """Over the whole life their number; on a chosen day by how certain the dates are."""
    best = [
        max(
            (page.certainty(part) or Certainty.CERTAIN for part in by_task[task] if part.state in DONE),
            default=None,
        )
        for task in EARLY_FUNCTIONS
        if task in by_task
    ]
    if page.day:
        return _(
            "Of the four early-phase functions, performed or signalled on this day: "
            "%(certain)s with certain dates, %(possible)s possibly."
        ) % {
            "certain": best.count(Certainty.CERTAIN),
            "possible": best.count(Certainty.POSSIBLE) + best.count(Certainty.CONFIRMED),
        }
    return _early_done(len(best) - best.count(None))


def _early_done(done: int) -> str:
    """A sentence on how many of the four functions were done: none, some or all."""
    if not done:
        return _("None of the four early-phase functions is recorded as performed or signalled.")
    if done == len(EARLY_FUNCTIONS):
        return _("All four early-phase functions are recorded as performed or signalled.")
    said = ngettext(
        "%(n)s of the four early-phase functions is recorded as performed or signalled.",
        "%(n)s of the four early-phase functions are recorded as performed or signalled.",
        done,
    )
    return said % {"n": done}


def _capital(task: Task) -> str:
    words = str(task.label)
    return words[:1].upper() + words[1:]
