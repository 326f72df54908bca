"""What hangs on an actor: on a body, on a party, on a mediator alike; one query a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from peaceinfra.analysis.collect.channels import ChannelRows, channel_rows, channels_of, channels_of_actor
from peaceinfra.analysis.collect.parts import (
    Hanging,
    Known,
    facts_of,
    keys_named,
    keys_of,
    parts_of,
    subjects_of,
)
from peaceinfra.analysis.facts import ActorFact
from peaceinfra.analysis.part_facts import Named, PartFact
from peaceinfra.analysis.process_facts import (
    AppointmentFact,
    ChannelFact,
    FunctionFact,
    HandoverFact,
    MandateFact,
    MembershipFact,
    PostFact,
    Recorded,
    SupportFact,
)
from peaceinfra.core.visibility import visibility_of
from processes.models import (
    Actor,
    ActorName,
    ConflictParty,
    Consent,
    Event,
    Listing,
    Note,
    Participation,
    PeaceProcess,
    SafeContact,
    Signatory,
    Stance,
    ThreatNote,
)
from secretariats.choices import BodyTie
from secretariats.models import (
    Appointment,
    ArchiveHandover,
    BodyRelation,
    EarlierForm,
    Function,
    Mandate,
    Means,
    Membership,
    Post,
    Seat,
    Succession,
)
from tracks.models import Inclusion, Reach, Support

HANGING = {
    "names": Hanging(ActorName, ("actor",)),
    "relations": Hanging(BodyRelation, ("body", "other")),
    "seats": Hanging(Seat, ("body",)),
    "forms": Hanging(EarlierForm, ("body",)),
    "memberships": Hanging(Membership, ("body", "member")),
    "mandates": Hanging(Mandate, ("body", "mandated_by")),
    "functions": Hanging(Function, ("body",)),
    "posts": Hanging(Post, ("body", "pk")),
    "appointments": Hanging(Appointment, ("post__body", "person")),
    "means": Hanging(Means, ("body", "funded_by")),
    "archives": Hanging(ArchiveHandover, ("body", "holder")),
    "support": Hanging(Support, ("giver", "recipient", "requested_by")),
    "stances": Hanging(Stance, ("actor", "subject")),
    "conflicts": Hanging(ConflictParty, ("actor",)),
    "listings": Hanging(Listing, ("actor", "authority")),
    "reach": Hanging(Reach, ("actor", "armed_actor")),
    "inclusion": Hanging(Inclusion, ("actor", "forum")),
    "signed": Hanging(Signatory, ("actor",)),
    "attended": Hanging(Participation, ("actor", "on_behalf_of")),
    "held": Hanging(Event, ("held_by",)),
    "notes": Hanging(Note, ("subject",)),
    "consents": Hanging(Consent, ("actor",)),
    "safe_contacts": Hanging(SafeContact, ("actor",)),
    "threat_notes": Hanging(ThreatNote, ("actor",)),
}
# Those that the page reckons with; all others it only shows.
FACTS = {
    "memberships": MembershipFact,
    "mandates": MandateFact,
    "functions": FunctionFact,
    "opposite_functions": FunctionFact,
    "posts": PostFact,
    "appointments": AppointmentFact,
    "archives": HandoverFact,
    "support": SupportFact,
}
_SUCCESSION = Hanging(Succession, ("predecessor", "successor"))
#: So many steps the chain of predecessors and successors is followed.
STEPS = 3


@dataclass(frozen=True, slots=True)
class ActorRows:
    """Read, and not yet told who the others are."""

    parts: dict[str, list[dict]]
    channels: ChannelRows
    others: dict[int, Named]

    @property
    def actors(self) -> set[int | None]:
        return self._named(Actor) | self.channels.actors

    @property
    def processes(self) -> set[int | None]:
        return self._named(PeaceProcess) | self.channels.processes

    def _named(self, model) -> set[int]:
        return {key for name, rows in self.parts.items() for key in keys_named(_model(name), rows, model)}


@dataclass(frozen=True, slots=True)
class ActorParts:
    """`of`: the parts by the name of their table. `chain` and `opposite_functions` are also those of others."""

    of: dict[str, Sequence[Recorded | PartFact]] = field(default_factory=dict)
    channels: Sequence[ChannelFact] = ()
    subjects: Sequence[int] = ()

    def where(self, name: str, end: str, key: int) -> list[Recorded | PartFact]:
        """Those of one table that name the actor in one place: its own memberships, say, not its members'."""
        return [part for part in self.of.get(name, ()) if getattr(part.value_of(end), "key", None) == key]


def actor_rows(actor: ActorFact, viewer) -> ActorRows:
    key = actor.key
    parts = {
        name: hanging.rows([key], viewer) if _may_hang(hanging.model, actor, viewer) else []
        for name, hanging in HANGING.items()
        if name != "posts"
    }
    # Those of the body, and those that its page names because somebody held them.
    parts["posts"] = HANGING["posts"].rows({key} | keys_of(parts["appointments"], "post_id"), viewer)
    parts["chain"] = _chain(key, viewer)
    opposite = {
        row["other_id"] if row["body_id"] == key else row["body_id"]
        for row in parts["relations"]
        if row["kind"] == BodyTie.COUNTERPART_OF
    }
    parts["opposite_functions"] = HANGING["functions"].rows(opposite, viewer)
    others = subjects_of([*parts["stances"], *parts["notes"]], viewer)
    return ActorRows(parts, channel_rows(channels_of_actor(key, viewer), viewer), others)


def _may_hang(model, actor: ActorFact, viewer) -> bool:
    """Whether the actor can have such rows, and they be marked so low that the viewer sees any.

    An office is no person; a local mediator is taken for one, whatever else it is.
    """
    is_of_people = model in (Consent, SafeContact, ThreatNote)
    is_office = actor.form and not actor.is_mediator
    return not (is_of_people and is_office) and visibility_of(model).least <= viewer.level


def actor_parts(rows: ActorRows, known: Known) -> ActorParts:
    of = {name: _facts(name, found, known) for name, found in rows.parts.items()}
    subjects = [part.key for found in of.values() for part in found] + rows.channels.subjects
    return ActorParts(of, channels_of(rows.channels, known), subjects=subjects)


def _facts(name: str, rows: list[dict], known: Known) -> list[Recorded] | list[PartFact]:
    return facts_of(FACTS[name], rows, known) if name in FACTS else parts_of(_model(name), rows, known)


def _model(name: str):
    return {"chain": Succession, "opposite_functions": Function}.get(name) or HANGING[name].model


def _chain(key: int, viewer) -> list[dict]:
    """The successions the body stands in, and theirs, as far as `STEPS`; as many queries as steps."""
    found, ends = {}, {key}
    for _step in range(STEPS):
        found |= {row["pk"]: row for row in _SUCCESSION.rows(ends, viewer)}
        ends |= keys_of(found.values(), "predecessor_id") | keys_of(found.values(), "successor_id")
    return list(found.values())
