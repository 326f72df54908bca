"""What sources disagree about: one rule, which pages ask of facts and lists of the rows of the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models

from peaceinfra.core.dates.choices import Certainty, EndKind, StartKind
from peaceinfra.core.dates.edtf import parse
from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.dates.validity import Bounds
from peaceinfra.core.registry import column_of
from peaceinfra.core.text import folded
from processes.choices import SETTLED, ClaimStatus, Polarity

#: What can have several true values beside each other: a thing has several names, and was seen on several days.
_SEVERAL = {"name", "title", "start_kind", "end_kind", "last_evidence", "review_days"}
#: The fields of a date and of what kind of date it is, with the kind that only one day can be.
_ONE_DAY = {"start": ("start_kind", StartKind.ACTUAL), "end": ("end_kind", EndKind.ACTUAL)}
_NOT_KNOWN = "unknown"
#: A column for a longer text holds sentences.
_LONGEST_VALUE = 300

#: The columns of claims that a `Statement` is made of.
COLUMNS = (
    "subject__kind", "field", "value", "value_record_id", "polarity", "status",
    "start_min", "start_max", "end_min", "end_max",
)  # fmt: skip


class Statement(NamedTuple):
    """A claim about a record of a kind. `life`: when the stated value held, where the source says so."""

    kind: str
    field: str
    value: str
    value_record: int | None
    polarity: str
    status: str
    life: Bounds


def statement_of(columns: Sequence) -> Statement:
    """From the columns of `COLUMNS`."""
    return Statement(*columns[:6], Bounds(*columns[6:]))


def contested_fields(claims: Iterable[Statement]) -> set[str]:
    """The fields of one record on which its live claims disagree.

    A claim is disputed, one source says what another contradicts or denies, or two say what cannot both hold.
    """
    by_field = _live_by_field(claims)
    return {field for field, said in by_field.items() if _is_contested(field, said, by_field)}


def differing_fields(claims: Iterable[Statement]) -> set[str]:
    """The fields of one record of which its live claims give values that cannot both hold."""
    by_field = _live_by_field(claims)
    return {field for field, said in by_field.items() if _differ(field, said, by_field)}


def _live_by_field(claims: Iterable[Statement]) -> dict[str, list[Statement]]:
    by_field = defaultdict(list)
    for claim in claims:
        if claim.status not in SETTLED:
            by_field[claim.field].append(claim)
    return by_field


def _is_contested(field: str, said: list[Statement], by_field: dict[str, list[Statement]]) -> bool:
    if any(claim.status == ClaimStatus.DISPUTED for claim in said):
        return True
    polarities = {claim.polarity for claim in said}
    return (Polarity.SUPPORTS in polarities and len(polarities) > 1) or _differ(field, said, by_field)


def _differ(field: str, said: list[Statement], by_field: dict[str, list[Statement]]) -> bool:
    held = [claim for claim in said if claim.polarity == Polarity.SUPPORTS]
    if len(held) < 2 or _is_sighting(field, by_field):
        return False
    return any(not _can_both_hold(*pair) for pair in combinations(held, 2))


def _is_sighting(field: str, by_field: dict[str, list[Statement]]) -> bool:
    """Whether a date is said to be a day on which it was seen: it can have been seen on another day too."""
    kind_field, one_day = _ONE_DAY.get(field, ("", ""))
    return any(
        claim.polarity == Polarity.SUPPORTS and claim.value != one_day
        for claim in by_field.get(kind_field, ())
    )


def _can_both_hold(claim: Statement, other: Statement) -> bool:
    """Whether two values of a field can be true of one record.

    Prose, lists, and what is no field of the record stand beside each other; so do a value and one that is
    left open. Dates can mean one day where the days that they can mean overlap. Values of times that certainly
    share no day followed one another.
    """
    column = column_of(claim.kind, claim.field)
    if column is None or claim.field in _SEVERAL or not _has_one_value(column):
        return True
    if column.is_relation:
        return None in (claim.value_record, other.value_record) or claim.value_record == other.value_record
    if claim.value == other.value or not {"", _NOT_KNOWN}.isdisjoint({claim.value, other.value}):
        return True
    if isinstance(column, EDTFField):
        return _may_be_one_day(claim.value, other.value)
    if claim.life.overlap(other.life) == Certainty.NO:
        return True
    return _same(column, claim.value, other.value)


def _has_one_value(column: models.Field) -> bool:
    """No list, and no prose, of which two texts say different things of one matter."""
    is_prose = isinstance(column, models.TextField) or (column.max_length or 0) > _LONGEST_VALUE
    return not hasattr(column, "base_field") and not is_prose


@cache
def _may_be_one_day(text: str, other: str) -> bool:
    try:
        first, second = parse(text), parse(other)
    except ValidationError:
        return True
    return (
        Bounds(first.earliest, None, None, first.latest).overlap(
            Bounds(second.earliest, None, None, second.latest)
        )
        > Certainty.NO
    )


def _same(column: models.Field, text: str, other: str) -> bool:
    """Texts as search sees them; numbers, days, and yes or no by what they mean; what is none of it is not compared."""
    try:
        values = [column.to_python(value) for value in (text, other)]
    except ValidationError:
        return True
    return len({folded(value) if isinstance(value, str) else value for value in values}) == 1
