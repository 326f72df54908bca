"""Which links has nobody confirmed in time?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.grounds import OVERDUE_LINKAGES, Scope
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, ValueKind


def answers(linkages: Sequence[LinkageFact], scope: Scope) -> Iterator[Row]:
    for linkage in linkages:
        seen = derived.last_evidence(linkage, scope.on)
        values = {
            "process": linkage.process,
            "linkage": linkage,
            "form": str(linkage.modality_label),
            "last_seen": derived.sighting_text(linkage, seen) if seen else _("evidence undated"),
            "days_since": (scope.on - seen).days if seen else None,
            "review_days": linkage.review_days,
        }
        yield Row(
            values,
            derived.certainty(linkage, scope.on),
            rests_on=(linkage.key, linkage.source.key, linkage.target.key),
        )


def sentence(answer: Answer) -> str:
    words = ngettext(
        "%(n)s link has not been confirmed within its review time.",
        "%(n)s links have not been confirmed within their review time.",
        answer.count(),
    )
    said = [words % {"n": answer.count()}]
    dated = [row.values["last_seen"] for row in answer.rows if row.values["days_since"] is not None]
    if answer.is_first and len(dated) < len(answer.rows):
        said.append(_("Those without dated evidence stand first."))
    if answer.is_first and dated:
        said.append(_("The oldest dated evidence: %(seen)s.") % {"seen": dated[0]})
    return " ".join(said)


QUESTION = Question(
    2,
    "links-not-confirmed",
    Group.QUIET,
    gettext_lazy("Which links has nobody confirmed in time?"),
    (OVERDUE_LINKAGES,),
    answers,
    (
        Column("linkage", gettext_lazy("Link"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("form", gettext_lazy("Form")),
        Column("last_seen", gettext_lazy("Last seen")),
        Column("days_since", gettext_lazy("Days since"), ValueKind.NUMBER),
        Column("review_days", gettext_lazy("Should be seen again within (days)"), ValueKind.NUMBER),
    ),
    sentence,
    gettext_lazy("No link is past its review time"),
    (
        gettext_lazy(
            "Each linkage has a review interval. It is listed when the newest day on which a source saw it, up to "
            "the day of the answer, is further back than that, or when its evidence has no day."
        ),
        gettext_lazy(
            "A linkage that was certainly over, or whose two actors or process were, is not listed: nobody could "
            "confirm it any more."
        ),
    ),
    (
        gettext_lazy("Old evidence does not say that a link has ended: ask before you rely on it."),
        gettext_lazy("Seats in bodies, channels and reach are not asked about here; linkages alone are."),
    ),
)
