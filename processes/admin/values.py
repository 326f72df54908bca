"""Which fields of a record a source can speak of, as an analyst names them, and what a claim keeps of their text."""

from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.core.numbering import is_place
from processes.choices import Polarity
from processes.services import claimable_fields, kept_of, value_of
from processes.services.records import KEPT


def labelled_fields(record, details=None) -> list[tuple[str, str]]:
    """(name, label) of the fields that a source can speak of. `details`: those of a record not stored yet."""
    return [
        (name, capfirst(str(field.verbose_name)))
        for name, (_holder, field) in claimable_fields(record, details).items()
    ]


def field_named(record, text: str, details=None):
    """The field by its name or its label. Raises ValidationError that lists the fields there are.

    details   those of a record that is not stored yet
    """
    wanted = text.strip().casefold()
    fields = claimable_fields(record, details)
    for name, (_holder, field) in fields.items():
        if wanted in (name, str(field.verbose_name).casefold()):
            return field
    known = ", ".join(str(field.verbose_name) for _holder, field in fields.values())
    raise ValidationError(
        _("“%(text)s” is not a field of this record. Its fields are: %(known)s."),
        params={"text": text, "known": known},
    )


def kept_value(field, text: str, polarity, viewer) -> dict:
    """What a claim keeps of a typed text: {column of the claim: its value}. Raises ValidationError."""
    if polarity == Polarity.SUPPORTS and not text:
        raise ValidationError(_("Write the value that the source gives."))
    holder = field.model()
    setattr(holder, field.attname, value_of(field, text, viewer) if text else None)
    return kept_of(field, holder)


def values_of_copy(record, left_out=()) -> dict:
    """{field: value} of what a person typed of a record, as an empty form is filled in with it."""
    names = [
        column.name
        for column in record._meta.concrete_fields
        if column.editable and column.name not in {*KEPT, *left_out}
        if not column.primary_key and not is_place(column)
    ]
    return {name: value for name, value in model_to_dict(record, fields=names).items() if name in names}
