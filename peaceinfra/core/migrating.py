"""Migrations that do many things of one kind at once, without drawing up all the models anew for each."""

from itertools import groupby

from django.db.migrations import (
    AddConstraint,
    AddField,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RemoveField,
)
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from peaceinfra.core.text import folded


class Together(Operation):
    """Several operations of one kind. The same statements in the same order as one by one.

    Django keeps the models of a migration drawn up, and after each new one draws up again every model that
    is related to it. Here all models are related to Actor: a hundred tables took twenty seconds, together three.
    """

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        return type(self).__name__, [self.operations], {}

    def state_forwards(self, app_label, state):
        # Without this the state draws its models up after each; so it does once, when they are asked for.
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"{len(self.operations)} operations together, the first: {self.operations[0].describe()}"


def fold_names(app: str, *models: str):
    """For RunPython: fills the new columns `folded` of stored rows. They are copies for search: no new versions."""

    def fill(apps, schema_editor):
        for name in models:
            table = schema_editor.quote_name(apps.get_model(app, name)._meta.db_table)
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(f"SELECT id, name FROM {table}")
                rows = [(folded(text), key) for key, text in cursor.fetchall()]
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                cursor.executemany(f"UPDATE {table} SET folded = %s WHERE id = %s", rows)
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    return fill


def together(operations):
    """The operations of a migration; those of one kind that follow one another are done together.

    Kinds: new tables; new fields; fields taken away; fields of another type; triggers and constraints.
    """
    runs = [(kind, list(run)) for kind, run in groupby(operations, _kind)]
    return [operation for kind, run in runs for operation in ([Together(run)] if kind else run)]


# What follows one another and asks only for the models before and after all of it.
_TABLES, _FIELDS, _NO_FIELDS, _ALTERED = (CreateModel,), (AddField,), (RemoveField,), (AlterField,)
_RULES = (AddTrigger, RemoveTrigger, AddConstraint, RemoveConstraint)


def _kind(operation):
    """With what an operation may be done together; None: it is done alone."""
    kinds = (_TABLES, _FIELDS, _NO_FIELDS, _ALTERED, _RULES)
    return next((kind for kind in kinds if isinstance(operation, kind)), None)
