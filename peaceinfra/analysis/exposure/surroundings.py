"""What a record hangs together with: answers about these named it too."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from peaceinfra.core.identity import public_id
from peaceinfra.core.models import Record
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.visibility import Viewer, visibility_of


@dataclass(frozen=True)
class Surroundings:
    """`ids`: public ids of the records whose answers name the record; `kinds`: theirs and its own."""

    ids: frozenset[str]
    kinds: frozenset[str]


def surroundings_of(record: Record, viewer: Viewer | None) -> Surroundings:
    """All that points at the record, and all that these or it point at; of what the viewer may see, None: of all.

    A query for each kind that points at its kind, and one for each kind of what was found.
    """
    own = {(record.kind, record.pk)}
    pointing = _pointing_at(record, viewer)
    named = _named_by(own | pointing, viewer)
    found = (pointing | named) - own
    ids = frozenset(public_id(kind, key) for kind, key in found)
    return Surroundings(ids, frozenset({record.kind} | {kind for kind, _key in found}))


def _pointing_at(record, viewer) -> set[tuple[str, int]]:
    found = set()
    model = models_by_kind()[record.kind]
    for kind, other in models_by_kind().items():
        for field in _references(other):
            if field.related_model in (model, Record):
                rows = _rows(other, viewer).filter(**{field.name: record.pk})
                found |= {(kind, key) for key in rows.values_list("pk", flat=True)}
    return found


def _named_by(records, viewer) -> set[tuple[str, int]]:
    keys, found, of_any_kind = defaultdict(set), set(), set()
    for kind, key in records:
        keys[kind].add(key)
    kinds = {model: kind for kind, model in models_by_kind().items()}
    for kind, some in keys.items():
        model = models_by_kind()[kind]
        fields = _references(model)
        names = [field.attname for field in fields]
        for row in _rows(model, viewer).filter(pk__in=some).values_list(*names) if names else ():
            for field, key in zip(fields, row, strict=True):
                if key is None:
                    continue
                if field.related_model is Record:
                    of_any_kind.add(key)
                else:
                    found.add((kinds[field.related_model], key))
    return found | {*Record.objects.filter(pk__in=of_any_kind).values_list("kind", "pk")}


def _references(model) -> list:
    kinds = {*models_by_kind().values(), Record}
    return [
        field
        for field in model._meta.concrete_fields
        if field.is_relation and not field.primary_key and field.related_model in kinds
    ]


def _rows(model, viewer):
    rows = model._base_manager.order_by()
    return rows.filter(visibility_of(model).q(viewer)) if viewer else rows
