"""Migrations that make many tables or triggers at once, without drawing up all the models anew for each."""

from itertools import groupby

from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger, RemoveTrigger


class Together(Operation):
    """Several new tables, or several triggers. The same statements in the same order as one by one.

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


def together(operations):
    """The operations of a migration; new tables that follow one another, and triggers, are made together."""
    runs = [(kind, list(run)) for kind, run in groupby(operations, _kind)]
    return [operation for kind, run in runs for operation in ([Together(run)] if kind else run)]


def _kind(operation):
    """What may be done together: tables, or triggers. None: done alone."""
    kinds = (CreateModel, (AddTrigger, RemoveTrigger))
    return next((kind for kind in kinds if isinstance(operation, kind)), None)
