"""On which side the ends of linkages stand, each in the process of its linkage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.core.prepared import Keys, Prepared, prepare, prepared
from processes.choices import RoleKind
from processes.models import Role
from secretariats.models import Principal

#: {process: {actor: the key of its side}}
Sides = dict[int, dict[int, int]]


def collect_sides(linkages: Iterable[LinkageFact], viewer) -> Sides:
    """A party's own side, and of a body that serves one side alone that side; two queries."""
    linkages = list(linkages)
    processes = {linkage.process.key for linkage in linkages if linkage.process}
    ends = {actor.key for linkage in linkages for actor in (linkage.source, linkage.target)}
    served = prepared(_served, viewer).rows(processes=processes, bodies=ends)
    actors = ends | {principal for _process, _body, principal, _side in served}
    return _sides_of(served, prepared(_roles, viewer).rows(processes=processes, actors=actors))


def collect_all_sides(viewer) -> Sides:
    """Those of everybody in every process; two queries."""
    return _sides_of(prepared(_all_served, viewer).rows(), prepared(_all_roles, viewer).rows())


def _sides_of(served: Iterable[tuple], roles: Iterable[tuple]) -> Sides:
    sides: Sides = defaultdict(dict)
    for process, actor, side in roles:
        sides[process][actor] = side
    bodies = defaultdict(set)
    for process, body, principal, side in served:
        bodies[process, body].add(side or sides[process].get(principal))
    for (process, body), found in bodies.items():
        if len(found) == 1 and None not in found:
            sides[process].setdefault(body, min(found))
    return dict(sides)


def _served(viewer) -> Prepared:
    return _all_served(viewer, process__any_of=Keys("processes"), body__any_of=Keys("bodies"))


def _all_served(viewer, **of) -> Prepared:
    rows = Principal.objects.shown_to(viewer).filter(principal__retired=False, process__isnull=False, **of)
    return prepare(rows.values_list("process_id", "body_id", "principal_id", "side_id"))


def _roles(viewer) -> Prepared:
    return _all_roles(viewer, process__any_of=Keys("processes"), actor__any_of=Keys("actors"))


def _all_roles(viewer, **of) -> Prepared:
    rows = Role.objects.shown_to(viewer).filter(~Q(kind=RoleKind.SUPPORTER), side__isnull=False, **of)
    return prepare(rows.order_by("start_max", "pk").values_list("process_id", "actor_id", "side_id"))
