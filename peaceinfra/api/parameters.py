"""Reading an address: what each parameter says, or why it cannot be read. Unknown ones are refused.

The filters of a list are stated once, in its FilterSet; this module adds the day and the paging.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError as Unreadable
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from peaceinfra.core.dates.asof import PARAMETER, parse_day
from peaceinfra.core.filtering import Repeated
from peaceinfra.core.identity import UnknownId, parse_public_id, public_id

PAGE, LARGEST_PAGE = 100, 500
# {parameter of every list: whether it may be repeated}
LIST_PARAMETERS = {"cursor": False, "limit": False, "brief": False}


@dataclass(frozen=True)
class Cursor:
    """From where a page reads on: after or before the key of a record that was shown."""

    direction: str
    key: int

    @property
    def text(self) -> str:
        return public_id(self.direction, self.key)


@dataclass(frozen=True)
class Page:
    """From where on a list is told, how much of it, and whether its rows are told in short."""

    cursor: Cursor | None = None
    limit: int = PAGE
    is_brief: bool = False


def read_day(query, allowed) -> date | None:
    """The day of `as_of`, None without one. Raises Unreadable."""
    text = query.get(PARAMETER, "") if PARAMETER in allowed else ""
    return parse_day(text) if text.strip() else None


def read_page(query) -> Page:
    """Where a list reads on, how much and how. Raises Unreadable with a dict of errors."""
    errors = {}
    cursor, limit = None, PAGE
    if text := query.get("cursor"):
        try:
            cursor = Cursor(*parse_public_id(text))
        except UnknownId:
            cursor = None
        if cursor is None or cursor.direction not in {"after", "before"}:
            errors["cursor"] = [_("Use the address that “next” or “previous” gave.")]
    if text := query.get("limit"):
        limit = int(text) if re.fullmatch("[0-9]{1,3}", text) else 0
        if not 1 <= limit <= LARGEST_PAGE:
            errors["limit"] = [_("Write a number from 1 to %(most)s.") % {"most": LARGEST_PAGE}]
    brief = query.get("brief") or "0"
    if brief not in {"0", "1"}:
        errors["brief"] = [_("Write 1 for short rows, or 0.")]
    if errors:
        raise Unreadable(errors)
    return Page(cursor, limit, brief == "1")


def allowed_parameters(filterset_class, is_list: bool) -> dict[str, bool]:
    """{parameter: whether it may be repeated} of a list or of one record."""
    day = {PARAMETER: False} if filterset_class.is_dated() else {}
    if not is_list:
        return day
    filters = {name: isinstance(one, Repeated) for name, one in filterset_class.base_filters.items()}
    return filters | day | LIST_PARAMETERS


def read(query, filterset_class, viewer, is_list: bool):
    """(day, page, filterset) of an address. Raises ValidationError with all errors by parameter."""
    allowed = allowed_parameters(filterset_class, is_list)
    errors = unknown(query, allowed) | _repeated(query, allowed)
    day, page, filterset = None, Page(), None
    try:
        day = read_day(query, allowed)
    except Unreadable as error:
        errors[PARAMETER] = error.messages
    if is_list:
        try:
            page = read_page(query)
        except Unreadable as error:
            errors |= error.message_dict
        filterset = filterset_class(query, viewer=viewer, day=day)
        errors |= {name: [str(text) for text in texts] for name, texts in filterset.errors.items()}
        errors |= _without_a_day(query, day, errors)
    if errors:
        raise ValidationError(errors)
    return day, page, filterset


def _without_a_day(query, day, errors):
    """Certainty is that of a day: without one nothing could be answered."""
    if day or not query.get("certainty") or {PARAMETER, "certainty"} & errors.keys():
        return {}
    return {"certainty": [_("Ask for a day too, for example as_of=2006-06-30.")]}


def unknown(query, allowed) -> dict[str, list[str]]:
    """Errors for the parameters that are not among the allowed ones."""
    if not allowed:
        text = _("This parameter is not known here. None is.")
    else:
        text = _("This parameter is not known here. Allowed are: %(allowed)s.") % {
            "allowed": ", ".join(sorted(allowed))
        }
    return {name: [text] for name in query if name not in allowed}


def _repeated(query, allowed):
    return {
        name: [_("This parameter was given more than once.")]
        for name, repeatable in allowed.items()
        if not repeatable and len(query.getlist(name)) > 1
    }
