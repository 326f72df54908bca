"""How the processes that an actor takes part in went, and how far was searched in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from peaceinfra.analysis.collect.parts import Known, always_asked, facts_of, part_rows
from peaceinfra.analysis.collect.rows import change_of, change_rows
from peaceinfra.analysis.derived import Course, StatusLog
from peaceinfra.analysis.facts import ProcessName
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
    topics = (CoverageTopic.BODIES, CoverageTopic.ALL)
    rows = part_rows(CoverageNote, viewer, Q(process__in=always_asked(processes), topic__in=topics))
    return facts_of(CoverageFact, rows, known)
