"""What is looked over for structures between the levels: processes, and the units that support mediation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from peaceinfra.analysis.collect.absences import Absence, collect_absences
from peaceinfra.analysis.collect.grounds import Ground, Scope, processes
from peaceinfra.analysis.collect.lists import linkages_where
from peaceinfra.analysis.collect.parts import always_asked
from peaceinfra.analysis.collect.rows import actors_by_key
from peaceinfra.analysis.facts import ActorFact, LinkageFact
from peaceinfra.analysis.process_facts import ProcessFacts
from processes.models import Actor
from secretariats.choices import BodyForm


@dataclass(frozen=True, slots=True)
class ProcessStructures:
    """A process, and what sources say that it had not."""

    facts: ProcessFacts
    absences: Sequence[Absence]


@dataclass(frozen=True, slots=True)
class UnitStructures:
    """A unit that supports mediation, its linkages outside of any process, and what sources say it had not."""

    unit: ActorFact
    linkages: Sequence[LinkageFact]
    absences: Sequence[Absence]


_PROCESSES = processes("coverage")


def _of_processes(keys: Sequence[int], scope: Scope) -> list[ProcessStructures]:
    absences = collect_absences(keys, scope.viewer, scope.on)
    return [ProcessStructures(facts, absences.get(facts.key, ())) for facts in _PROCESSES.facts(keys, scope)]


def _units(scope: Scope) -> QuerySet:
    """They work for many processes: where one is chosen, none is looked at."""
    rows = Actor.objects.shown_to(scope.viewer).filter(body__form=BodyForm.SUPPORT_UNIT)
    return rows.none() if scope.is_narrowed else rows.possible_on(scope.on)


def _of_units(keys: Sequence[int], scope: Scope) -> list[UnitStructures]:
    asked_for = always_asked(keys)
    actors = actors_by_key(asked_for, scope.viewer)
    absences = collect_absences(asked_for, scope.viewer, scope.on)
    ends = Q(source__in=asked_for) | Q(target__in=asked_for)
    linkages = defaultdict(list)
    for linkage in linkages_where(Q(process=None) & ends, scope.viewer).values():
        for end in {linkage.source.key, linkage.target.key}:
            linkages[end].append(linkage)
    return [
        UnitStructures(actors[key], linkages[key], absences.get(key, ())) for key in keys if key in actors
    ]


#: Process by process, with what sources deny of it.
PROCESS_STRUCTURES = replace(_PROCESSES, facts=_of_processes)
#: Unit by unit.
UNIT_STRUCTURES = Ground(
    "act",
    _units,
    _of_units,
    lambda n: ngettext("%(n)s mediation support unit", "%(n)s mediation support units", n) % {"n": n},
)
