"""Sources numbered in the order in which a page mentions them, and what stands contested on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from peaceinfra.analysis import derived
from peaceinfra.analysis.facts import EvidenceFact, SourceFact
from processes.choices import ClaimStatus, Polarity

Cites = list[tuple[int, EvidenceFact]]


@dataclass(slots=True)
class Sources:
    """Numbers the sources of a page as they are cited."""

    evidence: dict[int, list[EvidenceFact]]
    found: dict[int, SourceFact] = field(default_factory=dict)
    statements: Counter = field(default_factory=Counter)
    _cited: set[int] = field(default_factory=set)

    def cite(self, key: int) -> Cites:
        """(number, citation or claim) for one record."""
        return self.number(self.evidence.get(key, ()))

    def number(self, evidence: Iterable[EvidenceFact]) -> Cites:
        return [(self._number(one), one) for one in evidence]

    def rows(self) -> list[tuple[int, SourceFact, int]]:
        """(number, source, statements on this page) in order."""
        return [(n, one, self.statements[one.key]) for n, one in enumerate(self.found.values(), 1)]

    def _number(self, one: EvidenceFact) -> int:
        self.found.setdefault(one.source.key, one.source)
        if one.key not in self._cited:
            self._cited.add(one.key)
            self.statements[one.source.key] += 1
        return list(self.found).index(one.source.key) + 1


@dataclass(frozen=True, slots=True)
class ClaimRow:
    about: str
    claim: EvidenceFact
    polarity: str
    status: str
    is_contested: bool
    cites: Cites


def claim_rows(named: Iterable[tuple[str, int]], sources: Sources, *, contested_only: bool) -> list[ClaimRow]:
    """The claims about records, each named; with `contested_only`, only those on which sources disagree."""
    rows = []
    for about, key in named:
        evidence = sources.evidence.get(key, ())
        contested = derived.contested_fields(evidence)
        rows += [
            ClaimRow(
                about, one, str(Polarity(one.polarity).label), str(ClaimStatus(one.status).label),
                one.field in contested, sources.number([one]),
            )
            for one in evidence
            if one.is_claim and (not contested_only or one.field in contested)
        ]
    return rows


