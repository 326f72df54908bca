"""Where all records of a kind in a process are listed: as a page, as JSON, as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from peaceinfra.core.dates.asof import PARAMETER
from peaceinfra.core.visibility import recorded_on
from peaceinfra.dashboards.lists import BY_ENDPOINT


@dataclass(frozen=True, slots=True)
class ListLink:
    """Addresses of a list; "" where there is none, and on a page as it was recorded earlier: lists are those of now."""

    page: str = ""
    data: str = ""
    csv: str = ""


def list_link(kind: str, process: str, day: date | None) -> ListLink:
    """`kind`: the name of its endpoint, such as channel; `process`: the public id of one."""
    if recorded_on():
        return ListLink()
    listed = BY_ENDPOINT.get(kind)
    return ListLink(
        _address(listed.route, process, day) if listed else "",
        _address(f"api:{kind}-list", process, day),
        _address(listed.csv_route, process, day) if listed else "",
    )


def _address(route: str, process: str, day: date | None) -> str:
    chosen = {PARAMETER: day.isoformat()} if day else {}
    try:
        return reverse(route) + "?" + urlencode({"process": process} | chosen)
    except NoReverseMatch:
        return ""
