"""What hangs on one record, and is only shown there, as plain facts of one shape: names, seats, notes, stances …

Their columns are those of the model. What a page reckons with has a fact of its own kind: see `process_facts`.
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
    within  the place in which it lies; "" where none is recorded
    """

    public_id: str
    name: str
    lives: Sequence[tuple[str, Bounds]] = ()
    key: int = 0
    within: str = ""


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

    @property
    def own_name(self) -> str:
        return getattr(self.values, "name", "")

    def others(self) -> list[Fact | Named]:
        """Whom and what it names."""
        return [*self.named.values()]

    def value_of(self, name: str) -> object:
        return self.named[name] if name in self.named else getattr(self.values, name)
