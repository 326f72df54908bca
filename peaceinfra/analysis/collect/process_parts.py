"""What is recorded in a process beside its linkages and logs: a kind of fact and a condition for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from peaceinfra.analysis import process_facts as fact
from peaceinfra.analysis.collect.channels import END, channel_parts
from peaceinfra.analysis.collect.parts import Known, always_asked, facts_of, part_rows
from peaceinfra.analysis.facts import ActorFact, ChangeFact, EventFact, PrincipalFact, RoleFact
from peaceinfra.core.registry import models_by_kind
from processes.choices import LineageKind
from processes.models import ConflictLink, Signatory
from secretariats.models import Channel, ChannelEnd
from tracks.models import Linkage

# {name in ProcessFacts: what it is a list of}
PARTS = {
    "conflicts": fact.ConflictFact,
    "listings": fact.ListingFact,
    "stances": fact.StanceFact,
    "channels": fact.ChannelFact,
    "agreements": fact.AgreementFact,
    "supports": fact.SupportFact,
    "functions": fact.FunctionFact,
    "mandates": fact.MandateFact,
    "posts": fact.PostFact,
    "appointments": fact.AppointmentFact,
    "handovers": fact.HandoverFact,
    "successions": fact.SuccessionFact,
    "memberships": fact.MembershipFact,
    "relations": fact.RelationFact,
    "reaches": fact.ReachFact,
    "inclusion": fact.InclusionFact,
    "coverage": fact.CoverageFact,
    "lineages": fact.LineageFact,
    "roles": RoleFact,
    "events": EventFact,
    "principals": PrincipalFact,
}


def rows_of(name: str, viewer, condition: Q) -> list[dict]:
    return part_rows(models_by_kind()[PARTS[name].prefix], viewer, condition)


@dataclass(frozen=True, slots=True)
class Around:
    """Who and what is around a process, by key: what is recorded of them belongs to it.

    acting    the actors with a role in it; roles: their roles
    bodies    the bodies that serve a party, have a role or work in it
    ends      those at the ends of its channels, who may stand for others
    linked    those along its linkages
    """

    acting: set[int]
    roles: set[int]
    bodies: set[int]
    ends: set[int]
    linked: set[int]

    @property
    def tied(self) -> set[int]:
        return self.acting | self.bodies | self.ends | self.linked


#: The kinds of part of which ties are made.
TIES = ("channels", "memberships", "relations", "reaches", "posts", "appointments", "supports", "lineages")


def rows_beside(
    key: int, viewer, around: Around, only: Collection[str] = PARTS.keys()
) -> dict[str, list[dict]]:
    """{name in ProcessFacts: rows}; one query each."""
    acting, bodies, tied, ends = map(
        always_asked, (around.acting, around.bodies, around.tied, around.acting | around.bodies | around.ends)
    )
    here, theirs = Q(process=key), Q(body__in=bodies)
    conditions = {
        "conflicts": Q(process_links__in=_links(key, viewer)),
        "listings": Q(actor__in=acting),
        "stances": _towards(key, viewer, acting, around.roles, bodies),
        **dict.fromkeys(("channels", "agreements", "supports", "inclusion", "coverage"), here),
        **dict.fromkeys(("mandates", "posts", "handovers"), theirs),
        "memberships": Q(body__in=tied),
        "relations": Q(body__in=tied) | Q(other__in=tied),
        "reaches": here | Q(process=None, actor__in=tied),
        "appointments": Q(post__body__in=bodies, post__retired=False),
        "successions": Q(predecessor__in=bodies),
        "lineages": Q(origin__in=acting, kind=LineageKind.SPLINTER) | Q(actor__in=ends, kind__in=fact.UNIONS),
    }
    return {name: rows_of(name, viewer, condition) for name, condition in conditions.items() if name in only}


def _links(key: int, viewer):
    return ConflictLink.objects.shown_to(viewer).filter(process=key).values("pk")


def _towards(key: int, viewer, acting, roles, bodies) -> Q:
    """Stances towards the process, its bodies, roles, channels and linkages, and among those who act in it."""
    parts = [model.objects.shown_to(viewer).filter(process=key).values("pk") for model in (Channel, Linkage)]
    among = Q(actor__in=acting, subject__in=acting)
    return (
        among
        | Q(subject__in={key, *roles, *bodies})
        | Q(subject_id__in=parts[0])
        | Q(subject_id__in=parts[1])
    )


def end_rows(key: int, viewer) -> list[tuple]:
    """The ends of the channels of a process, in order."""
    rows = ChannelEnd.objects.shown_to(viewer).filter(channel__process=key, channel__retired=False)
    return list(rows.order_by("channel_id", "position", "pk").values_list(*END, named=True))


def signatory_rows(key: int, viewer) -> list[tuple]:
    """(agreement, actor)"""
    rows = Signatory.objects.shown_to(viewer).filter(agreement__process=key, agreement__retired=False)
    return list(rows.order_by("agreement_id", "pk").values_list("agreement_id", "actor_id", named=True))


def part_facts(
    rows: dict[str, list[dict]], known: Known, ends: list[tuple], signed: list[tuple], log: list[ChangeFact]
) -> dict[str, list]:
    """{name in ProcessFacts: facts}; `log` has the states of all channels."""
    kept = {
        "channels": channel_parts(ends, log, known),
        "agreements": {"signatories": _by_owner(signed, known.actors)},
    }
    return {name: facts_of(PARTS[name], found, known, **kept.get(name, {})) for name, found in rows.items()}


def _by_owner(pairs, actors) -> dict[int, list[ActorFact]]:
    found = defaultdict(list)
    for owner, actor in pairs:
        if actor in actors:
            found[owner].append(actors[actor])
    return found
