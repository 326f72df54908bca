"""How many answers each question has for a reader: counted where there is little to look at, and never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.collect.grounds import (
    MOST_COUNTED,
    Ground,
    ProcessGround,
    Scope,
    process_bodies,
    processes,
)
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.questions.question import Question, Row, Unanswered


@dataclass(frozen=True, slots=True)
class Number:
    """How many answers a question has, over what the reader may see.

    count        those that were counted; None: there is too much to look at
    is_complete  there are no more
    words        the same for people
    """

    count: int | None
    is_complete: bool
    words: str


def numbers(questions: Iterable[Question], scope: Scope) -> dict[str, Number]:
    """{slug: how many answers it has}.

    Processes are collected once for all questions, and every other ground once: no more queries, however much there is.
    """
    questions = list(questions)
    together = _Together([ground for question in questions for ground in question.over], scope)
    return {question.slug: _number(question, together, scope) for question in questions}


class _Together:
    """What the grounds of several questions have in common, read once."""

    def __init__(self, grounds: Iterable[Ground], scope: Scope):
        self._scope = scope
        self._found: dict[Ground, Sequence | None] = {}
        of_processes = [ground for ground in grounds if isinstance(ground, ProcessGround)]
        self._processes = self._collected(of_processes) if of_processes else None

    def facts(self, ground: Ground) -> Sequence | None:
        """Those of all things of a ground; None where there are too many."""
        if ground not in self._found:
            self._found[ground] = self._facts(ground)
        return self._found[ground]

    def _facts(self, ground: Ground) -> Sequence | None:
        if isinstance(ground, ProcessGround):
            found = self._processes
            return None if found is None else ground.facts_beside(found, self._scope)
        keys = ground.all_of_few(self._scope)
        return None if keys is None else ground.facts(keys, self._scope)

    def _collected(self, grounds: Sequence[ProcessGround]) -> Sequence[ProcessFacts] | None:
        parts = sorted(set().union(*(ground.parts for ground in grounds)))
        with_ties = any(ground.with_ties for ground in grounds)
        common = processes(*parts) if with_ties else process_bodies(*parts)
        keys = common.all_of_few(self._scope)
        return None if keys is None else common.facts(keys, self._scope)


def _number(question: Question, together: _Together, scope: Scope) -> Number:
    if any(ground.is_answer for ground in question.over):
        count = sum(ground.count(scope) for ground in question.over)
        return _counted(min(count, MOST_COUNTED), is_complete=count < MOST_COUNTED)
    said = []
    for ground in question.over:
        facts = together.facts(ground)
        if facts is None:
            return Number(None, False, _("too much to count here"))
        said += question.answers(facts, scope)
    unanswered = sum(1 for row in said if isinstance(row, Unanswered))
    count = sum(1 for row in said if isinstance(row, Row) and question.is_sought(row))
    return _counted(count, unanswered)


def _counted(count: int, unanswered: int = 0, is_complete: bool = True) -> Number:
    if not is_complete:
        words = ngettext("%(n)s answer or more", "%(n)s answers or more", count) % {"n": count}
    elif count:
        words = ngettext("%(n)s answer", "%(n)s answers", count) % {"n": count}
    elif unanswered:
        words = _("none found; not known for %(n)s") % {"n": unanswered}
    else:
        words = _("none found")
    return Number(count, is_complete, words)
