"""Which parties have no address?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.contact_points import PROCESSES_WITH_STANCES
from peaceinfra.analysis.collect.grounds import Scope
from peaceinfra.analysis.contact_points import ContactPoint, contact_points
from peaceinfra.analysis.facts import ActorFact, ProcessName, RoleFact
from peaceinfra.analysis.process_facts import ProcessFacts, StanceFact
from peaceinfra.analysis.questions.occasions import named_in, searched_rows
from peaceinfra.analysis.questions.question import (
    Answer,
    Column,
    Group,
    Question,
    Row,
    Unanswered,
    ValueKind,
)
from peaceinfra.analysis.warning import NO_ADDRESS, holds, listed
from peaceinfra.core.dates.choices import Certainty
from processes.choices import RoleKind, StanceKind
from secretariats.choices import Lifecycle

#: Stances by which somebody lets a contact point be, and by which they do not.
ACCEPTING = (StanceKind.RECOGNISES, StanceKind.TOLERATES, StanceKind.GUARANTEES)
OBJECTING = (StanceKind.OBJECTS, StanceKind.REFUSES)


class AddressFinding(TextChoices):
    """Whether a party can be reached at a body of its own."""

    NONE = "none", gettext_lazy("No contact point is recorded")
    PERHAPS = "perhaps", gettext_lazy("Perhaps: it is not certain that one was at work")
    HAS = "has", gettext_lazy("Has a contact point")


def answers(found: Sequence[ProcessFacts], scope: Scope) -> Iterator[Row | Unanswered]:
    return searched_rows(
        found,
        scope,
        NO_ADDRESS,
        _of_process,
    )


def _of_process(facts: ProcessFacts, scope: Scope, *, is_searched: bool) -> Iterator[Row]:
    points = contact_points(facts, scope.on)
    stances = [stance for stance in facts.stances if holds(stance, scope.on)]
    for role in _parties(facts, scope):
        own = points.get(role.actor.key, [])
        if own or is_searched:
            yield _row(role, own, stances, facts, scope)


def _parties(facts: ProcessFacts, scope: Scope) -> list[RoleFact]:
    """Of each party the role that is surest on the day."""
    found: dict[int, RoleFact] = {}
    for role in facts.roles:
        if role.kind != RoleKind.PARTY or not holds(role, scope.on):
            continue
        other = found.get(role.actor.key)
        if other is None or derived.certainty(other, scope.on) < derived.certainty(role, scope.on):
            found[role.actor.key] = role
    return list(found.values())


def _row(
    role: RoleFact,
    points: Sequence[ContactPoint],
    stances: Sequence[StanceFact],
    facts: ProcessFacts,
    scope: Scope,
) -> Row:
    surest = max((point.certainty for point in points), default=Certainty.NO)
    is_party, bodies = derived.certainty(role, scope.on), {point.body.key for point in points}
    towards = [stance for stance in stances if stance.subject in bodies]
    values = {
        "party": role.actor,
        "process": ProcessName(facts.key, facts.name, facts.countries),
        "bodies": list({point.body.key: point.body for point in points}.values()),
        "state": _each(points, _state),
        "when": _each(points, lambda point: point.serves.dates.text),
        "accepted": _by(towards, ACCEPTING),
        "objected": _by(towards, OBJECTING),
    }
    behind = [role.actor.key, role.key, facts.key, *bodies, *(point.serves.key for point in points)]
    behind += [key for stance in towards for key in (stance.key, stance.actor.key)]
    behind += [row.key for body in bodies for row in facts.lifecycles.get(body, ())]
    if not points:
        finding, certainty = AddressFinding.NONE, is_party
    else:
        is_sure = surest >= Certainty.CONFIRMED
        finding = AddressFinding.HAS if is_sure else AddressFinding.PERHAPS
        certainty = min(is_party, surest)
    return Row(values, certainty, finding.value, tuple(dict.fromkeys(behind)))


def _each(points: Sequence[ContactPoint], words_of: Callable[[ContactPoint], str]) -> str | None:
    """The words for each contact point, with its name where there are several."""
    if len(points) == 1:
        return words_of(points[0])
    return " · ".join(f"{point.body.name}: {words_of(point)}" for point in points) or None


def _state(point: ContactPoint) -> str:
    states = [str(Lifecycle(state).label) for state in point.states]
    return _(" or ").join(states) if states else _("state not recorded")


def _by(stances: Sequence[StanceFact], kinds: Sequence[StanceKind]) -> list[ActorFact]:
    return list({stance.actor.key: stance.actor for stance in stances if stance.kind in kinds}.values())


def sentence(answer: Answer) -> str:
    none, perhaps, has = (named_in(answer.by_finding[finding], "party") for finding in AddressFinding)
    said = []
    if none:
        words = ngettext(
            "%(n)s party has no recorded contact point: %(names)s.",
            "%(n)s parties have no recorded contact point: %(names)s.",
            len(none),
        )
        said.append(words % {"n": len(none), "names": listed([party.name for party in none])})
    else:
        said.append(_("Every party has a contact point, or perhaps has one, on the records you may see."))
    if perhaps:
        words = ngettext(
            "%(n)s perhaps has one: %(names)s.", "%(n)s perhaps have one: %(names)s.", len(perhaps)
        )
        said.append(words % {"n": len(perhaps), "names": listed([party.name for party in perhaps])})
    if has:
        said.append(ngettext("%(n)s has one.", "%(n)s have one.", len(has)) % {"n": len(has)})
    return " ".join(said)


QUESTION = Question(
    16,
    "parties-without-address",
    Group.OFFICES,
    gettext_lazy("Which parties have no address?"),
    (PROCESSES_WITH_STANCES,),
    answers,
    (
        Column("party", gettext_lazy("Party"), ValueKind.RECORD),
        Column("process", gettext_lazy("Process"), ValueKind.RECORD),
        Column("bodies", gettext_lazy("Contact point"), ValueKind.RECORDS),
        Column("state", gettext_lazy("Its state on the day")),
        Column("when", gettext_lazy("Serves the party")),
        Column("accepted", gettext_lazy("Accepted by"), ValueKind.RECORDS),
        Column("objected", gettext_lazy("Objected to by"), ValueKind.RECORDS),
    ),
    sentence,
    gettext_lazy("No party is listed"),
    (
        gettext_lazy(
            "A contact point is a body that serves the party and is at work: operational, of low profile, "
            "repurposed or winding down. Where one of several possible states is another, it is only possible."
        ),
        gettext_lazy(
            "Accepted by: who recognises, tolerates or guarantees the body. Objected to by: who objects to it "
            "or refuses it."
        ),
        gettext_lazy(
            "How sure says how surely the party took part on the day and its contact point served it; where it has "
            "none, how surely it took part. That it has none is said only where somebody searched for bodies."
        ),
    ),
    (
        gettext_lazy("Persons who can be spoken to without a body are not contact points here."),
        gettext_lazy("A body at work may still not answer."),
        gettext_lazy("A joint body that serves several parties counts as a contact point of each of them."),
    ),
    findings=AddressFinding,
    sought=(AddressFinding.NONE,),
)
