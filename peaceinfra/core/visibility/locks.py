"""The one order in which writes lock: the markings, then parents before children, and by key.

A row that is written locks its parents, and a marking that moves goes down to rows that many others wait for,
also where the writer may not look. So a write that may move a marking is alone; all others share. Without
this, two that lock the same rows in another order wait for each other, and the database ends one of them.
"""

from collections import defaultdict
from functools import cache
from operator import attrgetter

from django.apps import apps
from django.db import connection

from peaceinfra.core.many import by_model, new_keys, portions_of, stored_of
from peaceinfra.core.visibility.rule import visibility_of

# Any number that no other lock has.
MARKINGS = 7_205_531_883


def lock_markings(*, alone: bool) -> None:
    """Until the end of the transaction: alone, or together with all who do not move a marking."""
    kind = "" if alone else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{kind}(%s)", [MARKINGS])


def lock_rows(written, beside=()) -> None:
    """Locks rows against other writers.

    written  stored rows, as (model, key), that this transaction writes
    beside   rows that must stay as they are meanwhile, besides those that the written ones point at
    """
    strong, weak = _by_model(written), _by_model(beside)
    for model in sorted({*strong, *weak}, key=_place):
        keys = strong[model] | weak[model]
        # One mode for one table: two statements would lock out of order.
        mode = "NO KEY UPDATE" if strong[model] else "SHARE"
        table, key = model._meta.db_table, model._meta.pk.column
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT 1 FROM {table} WHERE {key} = ANY (%s) ORDER BY {key} FOR {mode}", [sorted(keys)]
            )


def parents_of(records) -> set:
    """(model, key) of the stored rows that these records take their marking from, without those of core.Record.

    Asks once for each kind that is lent to.
    """
    found, borrowers = defaultdict(set), defaultdict(set)
    for model, ones in by_model(records).items():
        fields = [field for field in _through(model) if not visibility_of(field.related_model).stored]
        for portion in portions_of(ones) if fields else ():
            for field in fields:
                found[field.related_model].update(map(attrgetter(field.attname), portion))
        if visibility_of(model).lends:
            borrowers[model] |= {record.pk for record in stored_of(ones)}
    found = {
        (model, key) for model, keys in found.items() for key in keys - new_keys(records, model) - {None}
    }
    for model, keys in borrowers.items():
        for label, parent, lender in visibility_of(model).lends:
            part = apps.get_model(label)
            rows = part._base_manager.filter(**{f"{parent}__in": keys})
            target = part._meta.get_field(lender).related_model
            found |= {(target, key) for key in rows.values_list(lender, flat=True)}
    return found


def marking_columns(model) -> set[str]:
    """The names of the fields that a row's marking, or that of what it lends to, follows from."""
    own = {name for name in ("level", "team") if any(field.name == name for field in model._meta.fields)}
    return own | set(visibility_of(model).through)


@cache
def lent_to(model) -> tuple:
    """The foreign keys to what rows of the model lend a marking to: a new row may raise it."""
    return tuple(
        model._meta.get_field(parent)
        for other in apps.get_models()
        if (rule := visibility_of(other))
        for label, parent, _lender in rule.lends
        if apps.get_model(label) is model
    )


def _by_model(rows):
    found = defaultdict(set)
    for model, key in rows:
        # The rows of core.Record are copies, locked by the triggers that keep them.
        if model is not None and not visibility_of(model).stored:
            found[model._meta.concrete_model].add(key)
    return found


def _place(model):
    return (_depth(model), model._meta.db_table)


@cache
def _depth(model, above=frozenset()) -> int:
    """Parents have a smaller one than their children; a table that points at itself counts once."""
    parents = {field.related_model for field in _through(model)} - above - {model}
    return 1 + max((_depth(parent, above | {model}) for parent in parents), default=0)


def _through(model):
    return [model._meta.get_field(name) for name in visibility_of(model).through]
