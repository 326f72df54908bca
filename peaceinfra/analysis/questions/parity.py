"""How equal are the two sides' offices?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.channel_status import sides_at
from peaceinfra.analysis.collect.grounds import Scope
from peaceinfra.analysis.collect.means import PROCESSES_WITH_MEANS, ProcessMeans
from peaceinfra.analysis.facts import ActorFact, ProcessName
from peaceinfra.analysis.functions import DONE, HowFar, how_far
from peaceinfra.analysis.part_facts import PartFact
from peaceinfra.analysis.process_facts import FunctionFact, ProcessFacts
from peaceinfra.analysis.questions.occasions import occasion_in, silence
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, Unanswered, ValueKind
from peaceinfra.analysis.warning import HOLLOWED_OUT, listed
from peaceinfra.core.dates.choices import Certainty
from secretariats.choices import Competence, FunctionState, StaffBand, StaffingBasis, Task

#: The states of a function that a side has: a contested signal was given all the same.
_HAVING = {*DONE, FunctionState.CONTESTED}


class ParityFinding(TextChoices):
    """How many of the sides have a function or means."""

    ONE = "one", gettext_lazy("On one side only")
    SOME = "some", gettext_lazy("On some sides, not on all")
    ALL = "all", gettext_lazy("On all sides")


@dataclass(frozen=True, slots=True)
class Held:
    """What one side has of something, in words. Where it does not have it, `words` say what is recorded instead."""

    has: bool
    words: str
    certainty: Certainty
    bodies: Sequence[ActorFact]
    keys: Sequence[int]


def _staff(part: PartFact) -> str:
    band = StaffBand(part.values.staff)
    return "" if band in (StaffBand.NOT_RECORDED, StaffBand.NONE) else str(band.label)


def _choice(name: str, choices: type[TextChoices]) -> Callable[[PartFact], str]:
    def words(part: PartFact) -> str:
        value = choices(getattr(part.values, name))
        return "" if value == choices.NOT_RECORDED else str(value.label)

    return words


#: (what it is called, how a row of means says that it was there: in words, or "")
MEANS = (
    (gettext_lazy("staff"), _staff),
    (gettext_lazy("grounds on which staff were chosen"), _choice("staffing_basis", StaffingBasis)),
    (gettext_lazy("competence"), _choice("competence", Competence)),
    (gettext_lazy("funds"), lambda part: part.named["funded_by"].name if "funded_by" in part.named else ""),
    (gettext_lazy("premises"), lambda part: part.values.premises),
    (gettext_lazy("training or advice received"), lambda part: part.values.training),
)


def answers(found: Sequence[ProcessMeans], scope: Scope) -> Iterator[Row | Unanswered]:
    for process in found:
        why = silence(occasion_in(process.facts, scope), HOLLOWED_OUT)
        if why:
            yield Unanswered(process.facts, why)
        else:
            yield from _of_process(process, scope)


def _of_process(process: ProcessMeans, scope: Scope) -> Iterator[Row]:
    facts = process.facts
    sides = sides_at(facts.roles, facts.principals, scope.on)
    if len(sides) < 2:
        return
    side_of = {key: side for side, keys in sides.items() for key in keys}
    for task in Task:
        rows = _by_side((row for row in facts.functions if row.task == task), side_of, _whose)
        held = {side: _function_held(how_far(rows[side], scope.on)) for side in sides}
        yield from _row(_("function"), str(task.label), held, facts)
    for label, words_of in MEANS:
        rows = _by_side(process.means, side_of, lambda part: part.named["body"].key)
        held = {side: _means_held(rows[side], words_of, scope) for side in sides}
        yield from _row(_("means"), str(label), held, facts)


def _whose(function: FunctionFact) -> int:
    return function.party.key if function.party else function.body.key


def _by_side(rows, side_of: Mapping[int, str], whose: Callable) -> dict[str, list]:
    found = defaultdict(list)
    for row in rows:
        if side := side_of.get(whose(row)):
            found[side].append(row)
    return found


def _function_held(found: HowFar | None) -> Held | None:
    if found is None:
        return None
    bodies = list({row.body.key: row.body for row in found.rows}.values())
    keys = [row.key for row in found.rows]
    return Held(found.state in _HAVING, found.words, found.certainty, bodies, keys)


def _means_held(rows: Sequence[PartFact], words_of: Callable[[PartFact], str], scope: Scope) -> Held | None:
    """The surest words of a side for one kind of means."""
    held = [(derived.certainty(row, scope.on), words_of(row), row) for row in rows]
    held = [found for found in held if found[0] > Certainty.NO and found[1]]
    if not held:
        return None
    held.sort(key=lambda found: (-found[0].rank, found[2].key))
    bodies = list({row.named["body"].key: row.named["body"] for _sure, _words, row in held}.values())
    words = ", ".join(dict.fromkeys(words for _sure, words, _row in held))
    return Held(True, words, held[0][0], bodies, [row.key for _sure, _words, row in held])


def _row(kind: str, what: str, held: Mapping[str, Held | None], facts: ProcessFacts) -> Iterator[Row]:
    """Nothing where no side has it."""
    having = {side: found for side, found in held.items() if found and found.has}
    if not having:
        return
    lacking = {side: found for side, found in held.items() if side not in having}
    values = {
        "process": ProcessName(facts.key, facts.name, facts.countries),
        "kind": kind,
        "what": what,
        "on": "; ".join(f"{side}: {found.words}" for side, found in having.items()),
        "bodies": list({body.key: body for found in having.values() for body in found.bodies}.values()),
        "not_on": "; ".join(
            f"{side}: {found.words if found else _('nothing recorded')}" for side, found in lacking.items()
        ),
    }
    recorded = [found for found in held.values() if found]
    behind = [facts.key, *(body.key for found in recorded for body in found.bodies)]
    behind += [key for found in recorded for key in found.keys]
    certainty = min(found.certainty for found in having.values())
    finding = ParityFinding.ALL if not lacking else ParityFinding.SOME
    if lacking and len(having) == 1:
        finding = ParityFinding.ONE
    yield Row(values, certainty, finding.value, tuple(dict.fromkeys(behind)))


def sentence(answer: Answer) -> str:
    one = answer.by_finding[ParityFinding.ONE]
    words = ngettext(
        "%(n)s function or kind of means is recorded on one side only",
        "%(n)s functions or kinds of means are recorded on one side only",
        len(one),
    )
    said = [words % {"n": len(one)} + (f": {_by_process(one)}." if one else ".")]
    some, every = answer.count(ParityFinding.SOME), answer.count(ParityFinding.ALL)
    if some:
        said.append(ngettext("%(n)s is on some sides.", "%(n)s are on some sides.", some) % {"n": some})
    if every:
        said.append(ngettext("%(n)s is on all sides.", "%(n)s are on all sides.", every) % {"n": every})
    return " ".join(said)


def _by_process(rows: Sequence[Row]) -> str:
    found = defaultdict(list)
    for row in rows:
        found[row.values["process"].name].append(row.values["what"])
    said = (
        _("%(process)s (%(things)s)") % {"process": process, "things": listed(things)}
        for process, things in found.items()
    )
    return listed(list(said), "; ")


QUESTION = Question(
    9,
    "parity",
    Group.OFFICES,
    gettext_lazy("How equal are the two sides’ offices?"),
    (PROCESSES_WITH_MEANS,),
    answers,
    (
        Column("what", gettext_lazy("What")),
        Column("kind", gettext_lazy("Kind")),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("on", gettext_lazy("Recorded on")),
        Column("bodies", gettext_lazy("Bodies"), ValueKind.RECORDS),
        Column("not_on", gettext_lazy("Not on")),
    ),
    sentence,
    gettext_lazy("No function and no means are listed for any side"),
    (
        gettext_lazy(
            "Compared are the sides of each process on the day: their parties and the bodies that serve one side "
            "alone. Functions count for the party they are carried out for. Joint bodies count for no side."
        ),
        gettext_lazy(
            "A side has a function when it is recorded as performed or signalled, also where that is contested. "
            "What is only mandated, claimed, blocked or not performed stands under “not on”."
        ),
        gettext_lazy(
            "Processes that have collapsed or ended, or in which nobody searched for bodies, are not compared."
        ),
    ),
    (
        gettext_lazy("How well a function is carried out, and how much of a means there is, is not weighed."),
        gettext_lazy("That nothing is recorded on a side does not say that it has nothing."),
    ),
    findings=ParityFinding,
)
