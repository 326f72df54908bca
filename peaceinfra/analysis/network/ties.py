"""Every recorded tie of a process: what kinds there are, by which of them word can pass, and how one held on a day.

A tie is made of the record that says it, so what is asked of it (its dates, the lives around it, its states) is
answered by the record's own rule. Pages, warnings and the API read ties here, and from nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.channel_status import passes_word
from peaceinfra.analysis.facts import ActorFact, Fact, LinkageFact, MeetingFact
from peaceinfra.analysis.part_facts import Named
from peaceinfra.analysis.process_facts import ChannelFact, ProcessFacts, ReachFact
from peaceinfra.core.dates.choices import Certainty
from processes.choices import ActorLevel
from secretariats.choices import BodyTie
from tracks.choices import ReachQuality, SupportAnswer

#: The key of an actor or of a community, or the code of a level of society.
NodeKey = int | str


class TieKind(TextChoices):
    """What joins two nodes, by the record that says it."""

    LINKAGE = "linkage", _("linkage")
    CHANNEL = "channel", _("channel")
    MEMBERSHIP = "membership", _("seat in a body")
    SERVICE = "service", _("service: a body and whom it serves")
    REPORTING = "reporting", _("part of a body, or reporting to it")
    POST = "post", _("post in a body")
    REACH = "reach", _("reach")
    BESIDE = "beside", _("set up by, hosted by, counterpart of or near a body")
    SUPPORT = "support", _("support given")
    LINEAGE = "lineage", _("descent from another actor")
    MET = "met", _("took part in the same event")


#: The kinds by which word can pass from one node to the other. The others are shown, and are nobody's way.
PASSING = frozenset(
    {
        TieKind.LINKAGE,
        TieKind.CHANNEL,
        TieKind.MEMBERSHIP,
        TieKind.SERVICE,
        TieKind.REPORTING,
        TieKind.POST,
        TieKind.REACH,
    }
)
#: So many who took part in one event are put together two by two.
MOST_PAIRED = 20
_REPORTING = {BodyTie.PART_OF, BodyTie.REPORTS_TO}


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody whom ties join: an actor, a community, or a level of society."""

    key: NodeKey
    name: str
    actor: ActorFact | None = None
    community: Named | None = None

    @property
    def is_terminal(self) -> bool:
        """Word comes to it and does not pass through it: only an actor carries word on."""
        return self.actor is None

    @property
    def public_id(self) -> str:
        """That of the actor or of the community; of a level of society its code."""
        return (self.actor or self.community).public_id if self.actor or self.community else str(self.key)


@dataclass(frozen=True, slots=True)
class Tie:
    """A record as what joins nodes.

    stops     the nodes along it in order, two or more: of a linkage its intermediaries stand between its ends
    passes    whether word can pass by it at all, by its kind and by what the record says
    """

    kind: TieKind
    fact: Fact
    stops: tuple[Node, ...]
    passes: bool

    @property
    def key(self) -> int:
        return self.fact.key

    @property
    def steps(self) -> list[tuple[NodeKey, NodeKey]]:
        return [(here.key, there.key) for here, there in pairwise(self.stops) if here.key != there.key]

    def certainty(self, day: date | None) -> Certainty:
        """How it held on the day, within the lives of its ends and of its process; without a day on any day."""
        return derived.certainty(self.fact, day)

    def way(self, day: date | None, held: Certainty | None = None) -> Certainty:
        """Whether word could pass by it on the day: of a channel its state on that day tells.

        held    its certainty on the day, where that is known
        """
        if not self.passes:
            return Certainty.NO
        if isinstance(self.fact, ChannelFact):
            return passes_word(self.fact, day)
        return self.certainty(day) if held is None else held


def ties_of(facts: ProcessFacts) -> list[Tie]:
    """All ties of a process, in the order of their kinds, then as they were collected."""
    return derived.reckoned(facts, (ties_of,), _all_ties)


def _all_ties(facts: ProcessFacts) -> list[Tie]:
    return [
        *_linkages(facts.linkages),
        *(tie for channel in facts.channels for tie in _channel(channel)),
        *(_plain(TieKind.MEMBERSHIP, fact, fact.member, fact.body) for fact in facts.memberships),
        *(_plain(TieKind.SERVICE, fact, fact.body, fact.principal) for fact in facts.principals),
        *(_relation(fact) for fact in facts.relations),
        *_posts(facts),
        *filter(None, map(_reach, facts.reaches)),
        *(
            _plain(TieKind.SUPPORT, fact, fact.giver, fact.recipient)
            for fact in facts.supports
            if fact.recipient and fact.answer == SupportAnswer.GIVEN
        ),
        *(_plain(TieKind.LINEAGE, fact, fact.actor, fact.origin) for fact in facts.lineages),
        *(tie for meeting in facts.meetings for tie in _met(meeting)),
    ]


def _linkages(linkages: Iterable[LinkageFact]) -> Iterator[Tie]:
    """With one node for each actor, of whom some have hundreds of linkages."""
    nodes: dict[int, Node] = {}
    for linkage in linkages:
        stops = linkage.stops
        for actor in stops:
            if actor.key not in nodes:
                nodes[actor.key] = actor_node(actor)
        yield Tie(TieKind.LINKAGE, linkage, tuple([nodes[actor.key] for actor in stops]), passes=True)


def _channel(channel: ChannelFact) -> Iterator[Tie]:
    """One for each two of its ends, by way of those it goes through."""
    through = [actor_node(actor) for actor in channel.via]
    for here, there in combinations(channel.ends, 2):
        yield Tie(TieKind.CHANNEL, channel, (actor_node(here), *through, actor_node(there)), passes=True)


def _met(meeting: MeetingFact) -> Iterator[Tie]:
    """One for each two that took part: a meeting is evidence, and no standing tie. A large one says of two nothing."""
    if len(meeting.attended) <= MOST_PAIRED:
        for (here, _here), (there, _there) in combinations(meeting.attended, 2):
            yield Tie(TieKind.MET, meeting, (actor_node(here), actor_node(there)), passes=False)


def _relation(fact) -> Tie:
    kind = TieKind.REPORTING if fact.kind in _REPORTING else TieKind.BESIDE
    return _plain(kind, fact, fact.body, fact.other)


def _posts(facts: ProcessFacts) -> Iterator[Tie]:
    bodies = {post.key: post.body for post in facts.posts}
    for appointment in facts.appointments:
        if body := bodies.get(appointment.post.key):
            yield _plain(TieKind.POST, appointment, appointment.person, body)


def _reach(fact: ReachFact) -> Tie | None:
    """None of a record which says that there is no reach: that is a statement about two nodes, and no tie."""
    if fact.quality == ReachQuality.NONE:
        return None
    if fact.armed_actor:
        there = actor_node(fact.armed_actor)
    elif fact.community:
        there = community_node(fact.community)
    elif fact.society_level:
        there = Node(fact.society_level, _level_name(ActorLevel(fact.society_level)))
    else:  # the community was retired
        return None
    return Tie(TieKind.REACH, fact, (actor_node(fact.actor), there), passes=fact.quality != ReachQuality.PAST)


def _level_name(level: ActorLevel) -> str:
    return str(_("%(level)s level")) % {"level": level.label}


def _plain(kind: TieKind, fact: Fact, here: ActorFact, there: ActorFact) -> Tie:
    return Tie(kind, fact, (actor_node(here), actor_node(there)), passes=kind in PASSING)


def actor_node(actor: ActorFact) -> Node:
    return Node(actor.key, actor.name, actor)


def community_node(community: Named) -> Node:
    return Node(community.key, community.name, community=community)


def nodes_on(ties: Iterable[Tie]) -> dict[NodeKey, Node]:
    return {node.key: node for tie in ties for node in tie.stops}


def keys_of(tie) -> list[int]:
    """The record of a tie, or of a change of one, and the rows without which it could not be told: all that mark it."""
    fact = tie.fact
    found = [tie.key]
    if isinstance(fact, LinkageFact):
        found += [through.key for through in fact.through]
    elif isinstance(fact, ChannelFact):
        found += [*fact.end_keys, *(row.key for row in fact.log)]
    elif tie.kind == TieKind.POST:
        found.append(fact.post.key)
    elif tie.kind == TieKind.MET:
        met = {stop.key for stop in tie.stops}
        found += [key for actor, key in fact.attended if actor.key in met]
    return found
