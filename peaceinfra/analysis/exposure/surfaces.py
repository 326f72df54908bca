"""Of what kind an answer was, by the name of its address, and which lists can have held a record of a kind."""

from __future__ import annotations

import re
from functools import cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from peaceinfra.analysis.kinds import PLACES
from peaceinfra.core.registry import models_by_kind


class Surface(TextChoices):
    """Where somebody was given an answer."""

    SCREEN = "screen", _("screen of the desk")
    PAGE = "page", _("page")
    HISTORY = "history", _("history")
    ANSWER = "answer", _("answer to a question, way or network")
    BRIEF = "brief", _("brief")
    API = "api", _("API")
    FILE = "file", _("file or export")
    FEED = "feed", _("feed of changes, or a delivery of it")


# The first that fits is it.
_PATTERNS = (
    (Surface.FEED, r"^api:changes$|_feed$"),
    (Surface.HISTORY, r"history"),
    (
        Surface.FILE,
        r"csv|xlsx|geojson|gexf|graphml|kumu|list_file|export|followthemoney|-(table|workbook|stream|row)$",
    ),
    (Surface.BRIEF, r"^process_brief"),
    (Surface.ANSWER, r"question|path|network|difference|compare"),
    (Surface.SCREEN, r"^admin:"),
    (Surface.API, r"^api:"),
)


# Screens of accounts, tokens and logs hold no record.
_OF_ACCOUNTS = re.compile(r"admin:core_(?!proposal)")


def surface_of(kind: str) -> Surface:
    return next((surface for surface, pattern in _PATTERNS if re.search(pattern, kind)), Surface.PAGE)


def may_hold(kind: str, kinds: frozenset[str]) -> bool:
    """Whether a list, a file or a feed, by the name of its address, can tell a record of one of these kinds.

    What is no list of one kind (a search, the feed, an export of all, a question) can tell any.
    """
    if _OF_ACCOUNTS.match(kind):
        return False
    listed = _kinds_listed(kind)
    return not listed or bool(listed & kinds)


def _kinds_listed(kind: str) -> set[str]:
    """The kinds of records that a list of this name tells; none where it is a list of no one kind."""
    bare = kind.rpartition(":")[2]
    for suffix in _SUFFIXES:
        if bare.endswith(suffix):
            return _names().get(bare.removesuffix(suffix), set())
    return set()


_SUFFIXES = (
    *("_changelist", "-list", "-brief", "-table", "-workbook", "-stream", "-query", "-geojson"),
    *("_list", "_csv", "_xlsx", "_geojson"),
)
# Lists of some actors, one and many.
_OF_ACTORS = (
    *("body", "bodies", "secretariat", "secretariats", "support-unit", "support-units"),
    *("mediator", "mediators"),
)


@cache
def _names() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind, place in PLACES.items():
        for name in filter(None, (place.name, place.endpoint)):
            found.setdefault(name, set()).add(kind)
    for kind, model in models_by_kind().items():
        found.setdefault(f"{model._meta.app_label}_{model._meta.model_name}", set()).add(kind)
    for name in _OF_ACTORS:
        found.setdefault(name, set()).add("act")
    return found
