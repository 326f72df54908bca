"""Finds records of any kind by id, or by name as their own lists find them, and the screen of each."""

from django.db.models import Case, When
from django.urls import NoReverseMatch, reverse

from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.models import Record
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.text import folded

# Of one kind, and in all.
OF_A_KIND, IN_ALL = 4, 12


def find_records(site, request, term: str) -> list[dict]:
    """[{"id": public id, "text": in words}]: those of that whole name first, each kind in one query."""
    try:
        kind, key = parse_public_id(term)
    except UnknownId:
        return _by_name(site, request, term)
    screen = site._registry.get(models_by_kind().get(kind))
    rows = screen.get_queryset(request).filter(pk=key) if screen else ()
    return [_entry(row) for row in rows]


def screen_of(record: Record) -> str:
    """The address of the record's own screen; "" where it has none."""
    options = models_by_kind()[record.kind]._meta
    try:
        return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[record.pk])
    except NoReverseMatch:
        return ""


def _by_name(site, request, term):
    whole = folded(term)
    if len(whole) < 2:
        return []
    screens = [
        site._registry[model]
        for model in models_by_kind().values()
        if model in site._registry and site._registry[model].findable
    ]
    found = []
    for screen in sorted(screens, key=lambda one: not hasattr(one.model, "name")):
        rows, _twice = screen.get_search_results(request, screen.get_queryset(request), term)
        if hasattr(screen.model, "folded"):
            rows = rows.order_by(Case(When(folded=whole, then=0), default=1), *rows.query.order_by)
        found += rows[:OF_A_KIND]
    found.sort(key=lambda row: folded(str(row)) != whole)
    return [_entry(row) for row in found[:IN_ALL]]


def _entry(row):
    return {"id": row.public_id, "text": f"{row} ({row._meta.verbose_name})"}
