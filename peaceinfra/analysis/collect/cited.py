"""What sources say of records: citations and claims, as facts."""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from peaceinfra.analysis.collect.rows import DATES, dates_of
from peaceinfra.analysis.collect.subjects import collect_subjects
from peaceinfra.analysis.collect.together import Arm, Together, together
from peaceinfra.analysis.evidence import Evidence
from peaceinfra.analysis.facts import EvidenceFact, SourceFact
from peaceinfra.core.models import Record
from peaceinfra.core.prepared import Keys, prepared
from processes.models import Citation, Claim
from processes.titles import title_of

SOURCE = (
    "source_id",
    "source__reliability",
    "source__kind",
    "source__licence",
    "source__name",
    "source__publisher",
    "source__published",
    "source__url",
)
EVIDENCE = ("pk", "subject_id", "subject__kind", "credibility", "locator")
CLAIM = ("field", "value", "polarity", "status", *DATES, "value_record_id", "value_record__kind")
CitationRow = namedtuple("CitationRow", (*EVIDENCE, *SOURCE))
ClaimRow = namedtuple("ClaimRow", (*EVIDENCE, *SOURCE, *CLAIM))
_CITATIONS, _CLAIMS = "citations", "claims"


def evidence_on(subjects: Iterable[int], viewer) -> dict[int, Evidence]:
    """{record: its citations, then its claims}; one query, and one a kind of record that claims have as value."""
    found = prepared(_said, viewer).rows(subjects=set(subjects))
    by_subject = defaultdict(list)
    for row in found[_CITATIONS]:
        by_subject[row.subject_id].append(evidence_of(row))
    named = records_as_values(found[_CLAIMS], viewer)
    for row in found[_CLAIMS]:
        by_subject[row.subject_id].append(evidence_of(row, named))
    return {subject: Evidence(said) for subject, said in by_subject.items()}


def _said(viewer) -> Together:
    about = Q(subject_id__any_of=Keys("subjects"), source__retired=False)
    return together(
        viewer,
        [
            Arm(_CITATIONS, Citation, about, columns=CitationRow._fields, row=CitationRow._make),
            Arm(_CLAIMS, Claim, about, columns=ClaimRow._fields, order=("field", "pk"), row=ClaimRow._make),
        ],
    )


def records_as_values(rows: Iterable[tuple], viewer) -> dict[int, str]:
    """{key: label and public id} of the records that claims have as value, of rows with the columns of CLAIM."""
    keys = {(row.value_record_id, row.value_record__kind) for row in rows if row.value_record_id}
    records = {key: Record(pk=key, kind=kind) for key, kind in keys}
    found = collect_subjects(records.values(), viewer)
    return {
        key: f"{found[key].label} ({found[key].public_id})"
        if key in found
        else _("a record that was retired")
        for key in records
    }


def evidence_of(row, named: dict[int, str] | None = None) -> EvidenceFact:
    """From the columns of EVIDENCE and SOURCE, and for a claim of CLAIM; `named`: as of `records_as_values`."""
    key, subject, subject_kind, credibility, locator, source, reliability, kind, licence, *about = row
    named_by, claim = about[:4], about[4:]
    cited = SourceFact(source, title_of(*named_by), reliability, named_by[-1], kind, licence)
    if claim:
        field, value, polarity, status, *dates, record, _kind = claim
        claim = (field, named[record] if record else value, polarity, status, dates_of(dates), record)
    return EvidenceFact(key, subject, subject_kind, cited, credibility, locator, *claim)
