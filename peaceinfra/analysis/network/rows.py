"""The rows of the map of a process, and on which of them its actors stand: by all roles and services of its life."""

from __future__ import annotations

from collections import defaultdict
from enum import IntEnum

from peaceinfra.analysis.channel_status import facing_pairs
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.network.network import AT_THE_TABLE
from peaceinfra.analysis.network.ties import NodeKey
from peaceinfra.analysis.process_facts import ProcessFacts
from processes.choices import OF_A_STATE, ActorLevel, RoleBasis, RoleKind

_AT_ITS_HEAD = AT_THE_TABLE - {RoleKind.CONTACT_GROUP_MEMBER}


class Row(IntEnum):
    """The rows of the map from the top. Height says where somebody usually works, and nothing about rank."""

    PARTIES = 0
    BODIES = 1
    JOINT = 2
    MIDDLE = 3
    UNKNOWN = 4
    LOCAL = 5
    COMMUNITIES = 6


class Rows:
    """On which row the actors of a process stand, by all roles and services of its whole life."""

    def __init__(self, facts: ProcessFacts):
        self.roles: dict[NodeKey, list] = defaultdict(list)
        for role in facts.roles:
            if role.kind in AT_THE_TABLE:
                self.roles[role.actor.key].append(role)
        self.served: dict[NodeKey, dict[NodeKey, str]] = defaultdict(dict)
        for service in facts.principals:
            self.served[service.body.key][service.principal.key] = service.side
        self.bodies = {post.key: post.body.key for post in facts.posts}
        self.posts: dict[NodeKey, dict[NodeKey, None]] = defaultdict(dict)
        for appointment in facts.appointments:
            if body := self.bodies.get(appointment.post.key):
                self.posts[appointment.person.key][body] = None
        self.above: dict[NodeKey, dict[NodeKey, None]] = defaultdict(dict)
        for relation in facts.relations:
            self.above[relation.body.key][relation.other.key] = None
        self.sides = self._sides(facts)
        self._masters: dict[NodeKey, frozenset[NodeKey]] = {}

    def _sides(self, facts: ProcessFacts) -> dict[str, int]:
        """{side: its place from the left}; that of a state comes first, where one faces the others."""
        members: dict[str, set[int]] = defaultdict(set)
        for key, roles in self.roles.items():
            for role in roles:
                if role.kind == RoleKind.PARTY and role.side:
                    members[role.side].add(key)
        names = sorted(members)
        facing = {side for pair in facing_pairs(dict(members), facts.actors) for side in pair}
        states = {
            side
            for side in names
            if any(facts.actors[key].kind in OF_A_STATE for key in members[side] if key in facts.actors)
        }
        in_order = sorted(names, key=lambda side: (side not in states, side not in facing, side))
        return {side: place for place, side in enumerate(in_order)}

    def row_of(self, actor: ActorFact) -> Row:
        if actor.form and (masters := self.masters(actor.key)):
            return Row.JOINT if self._is_joint(masters) else Row.BODIES
        if actor.key in self.roles:
            return Row.PARTIES
        if actor.level == ActorLevel.TOP:
            return Row.BODIES if actor.form or self.under(actor.key) else Row.PARTIES
        return {ActorLevel.MIDDLE: Row.MIDDLE, ActorLevel.GRASSROOTS: Row.LOCAL}.get(actor.level, Row.UNKNOWN)

    def tier_of(self, actor: ActorFact, row: Row) -> int:
        if row == Row.PARTIES:
            kinds = {role.kind for role in self.roles.get(actor.key, ())}
            return 0 if kinds & _AT_ITS_HEAD else 1 if kinds else 2
        return int(row == Row.BODIES and not actor.form)

    def masters(self, key: NodeKey) -> frozenset[NodeKey]:
        """Those at the table whom a body serves, also by way of another body."""
        if key not in self._masters:
            self._masters[key] = self._served_by(key)
        return self._masters[key]

    def _served_by(self, key: NodeKey) -> frozenset[NodeKey]:
        found, steps, seen = set(), [*self.served.get(key, ())], {key}
        while steps:
            step = steps.pop()
            if step in seen:
                continue
            seen.add(step)
            if self.served.get(step):
                steps += self.served[step]
            elif step in self.roles:
                found.add(step)
        return frozenset(found)

    def _is_joint(self, masters: frozenset[NodeKey]) -> bool:
        """It serves more than one side, or several of whom no common side is recorded."""
        sides = {self.side(key) for key in masters}
        return len(masters) > 1 and (len(sides) > 1 or sides == {""})

    def side(self, key: NodeKey) -> str:
        return next((role.side for role in self.roles.get(key, ()) if role.side), "")

    def is_party(self, key: NodeKey) -> bool:
        return any(role.kind == RoleKind.PARTY for role in self.roles.get(key, ()))

    def is_claimed(self, key: NodeKey) -> bool:
        """It only asks for its seat."""
        roles = self.roles.get(key, ())
        return bool(roles) and all(role.basis == RoleBasis.CLAIMED for role in roles)

    def under(self, key: NodeKey) -> tuple[NodeKey, ...]:
        """Whom it serves; else the body in which it has a post, or what it is part of."""
        return tuple(self.served.get(key) or self.posts.get(key) or self.above.get(key) or ())
