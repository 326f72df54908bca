"""What is recorded in a process beside its linkages and logs: a kind of fact and a condition for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from peaceinfra.analysis import process_facts as fact
from peaceinfra.analysis.collect.belonging import (
    BESIDE_ITS_OWN,
    WAYS,
    Around,
    Way,
    condition,
    keys_of_around,
)
from peaceinfra.analysis.collect.channels import channel_parts
from peaceinfra.analysis.collect.parts import Known, always_asked, columns_read, facts_of, part_rows
from peaceinfra.analysis.collect.rows import DATES
from peaceinfra.analysis.collect.together import Arm, Together, together
from peaceinfra.analysis.facts import ActorFact, ChangeFact, EventFact, PrincipalFact, RoleFact
from peaceinfra.core.prepared import Keys, prepared
from peaceinfra.core.registry import models_by_kind
from processes.models import ConflictLink, Event, EventProcess, Signatory
from secretariats.models import Channel, ChannelEnd
from tracks.models import Intermediary, Linkage

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
    "means": fact.MeansFact,
    "relations": fact.RelationFact,
    "reaches": fact.ReachFact,
    "inclusion": fact.InclusionFact,
    "coverage": fact.CoverageFact,
    "lineages": fact.LineageFact,
    "roles": RoleFact,
    "events": EventFact,
    "principals": PrincipalFact,
}


def rows_of(name: str, viewer, wanted: Q) -> list[dict]:
    return part_rows(models_by_kind()[PARTS[name].prefix], viewer, wanted)


#: The kinds of part of which ties are made, beside those by which it is known who is around a process.
TIES = ("memberships", "relations", "reaches", "posts", "appointments", "supports", "lineages")


#: In the first query of a process: what names it, the ends of its channels, and those along its linkages.
ENDS, THROUGH = "ends", "through"
# With the events whose main process it is: those of which it is a further one.
_EVENTS, _FURTHER = "events", "further events"
_END_ROW = ("channel_id", "actor_id", "part", "position")
_STOP_ROW = ("linkage_id", "actor_id", "part", "is_sole_carrier", "position")


def rows_within(viewer, processes: Collection[int], names: Iterable[str]) -> dict[str, list[dict]]:
    """{name: rows} of what names the processes, with the rows of `ENDS` and `THROUGH`; one query."""
    names = tuple(names)
    found = prepared(_within, viewer, (*names, *([_FURTHER] if _EVENTS in names else []))).rows(
        processes=processes
    )
    if _EVENTS in names:
        found[_EVENTS] = _with_further(found[_EVENTS], found.pop(_FURTHER))
    for name, owner in ((ENDS, "channel_id"), (THROUGH, "linkage_id")):
        if name in found:
            found[name].sort(key=lambda row: (row[owner], row["position"], row["pk"]))
    return found


def _with_further(events: list[dict], further: list[dict]) -> list[dict]:
    """Each event once for each of the processes: as if that were the one in which it was held. The earliest first."""
    found = {(row["pk"], row["process_id"]): row for row in events}
    for row in further:
        of_event = {name.removeprefix("event__"): value for name, value in row.items() if "__" in name}
        of_event |= {"pk": row["event_id"], "process_id": row["process_id"]}
        found.setdefault((row["event_id"], row["process_id"]), of_event)
    return sorted(found.values(), key=by_date) if further else events


def by_date(row: dict) -> tuple:
    """The earliest first, and an unknown day last."""
    return row["start_max"] or date.max, row["start_min"] or date.max, row["pk"]


def rows_around(viewer, around: Around, names: Iterable[str]) -> dict[str, list[dict]]:
    """{name: rows} of what belongs to processes by who is around them; one query. Of functions: those of no process."""
    return prepared(_around, viewer, tuple(names)).rows(**keys_of_around(around))


def _within(viewer, names: tuple[str, ...]) -> Together:
    own = Way("process_id")
    apart = {
        ENDS: Arm(
            ENDS,
            ChannelEnd,
            Q(channel__process_id__any_of=Keys("processes"), channel__retired=False),
            columns=_END_ROW,
        ),
        THROUGH: Arm(
            THROUGH,
            Intermediary,
            Q(linkage__process_id__any_of=Keys("processes"), linkage__retired=False),
            columns=_STOP_ROW,
        ),
        _FURTHER: Arm(
            _FURTHER,
            EventProcess,
            Q(process_id__any_of=Keys("processes"), event__retired=False),
            columns=_further_row(),
        ),
    }
    return together(viewer, [apart.get(name) or _arm(name, [own]) for name in names])


def _further_row() -> tuple[str, ...]:
    """The columns of an event, by way of the row that says it is part of a further process."""
    of_event = (f"event__{name}" for name in (*columns_read(Event), *DATES) if name != "process_id")
    return ("event_id", "process_id", *of_event)


def _around(viewer, names: tuple[str, ...]) -> Together:
    ways = {name: WAYS[name] for name in names} | {"functions": WAYS["functions"][1:]}
    return together(viewer, [_arm(name, ways[name]) for name in names])


def _arm(name: str, ways: Iterable[Way]) -> Arm:
    return Arm(name, models_by_kind()[PARTS[name].prefix], condition(ways), BESIDE_ITS_OWN.get(name, ()))


def rows_of_one(key: int, viewer, around: Around, names: Collection[str]) -> dict[str, list[dict]]:
    """The same of what is read for one process alone: its conflicts, and stances about it."""
    conditions = {
        "conflicts": lambda: Q(process_links__in=_links(key, viewer)),
        "stances": lambda: _towards(key, viewer, around),
    }
    return {name: rows_of(name, viewer, wanted()) for name, wanted in conditions.items() if name in names}


def _links(key: int, viewer):
    return ConflictLink.objects.shown_to(viewer).filter(process=key).values("pk")


def _towards(key: int, viewer, around: Around) -> Q:
    """Stances towards the process, its bodies, roles, channels and linkages, and among those who act in it."""
    parts = [model.objects.shown_to(viewer).filter(process=key).values("pk") for model in (Channel, Linkage)]
    acting = always_asked(around.acting)
    among = Q(actor__in=acting, subject__in=acting)
    return (
        among
        | Q(subject__in={key, *around.roles, *around.bodies})
        | Q(subject_id__in=parts[0])
        | Q(subject_id__in=parts[1])
    )


def signatory_rows(keys: Collection[int], viewer) -> list[tuple]:
    """(agreement, actor)"""
    rows = Signatory.objects.shown_to(viewer).filter(agreement__process__in=keys, agreement__retired=False)
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
