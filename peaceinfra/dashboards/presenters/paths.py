"""The path finder of a process: from somebody to a destination, by which ties, how sure and how fresh.

Its answers are a list of targets: the view asks for the floor before it builds this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peaceinfra.analysis import derived
from peaceinfra.analysis.network.destinations import TABLE, Destination, destinations_of
from peaceinfra.analysis.network.network import Network, network_on
from peaceinfra.analysis.network.paths import Hop, Merit, Way, best_ways, brokers_between
from peaceinfra.analysis.network.ties import PASSING, Node, NodeKey, TieKind
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import listed
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.dashboards.presenters.addresses import actor_address, page_address, tie_address
from peaceinfra.dashboards.presenters.map_ties import tie_words

#: The kinds of best ways, the one to rely on first, each with its name at the beginning of a title and further on.
_MERITS = {
    Merit.SUREST: (gettext_lazy("Surest"), gettext_lazy("surest")),
    Merit.FRESHEST: (gettext_lazy("Freshest"), gettext_lazy("freshest")),
    Merit.SHORTEST: (gettext_lazy("Shortest"), gettext_lazy("shortest")),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks: a node, a destination or node, and a node to do without, by their codes; "" for none."""

    start: str = ""
    goal: str = ""
    without: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ShownHop:
    """A tie of a way: to whom it leads, what it is, where its record stands, how it held, when it was last seen."""

    name: str
    address: str
    tie: str
    record_address: str
    certainty: Certainty
    seen: str


@dataclass(frozen=True, slots=True)
class ShownWay:
    """What it is the best at, how sure and how fresh it is as a whole, and its ties in order."""

    title: str
    summary: str
    certainty: Certainty
    hops: Sequence[ShownHop]


@dataclass(frozen=True)
class Finder:
    """The choices and the answer of a day, over the network that the reader may see."""

    facts: ProcessFacts
    network: Network
    asked: Asked
    day: date | None
    on: date

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """{code: node}, by name."""
        nodes = sorted(self.network.nodes.values(), key=lambda node: (node.name, str(node.key)))
        return {node.public_id: node for node in nodes}

    @cached_property
    def destinations(self) -> dict[str, Destination]:
        return {found.code: found for found in destinations_of(self.facts, self.network)}

    @property
    def starts(self) -> list[tuple[str, list[Choice]]]:
        """Local actors first, then communities and levels of society, then all others."""
        local = [node for node in self.nodes.values() if node.key in self.network.local]
        reached = [node for node in self.nodes.values() if node.is_terminal]
        others = [node for node in self.nodes.values() if node.actor and node.key not in self.network.local]
        named = ((_("Local actors"), local), (_("Communities"), reached), (_("Others"), others))
        return [
            (heading, [Choice(node.public_id, node.name) for node in nodes])
            for heading, nodes in named
            if nodes
        ]

    @property
    def goals(self) -> list[Choice]:
        return [Choice(found.code, found.words) for found in self.destinations.values()]

    @property
    def others(self) -> list[Choice]:
        """Whoever else word can be brought to."""
        return [choice for choice in self.actors if choice.code not in self.destinations]

    @property
    def actors(self) -> list[Choice]:
        return [Choice(code, node.name) for code, node in self.nodes.items() if node.actor]

    @cached_property
    def start(self) -> Node | None:
        return self.nodes.get(self.asked.start)

    @cached_property
    def goal(self) -> Destination | None:
        """The destination asked for, or the table where none is."""
        code = self.asked.goal or TABLE
        if code in self.nodes and code not in self.destinations:
            node = self.nodes[code]
            return Destination(code, node.name, node.name, frozenset({node.key}))
        return self.destinations.get(code)

    @cached_property
    def without(self) -> Node | None:
        return self.nodes.get(self.asked.without)

    @property
    def unknown(self) -> list[str]:
        """The labels of the boxes whose choice nobody of this process answers to, on the records one may see."""
        chosen = (
            (_("From"), self.asked.start, self.start),
            (_("To"), self.asked.goal, self.goal),
            (_("Without"), self.asked.without, self.without),
        )
        return [label for label, code, found in chosen if code and not found]

    @cached_property
    def best(self) -> dict[Merit, Way]:
        """In the order of `_MERITS`. Where nothing is confirmed none is the surest, and undated none the freshest."""
        found = best_ways(self.network, self.on, self.start.key, self.goal.members, self._left_out)
        is_merit = {
            Merit.SUREST: lambda way: way.certainty >= Certainty.CONFIRMED,
            Merit.FRESHEST: lambda way: way.stalest.seen is not None,
            Merit.SHORTEST: lambda way: True,
        }
        return {merit: found[merit] for merit in _MERITS if merit in found and is_merit[merit](found[merit])}

    @property
    def _left_out(self) -> set[NodeKey]:
        return {self.without.key} if self.without else set()

    @property
    def sentence(self) -> str:
        """The answer first; "" while nobody is chosen to start from."""
        if not (self.start and self.goal) or self.unknown:
            return ""
        names = {"start": self.start.name, "goal": self.goal.name}
        if self.without:
            names["without"] = self.without.name
        if self.start.key in self.goal.members:
            return _("%(start)s is part of that destination itself.") % names
        if not self.best:
            if self.without:
                words = _(
                    "Without %(without)s, no way from %(start)s to %(goal)s is on the records you may see."
                )
            else:
                words = _("No way from %(start)s to %(goal)s is on the records you may see.")
            return words % names
        return " ".join(filter(None, [self._reaching(names), self._doubt, self._hanging]))

    def _reaching(self, names: dict[str, str]) -> str:
        way = next(iter(self.best.values()))
        end = self.network.nodes[way.hops[-1].there].name
        if end != names["goal"]:
            names["goal"] = _("%(goal)s (%(end)s)") % {"goal": names["goal"], "end": end}
        through = listed([self.network.nodes[key].name for key in way.through], " → ")
        if not through:
            return _("%(start)s is tied to %(goal)s directly.") % names
        return _("%(start)s reaches %(goal)s through %(through)s.") % (names | {"through": through})

    @property
    def _doubt(self) -> str:
        """That no way is confirmed, and which tie of the one that is named is the weakest."""
        way = next(iter(self.best.values()))
        if Merit.SUREST in self.best:
            return ""
        oldest = way.stalest
        seen = _sighting(oldest)
        words = _("last seen %(day)s") % {"day": seen} if seen else _("no dated sighting")
        pair = " – ".join(self.network.nodes[key].name for key in (oldest.here, oldest.there))
        return _("No way is confirmed. The weakest step: %(pair)s, %(seen)s.") % {"pair": pair, "seen": words}

    @property
    def _hanging(self) -> str:
        brokers = brokers_between(self.network, self.start.key, self.goal.members, self._left_out)
        if not brokers:
            return ""
        names = listed([self.network.nodes[key].name for key in brokers])
        return _("Every recorded way runs through %(names)s.") % {"names": names}

    @property
    def ways(self) -> list[ShownWay]:
        """The best ways, each once with all that it is best at."""
        if not self.sentence or self.start.key in self.goal.members:
            return []
        merits = defaultdict(list)
        for merit, way in self.best.items():
            merits[way.route].append(merit)
        return [self._shown(self.best[found[0]], found) for found in merits.values()]

    def _shown(self, way: Way, merits: list[Merit]) -> ShownWay:
        first, *others = merits
        words = [str(_MERITS[first][0]), *(str(_MERITS[merit][1]) for merit in others)]
        number = len(way.hops)
        steps = ngettext("%(n)s step", "%(n)s steps", number) % {"n": number}
        oldest = way.stalest
        seen = (
            _("the tie seen longest ago was last seen %(day)s") % {"day": _sighting(oldest)}
            if oldest.seen
            else _("a tie has no dated sighting")
        )
        return ShownWay(
            _("%(merits)s way") % {"merits": _joined(words)},
            f"{steps}; {seen}",
            way.certainty,
            [self._hop(hop) for hop in way.hops],
        )

    def _hop(self, hop: Hop) -> ShownHop:
        node, tie = self.network.nodes[hop.there], hop.held.tie
        return ShownHop(
            node.name,
            node_address(node, self.day),
            tie_words(tie),
            tie_address(tie, self.day),
            hop.held.way,
            _sighting(hop),
        )


def paths_page(facts: ProcessFacts, asked: Asked, day: date | None, today: date) -> dict:
    """What the template shows. Without a chosen day it speaks of today."""
    on = day or today
    finder = Finder(facts, network_on(facts, on), asked, day, on)
    return {
        "facts": facts,
        "finder": finder,
        "start_address": node_address(finder.start, day) if finder.start else "",
        "ties_counted": [str(kind.label) for kind in TieKind if kind in PASSING],
    }


def _sighting(hop: Hop) -> str:
    """As precise as it was typed; "" where undated."""
    return derived.sighting_text(hop.held.tie.fact, hop.seen) if hop.seen else ""


def _joined(words: list[str]) -> str:
    """a, b and c"""
    if len(words) == 1:
        return words[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def node_address(node: Node, day: date | None) -> str:
    """The page of an actor or of a community; "" of a level of society."""
    if node.actor:
        return actor_address(node.actor, day)
    return page_address(node.public_id, day) if node.community else ""
