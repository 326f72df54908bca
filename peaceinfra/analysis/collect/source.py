"""One source and what rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peaceinfra.analysis.collect.cited import CLAIM, EVIDENCE, SOURCE, evidence_of, records_as_values
from peaceinfra.analysis.collect.process import ON_PAGE
from peaceinfra.analysis.collect.subjects import Subject, collect_subjects
from peaceinfra.analysis.facts import EvidenceFact
from peaceinfra.core.models import Record
from processes.models import Citation, Claim, Source


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """`statements`: (what it is about, the citation or claim); `next_after`: where the next page starts."""

    source: Source
    statements: Sequence[tuple[Subject, EvidenceFact]]
    next_after: int | None = None


def collect_source(key: int, viewer, after: int = 0) -> SourceFacts | None:
    """The source, or None where there is none that the viewer may see. Queries: four, and one a kind named."""
    source = Source.objects.shown_to(viewer).filter(pk=key).first()
    if source is None:
        return None
    here = {"source": key, "subject__retired": False, "pk__gt": after}
    citations = Citation.objects.shown_to(viewer).filter(**here).order_by("pk")
    claims = Claim.objects.shown_to(viewer).filter(**here).order_by("pk")
    columns = (*EVIDENCE, *SOURCE)
    claimed = list(claims.values_list(*columns, *CLAIM, named=True)[: ON_PAGE + 1])
    named = records_as_values(claimed, viewer)
    cited = citations.values_list(*columns, named=True)[: ON_PAGE + 1]
    rows = sorted([*cited, *claimed], key=lambda row: row.pk)
    rows, more = rows[:ON_PAGE], len(rows) > ON_PAGE
    records = Record.objects.shown_to(viewer).filter(pk__in={row.subject_id for row in rows})
    subjects = collect_subjects(records, viewer)
    statements = [
        (subjects[row.subject_id], evidence_of(row, named)) for row in rows if row.subject_id in subjects
    ]
    statements.sort(key=lambda pair: (pair[0].label, pair[1].field, pair[1].key))
    return SourceFacts(source, statements, rows[-1].pk if more else None)
