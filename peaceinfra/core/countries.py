"""The codes of countries: ISO 3166, and that of the invented country. Filters and forms read them alike."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from peaceinfra.core.choices import INVENTED


def country_code(text: str) -> str:
    """The code in capitals. Raises ValidationError for what is the code of no country."""
    code = text.strip().upper()
    if code != INVENTED and code not in dict(countries):
        raise ValidationError(
            _("“%(text)s” is not a country. Write two letters of ISO 3166, for example LK."),
            params={"text": text},
        )
    return code
