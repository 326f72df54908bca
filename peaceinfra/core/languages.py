"""The codes of languages and scripts. Those of three or four letters are known by their form alone."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# ISO 639-1, with sh, which older records use. Those of three letters (ISO 639-3) are several thousand.
_TWO_LETTERS = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee
    el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io
    is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn
    mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se
    sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi
    vo wa wo xh yi yo za zh zu
"""
TWO_LETTERS = frozenset(_TWO_LETTERS.split())


def validate_language(code: str) -> None:
    """Raises ValidationError unless it reads as a code of ISO 639, with parts of BCP 47 if any: my, ksw, zh-Hant."""
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) or not _is_language(code.partition("-")[0]):
        message = _(
            "“%(text)s” is no code of a language. Write two letters of ISO 639-1 or three of ISO 639-3, for"
            " example my or ksw."
        )
        raise ValidationError(message, params={"text": code})


def _is_language(code: str) -> bool:
    return code in TWO_LETTERS if len(code) == 2 else True


def validate_script(code: str) -> None:
    """Raises ValidationError unless it reads as a code of ISO 15924: Arab, Mymr."""
    if not re.fullmatch(r"[A-Z][a-z]{3}", code):
        message = _("“%(text)s” is no code of a script. Write four letters, for example Arab or Mymr.")
        raise ValidationError(message, params={"text": code})
