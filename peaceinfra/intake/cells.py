"""Recipes: what a cell of a file of the field says. Each takes clean text that is not empty and is not “missing”."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from peaceinfra.core.text import UNSEEN

#: What stands in a cell of which nothing is known.
MISSING = frozenset({"na", "n/a", "n.a.", "nan", "null", "none", "#n/a"})
#: The same, where numbers stand.
MISSING_NUMBERS = frozenset({"-99", "-9", "-1", "-88"})

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_FLOAT = re.compile(r"-?\d+\.0+")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: .*)?")

Recipe = Callable[[str], Any]


class Unread(ValueError):
    """A cell that is not understood: it is taken as “not recorded”. The message says why."""


def clean(text: str) -> str:
    """The text with single spaces: line breaks, no-break spaces and marks that nobody sees are taken out."""
    return " ".join(_CONTROL.sub(" ", UNSEEN.sub("", text)).split())


def is_missing(text: str) -> bool:
    return not text or text.casefold() in MISSING


def plain(text: str) -> str:
    return text


def number(text: str) -> str | None:
    """An id or a count in digits. Spreadsheets write 346.0 for 346."""
    if text in MISSING_NUMBERS:
        return None
    if _FLOAT.fullmatch(text):
        text = text.partition(".")[0]
    if not (text.isascii() and text.isdecimal()):
        raise Unread(_("is not a whole number"))
    return str(int(text))


def year(text: str) -> int | None:
    digits = number(text)
    if digits is None:
        return None
    if not 1000 <= int(digits) <= 2100:
        raise Unread(_("is not a year"))
    return int(digits)


def many(each: Recipe = plain, separator: str = ",") -> Recipe:
    """A list in a cell, such as `200,  2`. Empty places are left out, and so is what is missing."""

    def read(text):
        values = [each(part) for part in parts(text, separator) if not is_missing(part)]
        return [value for value in values if value is not None]

    return read


def parts(text: str, separator: str) -> list[str]:
    """The places of a list, empty ones too: lists beside one another are read place by place."""
    return [part.strip() for part in text.split(separator)]


def in_places(separator: str) -> Recipe:
    """A list that is read place by place beside another: what is missing in it is an empty text."""

    def read(text):
        found = parts(text, separator)
        # A separator at the end is no further place.
        if len(found) > 1 and not found[-1]:
            found.pop()
        return ["" if is_missing(part) else part for part in found]

    return read


def code(codes: dict[str, Any], of: str = "") -> Recipe:
    """One of the codes of the source → ours. `of` says where they are defined, for the message about others."""
    folded = {key.casefold(): value for key, value in codes.items()}

    def read(text):
        key = text.partition(".")[0] if _FLOAT.fullmatch(text) else text
        if key.casefold() not in folded:
            message = _("is not a code that is known here (%(codes)s)")
            raise Unread(message % {"codes": of or ", ".join(codes)})
        return folded[key.casefold()]

    return read


def yes(text: str) -> bool | None:
    return None if text in MISSING_NUMBERS else _YES(text)


_YES = code({"1": True, "0": False, "true": True, "false": False, "yes": True, "no": False})


def address(text: str) -> str:
    """An address of the web."""
    if not re.match(r"https?://[^\s/]+", text) or len(text) > 500:
        raise Unread(_("is not an address of the web, or longer than 500 characters"))
    return text.replace(" ", "%20")


def order_of_days(texts: Iterable[str]) -> str:
    """How a column writes its days: `ymd`, `dmy` or `mdy`; `both` where it contradicts itself; empty where days with
    slashes may be read either way.

    One day after the twelfth tells it of the whole column.
    """
    found, with_slashes = set(), False
    for text in texts:
        if match := _SLASHED.fullmatch(text):
            with_slashes = True
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                found.add("dmy")
            elif second > 12 >= first:
                found.add("mdy")
    if not with_slashes:
        return "ymd"
    return "both" if len(found) == 2 else "".join(found)


def day(text: str, order: str) -> date:
    """A day written as year-month-day, or with slashes in the `order` of its column. Raises Unread."""
    if match := _ISO.fullmatch(text):
        numbers = [int(match[1]), int(match[2]), int(match[3])]
    elif (match := _SLASHED.fullmatch(text)) and order in {"dmy", "mdy"}:
        first, second, in_year = int(match[1]), int(match[2]), int(match[3])
        numbers = [in_year, second, first] if order == "dmy" else [in_year, first, second]
    else:
        raise Unread(_("is not a day"))
    try:
        return date(*numbers)
    except ValueError:
        raise Unread(_("is not a day that exists")) from None
