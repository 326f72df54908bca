"""One cell: text to value and back, as the model's field asks. What is written is read back the same."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from peaceinfra.core.countries import country_code
from peaceinfra.core.dates.edtf import parse as parse_date
from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.models import Team
from peaceinfra.core.numbering import PlaceField
from peaceinfra.core.value_words import write_decimal
from peaceinfra.core.values import CountryCodeField

SEPARATOR = ";"
TRUE, FALSE = "true", "false"


class BadCell(ValueError):
    """The text does not fit its column; the message says how to mend it."""


@dataclass(frozen=True)
class Column:
    """One field of a model as a column. `parse` raises BadCell; it is not used for references and teams."""

    name: str
    field: models.Field
    is_reference: bool
    parse: Callable[[str], Any]
    write: Callable[[Any], str]


def column_of(field: models.Field, name: str = "") -> Column:
    is_reference = field.is_relation and field.related_model is not Team
    parse, write = _ways(field)
    return Column(name or field.name, field, is_reference, _optional(field, parse), write)


def _ways(field):
    if field.flatchoices:
        return _code(field), str
    if isinstance(field, CountryCodeField):
        return _country, str
    match field:
        case EDTFField():
            return _edtf, str
        case ArrayField():
            each = _country if isinstance(field.base_field, CountryCodeField) else str
            return _list(field.base_field, each), SEPARATOR.join
        case models.BooleanField():
            return _boolean, _write_boolean
        case models.DateField():
            return _day, _write_day
        case models.IntegerField() | PlaceField():
            return _integer, str
        case models.FloatField():
            return _decimal, write_decimal
    return str, str


def _optional(field, parse):
    """An empty cell is the empty value where the field has one, and otherwise a fault."""
    empty = None if field.null else field.get_default()

    def read(text):
        if text:
            return parse(text)
        if not field.blank:
            raise BadCell(_("is empty, and this column needs a value.") + _hint(field))
        return empty

    return read


def _hint(field):
    codes = [str(code) for code, _label in field.flatchoices]
    return " " + _("Write one of: %(codes)s.") % {"codes": ", ".join(codes)} if codes else ""


def _code(field):
    codes = {str(code): code for code, _label in field.flatchoices}

    def read(text):
        if text not in codes:
            raise BadCell(_("is not a code of this column.") + _hint(field))
        return codes[text]

    return read


def _edtf(text):
    try:
        return parse_date(text).text
    except ValidationError as error:
        raise BadCell(" ".join(error.messages)) from None


def _country(text):
    try:
        return country_code(text)
    except ValidationError as error:
        raise BadCell(" ".join(error.messages)) from None


def _list(field, each):
    """Values of the field, each read by `each`; where it has codes, each is one of them."""
    codes = {str(code) for code, _label in field.flatchoices}

    def read(text):
        parts = text.split(SEPARATOR)
        if not all(part and part == part.strip() for part in parts):
            message = _(
                "is not a list. Write values with ; between them and no spaces, for example %(example)s."
            )
            raise BadCell(message % {"example": SEPARATOR.join(sorted(codes)[:2]) or "LK;NO"})
        for part in parts:
            if codes and part not in codes:
                raise BadCell(_("“%(code)s” is not a code of this column.") % {"code": part} + _hint(field))
        return [each(part) for part in parts]

    return read


def _boolean(text):
    # Spreadsheets write TRUE for true.
    text = text.lower()
    if text not in {TRUE, FALSE}:
        raise BadCell(_("is neither true nor false. Write true or false; leave it empty if it is not known."))
    return text == TRUE


def _write_boolean(value):
    return TRUE if value else FALSE


def _day(text):
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise BadCell(_("is not a day. Write year, month and day, for example 2004-02-22."))
    return day


def _write_day(value):
    return value.isoformat()


def _integer(text):
    # Longer than any number of the register: such digits are not even worth reading.
    if not (text.isascii() and text.isdecimal() and len(text) < 19 and str(int(text)) == text):
        raise BadCell(_("is not a whole number. Write digits only, for example 365."))
    return int(text)


# Fifteen digits are told exactly.
_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")


def _decimal(text):
    if not _DECIMAL.fullmatch(text):
        raise BadCell(
            _("is not a number. Write digits with a point, at most six after it, for example 6.9271.")
        )
    return float(text)
