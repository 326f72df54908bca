"""What is looked over for structures between the levels: processes, and the units that support mediation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from peaceinfra.analysis.collect.absences import Absence, collect_absences
from peaceinfra.analysis.collect.grounds import Ground, Scope, processes
from peaceinfra.analysis.collect.lists import linkages_where
from peaceinfra.analysis.collect.parts import Known, always_asked, facts_of, part_rows
from peaceinfra.analysis.collect.rows import actors_by_key
from peaceinfra.analysis.facts import ActorFact, LinkageFact
from peaceinfra.analysis.process_facts import PostFact, ProcessFacts
from processes.models import Actor
from secretariats.choices import BodyForm, PostKind
from secretariats.models import Post


@dataclass(frozen=True, slots=True)
class ProcessStructures:
    """A process, and what sources say that it had not."""

    facts: ProcessFacts
    absences: Sequence[Absence]


@dataclass(frozen=True, slots=True)
class UnitStructures:
    """A unit that supports mediation, its linkages outside of any process, and what sources say it had not.

    outreach    its posts of outreach officers
    """

    unit: ActorFact
    linkages: Sequence[LinkageFact]
    absences: Sequence[Absence]
    outreach: Sequence[PostFact] = ()


def _with_absences(found: Sequence[ProcessFacts], scope: Scope) -> list[ProcessStructures]:
    absences = collect_absences(always_asked(facts.key for facts in found), scope.viewer, scope.on)
    return [ProcessStructures(facts, absences.get(facts.key, ())) for facts in found]


def _units(scope: Scope) -> QuerySet:
    """They work for many processes: where one is chosen, none is looked at."""
    rows = Actor.objects.shown_to(scope.viewer).filter(body__form=BodyForm.SUPPORT_UNIT)
    return rows.none() if scope.is_narrowed else rows.possible_on(scope.on)


def _of_units(keys: Sequence[int], scope: Scope) -> list[UnitStructures]:
    asked_for = always_asked(keys)
    actors = actors_by_key(asked_for, scope.viewer)
    absences = collect_absences(asked_for, scope.viewer, scope.on)
    ends = Q(source__in=asked_for) | Q(target__in=asked_for)
    is_outreach = Q(body__in=asked_for, kind=PostKind.OUTREACH_OFFICER)
    posts = facts_of(PostFact, part_rows(Post, scope.viewer, is_outreach), Known(actors, {}))
    linkages = defaultdict(list)
    for linkage in linkages_where(Q(process=None) & ends, scope.viewer).values():
        for end in {linkage.source.key, linkage.target.key}:
            linkages[end].append(linkage)
    return [
        UnitStructures(
            actors[key],
            linkages[key],
            absences.get(key, ()),
            [post for post in posts if post.body.key == key],
        )
        for key in keys
        if key in actors
    ]


#: Process by process, with what sources deny of it.
PROCESS_STRUCTURES = processes("coverage", beside=_with_absences)
#: Unit by unit.
UNIT_STRUCTURES = Ground(
    "act",
    _units,
    _of_units,
    lambda n: ngettext("%(n)s mediation support unit", "%(n)s mediation support units", n) % {"n": n},
)
