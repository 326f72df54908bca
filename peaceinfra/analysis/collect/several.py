"""Some processes at once, each as plain facts: as many queries for a page of them as for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from peaceinfra.analysis.collect.logs import (
    ProcessLogs,
    changes_with_channels,
    life_rows,
    lifecycles_of,
    process_logs,
)
from peaceinfra.analysis.collect.network import ProcessRows, body_rows, deciders, tie_rows
from peaceinfra.analysis.collect.parts import Known, always_asked, keys_of
from peaceinfra.analysis.collect.process_parts import part_facts, signatory_rows
from peaceinfra.analysis.collect.rows import actors_by_key, linkages_of, process_names
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ActorFact, LinkageFact, ProcessName
from peaceinfra.analysis.process_facts import ProcessFacts
from processes.choices import Ending
from processes.models import PeaceProcess


def collect_processes(keys: Sequence[int], viewer, also: Iterable[str] = ()) -> list[ProcessFacts]:
    """The processes that the viewer may see, in the order of the keys: their logs, the lives of their bodies, all ties.

    also    further kinds of parts, by their names in ProcessFacts, such as `coverage` or `mandates`; not
            `conflicts` and `stances`, which are read for one process alone

    Evidence is not read.
    """
    return _collected(keys, viewer, set(also), tie_rows)


def collect_process_bodies(keys: Sequence[int], viewer, also: Iterable[str] = ()) -> list[ProcessFacts]:
    """The same without ties: roles, principals, functions, and what is recorded of the bodies around.

    Linkages, channels and what else only ties are made of are not read: a process with many costs little more.
    """
    return _collected(keys, viewer, set(also), body_rows)


def _collected(
    keys: Sequence[int], viewer, also: set[str], rows_of: Callable[..., dict[int, ProcessRows]]
) -> list[ProcessFacts]:
    keys = always_asked(keys)
    processes, found = process_names(keys, viewer), rows_of(keys, viewer, also)
    signed = signatory_rows(keys, viewer) if "agreements" in also else []
    channels = {row["pk"] for rows in found.values() for row in rows.parts.get("channels", ())}
    changes = changes_with_channels(keys, channels, viewer)
    lives = life_rows(always_asked(set().union(*(rows.around.bodies for rows in found.values()))), viewer)
    named = deciders([*changes, *lives]) | {row.actor_id for row in signed}
    actors = actors_by_key(
        named.union(*(rows.actors | rows.around.bodies for rows in found.values())), viewer
    )
    known, logs, lifecycles = (
        Known(actors, processes),
        process_logs(changes, actors),
        lifecycles_of(lives, actors),
    )
    endings = dict(
        PeaceProcess.objects.shown_to(viewer).filter(pk__in=keys).values_list("pk", "ending").order_by()
    )
    return [
        _facts(processes[key], endings[key], found[key], signed, known, logs, lifecycles)
        for key in keys
        if key in processes
    ]


def _facts(
    process: ProcessName,
    ending: Ending,
    rows: ProcessRows,
    signed: list[tuple],
    known: Known,
    logs: ProcessLogs,
    lifecycles: dict[int, StatusLog],
) -> ProcessFacts:
    of_channels = logs.of_channels(keys_of(rows.parts.get("channels", ()), "pk"))
    own_lives = {body: log for body, log in lifecycles.items() if body in rows.around.bodies}
    return ProcessFacts(
        process.key,
        process.name,
        process.countries,
        "",
        process.dates,
        parent=None,
        ending=ending,
        phases=logs.phases(process.key),
        momenta=logs.momenta(process.key),
        lifecycles=own_lives,
        linkages=sorted(
            linkages_of(rows.links, rows.through, known.actors, known.processes), key=_earliest_first
        ),
        actors=_named(rows, own_lives, known.actors),
        **part_facts(rows.parts, known, rows.ends, signed, of_channels),
    )


def _earliest_first(linkage: LinkageFact) -> tuple:
    return linkage.dates.bounds.start_min or date.max, linkage.label, linkage.key


def _named(
    rows: ProcessRows, lives: dict[int, StatusLog], actors: dict[int, ActorFact]
) -> dict[int, ActorFact]:
    """Those that this process names: others were read with them."""
    return {key: actors[key] for key in rows.actors | set(lives) if key in actors}
