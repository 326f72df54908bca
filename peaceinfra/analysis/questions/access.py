"""Who asked for access and was refused or not answered?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.grounds import Scope, processes
from peaceinfra.analysis.collect.statements import REFUSALS, Refusal
from peaceinfra.analysis.facts import ActorFact, ProcessName, RoleFact
from peaceinfra.analysis.part_facts import Named
from peaceinfra.analysis.process_facts import ProcessFacts, SupportFact
from peaceinfra.analysis.questions.question import Answer, Column, Group, Question, Row, ValueKind
from peaceinfra.core.dates.choices import Certainty
from processes.choices import RoleBasis, RoleKind, StanceKind
from tracks.choices import SupportAnswer


class AccessFinding(TextChoices):
    """What became of a request."""

    NOT_RECOGNISED = "not_recognised", gettext_lazy("Asks for a place, which nobody recognises")
    PENDING = "pending", gettext_lazy("Asked for support, no answer recorded")
    REFUSED = "refused", gettext_lazy("Support was asked for or offered, and refused")
    WITHDRAWN = "withdrawn", gettext_lazy("Support was asked for or offered, and withdrawn")
    SAID_NO = "said_no", gettext_lazy("An actor refuses talks, a party or a place")
    DEMANDED = "demanded", gettext_lazy("An actor demands something of the talks or of a body")


_OF_ANSWER = {
    SupportAnswer.PENDING: AccessFinding.PENDING,
    SupportAnswer.REFUSED: AccessFinding.REFUSED,
    SupportAnswer.WITHDRAWN: AccessFinding.WITHDRAWN,
}


def answers(found: Sequence[ProcessFacts | Refusal], scope: Scope) -> Iterator[Row]:
    for facts in found:
        if isinstance(facts, Refusal):
            if derived.certainty(facts, scope.on) > Certainty.NO:
                yield _stance(facts, scope)
            continue
        process = ProcessName(facts.key, facts.name, facts.countries)
        for role in facts.roles:
            is_claim = role.basis == RoleBasis.CLAIMED and role.kind != RoleKind.SUPPORTER
            if is_claim and derived.certainty(role, scope.on) > Certainty.NO:
                yield _claim(process, role, scope)
        for support in facts.supports:
            if support.answer in _OF_ANSWER and not derived.has_not_begun(support, scope.on):
                yield _support(process, support)


def _claim(process: ProcessName, role: RoleFact, scope: Scope) -> Row:
    values = _values(process, role.actor, str(role.kind_label), None, role.dates.text)
    return Row(
        values,
        derived.certainty(role, scope.on),
        AccessFinding.NOT_RECOGNISED,
        (process.key, role.key, role.actor.key),
    )


def _support(process: ProcessName, support: SupportFact) -> Row:
    """Who asked is the one on record, else the one that it was for. An answer, once given, holds on."""
    who = support.requested_by or support.recipient
    values = _values(process, who, str(support.kind.label), support.giver, support.dates.text)
    named = [actor for actor in (support.giver, support.recipient, support.requested_by) if actor]
    return Row(
        values, None, _OF_ANSWER[support.answer], (process.key, support.key, *(actor.key for actor in named))
    )


def _stance(stance: Refusal, scope: Scope) -> Row:
    """The record that it is taken towards is what is refused, or of what is demanded."""
    subject = Named(stance.subject.home or stance.subject.public_id, stance.subject.label)
    what = f"{stance.kind_label}: {stance.condition}" if stance.condition else stance.kind_label
    values = _values(None, stance.actor, what, subject, stance.dates.text)
    finding = AccessFinding.SAID_NO if stance.kind == StanceKind.REFUSES else AccessFinding.DEMANDED
    behind = (stance.key, stance.actor.key, stance.subject.key)
    return Row(values, derived.certainty(stance, scope.on), finding, behind)


def _values(
    process: ProcessName, who: ActorFact | None, what: str, whom: ActorFact | Named | None, dates: str
) -> dict:
    return {"process": process, "who": who, "what": what, "whom": whom, "dates": dates}


def sentence(answer: Answer) -> str:
    parts = [
        (AccessFinding.NOT_RECOGNISED, lambda n: ngettext(
            "%(n)s claim to a place that nobody is recorded to recognise",
            "%(n)s claims to a place that nobody is recorded to recognise", n)),
        (AccessFinding.PENDING, lambda n: ngettext(
            "%(n)s request without a recorded answer", "%(n)s requests without a recorded answer", n)),
        (AccessFinding.REFUSED, lambda n: ngettext("%(n)s refusal", "%(n)s refusals", n)),
        (AccessFinding.WITHDRAWN, lambda n: ngettext("%(n)s withdrawal", "%(n)s withdrawals", n)),
        (AccessFinding.SAID_NO, lambda n: ngettext(
            "%(n)s stance that refuses talks, a party or a place",
            "%(n)s stances that refuse talks, a party or a place", n)),
        (AccessFinding.DEMANDED, lambda n: ngettext("%(n)s demand", "%(n)s demands", n)),
    ]  # fmt: skip
    found = [words(n) % {"n": n} for finding, words in parts if (n := answer.count(finding))]
    return _("On record: %(found)s.") % {"found": "; ".join(found)}


QUESTION = Question(
    28,
    "refused-or-not-answered",
    Group.PART,
    gettext_lazy("Who asked for access and was refused or not answered?"),
    (processes("supports"), REFUSALS),
    answers,
    (
        Column("who", gettext_lazy("Who asked"), ValueKind.RECORD),
        Column("what", gettext_lazy("For what")),
        Column("whom", gettext_lazy("Whom"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("dates", gettext_lazy("When")),
    ),
    sentence,
    gettext_lazy("No request was refused, withdrawn or left without an answer"),
    (
        gettext_lazy(
            "A role that is only claimed, and that nobody is recorded to recognise, is listed for the days on which "
            "it held or can have held. A request for support is listed from its day on, with what became of it. "
            "What an actor refuses or demands is listed for the days on which it held or can have held."
        ),
    ),
    (gettext_lazy("Most requests leave no trace: that none is recorded does not say that none was made."),),
    findings=AccessFinding,
)
