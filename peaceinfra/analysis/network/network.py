"""The network of a process on a day: its ties as they held, who has a way to the table, and on whom a way hangs.

What it says of ways is a list of targets even where each record was published: who shows it sees to the floor.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.network.graph import (
    Approach,
    Dependence,
    Standing,
    Step,
    approaches,
    dependence,
    reached,
)
from peaceinfra.analysis.network.ties import Node, NodeKey, Tie, actor_node, community_node, nodes_on, ties_of
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.dates.choices import Certainty
from processes.choices import ActorLevel, RoleBasis, RoleKind

AT_THE_TABLE = {
    RoleKind.PARTY,
    RoleKind.MEDIATOR,
    RoleKind.CO_MEDIATOR,
    RoleKind.FACILITATOR,
    RoleKind.CONTACT_GROUP_MEMBER,
}


@dataclass(frozen=True, slots=True)
class Held:
    """A tie that held on the day, or can have held.

    way    how certain it is that word could pass by it; `Certainty.NO` where it could not
    """

    tie: Tie
    certainty: Certainty
    way: Certainty


@dataclass(frozen=True)
class Network:
    """What joined whom on a day, or all that is recorded where none was chosen.

    table     the destination: who takes part in the talks, and the bodies that serve them
    local     the local actors of the process, by key
    nodes     all that ties join, and who or what the process names without a tie
    """

    day: date | None
    held: list[Held]
    table: frozenset[int]
    local: dict[int, ActorFact]
    nodes: dict[NodeKey, Node]

    @cached_property
    def tied(self) -> set[NodeKey]:
        """Those whom a tie joins to anybody."""
        return {node.key for held in self.held for node in held.tie.stops}

    @cached_property
    def standings(self) -> dict[NodeKey, Dependence]:
        """{node: how it stands to the table}, for those on a tie and at the table."""
        return dependence(self.steps, self.table, self.terminal)

    @cached_property
    def approaches(self) -> dict[NodeKey, Approach]:
        """{node: its shortest recorded way to the table}, also by uncertain ties."""
        return approaches(self.steps, self.table, self.terminal)

    def surest_way(self, key: NodeKey) -> Certainty:
        """How certain the surest way of a node to the table is."""
        if key in self._certain:
            return Certainty.CERTAIN
        found = self.standings.get(key, _NOWHERE)
        if found.standing == Standing.NO_WAY:
            return Certainty.NO
        return Certainty.CONFIRMED if found.is_confirmed else Certainty.POSSIBLE

    @cached_property
    def steps(self) -> list[Step]:
        """Every step by which word could pass."""
        return [
            (here, there, held.way)
            for held in self.held
            if held.way > Certainty.NO
            for here, there in held.tie.steps
        ]

    @cached_property
    def terminal(self) -> set[NodeKey]:
        """The nodes through which no way leads on."""
        return {key for key, node in self.nodes.items() if node.is_terminal}

    @cached_property
    def _certain(self) -> set[NodeKey]:
        return reached(self.steps, self.table, self.terminal, Certainty.CERTAIN)

    def locals_that(self, standing: Standing) -> list[ActorFact]:
        """The local actors that stand so, by name."""
        found = [
            actor
            for key, actor in self.local.items()
            if self.standings.get(key, _NOWHERE).standing == standing
        ]
        return sorted(found, key=_by_name)

    @cached_property
    def hanging(self) -> dict[int, list[ActorFact]]:
        """{broker: the local actors all of whose recorded ways to the table run through it}

        The one on whom most hang comes first.
        """
        found = defaultdict(list)
        for actor in self.locals_that(Standing.HANGS):
            for broker in self.standings[actor.key].brokers:
                found[broker].append(actor)
        return dict(sorted(found.items(), key=lambda item: (-len(item[1]), str(item[0]))))

    @cached_property
    def unlinked(self) -> list[ActorFact]:
        """The local actors of whom no tie at all is recorded, by name."""
        return sorted((actor for key, actor in self.local.items() if key not in self.tied), key=_by_name)


_NOWHERE = Dependence(Standing.NO_WAY)


def network_on(facts: ProcessFacts, day: date | None) -> Network:
    """The network of the day; without one all that is recorded, also what can never have held."""
    answers = [(tie, tie.certainty(day)) for tie in ties_of(facts)]
    held = [
        Held(tie, certainty, tie.way(day, certainty))
        for tie, certainty in answers
        if day is None or certainty != Certainty.NO
    ]
    local = local_actors(facts, day)
    return Network(
        day,
        held,
        frozenset(table_on(facts, day)),
        local,
        _named(facts, local, day) | nodes_on(found.tie for found in held),
    )


def _named(facts: ProcessFacts, local: dict[int, ActorFact], day: date | None) -> dict[NodeKey, Node]:
    """Who has a role on the day, the local actors, and the communities of which it is said who reaches them."""
    acting = [role.actor for role in facts.roles if derived.certainty(role, day) > Certainty.NO]
    communities = [
        reach.community
        for reach in facts.reaches
        if reach.community and derived.certainty(reach, day) > Certainty.NO
    ]
    return {actor.key: actor_node(actor) for actor in (*acting, *local.values())} | {
        community.key: community_node(community) for community in communities
    }


def table_of(facts: ProcessFacts) -> set[int]:
    """Who sat at the official table at any time: parties, mediators, and the bodies that serve them."""
    seated = {role.actor.key for role in facts.roles if role.kind in AT_THE_TABLE}
    return seated | {principal.body.key for principal in facts.principals}


def table_on(facts: ProcessFacts, day: date | None) -> set[int]:
    """Those of them who were there on the day, or can have been. Who only asks for a seat is not there yet."""
    seated = {
        role.actor.key
        for role in facts.roles
        if role.kind in AT_THE_TABLE
        and role.basis != RoleBasis.CLAIMED
        and derived.certainty(role, day) > Certainty.NO
    }
    serving = {
        principal.body.key
        for principal in facts.principals
        if principal.principal.key in seated and derived.certainty(principal, day) > Certainty.NO
    }
    return seated | serving


def is_local(actor: ActorFact) -> bool:
    return actor.level == ActorLevel.GRASSROOTS or actor.is_mediator


def local_actors(facts: ProcessFacts, day: date | None) -> dict[int, ActorFact]:
    """{key: actor}: those at the grassroots and the local mediators that the process names, as long as they lived.

    One whose every role in the process was over, or had not begun, took no part on the day.
    """
    roles = defaultdict(list)
    for role in facts.roles:
        roles[role.actor.key].append(derived.certainty(role, day))
    return {
        key: actor
        for key, actor in facts.actors.items()
        if is_local(actor)
        and derived.certainty(actor, day) > Certainty.NO
        and max(roles.get(key, [Certainty.POSSIBLE])) > Certainty.NO
    }


def _by_name(actor: ActorFact) -> tuple[str, int]:
    return actor.name, actor.key
