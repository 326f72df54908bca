"""Processes with the means of their bodies: staff, competence, money, premises, training."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from peaceinfra.analysis.collect.grounds import Scope, process_bodies
from peaceinfra.analysis.collect.parts import Known, always_asked, keys_named, part_rows, parts_of
from peaceinfra.analysis.collect.rows import actors_by_key
from peaceinfra.analysis.part_facts import PartFact
from peaceinfra.analysis.process_facts import ProcessFacts
from processes.models import Actor
from secretariats.models import Means


@dataclass(frozen=True, slots=True)
class ProcessMeans:
    """A process, and what its bodies had to work with: rows with the fields of `Means`."""

    facts: ProcessFacts
    means: Sequence[PartFact]


def _with_means(found: Sequence[ProcessFacts], scope: Scope) -> list[ProcessMeans]:
    bodies = {facts.key: {body.key for body in facts.bodies} for facts in found}
    rows = part_rows(Means, scope.viewer, Q(body__in=always_asked(set().union(*bodies.values()))))
    known = Known(actors_by_key(keys_named(Means, rows, Actor), scope.viewer), {})
    by_body = defaultdict(list)
    for part in parts_of(Means, rows, known):
        by_body[part.named["body"].key].append(part)
    return [
        ProcessMeans(facts, [part for body in sorted(bodies[facts.key]) for part in by_body[body]])
        for facts in found
    ]


#: Process by process, with the means of its bodies.
PROCESSES_WITH_MEANS = process_bodies("coverage", beside=_with_means)
