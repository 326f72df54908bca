"""The stored versions of records as one viewer may read them: each beside the one before it, and what was done."""

from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.models import BigIntegerField, QuerySet
from django.utils.translation import gettext as _

from peaceinfra.core.prepared import Given, Prepared, prepare, prepared
from peaceinfra.core.visibility import visibility_of

_ACTIONS = {"added": lambda: _("added"), "changed": lambda: _("changed"), "erased": lambda: _("erased")}


def versions_of(model, viewer, **of) -> QuerySet:
    """The versions of the rows of a model that the viewer may see, oldest first; `of` are columns of its history."""
    events = _events(model)
    return events.objects.filter(visibility_of(events).q(viewer), **of).order_by("pgh_id")


def versions_of_row(model, viewer, key: int) -> list:
    """The same of one row: a history asks for those of each table of a record, by SQL that is put together once."""
    events = _events(model)
    rows = prepared(_versions_of_row, viewer, model).rows(key=key)
    return [events.from_db(connection.alias, _columns(events), row) for row in rows]


def _versions_of_row(viewer, model) -> Prepared:
    of_one = versions_of(model, viewer, pgh_obj=Given("key", BigIntegerField()))
    return prepare(of_one.values_list(*_columns(_events(model))))


def _columns(events) -> list[str]:
    return [field.attname for field in events._meta.concrete_fields]


def _events(model):
    return model._meta.concrete_model.events.rel.related_model


def in_pairs(versions: Iterable) -> Iterator[tuple]:
    """(the version of the same row before it, None for the first; the version) of each."""
    last: dict = {}
    for version in versions:
        yield last.get(version.pgh_obj_id), version
        last[version.pgh_obj_id] = version


def action_words(before, after) -> str:
    """What was done to a row: retired, put back, or what its history calls it."""
    if after.retired and not (before and before.retired):
        return _("retired")
    if before and before.retired and not after.retired:
        return _("put back")
    return _ACTIONS[after.pgh_label]()
