"""The network of one process as it is told: nodes, edges of all kinds, and the marking of each and of the whole.

It puts together what the lists of the API show the same reader, so it asks for no clearance of its own; reach has
its floor everywhere. What is *derived* from it (who hangs on one broker) is not told here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from itertools import pairwise
from operator import attrgetter

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.markings import Marking, collect_whole_markings, together
from peaceinfra.analysis.collect.network import collect_network
from peaceinfra.analysis.facts import ActorFact, Dates, Fact, LinkageFact, MeetingFact, RoleFact
from peaceinfra.analysis.kinds import ENDPOINTS
from peaceinfra.analysis.network.network import Held, Network, network_on
from peaceinfra.analysis.network.ties import MOST_PAIRED, Node, Tie, TieKind, keys_of
from peaceinfra.analysis.process_facts import ChannelFact, ProcessFacts
from peaceinfra.api.addresses import BODIES
from peaceinfra.api.serializers.common import marking_data
from peaceinfra.core.dates.choices import Certainty, SaidAs
from peaceinfra.core.registry import models_by_kind
from tracks.choices import Direction

#: {kind of tie: the field of its record that says more of it}; of a channel its state does.
DETAILS = {
    TieKind.LINKAGE: "modality",
    TieKind.MEMBERSHIP: "role",
    TieKind.REPORTING: "kind",
    TieKind.BESIDE: "kind",
    TieKind.REACH: "quality",
    TieKind.SUPPORT: "kind",
    TieKind.LINEAGE: "kind",
    TieKind.MET: "kind",
}
#: The kinds whose record names its two ends in an order that means something.
DIRECTED = frozenset(TieKind) - {TieKind.LINKAGE, TieKind.CHANNEL, TieKind.MET}


@dataclass(frozen=True)
class NetworkAnswer:
    """A network and what its answer is made with.

    root     the address of the API
    teams    {key: name} of the reader's own teams
    on       the day of `as_of`, else today
    """

    facts: ProcessFacts
    network: Network
    markings: dict[int, Marking]
    root: str
    teams: dict[int, str]
    on: date

    def data(self) -> dict:
        return {
            "process": self.process(),
            "marking": self.marking(self.markings),
            "directed": False,
            "multigraph": True,
            "nodes": list(self.nodes()),
            "edges": list(self.edges()),
            "meetings_not_paired": [
                meeting.public_id for meeting in large_meetings(self.facts, self.network.day)
            ],
        }

    def emptied(self) -> NetworkAnswer:
        """The same of a day on which nothing was recorded of the process, with its name and marking of now."""
        return replace(
            self,
            facts=replace(self.facts, meetings=()),
            network=Network(self.network.day, [], frozenset(), {}, {}),
            markings={key: found for key, found in self.markings.items() if key == self.facts.key},
        )

    def nodes(self) -> Iterator[dict]:
        """In the order of their ids."""
        roles = defaultdict(list)
        for role in roles_held(self.facts, self.network.day):
            roles[role.actor.key].append(role.kind)
        sides = derived.sides_of(self.facts.roles, self.facts.principals)
        for node in sorted(self.network.nodes.values(), key=attrgetter("public_id")):
            yield self._node(node, list(dict.fromkeys(roles[node.key])), sides.get(node.key))

    def edges(self) -> Iterator[dict]:
        """Each tie as its steps, in the order of the kinds and of the records' ids."""
        order = {kind: place for place, kind in enumerate(TieKind)}
        sides = derived.sides_of(self.facts.roles, self.facts.principals)
        seen = defaultdict(dict)
        for held in sorted(self.network.held, key=lambda held: (order[held.tie.kind], held.tie.fact.key)):
            steps, told = seen[held.tie.key], None
            for ends in pairwise([node.public_id for node in held.tie.stops]):
                if ends[0] != ends[1] and ends not in steps:
                    steps[ends] = len(steps) + 1
                    told = told or (self._record(held.tie), self._said(held, sides))
                    yield self._edge(*told, ends, steps[ends])

    def _node(self, node: Node, roles: list[str], side: str | None) -> dict:
        return {
            "id": node.public_id,
            "url": self._address(node),
            "label": node.name,
            "kind": node.actor.kind if node.actor else "community" if node.community else "level",
            "usual_level": node.actor.level if node.actor else None,
            "side": side,
            "roles": roles,
            "marking": self.marking([node.key] if isinstance(node.key, int) else []),
            "validity": validity(node.actor.dates) if node.actor else None,
        }

    @staticmethod
    def _edge(record: dict, said: dict, ends: tuple[str, str], number: int) -> dict:
        """One step of a tie, with what is told of the whole of it."""
        public_id = record["record"]
        return {
            "id": public_id if number == 1 else f"{public_id}.{number}",
            **record,
            "source": ends[0],
            "target": ends[1],
            "step": number,
            **said,
        }

    def _record(self, tie: Tie) -> dict:
        return {
            "record": tie.fact.public_id,
            "url": self.record_address(tie.fact),
            "label": _label(tie),
            "kind": tie.kind.value,
        }

    def _said(self, held: Held, sides) -> dict:
        tie, fact = held.tie, held.tie.fact
        is_linkage = isinstance(fact, LinkageFact)
        found = {
            "directed": tie.kind in DIRECTED or (is_linkage and fact.direction == Direction.ONE_WAY),
            "lets_word_pass": tie.passes,
            "detail": self._detail(tie),
            "modality": fact.modality if is_linkage else None,
            "direction": fact.direction if is_linkage else None,
            "track": fact.track if is_linkage else None,
            "orientation": derived.orientation(fact.source, fact.target, sides) if is_linkage else None,
            "freshness": derived.freshness_on(fact, self.on),
            "marking": self.marking(keys_of(tie)),
            "validity": validity(fact.dates, _said_as(fact.prefix)),
        }
        if self.network.day:
            found["as_of"] = {"certainty": held.certainty.value, "word_passes": held.way.value}
        return found

    def _detail(self, tie: Tie) -> str:
        if isinstance(tie.fact, ChannelFact):
            lives = [life for _name, life in derived.lives_around(tie.fact)]
            return tie.fact.log.on(self.network.day, tie.fact.dates, *lives).status or ""
        field = DETAILS.get(tie.kind)
        return str(getattr(tie.fact, field)) if field else ""

    def marking(self, keys: Iterable[int]) -> dict:
        """Of so many edges there are few markings: each is put in words once."""
        read = self.markings.get
        found = [marking for key in keys if (marking := read(key))]
        level, teams = found[0] if len(found) == 1 else together(found)
        question = level, tuple(teams)
        if question not in self._marked:
            self._marked[question] = marking_data(Marking(level, teams), self.teams)
        return self._marked[question]

    @cached_property
    def _marked(self) -> dict[tuple, dict]:
        return {}

    def process(self) -> dict:
        address = f"{self.root}processes/{self.facts.public_id}/"
        return {"id": self.facts.public_id, "label": self.facts.name, "url": address}

    def _address(self, node: Node) -> str | None:
        if node.actor:
            return self._actor_address(node.actor)
        return f"{self.root}{ENDPOINTS['com']}/{node.public_id}/" if node.community else None

    def _actor_address(self, actor: ActorFact) -> str:
        return f"{self.root}{BODIES if actor.form else ENDPOINTS['act']}/{actor.public_id}/"

    def record_address(self, fact: Fact) -> str:
        """Its own, or that of the actor with which it is told."""
        endpoint = ENDPOINTS.get(fact.prefix)
        if endpoint:
            return f"{self.root}{endpoint}/{fact.public_id}/"
        if fact.prefix == "apt":
            return f"{self.root}{ENDPOINTS['pst']}/{fact.post.public_id}/"
        return self._actor_address(fact.actor if fact.prefix == "lng" else fact.body)


def network_answer(key: int, viewer, day: date | None, on: date, root: str, teams) -> NetworkAnswer | None:
    """The network that the viewer may see; with a day, of what held on it or can have held.

    None where there is no process that they may see.
    """
    facts = collect_network(key, viewer, with_meetings=True)
    if facts is None:
        return None
    network = network_on(facts, day)
    keys = {key, *(node for node in network.nodes if isinstance(node, int))}
    keys |= {record.key for record in (*roles_held(facts, day), *large_meetings(facts, day))}
    keys.update(found for held in network.held for found in keys_of(held.tie))
    return NetworkAnswer(facts, network, collect_whole_markings(keys, viewer), root, teams, on)


def roles_held(facts: ProcessFacts, day: date | None) -> Iterator[RoleFact]:
    """The roles that held on the day, or can have held; without one all of them."""
    return (role for role in facts.roles if day is None or derived.certainty(role, day) > Certainty.NO)


def large_meetings(facts: ProcessFacts, day: date | None) -> list[MeetingFact]:
    """The events of the day, or all, in which so many took part that nothing is said of two of them."""
    return [
        meeting
        for meeting in facts.meetings
        if len(meeting.attended) > MOST_PAIRED
        and (day is None or derived.certainty(meeting, day) > Certainty.NO)
    ]


def validity(dates: Dates, said_as=None) -> dict:
    days = dates.bounds
    return {
        "start": dates.start,
        "end": dates.end,
        "start_kind": dates.start_kind,
        "end_kind": dates.end_kind,
        "start_min": days.start_min and days.start_min.isoformat(),
        "start_max": days.start_max and days.start_max.isoformat(),
        "end_min": days.end_min and days.end_min.isoformat(),
        "end_max": days.end_max and days.end_max.isoformat(),
        "text": dates.said_as(said_as) if said_as else dates.text,
    }


@cache
def _said_as(prefix: str) -> SaidAs:
    """How the dates of a kind of record are said."""
    return models_by_kind()[prefix].dates_said_as


def _label(tie: Tie) -> str:
    return getattr(tie.fact, "name", "") or " – ".join(node.name for node in (tie.stops[0], tie.stops[-1]))
