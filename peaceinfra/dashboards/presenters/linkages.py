"""Linkages as rows of a table: letter, ends, form, certainty, freshness, evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from peaceinfra.analysis import derived
from peaceinfra.analysis.collect.extents import PICTURE
from peaceinfra.analysis.evidence import NO_EVIDENCE, Evidence
from peaceinfra.analysis.facts import Fact, LinkageFact
from peaceinfra.analysis.process_facts import ProcessFacts
from peaceinfra.core.dates.choices import Certainty
from peaceinfra.dashboards.presenters.addresses import query_of, record_page


@dataclass(frozen=True, slots=True)
class LinkageRow:
    """`freshness` is "" where there is nothing to confirm; `without_freshness` then says why."""

    letter: str
    linkage: LinkageFact
    certainty: Certainty
    freshness: str
    without_freshness: str
    seen_on: date | None
    seen_again: date | None
    orientation: derived.Orientation
    evidence: Evidence
    is_contested: bool

    @property
    def confirmed_on(self) -> date | None:
        return self.linkage.dates.bounds.end_min

    @property
    def seen_text(self) -> str:
        return derived.sighting_text(self.linkage, self.seen_on)

    @property
    def seen_again_text(self) -> str:
        return derived.sighting_text(self.linkage, self.seen_again)


def certainty_of(fact: Fact, day: date | None, today: date) -> Certainty:
    """The certainty on the day; for the whole life that of any day, or that it was confirmed lately."""
    answer = derived.certainty(fact, day)
    if day is None and answer == Certainty.POSSIBLE:
        now = derived.certainty(fact, today)
        return now if now == Certainty.CONFIRMED else answer
    return answer


def linkage_rows(
    page: Sequence[LinkageFact],
    letters: Mapping[int, str],
    evidence: dict[int, Evidence],
    sides: dict[int, str],
    day: date | None,
    today: date,
) -> list[LinkageRow]:
    """`letters` are those of the map of their process; elsewhere there are none."""
    rows = []
    for linkage in page:
        said = evidence.get(linkage.key, NO_EVIDENCE)
        rows.append(
            LinkageRow(
                letters.get(linkage.key, ""),
                linkage,
                certainty_of(linkage, day, today),
                freshness_of(linkage, day or today),
                derived.without_freshness(linkage, day or today),
                derived.last_evidence(linkage, day or today),
                derived.later_evidence(linkage, day or today),
                derived.orientation(linkage.source, linkage.target, sides),
                said,
                bool(said.contested_fields),
            )
        )
    return rows


def row_address(facts: ProcessFacts, place: int, day: date | None) -> str:
    """The row of a linkage, in the tables beside the map of its process, from whichever page."""
    after = {"linkages_after": facts.linkages[place - 1].public_id} if place >= PICTURE.listed else {}
    picture = record_page("process_detail", facts.public_id)
    query = query_of(day, **after) if day or after else ""
    return f"{picture}{query}#{facts.linkages[place].public_id}"


def freshness_of(linkage: LinkageFact, on: date) -> str:
    return derived.freshness_on(linkage, on) or ""
