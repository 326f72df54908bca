"""What hangs on one record, as plain facts of one shape: memberships, mandates, functions, stances …

A page of one record shows many kinds of parts and reckons with few of them, so they are not told apart here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from peaceinfra.analysis.facts import ActorFact, Dates, Fact, ProcessName
from peaceinfra.core.dates.validity import Bounds


@dataclass(frozen=True, slots=True)
class Named:
    """Another record as a page names it: its public id and its words.

    lives   (name, bounds) of those within whose lives is answered what names it: of a post and its body
    key     that of the record; 0 where nobody asks for it
    """

    public_id: str
    name: str
    lives: Sequence[tuple[str, Bounds]] = ()
    key: int = 0


@dataclass(frozen=True, slots=True)
class PartFact(Fact):
    """A record that stands on the page of another.

    values  its fields as stored, by name
    named   whom and what it names, by field; what it leaves open is not there
    """

    prefix: str
    key: int
    values: SimpleNamespace
    named: dict[str, ActorFact | ProcessName | Named]
    dates: Dates | None = None

    def value_of(self, name: str) -> object:
        return self.named[name] if name in self.named else getattr(self.values, name)
