"""What hangs on one record, as plain facts of one shape: memberships, mandates, functions, stances …

A page of one record shows many kinds of parts and reckons with few of them, so they are not told apart here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from peaceinfra.analysis.facts import ActorFact, ChangeFact, Dates, ProcessName
from peaceinfra.core.identity import public_id


@dataclass(frozen=True, slots=True)
class Named:
    """Another record as a page names it: its public id and its words."""

    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class PartFact:
    """A record that stands on the page of another.

    kind    that of its public id, such as mbr
    values  its fields as stored, by name
    named   whom and what it names, by field; what it leaves open is not there
    """

    kind: str
    key: int
    values: SimpleNamespace
    named: dict[str, ActorFact | ProcessName | Named]
    dates: Dates | None = None

    @property
    def public_id(self) -> str:
        return public_id(self.kind, self.key)


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A channel with its ends, those it goes through, and its log in order."""

    part: PartFact
    ends: Sequence[ActorFact] = ()
    via: Sequence[ActorFact] = ()
    log: Sequence[ChangeFact] = ()

    @property
    def name(self) -> str:
        return self.part.values.name

    @property
    def public_id(self) -> str:
        return self.part.public_id
