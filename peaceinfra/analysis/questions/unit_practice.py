"""Do support units do what they say of local actors?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.analysis.collect.grounds import Scope
from peaceinfra.analysis.collect.units import UNITS, Unit
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, ValueKind


class PracticeFinding(TextChoices):
    """What is recorded of a unit."""

    BOTH = "both", gettext_lazy("Policy and practice are recorded: read them side by side")
    POLICY = "policy", gettext_lazy("Only a policy is recorded")
    PRACTICE = "practice", gettext_lazy("Only a practice is recorded")
    NEITHER = "neither", gettext_lazy("Neither is recorded")


def answers(found: Sequence[Unit], scope: Scope) -> Iterator[Row]:
    for unit in found:
        values = {"unit": unit.body, "policy": unit.policy, "practice": unit.practice}
        yield Row(values, finding=_finding(unit), rests_on=(unit.body.key,))


def _finding(unit: Unit) -> str:
    if unit.policy and unit.practice:
        return PracticeFinding.BOTH
    if unit.policy:
        return PracticeFinding.POLICY
    return PracticeFinding.PRACTICE if unit.practice else PracticeFinding.NEITHER


def sentence(answer: Answer) -> str:
    return _(
        "Of %(all)s support units, both policy and practice are recorded for %(both)s, only one of them for %(one)s, "
        "neither for %(neither)s."
    ) % {
        "all": answer.count(),
        "both": answer.count(PracticeFinding.BOTH),
        "one": answer.count(PracticeFinding.POLICY, PracticeFinding.PRACTICE),
        "neither": answer.count(PracticeFinding.NEITHER),
    }


QUESTION = Question(
    29,
    "policy-and-practice",
    Group.PART,
    gettext_lazy("Do support units do what they say about local actors?"),
    (UNITS,),
    answers,
    (
        Column("unit", gettext_lazy("Support unit"), ValueKind.RECORD),
        Column("policy", gettext_lazy("What it says")),
        Column("practice", gettext_lazy("What it does")),
    ),
    sentence,
    gettext_lazy("No support unit is recorded"),
    (
        gettext_lazy(
            "Policy and practice are two fields of a support unit, each from its own sources. The register sets them "
            "side by side and does not judge whether they agree."
        ),
    ),
    (
        gettext_lazy("Both are told as they are recorded now: a day that you choose changes nothing here."),
        gettext_lazy("With a process chosen, the units are those that gave or offered support in it."),
    ),
    findings=PracticeFinding,
)
