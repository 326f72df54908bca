"""One process with everything recorded in it, in as many queries however large it is."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.network import keys_at, named_in, tie_rows
from peaceinfra.analysis.collect.parts import Known, keys_of
from peaceinfra.analysis.collect.process_parts import (
    PARTS,
    TIES,
    end_rows,
    part_facts,
    rows_beside,
    rows_of,
    signatory_rows,
)
from peaceinfra.analysis.collect.rows import (
    DATES,
    ChangeRow,
    actors_by_key,
    change_of,
    change_rows,
    dates_of,
    evidence_on,
    linkages_of,
)
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ActorFact, LinkageFact, ProcessName
from peaceinfra.analysis.part_facts import Named
from peaceinfra.analysis.process_facts import ProcessFacts
from processes.choices import Ending
from processes.models import MomentumChange, PeaceProcess, PhaseChange
from secretariats.models import ChannelChange, LifecycleChange

#: So many linkages a page lists; the others follow on the next page.
ON_PAGE = 100

# Warnings, and the signs of functions, rest on all of these; of the other parts those cited are those listed.
_ALL_CITED = {"roles", "events", "principals", "functions"}
_LOGS = ("phasechange", "momentumchange", "channelchange")

PROCESS = (
    "pk",
    "parent_id",
    "name",
    "countries",
    "boundary",
    "ending",
    "parent__name",
    "parent__retired",
    *DATES,
)


def collect_process(key: int, viewer, on: date, after: int | None = None) -> ProcessFacts | None:
    """The process, or None where there is none that the viewer may see.

    on      the day up to which evidence counts, which orders the linkages: freshest first
    after   the linkage after which the page starts
    """
    family = _family(key, viewer)
    if key not in family:
        return None
    ends, signed = end_rows(key, viewer), signatory_rows(key, viewer)
    found = _rows_of(key, viewer, keys_at(ends))
    named = named_in(found) | {row.actor_id for row in (*ends, *signed)}
    actors = actors_by_key(named, viewer)
    by_log = _status_logs(found["logs"], actors)
    _key, parent, name, countries, boundary, ending, parent_name, parent_retired, *dates = family.pop(key)
    processes = {key: ProcessName(key, name, countries, dates_of(dates))}
    linkages = linkages_of(found["links"], found["through"], actors, processes)
    linkages.sort(key=lambda linkage: freshest_first(linkage, on))
    first, page = linkages_page(linkages, after)
    known = Known(actors, processes, _subjects(found["parts"]["stances"]))
    parts = part_facts(found["parts"], known, ends, signed, by_log["channelchange"])
    return ProcessFacts(
        key,
        name,
        countries,
        boundary,
        dates_of(dates),
        parent=ProcessName(parent, parent_name) if parent and not parent_retired else None,
        ending=Ending(ending),
        strands=[ProcessName(row.pk, row.name, row.countries) for row in family.values()],
        phases=by_log["phasechange"],
        momenta=by_log["momentumchange"],
        lifecycles=_lifecycles(found["lives"], actors),
        linkages=linkages,
        page=page,
        first_on_page=first,
        actors=actors,
        evidence=evidence_on(_cited(key, found, page, actors), viewer),
        **parts,
    )


def _status_logs(rows, actors: dict[int, ActorFact]) -> dict[str, StatusLog]:
    """{name of a log: its changes in order}"""
    changes = sorted((change_of(row, actors) for row in rows), key=lambda change: change.order)
    return {name: StatusLog(change for change in changes if change.log == name) for name in _LOGS}


def _rows_of(key: int, viewer, ends: set[int]) -> dict:
    """All that is recorded in the process, as columns; what concerns its bodies follows from what comes first.

    ends    those at the ends of its channels
    """
    found, around = tie_rows(key, viewer, ends)
    parts = rows_beside(key, viewer, around, PARTS.keys() - {*TIES})
    parts["events"] = rows_of("events", viewer, Q(process=key))
    lives = change_rows(LifecycleChange, "body_id", viewer, body_id__in=around.bodies)
    return found | {
        "logs": _logs(viewer, key),
        "lives": [ChangeRow(*row) for row in lives],
        "parts": found["parts"] | parts,
    }


def _cited(key: int, found: dict, page: list[LinkageFact], actors) -> set[int]:
    """The records whose sources the page shows: of long tables, those that it lists."""
    logs = {row.pk for name in ("logs", "lives") for row in found[name]}
    bodies = {row.owner for row in found["lives"] if row.owner in actors}
    parts = {
        row["pk"]
        for name, rows in found["parts"].items()
        for row in (rows if name in _ALL_CITED else rows[:ON_PAGE])
    }
    return {key} | {linkage.key for linkage in page} | logs | bodies | parts


def _subjects(stances: list[dict]) -> dict[int, Named]:
    """What a stance is taken towards has its words on the page of the process: here its key is enough."""
    return {key: Named("", "") for key in keys_of(stances, "subject_id")}


def _family(key: int, viewer) -> dict[int, tuple]:
    """The process and its strands."""
    rows = PeaceProcess.objects.shown_to(viewer).filter(Q(pk=key) | Q(parent=key)).order_by("folded", "pk")
    return {row.pk: row for row in rows.values_list(*PROCESS, named=True)}


def _logs(viewer, key: int) -> list[ChangeRow]:
    """Both logs of the process and those of its channels, in one query."""
    phases = change_rows(PhaseChange, "process_id", viewer, process=key)
    momenta = change_rows(MomentumChange, "process_id", viewer, process=key)
    channels = change_rows(ChannelChange, "channel_id", viewer, channel__process=key, channel__retired=False)
    return [ChangeRow(*row) for row in phases.union(momenta, channels, all=True)]


def _lifecycles(rows, actors) -> dict[int, StatusLog]:
    """{body: its log}, in the order of the bodies' names."""
    lives = defaultdict(list)
    for change in sorted((change_of(row, actors) for row in rows), key=lambda change: change.order):
        if change.owner in actors:
            lives[change.owner].append(change)
    in_order = sorted(lives, key=lambda body: (actors[body].name, body))
    return {body: StatusLog(lives[body]) for body in in_order}


def freshest_first(linkage: LinkageFact, on: date) -> tuple:
    seen = derived.last_evidence(linkage, on)
    return (-(seen or date.min).toordinal(), linkage.key)


def linkages_page(linkages: list[LinkageFact], after: int | None) -> tuple[int, list[LinkageFact]]:
    places = {linkage.key: place for place, linkage in enumerate(linkages, 1)}
    first = places.get(after, 0)
    return first, linkages[first : first + ON_PAGE]
