"""How a value of a filter is written in an address or a form, and read: each kind once, for pages and the API.

What cannot be read is an error that says what to write instead.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.countries import country_code
from peaceinfra.core.external_ids import schemes_shown_to
from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.languages import validate_language
from peaceinfra.core.registry import key_of, models_by_kind
from peaceinfra.core.visibility import visibility_of

# What is written to find the records in which a field is empty.
UNKNOWN = "unknown"
# So many records can be asked for by their ids.
MOST_IDS = 500


class Answer(TextChoices):
    """What can be asked of a field that is yes, no or not known."""

    TRUE = "true", _("yes")
    FALSE = "false", _("no")


class RepeatedInput(forms.TextInput):
    """An input whose name may stand in the address several times; empty ones do not count."""

    def value_from_datadict(self, data, files, name):
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        values = [values] if isinstance(values, str) else values
        return [value.strip() for value in values if value.strip()]

    def format_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value


class RepeatedSelect(forms.SelectMultiple):
    """A list to choose from, where the empty choice counts as none."""

    def value_from_datadict(self, data, files, name):
        return RepeatedInput().value_from_datadict(data, files, name)


class RepeatedField(forms.Field):
    """Several values of a parameter, each by `parse_value`. UNKNOWN stays as it is, where the field may be empty."""

    widget = RepeatedInput

    def __init__(self, *args, may_be_empty=False, **kwargs):
        self.may_be_empty = may_be_empty
        super().__init__(*args, **kwargs)

    def clean(self, value):
        return [
            UNKNOWN if self.may_be_empty and text == UNKNOWN else self.parse_value(text)
            for text in value or []
        ]

    def parse_value(self, text):
        return text


class CodesField(RepeatedField):
    """Codes of a fixed list, in the order in which they are shown."""

    def __init__(self, *args, choices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.choices = list(choices)
        if self.may_be_empty and UNKNOWN not in dict(self.choices):
            self.choices.append((UNKNOWN, _("not recorded")))
        self.widget = RepeatedSelect(choices=self.choices)

    def parse_value(self, text):
        codes = [str(code) for code, _label in self.choices]
        if text not in codes:
            raise ValidationError(
                _("“%(text)s” is not used here. Write one of: %(codes)s."),
                params={"text": text, "codes": ", ".join(codes)},
            )
        return text


class TruthsField(CodesField):
    """“true” and “false”, as they are."""

    def parse_value(self, text):
        return super().parse_value(text) == Answer.TRUE


class CountriesField(RepeatedField):
    """Countries by their codes of two letters or by their names."""

    def parse_value(self, text):
        return country_code(text)


class LanguagesField(RepeatedField):
    """Codes of ISO 639."""

    def parse_value(self, text):
        validate_language(text)
        return text


class PublicIdsField(RepeatedField):
    """Public ids, as keys. An id of nothing and the id of something hidden find the same: nothing."""

    def __init__(self, *args, model=None, **kwargs):
        self.model = model
        super().__init__(*args, **kwargs)

    def parse_value(self, text):
        try:
            return key_of(self.model, text) if self.model else self._key_of_any(text)
        except UnknownId:
            raise ValidationError(
                _("“%(text)s” is not an id here. An id looks like %(example)s."),
                params={"text": text, "example": self.example},
            ) from None

    @property
    def example(self) -> str:
        return f"{visibility_of(self.model).kind if self.model else 'act'}-0123456789abc"

    def _key_of_any(self, text):
        prefix, key = parse_public_id(text)
        if prefix not in models_by_kind():
            raise UnknownId(text)
        return key


class OwnIdsField(PublicIdsField):
    """The ids of the records themselves, many at once."""

    def clean(self, value):
        if len(value or ()) > MOST_IDS:
            raise ValidationError(_("Ask for at most %(most)s ids at once."), params={"most": MOST_IDS})
        return super().clean(value)


class ExternalIdsField(RepeatedField):
    """Ids in other registers, each with the name of the register: `pax_process:81`.

    A register of which the viewer may see no id is answered like one that is not there.
    """

    viewer = None

    def clean(self, value):
        found = super().clean(value)
        if found:
            known = schemes_shown_to(self.viewer)
            folded = {scheme.casefold() for scheme in known}
            for scheme, _value in found:
                if scheme.casefold() not in folded:
                    raise self._unknown(scheme, known)
        return found

    def _unknown(self, scheme, known) -> ValidationError:
        if not known:
            return ValidationError(
                _(
                    "“%(scheme)s” is no register here: no id in another register is recorded, as far as you may see."
                ),
                params={"scheme": scheme},
            )
        return ValidationError(
            _("“%(scheme)s” is no register here. Write one of: %(schemes)s."),
            params={"scheme": scheme, "schemes": ", ".join(known)},
        )

    def parse_value(self, text):
        scheme, colon, value = (part.strip() for part in text.partition(":"))
        if not (scheme and colon and value):
            raise ValidationError(
                _("“%(text)s” is no id in another register. Write register:id, for example pax_process:81."),
                params={"text": text},
            )
        return scheme, value


class ImportsField(RepeatedField):
    """Imports by their ids, such as bat-…: for people who are signed in, as only they are told of them."""

    viewer = None

    def clean(self, value):
        found = super().clean(value)
        if found and (self.viewer is None or not self.viewer.account):
            raise ValidationError(_("Sign in to ask for what an import wrote."))
        return found

    def parse_value(self, text):
        try:
            prefix, key = parse_public_id(text)
        except UnknownId:
            prefix, key = "", 0
        if prefix != "bat":
            raise ValidationError(
                _("“%(text)s” is no id of an import. Write one such as bat-0123456789abc."),
                params={"text": text},
            )
        return key


class SinceField(forms.DateTimeField):
    """A day or a time. A `+` that was not written as `%2B` in the address arrives as a space."""

    default_error_messages = {
        "invalid": _("Write a day or a time, for example 2026-01-31 or 2026-01-31T12:00:00Z.")
    }

    def to_python(self, value):
        return super().to_python(re.sub(r"(T[\d:.]+) (\d\d:?\d\d)$", r"\1+\2", value) if value else value)
