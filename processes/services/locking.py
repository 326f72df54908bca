"""What a write touches is locked before the first row of it is written."""

from collections import defaultdict

from peaceinfra.core.visibility.locks import lent_to, lock_markings, lock_rows, marking_columns, parents_of


def lock_for(records, *, beside=(), moves_marking: bool = False) -> None:
    """Called first in the transaction of a write.

    records        as they will be: new ones, and stored ones with their new values
    beside         further records that must stay as they are, such as the source of a statement
    moves_marking  where it is known already that a marking may move

    It locks alike whatever is hidden from the writer.
    """
    records = [*records]
    lock_markings(alone=moves_marking or _may_move(records))
    stored = [(type(record), record.pk) for record in records if not record._state.adding]
    lock_rows(stored, {(type(record), record.pk) for record in beside} | parents_of(records))


def _may_move(records) -> bool:
    """Whether the marking of a stored record may become another."""
    added, stored, fresh = set(), defaultdict(list), defaultdict(list)
    for record in records:
        if record._state.adding:
            added.add(record.pk)
            fresh[type(record)].append(record)
        else:
            stored[type(record)].append(record)
    for model, of_model in fresh.items():
        for field in lent_to(model):
            if any(getattr(record, field.attname) not in added for record in of_model):
                return True
    return any(_differ(model, of_model) for model, of_model in stored.items())


def _differ(model, records):
    names = sorted(model._meta.get_field(name).attname for name in marking_columns(model))
    if not names:
        return False
    rows = model._base_manager.filter(pk__in=[record.pk for record in records])
    before = {key: values for key, *values in rows.values_list("pk", *names)}
    return any(before.get(record.pk) != [getattr(record, name) for name in names] for record in records)
