"""The page of one process: sentences, drawings, tables."""

from __future__ import annotations

from datetime import date

from peaceinfra.analysis import derived
from peaceinfra.analysis.drawing.timeline import draw_timeline
from peaceinfra.analysis.drawing.vertical_map import draw_vertical_map
from peaceinfra.analysis.network.network import Network, network_on
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import Occasion, Warning
from peaceinfra.analysis.warnings import (
    first_of_each_kind,
    names_of,
    occasion_of,
    process_warnings,
    topics_not_searched,
)
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.visibility import Viewer
from peaceinfra.dashboards.presenters.cells import and_more
from peaceinfra.dashboards.presenters.changes import steps
from peaceinfra.dashboards.presenters.early import early_functions
from peaceinfra.dashboards.presenters.evidence import Absence, Sources, absences, claim_rows
from peaceinfra.dashboards.presenters.figures import figures, sentence
from peaceinfra.dashboards.presenters.levels import vertical_map
from peaceinfra.dashboards.presenters.linkages import certainty_of, letter, linkage_rows
from peaceinfra.dashboards.presenters.process_time import changes_of_process, not_drawn, timeline
from peaceinfra.dashboards.presenters.sections import Tables
from peaceinfra.dashboards.presenters.sentences import map_sentence, time_sentence
from peaceinfra.dashboards.presenters.summary import addresses, connections, first_connections, status
from peaceinfra.dashboards.presenters.tables import MOST_ROWS, PageContext
from processes.choices import CoverageTopic


def process_page(facts: ProcessFacts, viewer: Viewer, day: date | None, today: date) -> dict:
    """Everything the template of a process shows. Sources are numbered in the order of the page."""
    certainties = {linkage.key: certainty_of(linkage, day, today) for linkage in facts.linkages}
    held = [linkage for linkage in facts.linkages if certainties[linkage.key] > Certainty.NO]
    sources, occasion = Sources(facts.evidence), occasion_of(facts, viewer, day, today)
    # Without a chosen day warnings speak of today, and pictures of the whole life.
    shown = network_on(facts, day)
    current = shown if day else network_on(facts, today)
    found = process_warnings(facts, occasion, current)
    tables = Tables(facts, PageContext(sources, day, today, facts.is_fictional, names_of(facts)))
    named, others = first_connections(connections(facts, held, certainties, day))
    return {
        "facts": facts,
        "cites": sources.cite(facts.key),
        "absences": _absences(facts, sources, day),
        "status": status(facts, day, today),
        "connections": named,
        "more_connections": others,
        "first_warnings": first_of_each_kind(found),
        "not_searched": topics_not_searched(occasion),
        "sentence": sentence(current, occasion),
        "figures": figures(current, held, occasion),
        "addresses": addresses(facts, occasion),
        "channels": tables.channels(),
        "map_sentence": map_sentence(held, certainties, day),
        **_map(facts, held, certainties, shown, current, occasion),
        **_linkages(facts, sources, day, today),
        "timeline": draw_timeline(timeline(facts, day)),
        "not_drawn": not_drawn(facts, day),
        "time_sentence": time_sentence(facts, day),
        **_tables(facts, tables),
        "warnings": _warnings(facts, found, sources),
        "claims": _contested(facts, sources),
        "sources": sources.rows(),
        **steps(changes_of_process(facts), day, today),
    }


def _map(facts, held, certainties, shown: Network, current: Network, occasion: Occasion) -> dict:
    drawn, unplaced = vertical_map(facts, held, certainties, shown, current, occasion)
    return {"vertical": draw_vertical_map(drawn), "unplaced": unplaced}


def _linkages(facts: ProcessFacts, sources: Sources, day: date | None, today: date) -> dict:
    sides = derived.sides_of(facts.roles, facts.principals)
    rows = linkage_rows(facts.page, facts.first_on_page, facts.evidence, sides, day, today)
    return {
        "linkages": [(row, sources.number(row.evidence)) for row in rows],
        "next_linkages": _next_page(facts),
        "is_first_page": facts.first_on_page == 0,
    }


def _tables(facts: ProcessFacts, tables: Tables) -> dict:
    """The first rows of each table; `is_cut` where one has more than its rows."""
    shown = {
        "logs": tables.changes_of_state(),
        "events": tables.events(),
        "conflicts": tables.conflicts(),
        "parties": tables.parties(),
        "third_parties": tables.third_parties(),
        "stances": tables.stances(),
        "supports": tables.supports(),
        "agreements": tables.agreements(),
        "inclusion": tables.inclusion(),
        "searched": tables.searched(),
    }
    bodies, mediators = tables.bodies(), tables.local_mediators()
    return shown | {
        "bodies": bodies,
        "bodies_coverage": tables.coverage(CoverageTopic.BODIES),
        "mediators": mediators[:MOST_ROWS],
        "more_mediators": and_more(len(mediators[MOST_ROWS:])),
        "mediators_coverage": tables.coverage(CoverageTopic.LOCAL),
        "linkages_coverage": tables.coverage(CoverageTopic.LINKAGES),
        "early": early_functions(facts, tables.page),
        "list_links": {kind: tables.list_link(kind) for kind in ("body", "mediator", "function", "linkage")},
        "is_cut": len(mediators) > MOST_ROWS
        or any(table.more for table in (*shown.values(), *bodies) if table),
    }


def _warnings(facts: ProcessFacts, found: list[Warning], sources: Sources) -> list[tuple]:
    """(warning, linkages with their letters, citations)"""
    letters = {linkage.key: letter(place) for place, linkage in enumerate(facts.linkages)}
    return [
        (warning, [(letters[link.key], link) for link in warning.linkages], sources.number(warning.evidence))
        for warning in found
    ]


def _absences(facts: ProcessFacts, sources: Sources, day: date | None) -> list[Absence]:
    """The absences that sources claim, those of the process first, which needs no name on its own page."""
    names = names_of(facts)
    others = [(names[key], key) for key in facts.evidence if key != facts.key and key in names]
    return absences([("", facts.key), *others], sources, day)


def _contested(facts: ProcessFacts, sources: Sources) -> list:
    names = names_of(facts)
    named = [(names.get(key, facts.name), key) for key in facts.evidence]
    return claim_rows(named, sources, contested_only=True)


def _next_page(facts: ProcessFacts) -> str:
    """The public id after which the next page of linkages starts."""
    rest = facts.first_on_page + len(facts.page) < len(facts.linkages)
    return facts.page[-1].public_id if rest else ""
