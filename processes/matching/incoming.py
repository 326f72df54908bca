"""What a source says of a thing, and what the matcher answers about it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Incoming:
    """A thing that a source names, before anybody knows whether it is in the register.

    scheme, value  its id in that source
    kind           of the record that it would be, as public ids begin: act, cfl, pro, agr, plc …
    names          its name first, then its other names and acronyms
    category       the code of what sort of actor it is, where the source says so
    countries      codes of two letters
    external_ids   (register, id) pairs that the source gives for it
    start, end     in EDTF; of an agreement the start is the day it was signed
    process        the key of the peace process in the register to which it belongs
    """

    scheme: str
    value: str
    kind: str
    names: tuple[str, ...]
    countries: tuple[str, ...] = ()
    external_ids: tuple[tuple[str, str], ...] = ()
    start: str = ""
    end: str = ""
    process: int | None = None
    category: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.scheme, self.value


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground for or against: its code (`choices.MatchGround`), its points, and the record that it rests on.

    evidence  the key of the name, the external id or the role; None where it is the record's own
    """

    ground: str
    points: int
    evidence: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be the incoming thing, best grounds first. `score` is the sum of the points."""

    record: int
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """The record that the thing is, where that is certain; else those that it may be, best first."""

    record: int | None = None
    candidates: tuple[Candidate, ...] = field(default=())
