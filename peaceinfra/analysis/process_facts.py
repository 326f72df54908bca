"""All of a process that a viewer may see: each kind of record as a plain fact, then the whole of them.

Codes are members of their vocabulary, so that a page finds their words as `label`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import ClassVar

from peaceinfra.analysis.derived import StatusLog
from peaceinfra.analysis.evidence import Evidence
from peaceinfra.analysis.facts import (
    ActorFact,
    Dates,
    EventFact,
    Fact,
    LinkageFact,
    MeetingFact,
    PrincipalFact,
    ProcessName,
    RoleFact,
)
from peaceinfra.analysis.part_facts import Named
from peaceinfra.core.choices import INVENTED
from processes.choices import (
    SPLITS,
    AgreementStage,
    CoverageExtent,
    CoverageTopic,
    Ending,
    Incompatibility,
    LineageKind,
    Publicity,
    StanceKind,
)
from secretariats.choices import (
    ArchiveState,
    BodyForm,
    BodyTie,
    ChannelFormality,
    ChannelMedium,
    ChannelQuality,
    Competence,
    Directness,
    FunctionState,
    MemberClass,
    Passed,
    PostKind,
    SeatRole,
    StaffBand,
    StaffingBasis,
    Task,
)
from tracks.choices import InclusionModality, ReachQuality, SupportAnswer, SupportKind, Weight


@dataclass(frozen=True, slots=True)
class Recorded(Fact):
    """What every record below has: its key and its dates. The fields are those of its model, by the same names."""

    key: int
    dates: Dates
    answers: dict = field(init=False, repr=False, compare=False, default_factory=dict)

    @property
    def own_name(self) -> str:
        """ "" of what is known by those that it names."""
        return getattr(self, "name", "")

    def others(self) -> list[Fact | Named]:
        """Whom and what it names."""
        values = (getattr(self, declared.name) for declared in fields(self))
        return [value for value in values if isinstance(value, Fact | Named)]


@dataclass(frozen=True, slots=True)
class ConflictFact(Recorded):
    prefix: ClassVar[str] = "cfl"
    name: str
    incompatibility: Incompatibility
    territory: str


@dataclass(frozen=True, slots=True)
class ListingFact(Recorded):
    prefix: ClassVar[str] = "lst"
    actor: ActorFact
    authority: ActorFact
    instrument: str
    exemption: str


@dataclass(frozen=True, slots=True)
class StanceFact(Recorded):
    """`subject` is the key of the record it is taken towards."""

    prefix: ClassVar[str] = "stn"
    actor: ActorFact
    kind: StanceKind
    subject: int
    publicity: Publicity
    condition: str


@dataclass(frozen=True, slots=True)
class ChannelFact(Recorded):
    """`ends` pass word to each other, `via` are those it goes through; `log` are its states.

    end_keys    those of the rows that say who they are
    """

    prefix: ClassVar[str] = "chn"
    name: str
    medium: ChannelMedium
    directness: Directness
    formality: ChannelFormality
    quality: ChannelQuality
    is_secret: bool | None
    disclosed: str
    purpose: str
    ends: Sequence[ActorFact] = ()
    via: Sequence[ActorFact] = ()
    log: StatusLog = StatusLog()
    end_keys: Sequence[int] = ()
    process: ProcessName | None = None


@dataclass(frozen=True, slots=True)
class AgreementFact(Recorded):
    prefix: ClassVar[str] = "agr"
    name: str
    stage: AgreementStage
    is_local: bool | None
    place: str
    url: str
    signatories: Sequence[ActorFact] = ()


@dataclass(frozen=True, slots=True)
class SupportFact(Recorded):
    prefix: ClassVar[str] = "dep"
    giver: ActorFact
    kind: SupportKind
    recipient: ActorFact | None
    requested_by: ActorFact | None
    answer: SupportAnswer
    content: str
    process: ProcessName | None = None


@dataclass(frozen=True, slots=True)
class FunctionFact(Recorded):
    prefix: ClassVar[str] = "fun"
    body: ActorFact
    task: Task
    state: FunctionState
    party: ActorFact | None
    process: ProcessName | None = None
    mandate: Named | None = None


@dataclass(frozen=True, slots=True)
class MandateFact(Recorded):
    prefix: ClassVar[str] = "man"
    body: ActorFact
    number: int
    mandated_by: ActorFact | None
    instrument: str
    sunset: str
    continues_when_suspended: bool | None
    summary: str = ""
    allows_alternative_thinking: bool | None = None
    limits: str = ""


@dataclass(frozen=True, slots=True)
class PostFact(Recorded):
    prefix: ClassVar[str] = "pst"
    body: ActorFact
    kind: PostKind
    title: str

    @property
    def words(self) -> str:
        return self.title or str(self.kind.label)


@dataclass(frozen=True, slots=True)
class AppointmentFact(Recorded):
    """`post` names the post."""

    prefix: ClassVar[str] = "apt"
    post: Named
    person: ActorFact
    appointed_by: ActorFact | None


@dataclass(frozen=True, slots=True)
class HandoverFact(Recorded):
    prefix: ClassVar[str] = "arc"
    body: ActorFact
    state: ArchiveState
    holder: ActorFact | None
    access: str = ""


@dataclass(frozen=True, slots=True)
class SuccessionFact(Recorded):
    """By whom a body or its work was taken up, and what passed on."""

    prefix: ClassVar[str] = "suc"
    predecessor: ActorFact
    successor: ActorFact
    archive: Passed
    is_informal: bool = False
    mandate: Passed = Passed.UNKNOWN
    functions: Passed = Passed.UNKNOWN
    staff: Passed = Passed.UNKNOWN
    premises: Passed = Passed.UNKNOWN
    budget: Passed = Passed.UNKNOWN


@dataclass(frozen=True, slots=True)
class MembershipFact(Recorded):
    prefix: ClassVar[str] = "mbr"
    body: ActorFact
    member: ActorFact
    member_class: MemberClass
    role: SeatRole
    on_behalf_of: ActorFact | None


@dataclass(frozen=True, slots=True)
class MeansFact(Recorded):
    """What a body had to work with."""

    prefix: ClassVar[str] = "mea"
    body: ActorFact
    staff: StaffBand
    staffing_basis: StaffingBasis
    competence: Competence
    funded_by: ActorFact | None
    premises: str
    training: str


@dataclass(frozen=True, slots=True)
class RelationFact(Recorded):
    """What a body is to another actor."""

    prefix: ClassVar[str] = "brl"
    body: ActorFact
    kind: BodyTie
    other: ActorFact


@dataclass(frozen=True, slots=True)
class ReachFact(Recorded):
    """Whom an actor can speak to: one of a community, an armed actor and a level of society."""

    prefix: ClassVar[str] = "rch"
    actor: ActorFact
    community: Named | None
    armed_actor: ActorFact | None
    society_level: str
    quality: ReachQuality
    languages: Sequence[str]
    process: ProcessName | None = None


@dataclass(frozen=True, slots=True)
class InclusionFact(Recorded):
    prefix: ClassVar[str] = "inc"
    actor: ActorFact | None
    group: str
    modality: InclusionModality
    forum: ActorFact | None
    selected_by: ActorFact | None
    weight: Weight
    absent: str
    process: ProcessName | None = None


@dataclass(frozen=True, slots=True)
class CoverageFact(Recorded):
    prefix: ClassVar[str] = "cov"
    topic: CoverageTopic
    extent: CoverageExtent
    searched_by: ActorFact | None
    searched_on: date | None
    remark: str


@dataclass(frozen=True, slots=True)
class LineageFact(Recorded):
    """How one actor came from another, or what it is to it: broken away from it, a coalition with it …"""

    prefix: ClassVar[str] = "lng"
    actor: ActorFact
    origin: ActorFact
    kind: LineageKind


#: What makes one actor stand for others.
UNIONS = (LineageKind.UMBRELLA, LineageKind.COALITION)


@dataclass(frozen=True, slots=True)
class ProcessFacts(Fact):
    """All of a process that a viewer may see. `page` is the part of its linkages that a page lists.

    evidence    {key of a record: its citations and claims}, for everything but linkages beyond the page
    counts      how much stands on each of its pages (`collect.counts`); of one process alone
    """

    prefix: ClassVar[str] = "pro"
    key: int
    name: str
    countries: Sequence[str]
    boundary: str
    dates: Dates
    parent: ProcessName | None
    ending: Ending = Ending.UNKNOWN
    strands: Sequence[ProcessName] = ()
    phases: StatusLog = StatusLog()
    momenta: StatusLog = StatusLog()
    roles: Sequence[RoleFact] = ()
    events: Sequence[EventFact] = ()
    principals: Sequence[PrincipalFact] = ()
    lifecycles: dict[int, StatusLog] = field(default_factory=dict)
    linkages: Sequence[LinkageFact] = ()
    page: Sequence[LinkageFact] = ()
    first_on_page: int = 0
    conflicts: Sequence[ConflictFact] = ()
    listings: Sequence[ListingFact] = ()
    stances: Sequence[StanceFact] = ()
    channels: Sequence[ChannelFact] = ()
    agreements: Sequence[AgreementFact] = ()
    supports: Sequence[SupportFact] = ()
    meetings: Sequence[MeetingFact] = ()
    functions: Sequence[FunctionFact] = ()
    mandates: Sequence[MandateFact] = ()
    posts: Sequence[PostFact] = ()
    appointments: Sequence[AppointmentFact] = ()
    handovers: Sequence[HandoverFact] = ()
    successions: Sequence[SuccessionFact] = ()
    memberships: Sequence[MembershipFact] = ()
    means: Sequence[MeansFact] = ()
    relations: Sequence[RelationFact] = ()
    reaches: Sequence[ReachFact] = ()
    inclusion: Sequence[InclusionFact] = ()
    coverage: Sequence[CoverageFact] = ()
    lineages: Sequence[LineageFact] = ()
    actors: dict[int, ActorFact] = field(default_factory=dict)
    evidence: dict[int, Evidence] = field(default_factory=dict)
    counts: Counter = field(default_factory=Counter)
    answers: dict = field(init=False, repr=False, compare=False, default_factory=dict)

    @property
    def is_fictional(self) -> bool:
        return INVENTED in self.countries

    @property
    def bodies(self) -> list[ActorFact]:
        """Those with a life, a principal, a role, a function, or support given, by name."""
        named = {key: self.actors[key] for key in self.lifecycles}
        named |= {row.body.key: row.body for row in (*self.principals, *self.functions)}
        named |= {role.actor.key: role.actor for role in self.roles if role.actor.form}
        named |= {
            support.giver.key: support.giver
            for support in self.supports
            if support.giver.form == BodyForm.SUPPORT_UNIT
        }
        return sorted(named.values(), key=lambda body: (body.name, body.key))

    @property
    def splits(self) -> list[LineageFact]:
        """Actors that broke away from one that takes part, for good or for a time."""
        return [lineage for lineage in self.lineages if lineage.kind in SPLITS]

    @property
    def unions(self) -> list[LineageFact]:
        """Coalitions and umbrellas: `actor` stands for `origin`."""
        return [lineage for lineage in self.lineages if lineage.kind in UNIONS]
