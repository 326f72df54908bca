"""The versions of one record: what was changed, when, by whom and why, as far as the viewer may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from peaceinfra.core.dates.columns import DERIVED_DATES
from peaceinfra.core.models import Account, Detail, Record
from peaceinfra.core.numbering import is_place
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.value_words import value_words
from peaceinfra.core.versions import action_words, in_pairs, versions_of_row
from peaceinfra.core.visibility import visibility_of
from processes.models import Batch

#: Columns that are kept by the database or that mean nothing to a reader.
_UNSAID = {
    "id",
    "version",
    "retired",
    "updated_at",
    "folded",
    "effective_level",
    "effective_teams",
    *DERIVED_DATES,
}


@dataclass(frozen=True, slots=True)
class Version:
    """One change. `fields`: name, value before, value after, in words. `batch`: the import that made it, or ""."""

    at: datetime
    who: str
    why: str
    action: str
    batch: str
    fields: Sequence[tuple[str, str, str]]


def collect_history(public_id: str, viewer) -> tuple[Record, str, list[Version]] | None:
    """The record, its name and its versions, newest first; None where there is none that the viewer may see.

    A retired record has a history too. Queries: two, one a table of the record, one a kind of record named.
    """
    record = Record.objects.visible_to(viewer).of_id(public_id).first()
    model = record and models_by_kind()[record.kind]
    named = record and model.objects.visible_to(viewer).filter(pk=record.pk).first()
    if not named:
        return None
    events = [
        (part, before, after)
        for part in _parts(model)
        for before, after in in_pairs(versions_of_row(part, viewer, record.pk))
    ]
    names = _names(events, viewer)
    return record, str(named), [_version(*event, names) for event in sorted(events, key=_newest_first)]


def _parts(model) -> list[type[Model]]:
    """The record's own model and its details, which share its key."""
    related = (relation.related_model for relation in model._meta.related_objects if relation.one_to_one)
    return [model, *(part for part in related if issubclass(part, Detail))]


def _newest_first(event) -> tuple:
    return (-event[2].pgh_created_at.timestamp(), -event[2].pgh_id)


def _fields(model):
    return [
        field
        for field in model._meta.fields
        if field.name not in _UNSAID and not field.primary_key and not is_place(field)
    ]


def _names(events, viewer) -> dict[tuple, str]:
    """{(model, key): its name} for all records and accounts that the versions name."""
    keys = defaultdict(set)
    for model, before, after in events:
        context = after.pgh_context or {}
        keys[Account].add(context.get("account"))
        if "batch" in context:
            keys[Batch].add(context["batch"])
        for field in (field for field in _fields(model) if field.is_relation):
            keys[field.related_model] |= {getattr(row, field.attname) for row in (before, after) if row}
    names = {}
    for model, found in keys.items():
        rows = model.objects.filter(pk__in=found - {None})
        if visibility_of(model):
            rows = rows.filter(visibility_of(model).q(viewer))
        elif model is not Account:
            rows = rows.filter(pk__in=viewer.teams)
        names |= {(model, row.pk): str(row) for row in rows}
    return names


def _version(model, before, after, names) -> Version:
    changes = [
        (str(field.verbose_name), _said(field, before, names), _said(field, after, names))
        for field in _fields(model)
        if before is None or getattr(before, field.attname) != getattr(after, field.attname)
    ]
    context = after.pgh_context or {}
    return Version(
        after.pgh_created_at,
        names.get((Account, context.get("account")), ""),
        context.get("reason", ""),
        action_words(before, after),
        names.get((Batch, context.get("batch")), ""),
        [change for change in changes if change[1] != change[2]],
    )


def _said(field, row, names) -> str:
    """A stored value in words; a record that the viewer may not see is not named."""
    value = getattr(row, field.attname) if row else None
    if field.is_relation:
        return names.get((field.related_model, value), "")
    return value_words(field, value)
