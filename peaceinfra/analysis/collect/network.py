"""The records of which the network of a process is made, in as many queries however many there are."""

from __future__ import annotations

from django.db.models import Q

from peaceinfra.analysis.collect.parts import Known, always_asked, keys_named, keys_of
from peaceinfra.analysis.collect.process_parts import (
    PARTS,
    TIES,
    Around,
    end_rows,
    part_facts,
    rows_beside,
    rows_of,
)
from peaceinfra.analysis.collect.rows import (
    ChangeRow,
    actors_by_key,
    change_of,
    change_rows,
    intermediary_rows,
    linkage_rows,
    linkages_of,
    process_names,
)
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.registry import models_by_kind
from processes.models import Actor
from secretariats.models import ChannelChange


def collect_network(key: int, viewer) -> ProcessFacts | None:
    """The process with all of which ties are made, and without the rest; None where the viewer may see none."""
    processes = process_names([key], viewer)
    if key not in processes:
        return None
    ends = end_rows(key, viewer)
    found, _around = tie_rows(key, viewer, keys_at(ends))
    states = change_rows(ChannelChange, "channel_id", viewer, channel__process=key, channel__retired=False)
    found["logs"] = [ChangeRow(*row) for row in states]
    actors = actors_by_key(named_in(found) | keys_at(ends), viewer)
    log = sorted((change_of(row, actors) for row in found["logs"]), key=lambda change: change.order)
    process = processes[key]
    return ProcessFacts(
        key,
        process.name,
        process.countries,
        "",
        process.dates,
        parent=None,
        linkages=linkages_of(found["links"], found["through"], actors, processes),
        actors=actors,
        **part_facts(found["parts"], Known(actors, processes), ends, [], log),
    )


def keys_at(ends) -> set[int]:
    return {end.actor_id for end in ends}


def tie_rows(key: int, viewer, ends: set[int]) -> tuple[dict, Around]:
    """The rows of which the ties of the process are made, and who and what is around it."""
    first = {name: rows_of(name, viewer, Q(process=key)) for name in ("roles", "principals")}
    acting, serving = keys_of(first["roles"], "actor_id"), keys_of(first["principals"], "body_id")
    at_work = Q(process=key) | Q(process=None, body__in=always_asked(acting | serving))
    first["functions"] = rows_of("functions", viewer, at_work)
    bodies = acting | serving | keys_of(first["functions"], "body_id")
    links, through = linkage_rows(viewer, Q(process=key)), intermediary_rows(viewer, linkage__process=key)
    linked = {end for link in links for end in (link.source_id, link.target_id)}
    linked |= {stop.actor_id for stops in through.values() for stop in stops}
    around = Around(acting, keys_of(first["roles"], "pk"), bodies, ends, linked)
    parts = first | rows_beside(key, viewer, around, TIES)
    return {"links": links, "through": through, "parts": parts}, around


def named_in(found: dict) -> set[int | None]:
    """The keys of all actors that the process names."""
    lives = found.get("lives", ())
    keys = {row.decided_by_id for row in (*found["logs"], *lives)} | {row.owner for row in lives}
    keys |= {end for link in found["links"] for end in (link.source_id, link.target_id)}
    keys |= {stop.actor_id for stops in found["through"].values() for stop in stops}
    parts = found["parts"].items()
    return keys.union(
        *(keys_named(models_by_kind()[PARTS[name].prefix], rows, Actor) for name, rows in parts)
    )
