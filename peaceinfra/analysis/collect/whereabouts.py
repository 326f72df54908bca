"""In which processes an actor or a community is tied to others: where a way from it, or to it, can be looked for."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from peaceinfra.analysis.collect.rows import process_names
from peaceinfra.analysis.facts import ProcessName
from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.visibility import Viewer
from processes.models import Actor, Community, Role
from secretariats.models import ChannelEnd, Principal
from tracks.models import Linkage, Reach

#: So many processes are named; an actor of more has a page that tells its roles.
MOST_NAMED = 50


def named_subject(public_id: str, viewer: Viewer) -> Actor | Community | None:
    """The actor or the community that a public id names; None for anything else, and for what is not shown."""
    try:
        kind, key = parse_public_id(public_id)
    except UnknownId:
        return None
    model = {"act": Actor, "com": Community}.get(kind)
    return model.objects.shown_to(viewer).filter(pk=key).first() if model else None


def processes_of(subject: Actor | Community, viewer: Viewer) -> list[ProcessName]:
    """By name; of a community those of the actors that reach it, or are said not to. As many queries for each."""
    if isinstance(subject, Community):
        around = _shown(Reach, viewer).filter(community=subject).values("actor")
    else:
        around = Actor.objects.shown_to(viewer).filter(pk=subject.pk).values("pk")
    rows = (
        _shown(Role, viewer).filter(actor__in=around),
        _shown(Principal, viewer).filter(Q(body__in=around) | Q(principal__in=around)),
        _shown(Linkage, viewer).filter(
            Q(source__in=around) | Q(target__in=around) | Q(intermediaries__actor__in=around)
        ),
    )
    keys = {key for found in rows for key in found.values_list("process", flat=True)[:MOST_NAMED]}
    ends = ChannelEnd.objects.shown_to(viewer).filter(actor__in=around)
    keys |= set(ends.values_list("channel__process", flat=True)[:MOST_NAMED])
    found = process_names(keys, viewer).values()
    return sorted(found, key=lambda process: (process.name, process.key))[:MOST_NAMED]


def _shown(model, viewer: Viewer) -> QuerySet:
    return model.objects.shown_to(viewer).order_by().distinct()
