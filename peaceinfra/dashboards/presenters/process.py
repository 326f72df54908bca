"""What all sub-pages of a process have in common, and the first of them: the picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from peaceinfra.analysis import derived
from peaceinfra.analysis.network.network import network_on
from peaceinfra.analysis.network.plan import tags_of
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.analysis.warning import SINGLE_BROKER, Occasion, Warning
from peaceinfra.analysis.warnings import (
    first_of_each_kind,
    names_of,
    occasion_of,
    topics_not_searched,
    warnings_about_now,
)
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.visibility import Viewer
from peaceinfra.dashboards.presenters.addresses import record_page
from peaceinfra.dashboards.presenters.changes import moments_of, steps_among
from peaceinfra.dashboards.presenters.evidence import Absence, Sources, absences
from peaceinfra.dashboards.presenters.figures import figures, sentence
from peaceinfra.dashboards.presenters.linkages import certainty_of, linkage_rows, row_address
from peaceinfra.dashboards.presenters.network_map import network_map
from peaceinfra.dashboards.presenters.process_time import changes_of_process
from peaceinfra.dashboards.presenters.sections import Tables
from peaceinfra.dashboards.presenters.sentences import map_sentence
from peaceinfra.dashboards.presenters.strip import (
    first_change,
    latest_changes,
    time_strip,
    within_its_time,
)
from peaceinfra.dashboards.presenters.summary import connections, status
from peaceinfra.dashboards.presenters.tables import PageContext
from peaceinfra.dashboards.presenters.ties_table import other_ties
from peaceinfra.dashboards.subpages import SUB_PAGES, SubPage
from processes.choices import CoverageTopic

#: So many linkages a warning names; of the others it is said how many there are.
MOST_NAMED = 5
#: So many warnings the picture has, and so many ways of speaking beside it.
MOST_WARNINGS = 3
MOST_WAYS = 30


@dataclass(frozen=True, slots=True)
class Tab:
    """The link to a sub-page: `beside` it stands how much it holds; `is_empty` where it holds nothing."""

    page: SubPage
    address: str
    is_here: bool
    beside: str = ""
    is_empty: bool = False


def tabs(process: str, counts: Counter, here: SubPage) -> list[Tab]:
    """`counts`: as of `ProcessFacts`."""
    return [
        Tab(
            page,
            record_page(page.route, process),
            page == here,
            _beside(page, counts),
            bool(page.counted) and not counts[page.counted],
        )
        for page in SUB_PAGES
    ]


def _beside(page: SubPage, counts: Counter) -> str:
    if not page.counted:
        return ""
    if counts[page.counted]:
        return page.number % {"n": counts[page.counted]}
    # None where nobody looked and none where somebody did are two things.
    is_searched = any(counts[topic] for topic in (*page.topics, CoverageTopic.ALL))
    return _("not recorded") if is_searched else _("not researched")


@dataclass(frozen=True, slots=True)
class Scene:
    """One process as a sub-page shows it: what was read, for whom, on which day; its sources as it numbers them.

    part    which part of the map is asked for: the key of a folded mark
    """

    facts: ProcessFacts
    occasion: Occasion
    sources: Sources
    tables: Tables
    part: str = ""

    @property
    def day(self) -> date | None:
        return self.occasion.day


def scene_of(
    facts: ProcessFacts, viewer: Viewer, day: date | None, today: date, part: str = "", rows_after: str = ""
) -> Scene:
    sources = Sources(facts.evidence)
    page = PageContext(sources, day, today, facts.is_fictional, names_of(facts), rows_after)
    return Scene(facts, occasion_of(facts, viewer, day, today), sources, Tables(facts, page), part)


def picture_page(scene: Scene) -> dict:
    """The sentence, the figures, the map and the same as tables; what to know now, and what changed."""
    facts, occasion, day = scene.facts, scene.occasion, scene.day
    certainties = {linkage.key: certainty_of(linkage, day, occasion.today) for linkage in facts.linkages}
    held = [linkage for linkage in facts.linkages if certainties[linkage.key] > Certainty.NO]
    # Without a chosen day warnings speak of today, and pictures of the whole life.
    shown = network_on(facts, day)
    current = shown if day else network_on(facts, occasion.on)
    found = warnings_about_now(facts, occasion, current)
    changes = list(changes_of_process(facts))
    moments = moments_of(changes)
    within = within_its_time(facts, moments)
    ways = connections(facts, held, certainties, day)
    return {
        "status": status(facts, day, occasion.today),
        "sentence": sentence(current, occasion) or map_sentence(held, certainties, day),
        "figures": figures(current, held, occasion),
        "vertical": network_map(facts, shown, current, occasion, scene.part),
        "strip": time_strip(facts, within, occasion),
        "first_change": first_change(within),
        "latest_changes": latest_changes(changes, occasion),
        "connections": ways[:MOST_WAYS],
        "more_connections": len(ways) - MOST_WAYS,
        "ties": other_ties(shown, scene.tables.page),
        "may_find_ways": SINGLE_BROKER.is_open_to(occasion.viewer),
        **_linkages(scene),
        "warnings": lettered(first_of_each_kind(found, MOST_WARNINGS), scene),
        "more_warnings": max(0, len(found) - MOST_WARNINGS),
        "not_searched": topics_not_searched(occasion),
        "absences": absences_of(scene),
        **steps_among(moments, day, occasion.today),
    }


def _linkages(scene: Scene) -> dict:
    facts, day, sources = scene.facts, scene.day, scene.sources
    sides = derived.sides_of(facts.roles, facts.principals)
    rows = linkage_rows(facts.page, tags_of(facts), facts.evidence, sides, day, scene.occasion.today)
    return {
        "linkages": [(row, sources.number(row.evidence)) for row in rows],
        "next_linkages": _next_page(facts),
        "is_first_page": facts.first_on_page == 0,
        "linkages_coverage": scene.tables.coverage(CoverageTopic.LINKAGES),
        "linkages_list": scene.tables.list_link("linkage"),
    }


def lettered(found: Sequence[Warning], scene: Scene) -> list[tuple]:
    """(warning, (letter, linkage, address of its row) of the first it names, how many more, citations)"""
    facts, letters = scene.facts, tags_of(scene.facts)
    places = {linkage.key: place for place, linkage in enumerate(facts.linkages)}
    return [
        (
            warning,
            [
                (letters[link.key], link, row_address(facts, places[link.key], scene.day))
                for link in warning.linkages[:MOST_NAMED]
            ],
            len(warning.linkages[MOST_NAMED:]),
            scene.sources.number(warning.evidence),
        )
        for warning in found
    ]


def absences_of(scene: Scene) -> list[Absence]:
    """The absences that sources claim, those of the process first, which needs no name on its own page."""
    facts, names = scene.facts, scene.tables.page.names
    others = [(names[key], key) for key in facts.evidence if key != facts.key and key in names]
    return absences([("", facts.key), *others], scene.sources, scene.day)


def _next_page(facts: ProcessFacts) -> str:
    """The public id after which the next page of linkages starts."""
    rest = facts.first_on_page + len(facts.page) < len(facts.linkages)
    return facts.page[-1].public_id if rest else ""
