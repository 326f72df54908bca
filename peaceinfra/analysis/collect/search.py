"""What bears a name: actors by label and by the names the viewer may see, processes, communities, sources …"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from peaceinfra.analysis.collect.rows import ACTOR, actor_of
from peaceinfra.analysis.collect.subjects import Subject, collect_subjects
from peaceinfra.analysis.facts import ActorFact, ProcessName, SourceFact
from peaceinfra.core.text import folded, words_in
from processes.models import Actor, ActorName, Agreement, Community, ExternalId, PeaceProcess, Source
from secretariats.models import Channel

#: So many of each are listed; whoever finds more writes more of the name.
MOST = 50


@dataclass(frozen=True, slots=True)
class Found:
    """`actors`: each with the other names under which it was found. `has_more`: some were left out.

    others      (public id, name, kind in words) of communities, channels and agreements
    identified  (what has it, register, id there) of the records that have the text as their id in another register
    """

    processes: Sequence[ProcessName] = ()
    actors: Sequence[tuple[ActorFact, Sequence[str]]] = ()
    sources: Sequence[SourceFact] = ()
    others: Sequence[tuple[str, str, str]] = ()
    identified: Sequence[tuple[Subject, str, str]] = ()
    has_more: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.processes or self.actors or self.sources or self.others or self.identified)


def collect_found(text: str, viewer) -> Found:
    """Records with the text in a name, in any script, or with it as their id in another register.

    Eight queries, and one for each kind of record that is found by its id.
    """
    if not folded(text):
        return Found()
    processes = _first(PeaceProcess.objects.shown_to(viewer).named(text), "pk", "name", "countries")
    actors = [actor_of(row) for row in _first(Actor.objects.shown_to(viewer).named(text, viewer), *ACTOR)]
    sources = _first(Source.objects.shown_to(viewer).named(text), "pk", "name", "reliability", "url", "kind")
    others, identified = _others(text, viewer), _identified(text, viewer)
    names = defaultdict(list)
    aliases = ActorName.objects.shown_to(viewer).filter(
        words_in("folded", text), actor__in=[actor.key for actor in actors]
    )
    for actor, name in aliases.order_by("folded", "pk").values_list("actor_id", "name"):
        names[actor].append(name)
    return Found(
        [ProcessName(*row) for row in processes[:MOST]],
        [(actor, names[actor.key]) for actor in actors[:MOST]],
        [SourceFact(*row) for row in sources[:MOST]],
        [match for found in others for match in found[:MOST]],
        identified[:MOST],
        max(map(len, (processes, actors, sources, identified, *others))) > MOST,
    )


def _identified(text: str, viewer) -> list[tuple[Subject, str, str]]:
    """Those whose id in another register is the text, or the name of the register and the id: `paax:CON_81`."""
    scheme, _colon, value = (part.strip() for part in text.partition(":"))
    condition = Q(value__iexact=text.strip()) | Q(scheme__iexact=scheme, value__iexact=value)
    rows = ExternalId.objects.shown_to(viewer).filter(condition).select_related("subject")
    found = list(rows.order_by("scheme", "value", "pk")[: MOST + 1])
    subjects = collect_subjects([row.subject for row in found], viewer)
    return [(subjects[row.subject_id], row.scheme, row.value) for row in found if row.subject_id in subjects]


def _others(text: str, viewer) -> list[list[tuple[str, str, str]]]:
    communities = Community.objects.shown_to(viewer).named(text).order_by("folded", "pk")
    channels = Channel.objects.shown_to(viewer).named(text).order_by("folded", "pk")
    agreements = Agreement.objects.shown_to(viewer).named(text).order_by("folded", "pk")
    return [
        [
            (record.public_id, record.name, rows.model._meta.verbose_name)
            for record in rows.only("pk", "name")[: MOST + 1]
        ]
        for rows in (communities, channels, agreements)
    ]


def _first(rows, *columns) -> list[tuple]:
    return list(rows.order_by("folded", "pk").values_list(*columns)[: MOST + 1])
