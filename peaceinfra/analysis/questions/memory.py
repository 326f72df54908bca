"""Where did the memory go?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis.collect.grounds import Scope
from peaceinfra.analysis.collect.memories import ENDED_BODIES, BodyMemory
from peaceinfra.analysis.endings import has_begun, has_come
from peaceinfra.analysis.facts import ActorFact, ChangeFact
from peaceinfra.analysis.process_facts import HandoverFact, SuccessionFact
from peaceinfra.analysis.questions.occasions import named_in
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, ValueKind
from peaceinfra.analysis.warning import is_searched, listed
from peaceinfra.core.dates.choices import Certainty
from processes.choices import CoverageTopic
from secretariats.choices import ArchiveState, Lifecycle, Passed
from secretariats.lifecycle import GONE

#: What can pass on, by the fields of a succession.
THINGS = {
    "mandate": gettext_lazy("mandate"),
    "functions": gettext_lazy("functions"),
    "staff": gettext_lazy("staff"),
    "archive": gettext_lazy("archive"),
    "premises": gettext_lazy("premises"),
    "budget": gettext_lazy("budget"),
}


class MemoryFinding(TextChoices):
    """What is recorded of where the memory of a body went."""

    FOLLOWED = "followed", gettext_lazy("A successor is recorded")
    HELD = "held", gettext_lazy("No successor is recorded; its papers were handed over")
    LOST = "lost", gettext_lazy("No successor is recorded; its papers were not preserved")
    NOWHERE = "nowhere", gettext_lazy("Neither a successor nor a hand-over of its papers is recorded")
    STAYED = "stayed", gettext_lazy("Turned to another use; nothing is recorded as passed on")
    NOT_RESEARCHED = "not_researched", gettext_lazy("Not researched")


def answers(found: Sequence[BodyMemory], scope: Scope) -> Iterator[Row]:
    for memory in found:
        archives = [archive for archive in memory.archives if has_begun(archive, scope.on) > Certainty.NO]
        followed = _followed(memory, memory.body.key, scope)
        change = _last_change(memory, scope)
        for succession in followed:
            yield _row(
                MemoryFinding.FOLLOWED,
                has_begun(succession, scope.on),
                memory,
                change,
                archives,
                scope,
                succession,
            )
        if change and not followed:
            finding = _finding(memory, change, archives)
            yield _row(finding, has_come(change, scope.on), memory, change, archives, scope)


def _followed(memory: BodyMemory, body: int, scope: Scope) -> list[SuccessionFact]:
    own = memory.successions.get(body, ())
    return [succession for succession in own if has_begun(succession, scope.on) > Certainty.NO]


def _last_change(memory: BodyMemory, scope: Scope) -> ChangeFact | None:
    """The newest row by which it ended or was turned to another use; None where it works again as before."""
    rows = [row for row in memory.log if has_come(row, scope.on) > Certainty.NO]
    ends = [row for row in rows if row.status in GONE or row.status == Lifecycle.REPURPOSED]
    later = rows[rows.index(ends[-1]) + 1 :] if ends else []
    return ends[-1] if ends and all(row.status == Lifecycle.UNKNOWN for row in later) else None


def _finding(memory: BodyMemory, change: ChangeFact, archives: Sequence[HandoverFact]) -> MemoryFinding:
    states = {archive.state for archive in archives}
    if states & {ArchiveState.PRESERVED, ArchiveState.PART} or any(archive.holder for archive in archives):
        return MemoryFinding.HELD
    if ArchiveState.NOT_PRESERVED in states:
        return MemoryFinding.LOST
    if not is_searched(memory.searches, CoverageTopic.BODIES, None):
        return MemoryFinding.NOT_RESEARCHED
    return MemoryFinding.STAYED if change.status == Lifecycle.REPURPOSED else MemoryFinding.NOWHERE


def _row(
    finding: MemoryFinding,
    certainty: Certainty,
    memory: BodyMemory,
    change: ChangeFact | None,
    archives: Sequence[HandoverFact],
    scope: Scope,
    succession: SuccessionFact | None = None,
) -> Row:
    chain = _chain(memory, succession, scope) if succession else []
    values = {
        "body": memory.body,
        "ended": _ended(change) if change else _("still there, or its end is not recorded"),
        "successor": succession and succession.successor,
        "passed": passed_in_words(succession) if succession else None,
        "papers": _papers(archives),
        "holders": [archive.holder for archive in archives if archive.holder],
        "later": [step.successor for step in chain],
        "processes": list(memory.processes),
    }
    steps = [*([succession] if succession else []), *chain]
    behind = [memory.body.key, *(row.key for row in (*archives, *steps)), *([change.key] if change else [])]
    behind += [record.key for record in (*values["holders"], *memory.processes)]
    behind += [step.successor.key for step in steps]
    return Row(values, certainty, finding.value, tuple(dict.fromkeys(behind)))


def _chain(memory: BodyMemory, first: SuccessionFact, scope: Scope) -> list[SuccessionFact]:
    """Who followed the successor, and who followed these, in order; nobody twice."""
    found, seen, ends = [], {memory.body.key, first.successor.key}, [first.successor.key]
    while ends:
        steps = [
            step for end in ends for step in _followed(memory, end, scope) if step.successor.key not in seen
        ]
        found += {step.successor.key: step for step in steps}.values()
        ends = list(dict.fromkeys(step.successor.key for step in steps))
        seen |= set(ends)
    return found


def _ended(change: ChangeFact) -> str:
    return f"{Lifecycle(change.status).label}, {change.date_text}"


def passed_in_words(succession: SuccessionFact) -> str:
    """What passed on, what in part, what did not, and of what it is not known."""
    by_answer: dict[Passed, list[str]] = {}
    for field, words in THINGS.items():
        by_answer.setdefault(Passed(getattr(succession, field)), []).append(str(words))
    return "; ".join(
        f"{answer.label}: {', '.join(by_answer[answer])}" for answer in Passed if answer in by_answer
    )


def _papers(archives: Sequence[HandoverFact]) -> str | None:
    """What became of the papers, and who may read them."""
    found = (": ".join(filter(None, [str(archive.state.label), archive.access])) for archive in archives)
    return "; ".join(dict.fromkeys(found)) or None


def sentence(answer: Answer) -> str:
    followed = answer.by_finding[MemoryFinding.FOLLOWED]
    said = []
    if followed:
        bodies = named_in(followed, "body")
        words = ngettext(
            "%(n)s body has a recorded successor: %(ways)s.",
            "%(n)s bodies have a recorded successor: %(ways)s.",
            len(bodies),
        )
        said.append(words % {"n": len(bodies), "ways": listed(list(map(_way, followed)), "; ")})
    nowhere = _bodies(answer, MemoryFinding.LOST, MemoryFinding.NOWHERE)
    if nowhere:
        words = ngettext(
            "%(n)s ended and neither a successor nor preserved papers are recorded: %(names)s.",
            "%(n)s ended and neither a successor nor preserved papers are recorded: %(names)s.",
            len(nowhere),
        )
        said.append(words % {"n": len(nowhere), "names": listed([body.name for body in nowhere])})
    others = _bodies(answer, MemoryFinding.HELD, MemoryFinding.STAYED, MemoryFinding.NOT_RESEARCHED)
    if others:
        words = ngettext("%(n)s more is listed below.", "%(n)s more are listed below.", len(others))
        said.append(words % {"n": len(others)})
    return " ".join(said)


def _bodies(answer: Answer, *findings: MemoryFinding) -> list[ActorFact]:
    return named_in([row for finding in findings for row in answer.by_finding[finding]], "body")


def _way(row: Row) -> str:
    steps = [row.values["body"], row.values["successor"]]
    return " → ".join(step.name for step in steps)


QUESTION = Question(
    13,
    "where-the-memory-went",
    Group.ENDED,
    gettext_lazy("Where did the memory go?"),
    (ENDED_BODIES,),
    answers,
    (
        Column("body", gettext_lazy("Body"), ValueKind.RECORD),
        Column("ended", gettext_lazy("What became of it")),
        Column("successor", gettext_lazy("Successor"), ValueKind.RECORD),
        Column("passed", gettext_lazy("Did it pass on?")),
        Column("papers", gettext_lazy("Its papers, and who may read them")),
        Column("holders", gettext_lazy("Papers held by"), ValueKind.RECORDS),
        Column("later", gettext_lazy("And after that"), ValueKind.RECORDS),
        Column("processes", gettext_lazy("Process"), ValueKind.RECORDS),
    ),
    sentence,
    gettext_lazy("No body is recorded to have ended or to have been followed by another"),
    (
        gettext_lazy(
            "Looked at are all bodies that closed, merged, were transformed or turned to another use, and all "
            "whose work somebody took up. There is a row for each successor, and successors of successors are "
            "followed as far as three steps."
        ),
        gettext_lazy(
            "How sure says whether the successor had certainly taken over by the day, or the body had certainly "
            "ended. A successor whose day is not known is possible."
        ),
        gettext_lazy(
            "“Not known” means that no source says whether it passed on. “Not researched” means that nobody "
            "is recorded to have searched for bodies in its processes."
        ),
    ),
    (
        gettext_lazy("What people remember and did not write down is not recorded."),
        gettext_lazy("A chain stops where the next successor is not on the records you may see."),
    ),
    findings=MemoryFinding,
)
