"""On which side the ends of linkages stand, each in the process of its linkage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from peaceinfra.analysis.collect.parts import always_asked
from peaceinfra.analysis.facts import LinkageFact
from processes.models import Role
from secretariats.models import Principal

#: {process: {actor: the key of its side}}
Sides = dict[int, dict[int, int]]


def collect_sides(linkages: Iterable[LinkageFact], viewer) -> Sides:
    """A party's own side, and of a body that serves one side alone that side; two queries."""
    linkages = list(linkages)
    processes = always_asked({linkage.process.key for linkage in linkages if linkage.process})
    ends = set(always_asked(actor.key for linkage in linkages for actor in (linkage.source, linkage.target)))
    serving = Principal.objects.shown_to(viewer).filter(
        process__in=processes, body__in=ends, principal__retired=False
    )
    served = list(serving.values_list("process_id", "body_id", "principal_id", "side_id", named=True))
    actors = ends | {row.principal_id for row in served}
    roles = Role.objects.shown_to(viewer).filter(process__in=processes, actor__in=actors).exclude(side=None)
    sides: Sides = defaultdict(dict)
    for process, actor, side in roles.order_by("start_max", "pk").values_list(
        "process_id", "actor_id", "side_id"
    ):
        sides[process][actor] = side
    bodies = defaultdict(set)
    for process, body, principal, side in served:
        bodies[process, body].add(side or sides[process].get(principal))
    for (process, body), found in bodies.items():
        if len(found) == 1 and None not in found:
            sides[process].setdefault(body, min(found))
    return dict(sides)
