"""The sub-pages of a process beside its picture: each as sections, and what is empty together in one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing.timeline import draw_timeline
from peaceinfra.analysis.network.network import network_on
from peaceinfra.analysis.warnings import names_of, process_warnings, topics_not_searched
from peaceinfra.dashboards.presenters.cells import and_more
from peaceinfra.dashboards.presenters.changes import steps
from peaceinfra.dashboards.presenters.early import early_functions
from peaceinfra.dashboards.presenters.evidence import claim_rows
from peaceinfra.dashboards.presenters.process import Scene, absences_of, lettered
from peaceinfra.dashboards.presenters.process_time import changes_of_process, not_drawn, timeline
from peaceinfra.dashboards.presenters.sentences import time_sentence
from peaceinfra.dashboards.presenters.summary import addresses
from peaceinfra.dashboards.presenters.tables import MOST_ROWS, Section, Table
from processes.choices import CoverageTopic

#: (id of the section that it would stand in, what is said where nothing is recorded)
Empty = tuple[str, str]


def time_page(scene: Scene) -> dict:
    """The talks, its channels and its bodies on one axis; the same as tables."""
    facts, tables, day = scene.facts, scene.tables, scene.day
    channels, logs, events = tables.channels(), tables.changes_of_state(), tables.events()
    found = [
        Section("channels", _("Channels, against the talks"), [channels]),
        Section("dates", _("Table of dates"), [logs, events]),
    ]
    return {
        "timeline": draw_timeline(timeline(facts, day)),
        "not_drawn": not_drawn(facts, day),
        "time_sentence": time_sentence(facts, day, scene.occasion.today),
    } | _shown(scene, found)


def bodies_page(scene: Scene) -> dict:
    """Who takes part, which bodies serve them, what these had to work with, and what they left."""
    facts, tables = scene.facts, scene.tables
    heading, fact, more = addresses(facts, scene.occasion)
    bodies = tables.bodies() or [
        Table(_("Bodies"), empty=_("No body is recorded."), coverage=tables.coverage(CoverageTopic.BODIES))
    ]
    mediators = tables.local_mediators()
    found = [
        Section(
            "parties",
            _("Parties and third parties"),
            [
                tables.conflicts(),
                tables.parties(),
                tables.supporters(),
                tables.third_parties(),
                tables.stances(),
            ],
        ),
        Section(
            "bodies",
            _("Teams, secretariats and other bodies"),
            bodies,
            f"{fact}: {more}." if more else "",
        ),
        Section("means", _("Means"), [tables.means()]),
        Section("people", _("People in post"), [tables.people()]),
        Section("memory", _("Succession and memory"), tables.memory()),
    ]
    return {
        "early": early_functions(facts, tables.page),
        "function_count": len(facts.functions),
        "mediators": mediators[:MOST_ROWS],
        "mediator_count": len(mediators),
        "more_mediators": and_more(len(mediators[MOST_ROWS:])),
        "mediators_coverage": tables.coverage(CoverageTopic.LOCAL),
        "bodies_coverage": tables.coverage(CoverageTopic.BODIES),
        "list_links": {kind: tables.list_link(kind) for kind in ("body", "mediator", "function")},
    } | _shown(scene, found, is_cut=len(mediators) > MOST_ROWS)


def agreements_page(scene: Scene) -> dict:
    tables = scene.tables
    found = [
        Section("agreements", _("Agreements"), [tables.agreements()]),
        Section("inclusion", _("Who takes part, and how"), [tables.inclusion()]),
        Section("support", _("Support given, asked for or refused"), [tables.supports()]),
        Section("events", _("Events"), [tables.events()]),
    ]
    return _shown(scene, found)


def evidence_page(scene: Scene) -> dict:
    """All warnings, those of the past too; where sources disagree; how far was searched; all sources."""
    facts, occasion = scene.facts, scene.occasion
    found = process_warnings(facts, occasion, network_on(facts, occasion.on))
    # Numbered as on the other pages: whatever the process rests on is cited here.
    warnings = lettered(found, scene)
    claims = _contested(scene)
    absent = absences_of(scene)
    page = _shown(
        scene, [Section("coverage", _("What has been researched so far"), [scene.tables.searched()])]
    )
    for key in facts.evidence:
        scene.sources.cite(key)
    return page | {
        "warnings": warnings,
        "not_searched": topics_not_searched(occasion),
        "claims": claims,
        "absences": absent,
        "sources": scene.sources.rows(),
    }


def _contested(scene: Scene) -> list:
    names, facts = names_of(scene.facts), scene.facts
    named = [(names.get(key, facts.name), key) for key in facts.evidence]
    return claim_rows(named, scene.sources, contested_only=True)


def _shown(scene: Scene, sections: Iterable[Section], *, is_cut: bool = False) -> dict:
    """The sections that hold something; of the others one line; the steps from change to change."""
    full, empty = [], []
    for section in sections:
        tables = [table for table in section.tables if table]
        held = [table for table in tables if table.rows]
        empty += [(section.ident if not held else "", _in_words(table)) for table in tables if not table.rows]
        if held:
            full.append(Section(section.ident, section.title, held, section.lead))
    changes = changes_of_process(scene.facts)
    return {
        "sections": {section.ident: [section] for section in full},
        "all_sections": full,
        "empty": _named_once(empty),
        "is_cut": is_cut or any(table.more for section in full for table in section.tables),
        **steps(changes, scene.day, scene.occasion.today),
    }


def _in_words(table: Table) -> str:
    return " ".join([table.empty, *map(capfirst, table.coverage)])


def _named_once(empty: Sequence[Empty]) -> list[Empty]:
    """An id stands once on a page."""
    seen: set[str] = set()
    return [(ident if not (ident in seen or seen.add(ident)) else "", words) for ident, words in empty]
