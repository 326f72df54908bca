"""What a row of each list names beyond its own columns: read for a whole page in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch, Q

from peaceinfra.analysis.collect.parts import always_asked
from peaceinfra.analysis.collect.rows import (
    actors_by_key,
    intermediary_rows,
    linkage_rows,
    linkages_of,
    process_names,
)
from peaceinfra.analysis.facts import LinkageFact
from processes.models import ConflictLink, Signatory
from secretariats.choices import ChannelPart
from secretariats.models import ChannelChange, ChannelEnd, LifecycleChange, Principal


def with_body_columns(rows, viewer):
    """Bodies with their log and whom they serve."""
    principals = Principal.objects.shown_to(viewer).filter(principal__retired=False)
    return rows.select_related("body").prefetch_related(
        Prefetch("lifecycle", LifecycleChange.objects.shown_to(viewer).order_by("position", "pk")),
        Prefetch("principals", principals.select_related("principal").order_by("principal__folded", "pk")),
    )


def with_channel_columns(rows, viewer):
    """Channels with their log and their ends."""
    ends = ChannelEnd.objects.shown_to(viewer).filter(actor__retired=False, part=ChannelPart.END)
    return rows.select_related("process").prefetch_related(
        Prefetch("states", ChannelChange.objects.shown_to(viewer).order_by("position", "pk")),
        Prefetch("ends", ends.select_related("actor").order_by("position", "pk")),
    )


def with_signatories(rows, viewer):
    signed = Signatory.objects.shown_to(viewer).filter(actor__retired=False).select_related("actor")
    return rows.select_related("process", "place").prefetch_related(
        Prefetch("signatories", signed.order_by("part", "actor__folded", "pk"))
    )


def with_processes(rows, viewer):
    """Conflicts with the processes about them."""
    links = ConflictLink.objects.shown_to(viewer).filter(process__retired=False).select_related("process")
    return rows.prefetch_related(Prefetch("process_links", links.order_by("process__folded", "pk")))


def linkages_by_key(keys: Sequence[int], viewer) -> dict[int, LinkageFact]:
    """Linkages as facts, with ends, intermediaries and process; four queries."""
    return linkages_where(Q(pk__in=keys), viewer)


def linkages_where(condition: Q, viewer) -> dict[int, LinkageFact]:
    """The same of those for which a condition holds."""
    rows = linkage_rows(viewer, condition)
    through = intermediary_rows(viewer, linkage__in=always_asked(row.pk for row in rows))
    named = (
        {0}
        | {end for row in rows for end in (row.source_id, row.target_id)}
        | {stop.actor_id for stops in through.values() for stop in stops}
    )
    processes = process_names({row.process_id for row in rows}, viewer)
    return {
        linkage.key: linkage
        for linkage in linkages_of(rows, through, actors_by_key(named, viewer), processes)
    }
