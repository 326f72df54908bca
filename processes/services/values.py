"""Values that sources give of a field: as an analyst writes them, and as a claim keeps them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from peaceinfra.core.identity import UnknownId
from peaceinfra.core.registry import key_of


def value_of(field, text: str, viewer):
    """What the column holds for a typed text. Raises ValidationError with what may be written."""
    text = text.strip()
    if field.is_relation:
        return _reference(field.remote_field.model, text, viewer)
    if isinstance(field, models.BooleanField):
        return _yes_or_no(text)
    if hasattr(field, "base_field"):
        return [_item(field, part.strip()) for part in text.split(",") if part.strip()]
    if field.flatchoices:
        return _code(field, text)
    return field.clean(text, None)


def kept_of(field, holder) -> dict:
    """What a claim keeps of the value that a field holds: {column of the claim: its value}."""
    value = getattr(holder, field.attname)
    if field.is_relation:
        return {"value": "", "value_record_id": value}
    return {"value": "" if value is None else field.value_to_string(holder), "value_record_id": None}


def value_in(claim, field):
    """What a claim gives to a field: the reverse of `kept_of`. Raises ValidationError."""
    if field.is_relation:
        return claim.value_record_id
    if not claim.value and field.null:
        return None
    return field.to_python(claim.value)


def is_held(claim, field, holder) -> bool:
    """Whether the field of its record holds what a claim says."""
    kept = kept_of(field, holder)
    return (claim.value, claim.value_record_id) == (kept["value"], kept["value_record_id"])


def check_kept(field, text: str):
    """Whether the column can hold the text that a claim keeps for it. Raises ValidationError."""
    if field.is_relation:
        raise ValidationError(_("This field names a record: give its id as the record that is the value."))
    if field.flatchoices and text not in {str(code) for code, _label in field.flatchoices}:
        raise _no_code(field, text)
    try:
        field.clean(text, None)
    except ValueError:
        # A list is kept as JSON.
        raise ValidationError(_("“%(text)s” is no list of values."), params={"text": text}) from None


def _reference(model, text, viewer):
    try:
        key = key_of(model, text)
        if model._default_manager.visible_to(viewer).filter(pk=key).exists():
            return key
    except UnknownId:
        pass
    raise ValidationError(
        _("“%(text)s” is no %(kind)s that is recorded here. Write its id."),
        params={"text": text, "kind": model._meta.verbose_name},
    )


def _yes_or_no(text):
    answers = {"yes": True, "no": False, _("yes"): True, _("no"): False, "": None}
    if text.casefold() not in answers:
        raise ValidationError(_("Write yes or no."))
    return answers[text.casefold()]


def _item(field, text):
    return (
        _code(field.base_field, text) if field.base_field.flatchoices else field.base_field.clean(text, None)
    )


def _code(field, text):
    for code, label in field.flatchoices:
        if text.casefold() in (str(code).casefold(), str(label).casefold()):
            return code
    raise _no_code(field, text)


def _no_code(field, text):
    known = ", ".join(str(label) for _code, label in field.flatchoices)
    return ValidationError(
        _("“%(text)s” is not used here. Write one of: %(known)s."), params={"text": text, "known": known}
    )
