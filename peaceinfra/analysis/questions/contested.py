"""Where do sources contradict each other?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis.claim_words import field_and_value
from peaceinfra.analysis.collect.grounds import Scope
from peaceinfra.analysis.collect.statements import COMPARED, Contested
from peaceinfra.analysis.facts import EvidenceFact
from peaceinfra.analysis.part_facts import Named
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, ValueKind
from peaceinfra.core.value_words import field_words
from processes.choices import ClaimStatus, Polarity


def answers(found: Sequence[Contested], scope: Scope) -> Iterator[Row]:
    for contested in found:
        subject, claims = contested.subject, sorted(contested.claims, key=_best_first)
        values = {
            "record": Named(subject.home or subject.public_id, subject.label),
            "kind": str(subject.kind),
            "field": field_words(subject.public_id[:3], contested.field),
            "says": "; ".join(map(_saying, claims)),
            "sources": [claim.source for claim in _one_each(claims)],
        }
        behind = [subject.key, *(claim.key for claim in claims)]
        yield Row(values, rests_on=(*behind, *(claim.source.key for claim in claims)))


def _best_first(claim: EvidenceFact) -> tuple:
    """What sources hold before what they deny; of the same the best graded first."""
    is_denied = claim.polarity != Polarity.SUPPORTS
    return is_denied, claim.credibility, claim.source.reliability, claim.source.name, claim.key


def _saying(claim: EvidenceFact) -> str:
    """What one source says, with its grade, as “2009 (B2)” or “not: 2009 (C3, disputed)”."""
    _field, value = field_and_value(claim)
    marks = [claim.grade]
    if claim.status == ClaimStatus.DISPUTED:
        marks.append(str(ClaimStatus.DISPUTED.label))
    words = value or _("the statement")
    if claim.polarity == Polarity.CONTRADICTS:
        words = _("not: %(value)s") % {"value": words}
    elif claim.polarity == Polarity.ABSENT:
        words = _("there is none: %(value)s") % {"value": value} if value else _("there is none")
    return f"{words} ({', '.join(marks)})"


def _one_each(claims: Sequence[EvidenceFact]) -> list[EvidenceFact]:
    """One claim of each source, in order."""
    return list({claim.source.key: claim for claim in reversed(claims)}.values())[::-1]


def sentence(answer: Answer) -> str:
    words = ngettext("Sources disagree on %(n)s fact.", "Sources disagree on %(n)s facts.", answer.count())
    return words % {"n": answer.count()}


QUESTION = Question(
    23,
    "sources-contradict",
    Group.SURE,
    gettext_lazy("Where do sources contradict each other?"),
    (COMPARED,),
    answers,
    (
        Column("record", gettext_lazy("About"), ValueKind.RECORD),
        Column("kind", gettext_lazy("Kind")),
        Column("field", gettext_lazy("What of it")),
        Column("says", gettext_lazy("What sources say")),
        Column("sources", gettext_lazy("Sources"), ValueKind.RECORDS),
    ),
    sentence,
    gettext_lazy("Sources disagree on nothing"),
    (
        gettext_lazy(
            "A fact is listed when one source says what another contradicts or denies, when two give values that "
            "cannot both hold, or when a claim about it was disputed in review. Claims that were rejected or "
            "superseded do not count."
        ),
        gettext_lazy(
            "In brackets stands the grade: how reliable the source is, from A to F, and how credible the statement "
            "is, from 1 to 6."
        ),
    ),
    (
        gettext_lazy("All are listed as they are recorded now: a day that you choose changes nothing here."),
        gettext_lazy("Sources of which only one was read cannot disagree."),
    ),
)
