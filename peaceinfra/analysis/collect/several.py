"""Some processes at once, each as plain facts: as many queries for a page of them as for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from peaceinfra.analysis.collect.logs import LIVES, LOGS, lifecycles_of, process_logs
from peaceinfra.analysis.collect.network import ProcessRows, body_rows, tie_rows
from peaceinfra.analysis.collect.parts import Known, always_asked, keys_of
from peaceinfra.analysis.collect.process_parts import SIGNED, part_facts
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
    beside = (*LOGS, LIVES, *([SIGNED] if "agreements" in also else []))
    processes, found = process_names(keys, viewer), rows_of(keys, viewer, also, beside)
    named = set().union(*(rows.actors | rows.around.bodies for rows in found.values()))
    known = Known(actors_by_key(named, viewer), processes)
    endings = dict(
        PeaceProcess.objects.shown_to(viewer).filter(pk__in=keys).values_list("pk", "ending").order_by()
    )
    return [_facts(processes[key], endings[key], found[key], known) for key in keys if key in processes]


def _facts(process: ProcessName, ending: Ending, rows: ProcessRows, known: Known) -> ProcessFacts:
    logs, lives = process_logs(rows.logs, known.actors), lifecycles_of(rows.lives, known.actors)
    of_channels = logs.of_channels(keys_of(rows.parts.get("channels", ()), "pk"))
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
        lifecycles=lives,
        linkages=sorted(
            linkages_of(rows.links, rows.through, known.actors, known.processes), key=_earliest_first
        ),
        actors=_named(rows, lives, known.actors),
        **part_facts(rows.parts, known, rows.ends, rows.signed, of_channels),
    )


def _earliest_first(linkage: LinkageFact) -> tuple:
    return linkage.dates.bounds.start_min or date.max, linkage.label, linkage.key


def _named(
    rows: ProcessRows, lives: dict[int, StatusLog], actors: dict[int, ActorFact]
) -> dict[int, ActorFact]:
    """Those that this process names: others were read with them."""
    return {key: actors[key] for key in rows.actors | set(lives) if key in actors}
