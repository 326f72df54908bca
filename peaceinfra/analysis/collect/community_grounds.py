"""Communities that nobody but local actors reaches, as far as is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from peaceinfra.analysis.collect.grounds import Ground, Scope
from peaceinfra.analysis.collect.parts import Known, always_asked, facts_of, keys_named, part_rows
from peaceinfra.analysis.collect.rows import actors_by_key, process_names
from peaceinfra.analysis.part_facts import Named
from peaceinfra.analysis.process_facts import ReachFact
from peaceinfra.core.identity import public_id
from processes.choices import ActorLevel
from processes.models import Actor, Community, PeaceProcess
from tracks.choices import ReachQuality
from tracks.models import Reach

#: What says that there is no way to a community, or that there was one.
NO_REACH = (ReachQuality.NONE, ReachQuality.PAST)


@dataclass(frozen=True, slots=True)
class CommunityReach:
    """A community, and all that is recorded of who reaches it, or does not."""

    community: Named
    reaches: Sequence[ReachFact]


def _rows(scope: Scope) -> QuerySet:
    """Of each process that was chosen: the communities that a record of reach names in it."""
    viewer = scope.viewer
    reaches = Reach.objects.shown_to(viewer).filter(community=OuterRef("pk"), actor__retired=False)
    local = Q(actor__usual_level=ActorLevel.GRASSROOTS) | Q(actor__mediator__isnull=False)
    by_others = reaches.exclude(quality__in=NO_REACH).possible_on(scope.on).exclude(local)
    rows = Community.objects.shown_to(viewer).filter(~Exists(by_others))
    return rows.filter(Exists(scope.of_processes(reaches))) if scope.is_narrowed else rows


def _facts(keys: Sequence[int], scope: Scope) -> list[CommunityReach]:
    rows = part_rows(Reach, scope.viewer, Q(community__in=always_asked(keys)))
    actors = actors_by_key(keys_named(Reach, rows, Actor) | {0}, scope.viewer)
    known = Known(actors, process_names(keys_named(Reach, rows, PeaceProcess), scope.viewer))
    by_community = defaultdict(list)
    for fact in facts_of(ReachFact, rows, known):
        by_community[fact.community.key].append(fact)
    communities = Community.objects.shown_to(scope.viewer).filter(pk__in=always_asked(keys))
    names = dict(communities.values_list("pk", "name"))
    return [
        CommunityReach(Named(public_id("com", key), names[key], key=key), by_community[key])
        for key in keys
        if key in names
    ]


#: Communities that are reached on the day by nobody, or by local actors alone.
COMMUNITIES_APART = Ground(
    "com",
    _rows,
    _facts,
    lambda n: ngettext("%(n)s community", "%(n)s communities", n) % {"n": n},
    size=25,
    is_answer=True,
)
