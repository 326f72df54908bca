"""One process with everything recorded in it, in as many queries however large it is."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.belonging import Around
from peaceinfra.analysis.collect.cited import evidence_on
from peaceinfra.analysis.collect.counts import counts_of
from peaceinfra.analysis.collect.extents import AROUND, WHOLE, Extent
from peaceinfra.analysis.collect.logs import LIVES, LOGS, lifecycles_of, process_logs
from peaceinfra.analysis.collect.network import ProcessRows, process_rows
from peaceinfra.analysis.collect.parts import Known, keys_of
from peaceinfra.analysis.collect.process_parts import COUNTS, PARTS, SIGNED, part_facts, rows_within
from peaceinfra.analysis.collect.rows import DATES, actors_by_key, dates_of, linkages_of
from peaceinfra.analysis.facts import LinkageFact, ProcessName
from peaceinfra.analysis.part_facts import Named
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.prepared import Keys, Prepared, prepare, prepared
from processes.choices import Ending
from processes.models import PeaceProcess

#: Of so many records of a long table the sources are read: those that it lists.
ON_PAGE = 100

# Warnings, and the signs of functions, rest on all of these; of the other parts those cited are those listed.
_ALL_CITED = {"roles", "events", "principals", "functions"}
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


def collect_process(
    key: int, viewer, on: date, after: int | None = None, extent: Extent = WHOLE
) -> ProcessFacts | None:
    """The process, or None where there is none that the viewer may see.

    on      the day up to which evidence counts, which orders the linkages: freshest first
    after   the linkage after which the page starts
    """
    family = _family(key, viewer)
    if key not in family:
        return None
    rows = _rows_of(key, viewer, extent)
    actors = actors_by_key(rows.actors | {row.owner for row in rows.lives}, viewer)
    by_log = process_logs(rows.logs, actors)
    _key, parent, name, countries, boundary, ending, parent_name, parent_retired, *dates = family.pop(key)
    processes = {key: ProcessName(key, name, countries, dates_of(dates))}
    linkages = linkages_of(rows.links, rows.through, actors, processes)
    linkages.sort(key=lambda linkage: freshest_first(linkage, on))
    first, page = linkages_page(linkages, after, extent.listed)
    known = Known(actors, processes, _subjects(rows.parts.get("stances", ())))
    of_channels = by_log.of_channels(keys_of(rows.parts.get("channels", ()), "pk"))
    parts = part_facts(rows.parts, known, rows.ends, rows.signed, of_channels)
    return ProcessFacts(
        key,
        name,
        countries,
        boundary,
        dates_of(dates),
        parent=ProcessName(parent, parent_name) if parent and not parent_retired else None,
        ending=Ending(ending),
        strands=[ProcessName(strand, name, where) for strand, _parent, name, where, *_ in family.values()],
        phases=by_log.phases(key),
        momenta=by_log.momenta(key),
        lifecycles=lifecycles_of(rows.lives, actors),
        linkages=linkages,
        page=page,
        first_on_page=first,
        actors=actors,
        evidence=evidence_on({key} | _cited(rows, page, actors, extent), viewer),
        counts=counts_of(rows.counts),
        **parts,
    )


def _rows_of(key: int, viewer, extent: Extent) -> ProcessRows:
    """What is read of the process, as columns."""
    parts = {"coverage", *extent.parts & PARTS.keys()} - AROUND
    signed = [SIGNED] if "signatories" in extent else []
    if extent.is_around:
        lives = [LIVES] if "lives" in extent else []
        return process_rows([key], viewer, parts, (*LOGS, *lives, *signed, COUNTS))[key]
    found = rows_within(viewer, [key], (*sorted(parts), *LOGS, *signed, COUNTS))
    return ProcessRows(
        Around(processes={key}),
        {name: found[name] for name in parts},
        logs=[row for name in LOGS for row in found[name]],
        signed=found.get(SIGNED, []),
        counts=found[COUNTS],
    )


def _cited(rows: ProcessRows, page: list[LinkageFact], actors, extent: Extent) -> set[int]:
    """The records whose sources the page shows: of long tables, those that it lists."""
    keys = {
        "logs": {row.pk for row in rows.logs},
        "lives": {row.pk for row in rows.lives},
        "bodies": {row.owner for row in rows.lives if row.owner in actors},
        "linkages": {linkage.key for linkage in page},
    } | {
        name: {row["pk"] for row in (of_kind if name in _ALL_CITED else of_kind[:ON_PAGE])}
        for name, of_kind in rows.parts.items()
    }
    return set().union(*(cited for name, cited in keys.items() if name in extent.cited))


def _subjects(stances: list[dict]) -> dict[int, Named]:
    """What a stance is taken towards has its words on the page of the process: here its key is enough."""
    return {key: Named("", "") for key in keys_of(stances, "subject_id")}


def _family(key: int, viewer) -> dict[int, tuple]:
    """The process and its strands."""
    return {row[0]: row for row in prepared(_families, viewer).rows(processes=[key])}


def _families(viewer) -> Prepared:
    here = Keys("processes")
    rows = PeaceProcess.objects.shown_to(viewer).filter(Q(pk__any_of=here) | Q(parent_id__any_of=here))
    return prepare(rows.order_by("folded", "pk").values_list(*PROCESS))


def freshest_first(linkage: LinkageFact, on: date) -> tuple:
    seen = derived.last_evidence(linkage, on)
    return (-(seen or date.min).toordinal(), linkage.key)


def linkages_page(
    linkages: list[LinkageFact], after: int | None, listed: int = ON_PAGE
) -> tuple[int, list[LinkageFact]]:
    places = {linkage.key: place for place, linkage in enumerate(linkages, 1)}
    first = places.get(after, 0)
    return first, linkages[first : first + listed]
