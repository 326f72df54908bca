"""The ground of mediation support units: what each says of local actors, and what it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import ngettext

from peaceinfra.analysis.collect.grounds import Ground, Scope
from peaceinfra.analysis.collect.parts import always_asked
from peaceinfra.analysis.collect.rows import actors_by_key
from peaceinfra.analysis.facts import ActorFact
from processes.models import Actor
from tracks.models import Support, SupportUnit


@dataclass(frozen=True, slots=True)
class Unit:
    """A mediation support unit, its policy on local actors and its practice with them; "" where not recorded."""

    body: ActorFact
    policy: str
    practice: str


def _units(scope: Scope):
    """Actors that are units; of chosen processes those that gave or offered support there."""
    units = SupportUnit.objects.shown_to(scope.viewer).values("actor")
    rows = Actor.objects.shown_to(scope.viewer).filter(Q(pk__in=units))
    if not scope.is_narrowed:
        return rows
    chosen = scope.processes.order_by().values("pk")
    given = Support.objects.shown_to(scope.viewer).filter(process__in=chosen)
    return rows.filter(pk__in=given.values("giver"))


def _facts(keys: Sequence[int], scope: Scope) -> list[Unit]:
    rows = SupportUnit.objects.shown_to(scope.viewer).filter(actor__in=always_asked(keys))
    columns = ("actor_id", "policy_on_local_actors", "practice_with_local_actors")
    found = {key: (policy, practice) for key, policy, practice in rows.values_list(*columns)}
    actors = actors_by_key(set(found), scope.viewer)
    return [Unit(actors[key], *found[key]) for key in keys if key in found and key in actors]


UNITS = Ground(
    "act",
    _units,
    _facts,
    lambda n: ngettext("%(n)s support unit", "%(n)s support units", n) % {"n": n},
)
