"""How the processes that an actor takes part in went, and how far was searched in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from peaceinfra.analysis.collect.parts import Known, always_asked, facts_of, part_rows
from peaceinfra.analysis.collect.rows import DATES, change_of, change_rows, dates_of
from peaceinfra.analysis.derived import Course, StatusLog
from peaceinfra.analysis.facts import Dates, ProcessName
from peaceinfra.analysis.process_facts import CoverageFact
from processes.choices import CoverageTopic
from processes.models import CoverageNote, MomentumChange, PhaseChange


def collect_courses(processes: Iterable[ProcessName], viewer) -> list[Course]:
    """One for each process; one query."""
    processes = list(processes)
    keys = always_asked(process.key for process in processes)
    phases = change_rows(PhaseChange, "process_id", viewer, process__in=keys)
    momenta = change_rows(MomentumChange, "process_id", viewer, process__in=keys)
    changes = [change_of(row, {}) for row in phases.union(momenta, all=True)]
    changes.sort(key=lambda change: change.order)
    logs = defaultdict(list)
    for change in changes:
        logs[change.owner, change.log].append(change)
    return [
        Course(
            process.dates, *(StatusLog(logs[process.key, name]) for name in ("phasechange", "momentumchange"))
        )
        for process in processes
    ]


def collect_body_coverage(processes: Iterable[int], known: Known, viewer) -> list[CoverageFact]:
    """The notes on how far bodies were searched for in the processes; one query."""
    about = _about(processes, [CoverageTopic.BODIES])
    return facts_of(CoverageFact, part_rows(CoverageNote, viewer, about), known)


class Search(NamedTuple):
    """How far somebody searched for a topic, and for which time: what a coverage note says but by whom."""

    topic: str
    extent: str
    searched_on: date | None
    dates: Dates


def collect_searches(
    processes: Iterable[int], topics: Iterable[CoverageTopic], viewer
) -> dict[int, list[Search]]:
    """{process: how far the topics were searched for in it}; one query."""
    found = defaultdict(list)
    notes = CoverageNote.objects.shown_to(viewer).filter(_about(processes, topics))
    columns = ("process_id", "topic", "extent", "searched_on", *DATES)
    for process, topic, extent, searched_on, *dates in notes.order_by("pk").values_list(*columns):
        found[process].append(Search(topic, extent, searched_on, dates_of(dates)))
    return found


def _about(processes, topics) -> Q:
    return Q(process__in=always_asked(processes), topic__in=[CoverageTopic.ALL, *topics])
