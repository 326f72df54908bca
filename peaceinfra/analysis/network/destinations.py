"""Where a way can lead: the table as a whole, the mediator's team, each party with its bodies, each joint body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.network.network import Network
from peaceinfra.analysis.network.ties import NodeKey
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.dates.choices import Certainty
from processes.choices import RoleBasis, RoleKind

TABLE, MEDIATION = "table", "mediation"
MEDIATING = {RoleKind.MEDIATOR, RoleKind.CO_MEDIATOR, RoleKind.FACILITATOR}


@dataclass(frozen=True, slots=True)
class Destination:
    """Any of its members will do.

    code    names it in an address: a word, or the public id of the party or of the body
    words   its name and what it is
    """

    code: str
    name: str
    words: str
    members: frozenset[NodeKey]


def destinations_of(facts: ProcessFacts, network: Network) -> list[Destination]:
    """Those that have members on the day of the network; of the parties also who only claims a seat."""
    day = network.day
    mediators = _holding(facts, MEDIATING, day)
    parties = _holding(facts, {RoleKind.PARTY}, day)
    serving, serves = _service(facts, day)
    joint = [facts.actors[key] for key, served in serves.items() if len(served & parties.keys()) > 1]
    found = [
        Destination(TABLE, _("the table"), _("the table (whoever takes part in the talks)"), network.table),
        Destination(
            MEDIATION,
            _("the mediator’s team"),
            _("the mediator’s team"),
            frozenset(_with_bodies(mediators, serving)),
        ),
        *(
            _actor(
                party, _("%(name)s (party, and the bodies that serve it)"), _with_bodies([party.key], serving)
            )
            for party in sorted(parties.values(), key=_by_name)
        ),
        *(_actor(body, _("%(name)s (joint body)"), {body.key}) for body in sorted(joint, key=_by_name)),
    ]
    return [destination for destination in found if destination.members]


def _actor(actor: ActorFact, words: str, members: set[NodeKey]) -> Destination:
    return Destination(actor.public_id, actor.name, words % {"name": actor.name}, frozenset(members))


def _holding(facts: ProcessFacts, kinds: set[RoleKind], day: date | None) -> dict[NodeKey, ActorFact]:
    """{key: actor}: those who have such a role on the day, or can have it. A claim to mediate makes no mediator."""
    return {
        role.actor.key: role.actor
        for role in facts.roles
        if role.kind in kinds
        and (role.kind == RoleKind.PARTY or role.basis != RoleBasis.CLAIMED)
        and derived.certainty(role, day) > Certainty.NO
    }


def _service(facts: ProcessFacts, day: date | None) -> tuple[dict, dict]:
    """{principal: the bodies that serve it}, {body: those whom it serves}"""
    serving, serves = defaultdict(set), defaultdict(set)
    for principal in facts.principals:
        if derived.certainty(principal, day) > Certainty.NO:
            serving[principal.principal.key].add(principal.body.key)
            serves[principal.body.key].add(principal.principal.key)
    return serving, serves


def _with_bodies(actors: Iterable[NodeKey], serving: dict) -> set[NodeKey]:
    return set(actors).union(*(serving.get(key, ()) for key in actors))


def _by_name(actor: ActorFact) -> tuple[str, int]:
    return actor.name, actor.key
