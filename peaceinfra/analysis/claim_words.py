"""What a claim says, in words."""

from __future__ import annotations

from django.db.models import BooleanField

from peaceinfra.analysis.facts import EvidenceFact
from peaceinfra.core.dates.edtf import DateError
from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.dates.words import typed_text
from peaceinfra.core.registry import column_of
from peaceinfra.core.value_words import field_words, value_words


def field_and_value(claim: EvidenceFact) -> tuple[str, str]:
    """The field of a claim and its value in words, as the record's own model names them."""
    column = column_of(claim.kind, claim.field)
    return field_words(claim.kind, claim.field), _in_words(column, claim.value) if column else claim.value


def _in_words(column, value: str) -> str:
    if isinstance(column, EDTFField) and value:
        try:
            return typed_text(value)
        except DateError:
            return value
    if isinstance(column, BooleanField):
        return value_words(column, {"true": True, "false": False}.get(value.lower(), value))
    return value_words(column, value)
