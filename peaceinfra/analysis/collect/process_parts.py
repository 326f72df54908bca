"""What stands beside the roles, events and linkages of a process: one declaration and one condition for each."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q

from peaceinfra.analysis import process_facts as fact
from peaceinfra.analysis.collect.shapes import Shape, alike
from peaceinfra.analysis.facts import ActorFact, ChangeFact
from processes import choices as said
from processes.models import (
    Agreement,
    Conflict,
    ConflictLink,
    CoverageNote,
    Lineage,
    Listing,
    Signatory,
    Stance,
)
from secretariats import choices as of_body
from secretariats.choices import ChannelPart
from secretariats.models import (
    Appointment,
    ArchiveHandover,
    Channel,
    ChannelEnd,
    Function,
    Mandate,
    Membership,
    Post,
    Succession,
)
from tracks import choices as of_track
from tracks.models import Inclusion, Linkage, Support

# {name in ProcessFacts: how its rows become facts}
SHAPES = {
    "conflicts": Shape(
        fact.ConflictFact, Conflict, alike("name", "territory"), {"incompatibility": said.Incompatibility}
    ),
    "listings": Shape(
        fact.ListingFact, Listing, alike("instrument", "exemption"), actors=("actor", "authority"),
        needs=("actor", "authority"),
    ),
    "stances": Shape(
        fact.StanceFact, Stance, {"subject": "subject_id", "condition": "condition"},
        {"kind": said.StanceKind, "publicity": said.Publicity}, ("actor",), ("actor",),
    ),
    "channels": Shape(
        fact.ChannelFact, Channel, alike("name", "is_secret", "disclosed", "purpose"),
        {
            "medium": of_body.ChannelMedium, "directness": of_body.Directness,
            "formality": of_body.ChannelFormality, "quality": of_body.ChannelQuality,
        },
    ),
    "agreements": Shape(
        fact.AgreementFact, Agreement,
        alike("name", "is_local", "url") | {"place": "place__name"}, {"stage": said.AgreementStage},
    ),
    "supports": Shape(
        fact.SupportFact, Support, alike("content"),
        {"kind": of_track.SupportKind, "answer": of_track.SupportAnswer},
        ("giver", "recipient", "requested_by"), ("giver",),
    ),
    "functions": Shape(
        fact.FunctionFact, Function, codes={"task": of_body.Task, "state": of_body.FunctionState},
        actors=("body", "party"), needs=("body",),
    ),
    "mandates": Shape(
        fact.MandateFact, Mandate, alike("number", "instrument", "sunset", "continues_when_suspended"),
        actors=("body", "mandated_by"), needs=("body",),
    ),
    "posts": Shape(
        fact.PostFact, Post, alike("title"), {"kind": of_body.PostKind}, ("body",), ("body",)
    ),
    "appointments": Shape(
        fact.AppointmentFact, Appointment, {"post": "post_id"}, actors=("person", "appointed_by"), needs=("person",)
    ),
    "handovers": Shape(
        fact.HandoverFact, ArchiveHandover, codes={"state": of_body.ArchiveState}, actors=("body", "holder"),
        needs=("body",),
    ),
    "successions": Shape(
        fact.SuccessionFact, Succession, codes={"archive": of_body.Passed}, actors=("predecessor", "successor"),
        needs=("predecessor", "successor"),
    ),
    "memberships": Shape(
        fact.MembershipFact, Membership,
        codes={"member_class": of_body.MemberClass, "role": of_body.SeatRole},
        actors=("body", "member", "on_behalf_of"), needs=("body", "member"),
    ),
    "inclusion": Shape(
        fact.InclusionFact, Inclusion, alike("group", "absent"),
        {"modality": of_track.InclusionModality, "weight": of_track.Weight}, ("actor", "forum", "selected_by"),
    ),
    "coverage": Shape(
        fact.CoverageFact, CoverageNote, alike("searched_on", "remark"),
        {"topic": said.CoverageTopic, "extent": said.CoverageExtent}, ("searched_by",),
    ),
    "splits": Shape(
        fact.SplitFact, Lineage, actors=("actor", "origin"), needs=("actor", "origin")
    ),
}  # fmt: skip


FUNCTIONS = SHAPES["functions"]


def part_rows(key: int, viewer, *, acting: set[int], roles: set[int], bodies: set[int]) -> dict[str, list[tuple]]:
    """{name in ProcessFacts: rows}; one query each.

    acting    the actors with a role in the process; roles: the keys of these roles
    bodies    the bodies that serve a party, have a role or work in the process
    """
    here, theirs = Q(process=key), Q(body__in=bodies)
    conditions = {
        "conflicts": Q(process_links__in=_links(key, viewer)),
        "listings": Q(actor__in=acting),
        "stances": _towards(key, viewer, acting, roles, bodies),
        **dict.fromkeys(("channels", "agreements", "supports", "inclusion", "coverage"), here),
        **dict.fromkeys(("mandates", "posts", "handovers", "memberships"), theirs),
        "appointments": Q(post__body__in=bodies, post__retired=False),
        "successions": Q(predecessor__in=bodies),
        "splits": Q(origin__in=acting, kind=said.LineageKind.SPLINTER),
    }
    return {name: SHAPES[name].rows(viewer, condition) for name, condition in conditions.items()}


def _links(key: int, viewer):
    return ConflictLink.objects.shown_to(viewer).filter(process=key).values("pk")


def _towards(key: int, viewer, acting, roles, bodies) -> Q:
    """Stances towards the process, its bodies, roles, channels and linkages, and among those who act in it."""
    parts = [model.objects.shown_to(viewer).filter(process=key).values("pk") for model in (Channel, Linkage)]
    among = Q(actor__in=acting, subject__in=acting)
    return among | Q(subject__in={key, *roles, *bodies}) | Q(subject_id__in=parts[0]) | Q(subject_id__in=parts[1])


def end_rows(key: int, viewer) -> list[tuple]:
    """(channel, actor, part) in order."""
    rows = ChannelEnd.objects.shown_to(viewer).filter(channel__process=key, channel__retired=False)
    return list(rows.order_by("channel_id", "position", "pk").values_list("channel_id", "actor_id", "part"))


def signatory_rows(key: int, viewer) -> list[tuple]:
    """(agreement, actor)"""
    rows = Signatory.objects.shown_to(viewer).filter(agreement__process=key, agreement__retired=False)
    return list(rows.order_by("agreement_id", "pk").values_list("agreement_id", "actor_id"))


def part_facts(
    rows: dict[str, list[tuple]], actors: dict[int, ActorFact], ends: list[tuple], signed: list[tuple],
    log: list[ChangeFact],
) -> dict[str, list]:
    """{name in ProcessFacts: facts}; `log` has the states of all channels."""
    changes = defaultdict(list)
    for change in log:
        changes[change.owner].append(change)
    more = {
        "channels": {
            "ends": _by_owner((row[:2] for row in ends if row[2] == ChannelPart.END), actors),
            "via": _by_owner((row[:2] for row in ends if row[2] == ChannelPart.VIA), actors),
            "log": changes,
        },
        "agreements": {"signatories": _by_owner(signed, actors)},
    }
    return {name: SHAPES[name].facts(found, actors, **more.get(name, {})) for name, found in rows.items()}


def _by_owner(pairs, actors) -> dict[int, list[ActorFact]]:
    found = defaultdict(list)
    for owner, actor in pairs:
        if actor in actors:
            found[owner].append(actors[actor])
    return found
