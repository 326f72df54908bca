"""What is recorded in a process beside its linkages and logs: a kind of fact and a condition for each."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Model, Q

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
from peaceinfra.analysis.collect.counts import counted
from peaceinfra.analysis.collect.logs import lives_of_bodies, logs_of_processes, logs_with_channels
from peaceinfra.analysis.collect.meetings import attendances
from peaceinfra.analysis.collect.parts import Known, columns_read, facts_of, part_rows
from peaceinfra.analysis.collect.rows import DATES, LinkageRow
from peaceinfra.analysis.collect.together import Arm, Together, together
from peaceinfra.analysis.facts import ActorFact, ChangeFact, EventFact, PrincipalFact, RoleFact
from peaceinfra.core.prepared import Keys, prepared
from peaceinfra.core.registry import models_by_kind
from processes.models import Conflict, ConflictLink, Event, EventProcess, Signatory, Stance
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


#: What is read of a process with its parts, by its own word: its linkages and those along them, the ends of its
#: channels, who signed its agreements, and how much stands on each of its pages (`counts_of`).
LINKS, THROUGH, ENDS, SIGNED, COUNTS = "links", "through", "ends", "signed", "counts"
# With the events whose main process it is: those of which it is a further one.
_EVENTS, _FURTHER = "events", "further events"
_END_ROW = ("channel_id", "actor_id", "part", "position")
_STOP_ROW = ("linkage_id", "actor_id", "part", "is_sole_carrier", "position")
SignedRow = namedtuple("SignedRow", ("agreement_id", "actor_id"))


def rows_within(viewer, processes: Collection[int], names: Iterable[str]) -> dict[str, list]:
    """{name: rows} of what names the processes; one query.

    names   of parts, of LOGS, or one of LINKS, THROUGH, ENDS, SIGNED, COUNTS, MET
    """
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


def rows_around(
    viewer, around: Around, names: Iterable[str], channels: Collection[int] = ()
) -> dict[str, list]:
    """{name: rows} of what belongs to processes by who is around them; one query. Of functions: those of no process.

    names   of parts, of LOGS, or LIVES
    channels    whose logs are read
    """
    about = around.processes | around.roles | around.bodies
    return prepared(_around, viewer, tuple(names)).rows(
        **keys_of_around(around), channels=channels, about=about
    )


def _within(viewer, names: tuple[str, ...]) -> Together:
    own = Way("process_id")
    of_one = (_conflicts(viewer), attendances(viewer))
    apart = {arm.name: arm for arm in (*_arms_within(), *logs_of_processes(), *of_one)}
    arms = [apart.get(name) or _arm(name, [own]) for name in names if name != COUNTS]
    found = together(viewer, arms)
    return found.with_lines({COUNTS: counted(viewer)}) if COUNTS in names else found


def _arms_within() -> list[Arm]:
    """What is no part and belongs to a process by its own word, or by that of its channel, linkage or agreement."""

    def arm(name: str, model: type[Model], through: str, columns: tuple[str, ...], **kept) -> Arm:
        here = {f"{through}__process_id__any_of" if through else "process_id__any_of": Keys("processes")}
        is_there = {f"{through}__retired": False} if through else {}
        return Arm(name, model, Q(**here, **is_there), columns=columns, **kept)

    by_agreement = ("agreement_id", "pk")
    return [
        arm(LINKS, Linkage, "", LinkageRow._fields, row=LinkageRow._make),
        arm(THROUGH, Intermediary, "linkage", ("pk", *_STOP_ROW)),
        arm(ENDS, ChannelEnd, "channel", ("pk", *_END_ROW)),
        arm(SIGNED, Signatory, "agreement", SignedRow._fields, order=by_agreement, row=SignedRow._make),
        Arm(
            _FURTHER,
            EventProcess,
            Q(process_id__any_of=Keys("processes"), event__retired=False),
            columns=_further_row(),
        ),
    ]


def _further_row() -> tuple[str, ...]:
    """The columns of an event, by way of the row that says it is part of a further process."""
    of_event = (f"event__{name}" for name in (*columns_read(Event), *DATES) if name != "process_id")
    return ("event_id", "process_id", *of_event)


def _around(viewer, names: tuple[str, ...]) -> Together:
    ways = WAYS | {"functions": WAYS["functions"][1:]}
    apart = {arm.name: arm for arm in (*logs_with_channels(), lives_of_bodies(), _stances(viewer))}
    return together(viewer, [apart.get(name) or _arm(name, ways[name]) for name in names])


def _arm(name: str, ways: Iterable[Way]) -> Arm:
    return Arm(name, models_by_kind()[PARTS[name].prefix], condition(ways), BESIDE_ITS_OWN.get(name, ()))


def _conflicts(viewer) -> Arm:
    """The conflicts of one process: they do not say of which."""
    links = ConflictLink.objects.shown_to(viewer).filter(process_id__any_of=Keys("processes"))
    return Arm("conflicts", Conflict, Q(process_links__in=links.values("pk")))


def _stances(viewer) -> Arm:
    """Of one process: stances towards it, its bodies, roles, channels and linkages, and among those who act in it."""
    here, acting = Keys("processes"), Keys("acting")
    towards = Q(subject_id__any_of=Keys("about"))
    for model in (Channel, Linkage):
        parts = model.objects.shown_to(viewer).filter(process_id__any_of=here)
        towards |= Q(subject_id__in=parts.values("pk"))
    return Arm("stances", Stance, Q(actor_id__any_of=acting, subject_id__any_of=acting) | towards)


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
