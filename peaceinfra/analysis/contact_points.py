"""Where the parties of a process can be reached: the bodies that serve them and may be at work on a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import ActorFact, PrincipalFact
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.dates.choices import Certainty
from secretariats.lifecycle import OPEN


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A body that serves a party and may be at work.

    states      those of its log that are possible on the day, in order; none where it has no log
    certainty   how surely it served the party and was at work
    """

    serves: PrincipalFact
    states: tuple[str, ...]
    certainty: Certainty

    @property
    def body(self) -> ActorFact:
        return self.serves.body


def contact_points(facts: ProcessFacts, on: date) -> dict[int, list[ContactPoint]]:
    """{whom they serve: the contact points}, on the day."""
    found = defaultdict(list)
    for principal in facts.principals:
        point = _contact_point(principal, facts.lifecycles.get(principal.body.key), on)
        if point:
            found[principal.principal.key].append(point)
    return dict(found)


def _contact_point(principal: PrincipalFact, log: derived.StatusLog | None, on: date) -> ContactPoint | None:
    certainty = derived.certainty(principal, on)
    if certainty == Certainty.NO:
        return None
    if not log:
        return ContactPoint(principal, (), certainty)
    states = log.on(on, principal.body.dates).possible_statuses
    if not OPEN.intersection(states):
        return None
    # Several open states may be possible at once: that it was open is certain all the same.
    has_begun = any(row.latest is not None and row.latest <= on for row in log)
    if not (has_begun and OPEN.issuperset(states)):
        certainty = min(certainty, Certainty.POSSIBLE)
    return ContactPoint(principal, states, certainty)
