"""What sources say that there was not: a statement, and never that nothing is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from peaceinfra.analysis.collect.parts import always_asked
from peaceinfra.core.prepared import Keys, Prepared, prepare, prepared
from processes.choices import SETTLED, Polarity
from processes.models import Claim


class Absence(NamedTuple):
    """That there was none, by a source: of what (`field`), in which words, and the key of the claim."""

    field: str
    value: str
    key: int


def collect_absences(subjects: Iterable[int], viewer, day: date | None) -> dict[int, list[Absence]]:
    """{record: what a source says that it had not}; on a day, of the statements that may speak of it. One query."""
    found = defaultdict(list)
    rows = prepared(_absences, viewer, day, is_chosen=day is not None).rows(subjects=always_asked(subjects))
    for subject, *said in rows:
        found[subject].append(Absence(*said))
    return found


def _absences(viewer, day: date | None) -> Prepared:
    return prepare(absences_of("subjects", viewer, day).values_list("subject_id", "field", "value", "pk"))


def absences_of(keys: str, viewer, day: date | None) -> QuerySet:
    """The statements by which the records of these keys had none of something, for a prepared query.

    keys    the name under which the records are given to it
    """
    claims = Claim.objects.shown_to(viewer).filter(
        subject_id__any_of=Keys(keys), polarity=Polarity.ABSENT, source__retired=False
    )
    claims = claims.exclude(status__in=SETTLED)
    return (claims.possible_on(day) if day else claims).order_by("pk")
