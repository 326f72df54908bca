"""One conflict, linkage, channel, event, agreement, community or place, with what hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from peaceinfra.analysis.collect.channels import ChannelRows, channel_rows, channels_of
from peaceinfra.analysis.collect.cited import evidence_on
from peaceinfra.analysis.collect.parts import Hanging, Known, keys_named, part_rows, parts_of, subjects_of
from peaceinfra.analysis.collect.rows import (
    actors_by_key,
    intermediary_rows,
    linkage_rows,
    linkages_of,
    process_names,
)
from peaceinfra.analysis.collect.sides import Sides, collect_sides
from peaceinfra.analysis.evidence import Evidence
from peaceinfra.analysis.facts import LinkageFact
from peaceinfra.analysis.part_facts import PartFact
from peaceinfra.analysis.process_facts import ChannelFact
from peaceinfra.core.choices import INVENTED
from processes.models import (
    Actor,
    Agreement,
    AgreementConflict,
    AgreementRelation,
    Community,
    Conflict,
    ConflictLink,
    ConflictParty,
    Coordinates,
    Event,
    EventConflict,
    EventProcess,
    Note,
    Participation,
    PeaceProcess,
    Place,
    Signatory,
    Stance,
)
from secretariats.models import Channel, Seat
from tracks.models import Inclusion, Linkage, Reach

_NOTES = Hanging(Note, ("subject",))
_STANCES = Hanging(Stance, ("subject",))
#: {model: what hangs on one of it, by the name of a table}
HANGING = {
    Conflict: {
        "parties": Hanging(ConflictParty, ("conflict",)),
        "processes": Hanging(ConflictLink, ("conflict",)),
        "about_agreements": Hanging(AgreementConflict, ("conflict",)),
        "about_events": Hanging(EventConflict, ("conflict",)),
        "notes": _NOTES,
    },
    Linkage: {"stances": _STANCES, "notes": _NOTES},
    Channel: {"stances": _STANCES, "notes": _NOTES},
    Event: {
        "participants": Hanging(Participation, ("event",)),
        "further_processes": Hanging(EventProcess, ("event",)),
        "event_conflicts": Hanging(EventConflict, ("event",)),
        "inclusion": Hanging(Inclusion, ("event",)),
        "notes": _NOTES,
    },
    Agreement: {
        "signatories": Hanging(Signatory, ("agreement",)),
        "earlier": Hanging(AgreementRelation, ("agreement",)),
        "later": Hanging(AgreementRelation, ("other",)),
        "agreement_conflicts": Hanging(AgreementConflict, ("agreement",)),
        "came_of": Hanging(Event, ("agreement",)),
        "notes": _NOTES,
    },
    Place: {
        "coordinates": Hanging(Coordinates, ("place",)),
        "places": Hanging(Place, ("parent",)),
        "agreements": Hanging(Agreement, ("place",)),
        "events": Hanging(Event, ("place",)),
        "communities": Hanging(Community, ("place",)),
        "seats": Hanging(Seat, ("place",)),
        "notes": _NOTES,
    },
    Community: {"reach": Hanging(Reach, ("community",)), "notes": _NOTES},
}


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """The record as a part; `linkage` or `channel` where it is one; `parts` by the name of their table."""

    part: PartFact
    name: str
    parts: dict[str, Sequence[PartFact]]
    linkage: LinkageFact | None = None
    channel: ChannelFact | None = None
    sides: Sides = field(default_factory=dict)
    evidence: dict[int, Evidence] = field(default_factory=dict)

    @property
    def is_fictional(self) -> bool:
        of_processes = [self.part, *self.parts.get("further_processes", ())]
        where = {
            *(getattr(self.part.values, "countries", None) or ()),
            getattr(self.part.values, "country", ""),
        }
        return INVENTED in where or any(
            getattr(part.named.get("process"), "is_fictional", False) for part in of_processes
        )


def collect_record(model, key: int, viewer) -> RecordFacts | None:
    """The record, or None where there is none that the viewer may see, or where an end of it was retired."""
    own = part_rows(model, viewer, Q(pk=key))
    rows = {name: (hanging.model, hanging.rows([key], viewer)) for name, hanging in HANGING[model].items()}
    channel = channel_rows([key], viewer) if model is Channel else ChannelRows([], [], [])
    links = linkage_rows(viewer, Q(pk=key)) if model is Linkage else []
    through = intermediary_rows(viewer, linkage=key) if model is Linkage else {}
    known = _known(model, own, rows, channel, through, viewer)
    part = next(iter(parts_of(model, own, known)), None)
    if part is None:
        return None
    parts = {name: parts_of(kind, found, known) for name, (kind, found) in rows.items()}
    linkage = next(iter(linkages_of(links, through, known.actors, known.processes)), None)
    line = next(iter(channels_of(channel, known)), None)
    subjects = [key, *channel.subjects, *(part.key for found in parts.values() for part in found)]
    return RecordFacts(
        part,
        linkage.label if linkage else part.values.name,
        parts,
        linkage,
        line,
        collect_sides([linkage], viewer) if linkage else {},
        evidence_on(subjects, viewer),
    )


def _known(model, own, rows, channel: ChannelRows, through, viewer) -> Known:
    every = [(model, own), *rows.values()]
    actors = channel.actors | {stop.actor_id for stops in through.values() for stop in stops}
    processes = set(channel.processes)
    for kind, found in every:
        actors |= keys_named(kind, found, Actor)
        processes |= keys_named(kind, found, PeaceProcess)
    stances = [row for kind, found in every if kind in (Stance, Note) for row in found]
    return Known(
        actors_by_key(actors, viewer), process_names(processes, viewer), subjects_of(stances, viewer)
    )
