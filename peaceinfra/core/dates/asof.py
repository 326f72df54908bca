"""The day that a page or an answer is for, as a reader writes it in an address."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PARAMETER = "as_of"


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
