"""What follows from the citations and claims about a record: what is contested, and what is solid."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from peaceinfra.analysis.facts import EvidenceFact
from processes import contested
from processes.choices import ClaimStatus, Polarity
from processes.models import SOLID


def contested_fields(evidence: Iterable[EvidenceFact]) -> set[str]:
    """The fields whose claims are disputed, denied by another source, or give values that cannot both hold."""
    return contested.contested_fields(fact.statement for fact in evidence if fact.is_claim)


def is_solid(evidence: Evidence) -> bool:
    """Rests on a citation or an accepted claim of credibility 1 to 3, and nothing about it is contested."""
    good = any(
        statement.credibility <= SOLID
        and (
            not statement.is_claim
            or (statement.status == ClaimStatus.ACCEPTED and statement.polarity == Polarity.SUPPORTS)
        )
        for statement in evidence
    )
    return good and not evidence.contested_fields


class Evidence(tuple[EvidenceFact, ...]):
    """All that is said of one record: its citations, then its claims. What follows from them is reckoned once."""

    @cached_property
    def contested_fields(self) -> set[str]:
        return contested_fields(self)

    @cached_property
    def is_solid(self) -> bool:
        return is_solid(self)


#: Of a record of which nothing is said.
NO_EVIDENCE = Evidence()
