"""The codes of languages and scripts, by their form: a register of languages is not kept here."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def validate_language(code: str) -> None:
    """Raises ValidationError unless it reads as a code of ISO 639, with parts of BCP 47 if any: my, ksw, zh-Hant."""
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", code):
        message = _(
            "“%(text)s” is no code of a language. Write two or three small letters, for example my or ksw."
        )
        raise ValidationError(message, params={"text": code})


def validate_script(code: str) -> None:
    """Raises ValidationError unless it reads as a code of ISO 15924: Arab, Mymr."""
    if not re.fullmatch(r"[A-Z][a-z]{3}", code):
        message = _("“%(text)s” is no code of a script. Write four letters, for example Arab or Mymr.")
        raise ValidationError(message, params={"text": code})
