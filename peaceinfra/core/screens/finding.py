"""Finds records of any kind by name or id, as their own lists find them, and the screen of each."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Case, When
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst

from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.models import Record
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.screens.labels import distinguishing_line, full_label
from peaceinfra.core.screens.matches import Matches
from peaceinfra.core.text import folded
from peaceinfra.core.visibility import visibility_of

# What a box offers, of one kind and in all; what a page shows of one kind.
OF_A_KIND, IN_ALL, ON_PAGE = 4, 12, 20


class Hit(NamedTuple):
    """A record that was found: its id, its words and what distinguishes it, and the address of its screen, or ""."""

    id: str
    name: str
    line: str
    url: str


class HitsOfKind(NamedTuple):
    """`more`: the address of the list in which all are found; "" where these are all."""

    title: str
    hits: list[Hit]
    more: str


def find_records(site, request, term: str, kinds=()) -> list[dict]:
    """[{"id", "name", "text"}] for a box: those of that whole name first, each kind in one query.

    kinds   prefixes of ids, where only records of these are wanted
    """
    rows = [row for _screen, rows in _rows_of_kinds(site, request, term, OF_A_KIND, kinds) for row in rows]
    rows.sort(key=lambda row: folded(str(row)) != folded(term))
    return [{"id": row.public_id, "name": str(row), "text": full_label(row)} for row in rows[:IN_ALL]]


def hits_by_kind(site, request, term: str) -> list[HitsOfKind]:
    """What a page of results shows, kind by kind; a kind in which nothing is found is left out."""
    found = []
    for screen, rows in _rows_of_kinds(site, request, term, ON_PAGE + 1):
        more = f"{_list_of(screen)}?{urlencode({'q': term})}" if len(rows) > ON_PAGE else ""
        hits = [hit_of(row) for row in rows[:ON_PAGE]]
        if hits:
            found.append(HitsOfKind(capfirst(screen.opts.verbose_name_plural), hits, more))
    return found


def screen_of(record: Record) -> str:
    """The address of the record's own screen; "" where it has none."""
    return _screen_address(models_by_kind()[record.kind], record.pk)


def hit_of(row) -> Hit:
    """A row of any model of records, to be looked at."""
    return Hit(row.public_id, str(row), distinguishing_line(row), _screen_address(type(row), row.pk))


def _screen_address(model, key) -> str:
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[key])
    except NoReverseMatch:
        return ""


def _rows_of_kinds(site, request, term, most, kinds=()):
    """(screen, its records that are found), what has a name of its own first. By a public id, of its kind alone."""
    if len(folded(term)) < 2:
        return
    screens = [
        screen
        for screen in _screens(site, term)
        if not kinds or visibility_of(screen.model._meta.concrete_model).kind in kinds
    ]
    matches = Matches(term, request.viewer, [model for screen in screens for model in screen.named_models()])
    for screen in screens:
        rows = screen.get_queryset(request).filter(screen.search_condition(matches))
        if hasattr(screen.model, "folded"):
            rows = rows.order_by(Case(When(folded=folded(term), then=0), default=1), *rows.query.order_by)
        yield screen, list(rows[:most])


def _screens(site, term):
    try:
        kind, _key = parse_public_id(term)
    except UnknownId:
        screens = [site._registry[model] for model in models_by_kind().values() if model in site._registry]
        screens = [screen for screen in screens if screen.findable]
        return sorted(screens, key=lambda screen: not hasattr(screen.model, "name"))
    screen = site._registry.get(models_by_kind().get(kind))
    return [screen] if screen else []


def _list_of(screen):
    return reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_changelist")
