"""The network of one process: its actors and the linkages between them, as far as a viewer may see.

It is no more than `/linkages/?process=…` and `/roles/?process=…` told together, so it asks for no clearance
of its own. What would be *derived* from it (who hangs on a single broker, who reaches whom) does.
"""

from collections import defaultdict
from dataclasses import dataclass

from peaceinfra.analysis.collect.sides import Sides
from peaceinfra.api import facts, related
from peaceinfra.core.filtering import REVIEW_DAYS
from processes.filters import RoleFilterSet
from processes.models import Actor, PeaceProcess, Role
from tracks.filters import LinkageFilterSet
from tracks.models import Linkage


@dataclass(frozen=True)
class Together:
    """The marking of several records in one answer: the highest level, and every team."""

    effective_level: int
    effective_teams: list[int]


@dataclass(frozen=True)
class Network:
    """Actors and linkages of a process, with what is told of them: roles by actor, and sides."""

    process: PeaceProcess
    nodes: list[Actor]
    edges: list[Linkage]
    roles: dict[int, list[Role]]
    sides: Sides

    @property
    def as_a_whole(self) -> Together:
        brokers = [row for edge in self.edges for row in edge.intermediaries.all()]
        roles = [role for found in self.roles.values() for role in found]
        records = [self.process, *self.nodes, *self.edges, *brokers, *roles]
        teams = {team for record in records for team in record.effective_teams}
        return Together(max(record.effective_level for record in records), sorted(teams))


def network_of(process, viewer, day) -> Network:
    """What the viewer may see; with a day, of what held on it or can have held. Five queries."""
    linkages = _held(LinkageFilterSet, process, viewer, day)
    edges = list(related.with_parts(linkages, related.LINKAGE, viewer, day).order_by("pk"))
    held = related.with_parts(_held(RoleFilterSet, process, viewer, day), (), viewer, day)
    actors, roles = {}, defaultdict(list)
    for role in held.order_by("pk"):
        actors[role.actor_id] = role.actor
        roles[role.actor_id].append(role)
    for edge in edges:
        through = [row.actor for row in edge.intermediaries.all()]
        actors |= {actor.pk: actor for actor in (edge.source, *through, edge.target)}
    nodes = [actor for _key, actor in sorted(actors.items())]
    return Network(process, nodes, edges, dict(roles), facts.sides(edges, viewer))


def _held(filterset_class, process, viewer, day):
    rows = filterset_class.shown(viewer).filter(process=process)
    return rows.possible_on(day).with_certainty(day, REVIEW_DAYS) if day else rows
