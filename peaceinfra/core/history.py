"""History: every version of every record, written by triggers, with who, when and why.

`@tracked` on a model makes its history table. Bulk writes and raw SQL are recorded too. A version is read
by who may read it as it was marked then and the record as it is now (`visibility.HistoryVisibility`).
`@logged` does the same for accounts and memberships, which have no marking: that history is the owner's alone.
"""

from contextlib import contextmanager

import pghistory

from peaceinfra.core.dates.columns import DERIVED_DATES
from peaceinfra.core.visibility import HistoryVisibility

# Columns that follow from others: a change of these alone is not a change of the record.
_DERIVED = ("effective_level", "effective_teams", "version", "updated_at", *DERIVED_DATES)


def tracked(model):
    """Class decorator: keeps the history of a guarded model in `<Model>Event`, reached by `.events`."""
    fields = {field.name for field in model._meta.fields}
    return pghistory.track(
        pghistory.InsertEvent("added"),
        pghistory.UpdateEvent(
            "changed", condition=pghistory.AnyChange(exclude=sorted(fields & set(_DERIVED)))
        ),
        pghistory.DeleteEvent("erased"),
        obj_field=pghistory.ObjForeignKey(related_name="events", related_query_name="events"),
        context_field=pghistory.ContextJSONField(),
        meta={
            "constraints": [HistoryVisibility(name=f"{model._meta.db_table}_history_visible")],
            "ordering": ["pgh_id"],
        },
    )(model)


def logged(*, omit=()):
    """Class decorator: keeps the history of an unguarded model, without the fields `omit`.

    No grant reaches its table (`visibility.grants`): neither a page nor the web login reads it.
    """

    def decorate(model):
        fields = [field.name for field in model._meta.fields if field.name not in omit]
        return pghistory.track(
            pghistory.InsertEvent("added"),
            pghistory.UpdateEvent("changed", condition=pghistory.AnyChange(*fields)),
            pghistory.DeleteEvent("erased"),
            fields=fields,
            model_name=f"{model.__name__}Event",
            obj_field=pghistory.ObjForeignKey(related_name="events", related_query_name="events"),
            context_field=pghistory.ContextJSONField(),
            meta={"ordering": ["pgh_id"]},
        )(model)

    return decorate


@contextmanager
def because(account, reason: str, *, batch: int | None = None):
    """Everything written inside is recorded as done by `account` (None: a command) for `reason`.

    batch  the key of the batch of an import that writes it
    """
    of_batch = {"batch": batch} if batch else {}
    with pghistory.context(account=account.pk if account else None, reason=reason, **of_batch):
        yield
