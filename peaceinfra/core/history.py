"""History: every version of every record, written by triggers, with who, when and why.

`@tracked` on a model makes its history table. Bulk writes and raw SQL are recorded too. A version is read
by who may read it as it was marked then and the record as it is now (`visibility.HistoryVisibility`).
`@logged` does the same for accounts and memberships, which have no marking: that history is the owner's alone.
"""

from contextlib import contextmanager

import pghistory
import pgtrigger
from pghistory.trigger import Event

from peaceinfra.core.dates.columns import DERIVED_DATES
from peaceinfra.core.visibility import HistoryVisibility

# Columns that follow from others: a change of these alone is not a change of the record.
_DERIVED = ("effective_level", "effective_teams", "version", "updated_at", *DERIVED_DATES)


class _FirstVersions(Event):
    """The trigger that writes the first versions, of all rows of a statement at once: most rows came by many.

    The library writes such a trigger too, but for a table of contexts that all histories share.
    """

    def get_func(self, model):
        tracked, events = model._meta, self.event_model._meta
        stored = {field.column for field in tracked.concrete_fields}
        values = {
            column: f'new_values."{column}"'
            for column in sorted(field.column for field in events.concrete_fields)
            if column in stored
        }
        values |= {
            "pgh_context": "NULLIF(CURRENT_SETTING('pghistory.context_metadata', TRUE), '')::JSONB",
            "pgh_context_id": "NULLIF(CURRENT_SETTING('pghistory.context_id', TRUE), '')::UUID",
            "pgh_created_at": "NOW()",
            "pgh_label": f"'{self.label}'",
            "pgh_obj_id": f'new_values."{tracked.pk.column}"',
        }
        columns = ", ".join(f'"{column}"' for column in values)
        return (
            f'INSERT INTO "{events.db_table}" ({columns}) SELECT {", ".join(values.values())} FROM new_values;'
            " RETURN NULL;"
        )


class _Added(pghistory.InsertEvent):
    """That rows came."""

    def add_event_trigger(self, event_model):
        trigger = _FirstVersions(
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            level=pgtrigger.Statement,
        )
        pgtrigger.register(trigger)(event_model.pgh_tracked_model)


def tracked(model):
    """Class decorator: keeps the history of a guarded model in `<Model>Event`, reached by `.events`."""
    fields = {field.name for field in model._meta.fields}
    return pghistory.track(
        _Added("added"),
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
