"""The day that a page or an answer is for, as a reader writes it in an address."""

import re
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.edtf import DateError, forms_meant, parse

PARAMETER = "as_of"
#: The day at whose end the register is read as it was recorded.
RECORDED = "recorded"

# A day, a month or a year, and no run of them.
_PLAIN = re.compile(r"\d{4}(-\d\d){0,2}")


def parse_day(text: str) -> date:
    """A plain day such as 2006-06-30. Raises ValidationError that says what to write instead."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValidationError(
            _("“%(text)s” is not a day. Write year, month and day, for example 2006-06-30."),
            code="invalid",
            params={"text": text},
        ) from None


class DayMeant(NamedTuple):
    """The day that was taken, and whether the text names it: of “June 2006” it is the last of thirty."""

    day: date
    is_named: bool


def day_meant(text: str, today: date) -> DayMeant:
    """The day of a text as people write it: 2006-06-30, 30 June 2006, June 2006, 2006.

    Of a month or a year the last day is taken, of one that is not over today. Raises ValidationError for a text
    that means no day, or more than one.
    """
    typed = text.strip()
    forms = (
        [typed]
        if _PLAIN.fullmatch(typed)
        else [form for form in forms_meant(typed) if _PLAIN.fullmatch(form)]
    )
    if len(forms) > 1:
        raise ValidationError(
            _("“%(text)s” can mean %(forms)s. Write one of them."),
            code="invalid",
            params={"text": text, "forms": _(" or ").join(forms)},
        )
    try:
        [form] = forms
        span = parse(form)
    except (ValueError, DateError):
        raise ValidationError(
            _(
                "“%(text)s” is not a day. Write a day, a month or a year, for example 2006-06-30, 30 June 2006, "
                "June 2006 or 2006."
            ),
            code="invalid",
            params={"text": text},
        ) from None
    day = today if span.earliest <= today < span.latest else span.latest
    return DayMeant(day, span.earliest == span.latest)


def not_after_today(day: date, today: date) -> date:
    """A day at whose end the register is read. Raises ValidationError for one that is still to come."""
    if day > today:
        raise ValidationError(
            _("%(day)s is after today. What is recorded on a day can be shown until today."),
            code="invalid",
            params={"day": day.isoformat()},
        )
    return day
