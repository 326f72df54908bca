"""From a typed text to the value of a field, as an analyst writes it: codes or words, dates, ids, lists."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from peaceinfra.core.countries import country_code
from peaceinfra.core.identity import UnknownId
from peaceinfra.core.registry import key_of
from processes.services import claimable_fields


def labelled_fields(record) -> list[tuple[str, str]]:
    """(name, label) of the fields that a source can speak of."""
    return [
        (name, capfirst(str(field.verbose_name)))
        for name, (_holder, field) in claimable_fields(record).items()
    ]


def field_named(record, text: str):
    """(who holds it, field) by its name or its label. Raises ValidationError that lists the fields there are."""
    wanted = text.strip().casefold()
    fields = claimable_fields(record)
    for name, (holder, field) in fields.items():
        if wanted in (name, str(field.verbose_name).casefold()):
            return holder, field
    known = ", ".join(str(field.verbose_name) for _holder, field in fields.values())
    raise ValidationError(
        _("“%(text)s” is not a field of this record. Its fields are: %(known)s."),
        params={"text": text, "known": known},
    )


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
    if field.name == "country" and text:
        return country_code(text)
    return field.clean(text, None)


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
    if field.name == "countries":
        return country_code(text)
    return _code(field.base_field, text) if field.base_field.flatchoices else text


def _code(field, text):
    for code, label in field.flatchoices:
        if text.casefold() in (str(code).casefold(), str(label).casefold()):
            return code
    known = ", ".join(str(label) for _code, label in field.flatchoices)
    raise ValidationError(
        _("“%(text)s” is not used here. Write one of: %(known)s."), params={"text": text, "known": known}
    )
