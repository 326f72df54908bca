"""The network of one process: its actors and the linkages between them, as far as a viewer may see.

It is no more than `/linkages/?process=…` and `/roles/?process=…` told together, so it asks for no clearance
of its own. What would be *derived* from it (who hangs on a single broker, who reaches whom) does.
"""

from collections import defaultdict

from peaceinfra.api import facts, related
from peaceinfra.api.addresses import reference
from peaceinfra.core.filtering import REVIEW_DAYS
from processes.filters import RoleFilterSet
from tracks.filters import LinkageFilterSet


def network_of(process, viewer, day, root: str) -> dict:
    """{"process", "nodes", "edges", "sides"}; with a day, of what held on it or can have held. Five queries."""
    linkages = _held(LinkageFilterSet, process, viewer, day)
    edges = list(related.with_parts(linkages, related.LINKAGE, viewer, day).order_by("pk"))
    roles = related.with_parts(_held(RoleFilterSet, process, viewer, day), (), viewer, day)
    actors, parts = {}, defaultdict(list)
    for role in roles.order_by("pk"):
        actors[role.actor_id] = role.actor
        parts[role.actor_id].append(role.kind)
    for edge in edges:
        through = [row.actor for row in edge.intermediaries.all()]
        actors |= {actor.pk: actor for actor in (edge.source, *through, edge.target)}
    nodes = [_node(actor, parts[key], root) for key, actor in sorted(actors.items())]
    return {"process": process, "nodes": nodes, "edges": edges, "sides": facts.sides(edges, viewer)}


def _held(filterset_class, process, viewer, day):
    rows = filterset_class.shown(viewer).filter(process=process)
    return rows.possible_on(day).with_certainty(day, REVIEW_DAYS) if day else rows


def _node(actor, roles, root):
    described = {"kind": actor.kind, "usual_level": actor.usual_level, "roles": list(dict.fromkeys(roles))}
    return reference(actor, root) | described
