"""What bears a name: actors by label and by the names the viewer may see, processes, communities, sources …"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from peaceinfra.analysis.collect.rows import ACTOR, actor_of
from peaceinfra.analysis.facts import ActorFact, ProcessName, SourceFact
from peaceinfra.core.text import folded
from processes.models import Actor, ActorName, Agreement, Community, PeaceProcess, Source
from secretariats.models import Channel

#: So many of each are listed; whoever finds more writes more of the name.
MOST = 50


@dataclass(frozen=True, slots=True)
class Found:
    """`actors`: each with the other names under which it was found. `has_more`: some were left out.

    others      (public id, name, kind in words) of communities, channels and agreements
    """

    processes: Sequence[ProcessName] = ()
    actors: Sequence[tuple[ActorFact, Sequence[str]]] = ()
    sources: Sequence[SourceFact] = ()
    others: Sequence[tuple[str, str, str]] = ()
    has_more: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.processes or self.actors or self.sources or self.others)


def collect_found(text: str, viewer) -> Found:
    """Records with the text in a name, in any script; seven queries."""
    if not folded(text):
        return Found()
    processes = _first(PeaceProcess.objects.shown_to(viewer).named(text), "pk", "name", "countries")
    actors = [actor_of(row) for row in _first(Actor.objects.shown_to(viewer).named(text, viewer), *ACTOR)]
    sources = _first(Source.objects.shown_to(viewer).named(text), "pk", "name", "reliability", "url", "kind")
    others = _others(text, viewer)
    names = defaultdict(list)
    aliases = ActorName.objects.shown_to(viewer).filter(
        actor__in=[actor.key for actor in actors], folded__contains=folded(text)
    )
    for actor, name in aliases.order_by("folded", "pk").values_list("actor_id", "name"):
        names[actor].append(name)
    return Found(
        [ProcessName(*row) for row in processes[:MOST]],
        [(actor, names[actor.key]) for actor in actors[:MOST]],
        [SourceFact(*row) for row in sources[:MOST]],
        [one for found in others for one in found[:MOST]],
        max(map(len, (processes, actors, sources, *others))) > MOST,
    )


def _others(text: str, viewer) -> list[list[tuple[str, str, str]]]:
    communities = Community.objects.shown_to(viewer).named(text).order_by("folded", "pk")
    channels = Channel.objects.shown_to(viewer).filter(name__icontains=text).order_by("name", "pk")
    agreements = Agreement.objects.shown_to(viewer).filter(name__icontains=text).order_by("name", "pk")
    return [
        [
            (one.public_id, one.name, rows.model._meta.verbose_name)
            for one in rows.only("pk", "name")[: MOST + 1]
        ]
        for rows in (communities, channels, agreements)
    ]


def _first(rows, *columns) -> list[tuple]:
    return list(rows.order_by("folded", "pk").values_list(*columns)[: MOST + 1])
