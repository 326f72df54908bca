"""How to cite a view of the register: its address, the day of the world and the day of the records."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from peaceinfra.core.dates.asof import PARAMETER, RECORDED, day_meant
from peaceinfra.core.dates.words import day_text

#: Longer addresses than this no page of the register has.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class CitedView:
    """A page of the register. `is_named`: it was given; else it is the register as a whole."""

    path: str
    address: str
    citation: str
    is_named: bool


def own_path(request, typed: str) -> str:
    """The path and query of a page of this site; "" for anything else."""
    is_own = typed.startswith("/") and url_has_allowed_host_and_scheme(typed, allowed_hosts=None)
    return typed if is_own and len(typed) <= LONGEST and typed.isprintable() else ""


def path_of(request) -> str:
    """The path and query of this page, its day as the day that was taken: “June 2006” is read by pages alone."""
    try:
        query = request.GET.copy()
    except SuspiciousOperation:
        # Too much was asked: the page that says so has a foot as well.
        return request.path
    day = _day(query.get(PARAMETER, ""), timezone.localdate())
    if day is None:
        return request.get_full_path()
    query[PARAMETER] = day.isoformat()
    return f"{request.path}?{query.urlencode()}"


def cited_view(request) -> CitedView:
    """The view in the address, or the register where none of its pages is named."""
    typed, today = own_path(request, request.GET.get("view", "")), timezone.localdate()
    path = typed or "/"
    pairs = dict(parse_qsl(urlsplit(path).query))
    address = request.build_absolute_uri(path)
    words = _(
        "Register of peace-process infrastructure. %(address)s. %(day)s; records as they stood on %(record_day)s. "
        "Read on %(today)s."
    )
    citation = words % {
        "address": address,
        "day": _day_words(pairs.get(PARAMETER, ""), today),
        "record_day": day_text(_day(pairs.get(RECORDED, ""), today) or today),
        "today": day_text(today),
    }
    return CitedView(path, address, citation, bool(typed))


def _day_words(typed: str, today) -> str:
    day = _day(typed, today)
    return _("As of %(day)s") % {"day": day_text(day)} if day else _("All dates")


def _day(typed: str, today):
    """The day that was typed; None where there is none, or none that can be read."""
    try:
        return day_meant(typed, today)[0] if typed.strip() else None
    except ValidationError:
        return None
