"""Processes with the stances that others took towards the bodies which serve their parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Q

from peaceinfra.analysis.collect.grounds import Scope, process_bodies
from peaceinfra.analysis.collect.parts import Known, always_asked, facts_of, keys_of
from peaceinfra.analysis.collect.process_parts import rows_of
from peaceinfra.analysis.collect.rows import actors_by_key
from peaceinfra.analysis.part_facts import Named
from peaceinfra.analysis.process_facts import ProcessFacts, StanceFact


def _with_stances(found: Sequence[ProcessFacts], scope: Scope) -> list[ProcessFacts]:
    serving = {facts.key: {principal.body.key for principal in facts.principals} for facts in found}
    bodies = set().union(*serving.values())
    rows = rows_of("stances", scope.viewer, Q(subject__in=always_asked(bodies)))
    actors = actors_by_key(keys_of(rows, "actor_id"), scope.viewer)
    # A body is known by its key; its words are those of the process.
    subjects = {key: Named("", "", key=key) for key in keys_of(rows, "subject_id")}
    stances = facts_of(StanceFact, rows, Known(actors, {}, subjects))
    return [
        replace(facts, stances=[stance for stance in stances if stance.subject in serving[facts.key]])
        for facts in found
    ]


#: Process by process, with the stances towards the bodies that serve.
PROCESSES_WITH_STANCES = process_bodies("coverage", beside=_with_stances)
