"""How much of a process a page reads: what it shows, and nothing beside."""

from __future__ import annotations

from dataclasses import dataclass

from peaceinfra.analysis.collect.process_parts import PARTS, TIES

#: What is always read where it is asked who and what is around a process.
AROUND = frozenset({"roles", "principals", "functions", "channels"})


@dataclass(frozen=True, slots=True)
class Extent:
    """What is read of a process.

    parts       names in ProcessFacts of what is read beside its logs and coverage; with "linkages", "lives" and
                "signatories" for what is no part of its own
    cited       the names among them whose sources are read; "logs" and "bodies" for those of the talks and of bodies
    listed      so many linkages a page lists; the others follow on the next page
    """

    parts: frozenset[str]
    cited: frozenset[str] = frozenset()
    listed: int = 100

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    @property
    def is_around(self) -> bool:
        """Whether it asks who and what is around the process."""
        return not self.parts.isdisjoint(AROUND)


#: All of it: what a brief and the warnings rest on.
WHOLE = Extent(
    frozenset(PARTS) | {"linkages", "lives", "signatories"},
    frozenset(PARTS) | {"linkages", "lives", "logs", "bodies"},
)
#: The map with its figures, and the warnings that speak of the day.
PICTURE = Extent(
    AROUND | {*TIES, "events", "agreements", "mandates", "linkages", "lives"},
    frozenset({"linkages", "channels", "bodies"}),
    listed=30,
)
TIME = Extent(
    AROUND | {"channels", "events", "agreements", "linkages", "lives"},
    frozenset({"linkages", "lives", "logs", "channels", "events"}),
)
BODIES = Extent(
    AROUND
    | {"conflicts", "listings", "stances", "supports", "memberships", "posts", "appointments", "means"}
    | {"handovers", "successions", "linkages", "lives"},
    AROUND
    | {"conflicts", "listings", "stances", "memberships", "posts", "appointments", "means"}
    | {"handovers", "successions", "bodies"},
)
AGREEMENTS = Extent(
    frozenset({"agreements", "signatories", "inclusion", "supports", "events"}),
    frozenset({"agreements", "inclusion", "supports", "events"}),
)
