"""The model of a kind, and the record that a row of core.Record stands for."""

from collections import defaultdict
from functools import cache

from django.apps import apps

from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.visibility import visibility_of


@cache
def models_by_kind() -> dict:
    """{prefix of the public id: model} for every addressable model."""
    return {
        rule.kind: model
        for model in apps.get_models()
        if not model._meta.proxy and (rule := visibility_of(model)) and rule.kind
    }


def key_of(model, public_id: str) -> int:
    """The key in a public id of that model's kind. Raises UnknownId."""
    prefix, key = parse_public_id(public_id)
    if models_by_kind().get(prefix) is not model:
        raise UnknownId(public_id)
    return key


def column_of(kind: str, name: str):
    """The field of a record of this kind, or of what tells more about it (a body's form); None where there is none."""
    model = models_by_kind().get(kind)
    details = (
        [relation.related_model for relation in model._meta.related_objects if relation.one_to_one]
        if model
        else []
    )
    owners = filter(None, (model, *details))
    return next((column for owner in owners for column in owner._meta.fields if column.name == name), None)


def instances(records, querysets=None) -> dict:
    """{key: record itself} for rows of core.Record, one query a kind.

    `querysets(model)` narrows what is read, by default everything the database shows.
    """
    by_kind = defaultdict(list)
    for record in records:
        by_kind[record.kind].append(record.pk)
    found = {}
    for kind, keys in by_kind.items():
        model = models_by_kind()[kind]
        rows = querysets(model) if querysets else model.objects.all()
        found |= rows.in_bulk(keys)
    return found
