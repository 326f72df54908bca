"""A page of the answer to a question, its markings, and both in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis.collect.grounds import Ground, Place, Scope, names_of_processes
from peaceinfra.analysis.collect.markings import Marking, collect_whole_markings, together
from peaceinfra.analysis.network.ties import PASSING, TieKind
from peaceinfra.analysis.questions.question import Answer, Question, Row, Silence, Unanswered, label_of


def answer_page(question: Question, scope: Scope, after: Place | None = None) -> Answer:
    """The answer for the next things of the question's grounds; as many queries however many there are.

    Where a ground ends the next one begins on the same page.
    """
    found, looked_at, passed_over, next_after = [], [], [], None
    for ground, key in _from(question.over, after):
        page = ground.page(scope, key)
        found += question.answers(ground.facts(page.keys, scope), scope)
        looked_at.append(ground.number(len(page.keys)))
        passed_over += page.passed_over
        if page.next_after is not None:
            next_after = Place(ground.kind, page.next_after)
            break
    rows = [row for row in found if isinstance(row, Row)]
    if question.findings:
        order = {finding: place for place, finding in enumerate(question.findings.values)}
        rows.sort(key=lambda row: order[row.finding])
    unanswered = [row for row in found if isinstance(row, Unanswered)]
    names = names_of_processes(passed_over, scope.viewer)
    return Answer(question, scope, rows, unanswered, looked_at, names, after is None, next_after)


@dataclass(frozen=True, slots=True)
class Markings:
    """The marking of a page, and of each of its rows in their order."""

    whole: Marking
    rows: Sequence[Marking]


def markings_of(answer: Answer) -> Markings:
    """That of all they rest on and name, and never below the floor of the question; one query."""
    least = Marking(answer.question.floor, ())
    behind = [row.behind for row in answer.rows]
    besides = {record.key for record in (*(one.record for one in answer.unanswered), *answer.passed_over)}
    found = collect_whole_markings(besides.union(*behind), answer.scope.viewer)
    rows = [together([least, *(found[key] for key in keys if key in found)]) for keys in behind]
    return Markings(together([least, *found.values()]), rows)


def _from(grounds: Sequence[Ground], after: Place | None) -> list[tuple[Ground, int | None]]:
    """The grounds that are still to be looked over, each with the key after which it begins."""
    kinds = [ground.kind for ground in grounds]
    if after is None or after.kind not in kinds:
        return [(ground, None) for ground in grounds]
    place = kinds.index(after.kind)
    return [(grounds[place], after.key), *((ground, None) for ground in grounds[place + 1 :])]


def sentence_of(answer: Answer) -> str:
    """The answer in words, and how far was looked."""
    return f"{finding_of(answer)} {extent_of(answer)}"


def finding_of(answer: Answer) -> str:
    """What was found, in words."""
    if answer.rows:
        return answer.question.sentence(answer)
    return _("%(none)s, on the records you may see.") % {"none": answer.question.none}


def extent_of(answer: Answer) -> str:
    """How far was looked, in words."""
    return " ".join(filter(None, [_how_far(answer), _silence(answer), _passed_over(answer)]))


def _how_far(answer: Answer) -> str:
    looked_at = ", ".join(answer.looked_at)
    if answer.is_first and answer.next_after is None:
        return _("Looked at: %(looked_at)s.") % {"looked_at": looked_at}
    if answer.next_after is None:
        return _("Looked at on this page: %(looked_at)s; there are no more.") % {"looked_at": looked_at}
    return _("Looked at on this page: %(looked_at)s; there are more on the next page.") % {
        "looked_at": looked_at
    }


def _silence(answer: Answer) -> str:
    in_part = sum(one.why == Silence.IN_PART for one in answer.unanswered)
    none = len(answer.unanswered) - in_part
    said = []
    if none:
        words = ngettext(
            "For %(n)s of them the records do not allow an answer.",
            "For %(n)s of them the records do not allow an answer.",
            none,
        )
        said.append(words % {"n": none})
    if in_part:
        words = ngettext(
            "For %(n)s of them they allow an answer only in part.",
            "For %(n)s of them they allow an answer only in part.",
            in_part,
        )
        said.append(words % {"n": in_part})
    return " ".join(said)


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
