"""What a write touches is locked before the first row of it is written."""

from peaceinfra.core.many import Records, by_model, new_keys, of_models, stored_of
from peaceinfra.core.visibility.locks import lent_to, lock_markings, lock_rows, marking_columns, parents_of


def lock_for(records, *, beside=(), moves_marking: bool = False) -> None:
    """Called first in the transaction of a write.

    records        as they will be: new ones, and stored ones with their new values
    beside         further records that must stay as they are, such as the source of a statement
    moves_marking  where it is known already that a marking may move

    It locks alike whatever is hidden from the writer.
    """
    records = records if isinstance(records, Records) else [*records]
    lock_markings(alone=moves_marking or _may_move(records))
    stored = [(type(record), record.pk) for record in stored_of(records)]
    lock_rows(stored, {(type(record), record.pk) for record in beside} | parents_of(records))


def _may_move(records) -> bool:
    """Whether the marking of a stored record may become another."""
    for model, of_model in by_model(of_models(records, lambda model: bool(lent_to(model)))).items():
        for field in lent_to(model):
            added = new_keys(records, field.related_model)
            if any(
                record._state.adding and getattr(record, field.attname) not in added for record in of_model
            ):
                return True
    return any(_differ(model, of_model) for model, of_model in by_model(stored_of(records)).items())


def _differ(model, records):
    names = sorted(model._meta.get_field(name).attname for name in marking_columns(model))
    if not names:
        return False
    rows = model._base_manager.filter(pk__in=[record.pk for record in records])
    before = {key: values for key, *values in rows.values_list("pk", *names)}
    return any(before.get(record.pk) != [getattr(record, name) for name in names] for record in records)
