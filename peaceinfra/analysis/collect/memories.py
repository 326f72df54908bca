"""Bodies that ended, were turned to another use, or were followed: their logs, papers and chains of successors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from peaceinfra.analysis.collect.actor_parts import STEPS
from peaceinfra.analysis.collect.courses import Search, collect_searches
from peaceinfra.analysis.collect.grounds import Ground, Scope
from peaceinfra.analysis.collect.logs import life_rows, lifecycles_of
from peaceinfra.analysis.collect.parts import Known, always_asked, facts_of, keys_of, part_rows
from peaceinfra.analysis.collect.rows import actors_by_key, process_names
from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.facts import ActorFact, ProcessName
from peaceinfra.analysis.process_facts import HandoverFact, SuccessionFact
from peaceinfra.core.visibility import Viewer
from processes.choices import CoverageTopic
from processes.models import Actor, Role
from secretariats.choices import Lifecycle
from secretariats.lifecycle import GONE
from secretariats.models import ArchiveHandover, Function, LifecycleChange, Principal, Succession

#: By these a body works in a process: the kind of record, and the column that names the body.
_WORK = ((Role, "actor"), (Principal, "body"), (Function, "body"))


@dataclass(frozen=True, slots=True)
class BodyMemory:
    """A body, and what is recorded of where its papers and its work went.

    successions   {predecessor: by whom it was followed} along the whole chain, as far as STEPS
    processes     in which it works or worked
    searches      how far bodies were searched for in these
    """

    body: ActorFact
    log: StatusLog
    archives: Sequence[HandoverFact]
    successions: dict[int, list[SuccessionFact]]
    processes: Sequence[ProcessName]
    searches: Sequence[Search]


def _bodies(scope: Scope) -> QuerySet:
    viewer = scope.viewer
    ended = LifecycleChange.objects.shown_to(viewer).filter(status__in=[*GONE, Lifecycle.REPURPOSED])
    followed = Succession.objects.shown_to(viewer).filter(successor__retired=False)
    rows = Actor.objects.shown_to(viewer).filter(
        Q(pk__in=ended.values("body")) | Q(pk__in=followed.values("predecessor"))
    )
    if not scope.is_narrowed:
        return rows
    working = Q()
    for model, column in _WORK:
        own = scope.of_processes(model.objects.shown_to(viewer))
        working |= Q(pk__in=own.values(column))
    return rows.filter(working)


def collect_memories(keys: Sequence[int], viewer: Viewer) -> list[BodyMemory]:
    """Of the bodies that the viewer may see, in the order of the keys; as many queries as for one."""
    keys = always_asked(keys)
    lives, archives = life_rows(keys, viewer), part_rows(ArchiveHandover, viewer, Q(body__in=keys))
    chain, work = _chain_rows(keys, viewer), _work(keys, viewer)
    named = {*keys} | keys_of(archives, "holder_id") | {row.decided_by_id for row in lives}
    named |= keys_of(chain, "predecessor_id") | keys_of(chain, "successor_id")
    actors = actors_by_key(named, viewer)
    processes = process_names({key for own in work.values() for key in own}, viewer)
    searches = collect_searches(processes, [CoverageTopic.BODIES], viewer)
    known, logs = Known(actors, processes), lifecycles_of(lives, actors)
    successions, papers = defaultdict(list), defaultdict(list)
    for succession in facts_of(SuccessionFact, chain, known):
        successions[succession.predecessor.key].append(succession)
    for archive in facts_of(HandoverFact, archives, known):
        papers[archive.body.key].append(archive)
    return [
        BodyMemory(
            actors[key],
            logs.get(key, StatusLog()),
            papers[key],
            dict(successions),
            [processes[process] for process in work[key] if process in processes],
            [search for process in work[key] for search in searches.get(process, ())],
        )
        for key in keys
        if key in actors
    ]


def _chain_rows(keys: Sequence[int], viewer: Viewer) -> list[dict]:
    """The successions of bodies, of their successors, and so on; as many queries as steps."""
    found, asked, ends = {}, set(), set(keys)
    for _step in range(STEPS):
        rows = part_rows(Succession, viewer, Q(predecessor__in=always_asked(ends)))
        found |= {row["pk"]: row for row in rows}
        asked |= ends
        ends = keys_of(rows, "successor_id") - asked
    return list(found.values())


def _work(keys: Sequence[int], viewer: Viewer) -> dict[int, list[int]]:
    """{body: the processes in which it works or worked}; one query."""
    rows = [
        model.objects.shown_to(viewer)
        .filter(**{f"{column}__in": keys}, process__retired=False)
        .order_by()
        .values_list(f"{column}_id", "process_id")
        for model, column in _WORK
    ]
    found = defaultdict(list)
    for body, process in sorted(rows[0].union(*rows[1:])):
        found[body].append(process)
    return found


#: Bodies that closed, were transformed, merged or repurposed, and bodies that somebody followed.
ENDED_BODIES = Ground(
    "act",
    _bodies,
    lambda keys, scope: collect_memories(keys, scope.viewer),
    lambda n: ngettext("%(n)s body", "%(n)s bodies", n) % {"n": n},
    size=25,
)
