"""What can be taken of the register, as what: read from the lists of the pages and the endpoints of the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc

from django.urls import URLResolver, get_resolver, reverse
from django.utils.translation import gettext as _

from peaceinfra.dashboards.lists import BY_ENDPOINT

# What the filters of all lists are called; the page explains them once.
OF_ALL = (
    "id",
    "q",
    "process",
    "country",
    "external_id",
    "updated_since",
    "batch",
    "certainty",
    "start_kind",
    "end_kind",
)


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One list: its name in the API, what it holds, and its addresses ("" where it has none).

    filters    the filters that not every list has
    is_dated   whether it can be asked for a day
    """

    name: str
    holds: str
    json: str
    filters: list[str]
    is_dated: bool
    page: str = ""
    csv: str = ""
    xlsx: str = ""
    geojson: str = ""


def catalogue() -> list[CatalogueEntry]:
    """Every list, in the order of the API."""
    return [
        _catalogue_entry(pattern.name.removesuffix("-list"), pattern.callback.cls)
        for pattern in _lists_of_the_api()
    ]


def _lists_of_the_api() -> Iterator:
    """The first route of each list: the routes of a list stand together, under its name."""
    _prefix, api = get_resolver().namespace_dict["api"]
    of_lists = (route.url_patterns for route in api.url_patterns if isinstance(route, URLResolver))
    return (pattern for patterns in of_lists for pattern in patterns if pattern.name.endswith("-list"))


def _catalogue_entry(endpoint: str, viewset) -> CatalogueEntry:
    json = reverse(f"api:{endpoint}-list")
    filterset, shown = getattr(viewset, "filterset_class", None), BY_ENDPOINT.get(endpoint)
    return CatalogueEntry(
        name=json.rstrip("/").rpartition("/")[2],
        holds=_(cleandoc(viewset.__doc__).partition("\n\n")[0]),
        json=json,
        filters=[name for name in filterset.base_filters if name not in OF_ALL] if filterset else [],
        is_dated=bool(filterset and filterset.is_dated()),
        page=reverse(shown.route) if shown else "",
        csv=reverse(f"api:{endpoint}-table"),
        xlsx=reverse(f"api:{endpoint}-workbook") if filterset else "",
        geojson=reverse(f"api:{endpoint}-geojson") if hasattr(viewset, "geojson") else "",
    )
