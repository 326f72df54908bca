"""What the map says of each mark on a day: whether it was there, the one remark under its name, and its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.drawing.map_looks import MarkLook
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.network.network import AT_THE_TABLE, Network
from peaceinfra.analysis.network.plan import Plan, Row
from peaceinfra.analysis.network.ties import Node, NodeKey, TieKind
from peaceinfra.analysis.process_facts import ChannelFact, ProcessFacts
from peaceinfra.analysis.warning import NO_ADDRESS, SINGLE_BROKER, UNLINKED, Occasion
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.dashboards.presenters.addresses import actor_addresses, page_address
from peaceinfra.dashboards.presenters.map_lives import Life, life_on
from processes.choices import RoleBasis, RoleKind
from tracks.choices import ReachQuality


def mark_looks(
    facts: ProcessFacts,
    nodes: Iterable[Node],
    plan: Plan,
    whole: Network,
    shown: Network,
    current: Network,
    occasion: Occasion,
) -> dict[NodeKey, MarkLook]:
    """{node: how it looks}"""
    remarks = Remarks(facts, plan, whole, shown, current, occasion)
    return {node.key: remarks.look_of(node) for node in nodes}


class Remarks:
    """What is to be said of the nodes of a process on a day."""

    def __init__(self, facts, plan, whole, shown, current, occasion):
        self.facts, self.shown, self.day = facts, shown, shown.day
        self.address = actor_addresses(shown.day)
        self.rows = {node.key: mark.row for mark in plan.marks for node in mark.nodes}
        self.hanging = current.hanging if occasion.allows(SINGLE_BROKER) else {}
        self.names_unlinked = UNLINKED.is_open_to(occasion.viewer)
        self.asks_for_bodies = occasion.allows(NO_ADDRESS)
        self.served = {service.principal.key for service in facts.principals}
        self.roles = defaultdict(list)
        for role in facts.roles:
            if role.kind in AT_THE_TABLE:
                self.roles[role.actor.key].append(role)
        self.linked = {
            node.key for held in whole.held if held.tie.kind == TieKind.LINKAGE for node in held.tie.stops
        }
        self.carried = defaultdict(dict)
        for held in whole.held:
            if isinstance(held.tie.fact, ChannelFact):
                for actor in held.tie.fact.via:
                    self.carried[actor.key][plan.tags[held.tie.key]] = None
        self.reached = {held.tie.stops[-1].key for held in shown.held if held.tie.kind == TieKind.REACH}
        self.unreached = {
            reach.community.key
            for reach in facts.reaches
            if reach.community
            and reach.quality == ReachQuality.NONE
            and derived.certainty(reach, self.day) > Certainty.NO
        }

    def look_of(self, node: Node) -> MarkLook:
        return self._actor(node.actor) if node.actor else self._community(node)

    def _community(self, node: Node) -> MarkLook:
        url = page_address(node.community.public_id, self.day) if node.community else ""
        remark = ""
        if node.community and self.names_unlinked and node.key not in self.reached:
            if node.key in self.unreached:
                remark = _("a source says: reached by nobody")
            elif self.day:
                remark = _("no reach recorded")
        said = "; ".join(filter(None, [node.name, remark]))
        return MarkLook(said, url, remark, warns=bool(remark), tells_who_lacks=bool(remark))

    def _actor(self, actor: ActorFact) -> MarkLook:
        life = self.life(actor)
        number = len(self.hanging.get(actor.key, ()))
        remark, brief, warns, tells_who_lacks = life.words, life.brief, life.warns, False
        if number:
            remark, warns = ngettext("only way for %(n)s", "only way for %(n)s", number) % {"n": number}, True
            brief = _("only way: %(n)s") % {"n": number}
        elif not remark:
            remark = self._carries(actor)
            tells_who_lacks = bool(remark)
            remark = remark or self._standing(actor)
        words = [actor.name, str(actor.kind_label), remark, life.words if life.words != remark else ""]
        if life.is_possible:
            words.append(_("possible on this day") if self.day else _("possible"))
        return MarkLook(
            "; ".join(filter(None, words)),
            self.address(actor),
            remark,
            brief,
            warns,
            life.is_off,
            life.is_possible,
            has_ring=bool(number),
            tells_who_lacks=tells_who_lacks,
            is_fictional=actor.is_fictional and not self.facts.is_fictional,
        )

    def life(self, actor: ActorFact) -> Life:
        is_at_the_top = self.rows.get(actor.key, Row.PARTIES) < Row.MIDDLE
        return life_on(actor, self.facts.lifecycles.get(actor.key), self.day, is_at_the_top)

    def _carries(self, actor: ActorFact) -> str:
        """Of a local actor through whom a channel went, and of whom no linkage is recorded."""
        is_local = self.rows.get(actor.key) == Row.LOCAL
        if is_local and self.names_unlinked and actor.key in self.carried and actor.key not in self.linked:
            return _("no linkage, but carried channel %(channels)s") % {
                "channels": ", ".join(self.carried[actor.key])
            }
        return ""

    def _standing(self, actor: ActorFact) -> str:
        """What is to be said of its part in the process; "" for nothing."""
        if said := self.seat(actor):
            return said
        if self.asks_for_bodies and actor.key not in self.served and self._is_party(actor):
            return _("no body on record")
        return ""

    def _is_party(self, actor: ActorFact) -> bool:
        return any(role.kind == RoleKind.PARTY for role in self.roles.get(actor.key, ()))

    def seat(self, actor: ActorFact) -> str:
        """Of those at the table: that they only ask for their seat, or do not have it on the day."""
        roles = self.roles.get(actor.key)
        if not roles or self.rows.get(actor.key) != Row.PARTIES:
            return ""
        held = [role for role in roles if derived.certainty(role, self.day) > Certainty.NO]
        if not held and self.day:
            later = any(
                role.dates.bounds.start_min and role.dates.bounds.start_min > self.day for role in roles
            )
            return _("not at the table yet") if later else _("no longer at the table")
        if held and all(role.basis == RoleBasis.CLAIMED for role in held):
            return _("asks for a seat")
        kinds = {role.kind for role in held}
        if kinds and RoleKind.PARTY not in kinds:
            return str(held[0].kind_label)
        return ""
