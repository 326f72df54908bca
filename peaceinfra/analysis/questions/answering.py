"""A page of the answer to a question, and how much there is to each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.collect.grounds import MOST_COUNTED, Scope, count_of, names_of_processes
from peaceinfra.analysis.network.ties import PASSING, TieKind
from peaceinfra.analysis.questions.question import Answer, Question, Row, Unanswered, label_of


def answer_page(question: Question, scope: Scope, after: int | None = None) -> Answer:
    """The answer for the next things of the question's ground; as many queries however many there are."""
    page = question.over.page(scope, after)
    found = list(question.answers(question.over.facts(page.keys, scope), scope))
    rows = [row for row in found if isinstance(row, Row)]
    unanswered = [row for row in found if isinstance(row, Unanswered)]
    if question.findings:
        order = {finding: place for place, finding in enumerate(question.findings.values)}
        rows.sort(key=lambda row: order[row.finding])
    passed_over = names_of_processes(page.passed_over, scope.viewer)
    return Answer(
        question, scope, rows, unanswered, page.looked_at, passed_over, after is None, page.next_after
    )


def sentence_of(answer: Answer) -> str:
    """The answer in words, and how far was looked."""
    question = answer.question
    if answer.rows:
        said = question.sentence(answer)
    else:
        said = _("%(none)s, on the records you may see.") % {"none": question.none}
    return " ".join(filter(None, [said, _how_far(answer), _silence(answer), _passed_over(answer)]))


def _how_far(answer: Answer) -> str:
    looked_at = answer.question.over.number(answer.looked_at)
    if answer.is_first and answer.next_after is None:
        return _("Looked at: %(looked_at)s.") % {"looked_at": looked_at}
    if answer.next_after is None:
        return _("Looked at on this page: %(looked_at)s; there are no more.") % {"looked_at": looked_at}
    return _("Looked at on this page: %(looked_at)s; there are more on the next page.") % {
        "looked_at": looked_at
    }


def _silence(answer: Answer) -> str:
    n = len(answer.unanswered)
    words = ngettext(
        "For %(n)s of them there is no answer, neither yes nor no.",
        "For %(n)s of them there is no answer, neither yes nor no.",
        n,
    )
    return words % {"n": n} if n else ""


def _passed_over(answer: Answer) -> str:
    if not answer.passed_over:
        return ""
    words = ngettext(
        "%(names)s is too large to be answered together with others: choose it as the process.",
        "%(names)s are too large to be answered together with others: choose one of them as the process.",
        len(answer.passed_over),
    )
    return words % {"names": ", ".join(map(label_of, answer.passed_over))}


def how_in_words(question: Question) -> list[str]:
    """How the answer was reached, a paragraph each, with the ties that were counted as ways."""
    said = [str(paragraph) for paragraph in question.how]
    if question.names_ties:
        kinds = ", ".join(str(kind.label) for kind in TieKind if kind in PASSING)
        said.append(_("Counted as ways: %(kinds)s. Other recorded ties are nobody's way.") % {"kinds": kinds})
    return said


@dataclass(frozen=True, slots=True)
class Number:
    """How much there is to a question.

    words       so many answers; or, where only looking tells, over so many things it looks
    is_answer   the number is one of answers
    """

    count: int
    words: str
    is_answer: bool


def numbers(questions: Iterable[Question], scope: Scope) -> dict[str, Number]:
    """{slug: how much there is to it}; one query for each ground, capped."""
    counts: dict[object, int] = {}
    found = {}
    for question in questions:
        ground = question.over
        if ground.rows not in counts:
            counts[ground.rows] = count_of(ground, scope)
        found[question.slug] = _number(question, counts[ground.rows])
    return found


def _number(question: Question, count: int) -> Number:
    ground = question.over
    words = ground.number(min(count, MOST_COUNTED))
    if count > MOST_COUNTED:
        words = _("more than %(number)s") % {"number": words}
    return Number(count, words, ground.is_answer)
