"""Sources numbered in the order in which a page mentions them, and what stands contested on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from peaceinfra.analysis.claim_words import field_and_value
from peaceinfra.analysis.evidence import NO_EVIDENCE, Evidence
from peaceinfra.analysis.facts import EvidenceFact, SourceFact
from peaceinfra.core.dates.choices import Certainty, EndKind, StartKind
from processes.choices import SETTLED, ClaimStatus, Polarity

# (number of a source, what the statement rests on in it)
Cites = list[tuple[int, list[EvidenceFact]]]


@dataclass(slots=True)
class Sources:
    """Numbers the sources of a page as they are cited."""

    evidence: dict[int, Evidence]
    found: dict[int, SourceFact] = field(default_factory=dict)
    statements: Counter = field(default_factory=Counter)
    _cited: set[int] = field(default_factory=set)
    _numbers: dict[int, int] = field(default_factory=dict)

    def cite(self, key: int) -> Cites:
        """What one record rests on."""
        return self.number(self.evidence.get(key, NO_EVIDENCE))

    def number(self, evidence: Iterable[EvidenceFact]) -> Cites:
        by_source: dict[int, dict[tuple, EvidenceFact]] = {}
        for statement in evidence:
            # What is said twice from one place in one grade reads as one line.
            by_source.setdefault(self._number(statement), {}).setdefault(
                (statement.credibility, statement.locator), statement
            )
        return sorted((number, list(places.values())) for number, places in by_source.items())

    def rows(self) -> list[tuple[int, SourceFact, int]]:
        """(number, source, statements on this page) in order."""
        return [(n, source, self.statements[source.key]) for n, source in enumerate(self.found.values(), 1)]

    def _number(self, evidence: EvidenceFact) -> int:
        self.found.setdefault(evidence.source.key, evidence.source)
        if evidence.key not in self._cited:
            self._cited.add(evidence.key)
            self.statements[evidence.source.key] += 1
        return self._numbers.setdefault(evidence.source.key, len(self.found))


@dataclass(frozen=True, slots=True)
class ClaimRow:
    about: str
    field: str
    value: str
    polarity: str
    status: str
    is_contested: bool
    cites: Cites


def statements_in_words(statements) -> list[tuple]:
    """(subject, citation or claim, field, value, standing) for each; the last three are empty for a citation."""
    return [
        (
            subject,
            statement,
            *field_and_value(statement),
            f"{Polarity(statement.polarity).label}, {ClaimStatus(statement.status).label}",
        )
        if statement.is_claim
        else (subject, statement, "", "", "")
        for subject, statement in statements
    ]


@dataclass(frozen=True, slots=True)
class Absence:
    """What a source says that there was not; `key` is that of the claim, `when` its time where it gives one."""

    key: int
    about: str
    words: str
    when: str
    is_contested: bool
    cites: Cites


def absences(named: Iterable[tuple[str, int]], sources: Sources, day: date | None) -> list[Absence]:
    """The sayings of sources that there was none, about records, each named; on a day, of that day."""
    found = []
    for about, key in named:
        evidence = sources.evidence.get(key, NO_EVIDENCE)
        contested = evidence.contested_fields
        for statement in sorted(evidence, key=_earliest):
            if (
                statement.polarity != Polarity.ABSENT
                or statement.status in SETTLED
                or not _may_hold(statement, day)
            ):
                continue
            field, value = field_and_value(statement)
            when = statement.dates.text if _says_when(statement) else ""
            found.append(
                Absence(
                    statement.key,
                    about,
                    value or field,
                    when,
                    statement.field in contested,
                    sources.number([statement]),
                )
            )
    return found


def _earliest(claim: EvidenceFact) -> date:
    return (claim.dates and claim.dates.bounds.start_min) or date.min


def _says_when(claim: EvidenceFact) -> bool:
    kinds = (claim.dates.start_kind, claim.dates.end_kind)
    return kinds != (StartKind.UNKNOWN, EndKind.UNKNOWN) or bool(claim.dates.narrowing)


def _may_hold(claim: EvidenceFact, day: date | None) -> bool:
    return day is None or claim.dates.bounds.on(day) > Certainty.NO


def claim_rows(named: Iterable[tuple[str, int]], sources: Sources, *, contested_only: bool) -> list[ClaimRow]:
    """The claims about records, each named; with `contested_only`, only those on which sources disagree."""
    rows = []
    for about, key in named:
        evidence = sources.evidence.get(key, NO_EVIDENCE)
        contested = evidence.contested_fields
        rows += [
            ClaimRow(
                about,
                *field_and_value(statement),
                str(Polarity(statement.polarity).label),
                str(ClaimStatus(statement.status).label),
                statement.field in contested,
                sources.number([statement]),
            )
            for statement in evidence
            if statement.is_claim and (not contested_only or statement.field in contested)
        ]
    return rows
