"""What analysis and pages work on: plain copies of rows that a viewer may see, without a way to the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar

from peaceinfra.core.choices import INVENTED
from peaceinfra.core.dates.choices import SaidAs
from peaceinfra.core.dates.statuslog import Entry
from peaceinfra.core.dates.validity import Bounds
from peaceinfra.core.dates.words import change_text, validity_text
from peaceinfra.core.identity import public_id
from processes.choices import (
    ActorKind,
    ActorLevel,
    Credibility,
    EventKind,
    Licence,
    Reliability,
    RoleKind,
    Track,
)
from processes.contested import Statement
from secretariats.choices import BodyForm, Lifecycle, Notice
from tracks.choices import Direction, Formality, Frequency, IntermediaryPart, Modality


@dataclass(frozen=True, slots=True)
class Dates:
    """A validity as typed, with its four days."""

    start_kind: str
    start: str
    end_kind: str
    end: str
    narrowing: tuple | None
    bounds: Bounds

    @property
    def text(self) -> str:
        return self.said_as(SaidAs.LIFE)

    def said_as(self, said_as: SaidAs) -> str:
        """The same for what has a day instead of a life, or was signed."""
        return validity_text(self.start_kind, self.start, self.end_kind, self.end, self.narrowing, said_as)


#: {name of a log: the kind of its rows}
_LOGS = {"phasechange": "pha", "momentumchange": "mom", "lifecyclechange": "lif", "channelchange": "chc"}


class Fact:
    """A record that pages name and tables tell, field by field.

    prefix    that of its public id, such as act
    """

    __slots__ = ()
    prefix: ClassVar[str]
    #: What was reckoned of it before, of the kinds of which a page has many and asks the same again and again.
    answers: ClassVar[dict | None] = None

    @property
    def public_id(self) -> str:
        return public_id(self.prefix, self.key)

    def value_of(self, name: str) -> object:
        """The value of one field of its model: whom or what it names, a code, or plain words."""
        return getattr(self, name)


@dataclass(frozen=True, slots=True)
class ActorFact(Fact):
    prefix: ClassVar[str] = "act"
    key: int
    name: str
    kind: str
    level: str
    countries: Sequence[str]
    dates: Dates
    form: str = ""
    is_secretariat: bool = False
    is_mediator: bool = False

    @property
    def is_fictional(self) -> bool:
        return INVENTED in self.countries

    @property
    def kind_label(self) -> str:
        return BodyForm(self.form).label if self.form else ActorKind(self.kind).label

    @property
    def level_label(self) -> str:
        return ActorLevel(self.level).label


@dataclass(frozen=True, slots=True)
class ProcessName(Fact):
    """A process as others name it; with its dates where something is answered within its life."""

    prefix: ClassVar[str] = "pro"
    key: int
    name: str
    countries: Sequence[str] = ()
    dates: Dates | None = None

    @property
    def is_fictional(self) -> bool:
        return INVENTED in self.countries


@dataclass(frozen=True, slots=True)
class ChangeFact(Fact):
    """A row of a status log: phase, momentum, lifecycle or states of a channel."""

    log: str
    key: int
    owner: int
    position: Decimal
    status: str
    date: str
    narrowing: tuple | None
    earliest: date | None
    latest: date | None
    reason: str = ""
    decided_by: ActorFact | None = None
    notice: str = Notice.NOT_RECORDED

    @property
    def prefix(self) -> str:
        return _LOGS[self.log]

    @property
    def order(self) -> tuple:
        """Among the rows of its log; two whose writers did not see each other's may have one place."""
        return self.position, self.key

    @property
    def entry(self) -> Entry:
        return Entry(self.position, self.status, self.earliest, self.latest)

    @property
    def date_text(self) -> str:
        return change_text(self.date, self.narrowing)

    @property
    def notice_label(self) -> str:
        return Notice(self.notice).label

    @property
    def is_closing(self) -> bool:
        return self.status == Lifecycle.CLOSED


@dataclass(frozen=True, slots=True)
class RoleFact(Fact):
    prefix: ClassVar[str] = "rol"
    key: int
    kind: str
    side: str
    is_signatory: bool
    basis: str
    track: str
    dates: Dates
    actor: ActorFact | None = None
    process: ProcessName | None = None
    recognised_by: ActorFact | None = None
    appointed_by: ActorFact | None = None
    answers: dict = field(init=False, repr=False, compare=False, default_factory=dict)

    @property
    def kind_label(self) -> str:
        return RoleKind(self.kind).label

    @property
    def track_label(self) -> str:
        return Track(self.track).label


@dataclass(frozen=True, slots=True)
class EventFact(Fact):
    prefix: ClassVar[str] = "evt"
    key: int
    name: str
    kind: str
    track: str
    place: str
    outcome: str
    dates: Dates
    held_by: ActorFact | None = None
    process: ProcessName | None = None
    mode: str = ""
    agreement: str = ""

    @property
    def kind_label(self) -> str:
        return EventKind(self.kind).label


@dataclass(frozen=True, slots=True)
class MeetingFact(Fact):
    """An event and who took part in it, each with the key of the record that says so."""

    prefix: ClassVar[str] = "evt"
    key: int
    name: str
    kind: str
    dates: Dates
    process: ProcessName | None
    attended: Sequence[tuple[ActorFact, int]] = ()
    held_by: ActorFact | None = None


@dataclass(frozen=True, slots=True)
class PrincipalFact(Fact):
    """Whom a body serves."""

    prefix: ClassVar[str] = "prn"
    key: int
    body: ActorFact
    principal: ActorFact
    side: str
    tenure: str
    dates: Dates
    process: ProcessName | None = None
    answers: dict = field(init=False, repr=False, compare=False, default_factory=dict)


@dataclass(frozen=True, slots=True)
class Through:
    """An intermediary of a linkage; `key` is that of the row that says so."""

    actor: ActorFact
    part: str
    is_sole_carrier: bool | None
    key: int = 0

    @property
    def part_label(self) -> str:
        return IntermediaryPart(self.part).label


@dataclass(frozen=True, slots=True)
class LinkageFact(Fact):
    prefix: ClassVar[str] = "lnk"
    key: int
    source: ActorFact
    target: ActorFact
    modality: str
    direction: str
    formality: str
    frequency: str
    track: str
    purpose: str
    last_evidence: str
    review_days: int
    dates: Dates
    through: Sequence[Through] = ()
    process: ProcessName | None = None
    answers: dict = field(init=False, repr=False, compare=False, default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.source.name} – {self.target.name}"

    @property
    def modality_label(self) -> str:
        return Modality(self.modality).label

    @property
    def track_label(self) -> str:
        return Track(self.track).label

    @property
    def direction_label(self) -> str:
        return Direction(self.direction).label

    @property
    def formality_label(self) -> str:
        return Formality(self.formality).label

    @property
    def frequency_label(self) -> str:
        return Frequency(self.frequency).label

    @property
    def stops(self) -> list[ActorFact]:
        """The actors along it, from one end to the other."""
        return [self.source, *(intermediary.actor for intermediary in self.through), self.target]


@dataclass(frozen=True, slots=True)
class SourceFact(Fact):
    prefix: ClassVar[str] = "src"
    key: int
    name: str
    reliability: str
    url: str = ""
    kind: str = ""
    licence: str = ""

    def get_reliability_display(self) -> str:
        return Reliability(self.reliability).label

    def get_licence_display(self) -> str:
        """Its words; "" where it is not recorded."""
        return Licence(self.licence).label if self.licence else ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """A citation, or a claim (then `field` says of what). `kind` is that of the record it is about.

    value   as stored; a record that it names by its label and public id
    dates   of a claim: when it held
    """

    key: int
    subject: int
    kind: str
    source: SourceFact
    credibility: int
    locator: str = ""
    field: str = ""
    value: str = ""
    polarity: str = ""
    status: str = ""
    dates: Dates | None = None
    value_record: int | None = None

    @property
    def statement(self) -> Statement:
        """Of a claim what it says, to be compared with others about the same record."""
        life = self.dates.bounds if self.dates else Bounds()
        return Statement(
            self.kind, self.field, self.value, self.value_record, self.polarity, self.status, life
        )

    @property
    def is_claim(self) -> bool:
        return bool(self.field)

    @property
    def grade(self) -> str:
        """Admiralty grade, such as B2."""
        return f"{self.source.reliability}{self.credibility}"

    def get_credibility_display(self) -> str:
        return Credibility(self.credibility).label
