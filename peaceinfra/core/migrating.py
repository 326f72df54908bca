"""Migrations that do many things of one kind at once, without drawing up all the models anew for each."""

from collections.abc import Iterable
from itertools import groupby
from re import Pattern

from django.db import router
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    CreateModel,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
    RenameField,
    RunPython,
    SeparateDatabaseAndState,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.migrations.utils import resolve_relation
from django.utils.functional import LazyObject, empty
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from peaceinfra.core.text import folded


class Together(Operation):
    """Several operations of one kind. The same statements in the same order as one by one.

    Django keeps the models of a migration drawn up, and after each new one draws up again every model that
    is related to it. Here all models are related to Actor: a hundred tables took twenty seconds. So nothing is
    drawn up while the state changes; the operations get the models that they change and what those refer to,
    and all models are drawn up only for an operation that is not in here, such as RunPython.
    """

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        return type(self).__name__, [self.operations], {}

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        state.apps = LateApps(state)
        # With it, RunPython and the end of the command take no models from before.
        state.is_delayed = True

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        before, after = self._of_concern(app_label, from_state, to_state)
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, before, after)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        before, after = self._of_concern(app_label, from_state, to_state)
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, before, after)

    def describe(self):
        return f"{len(self.operations)} operations together, the first: {self.operations[0].describe()}"

    def _of_concern(self, app_label, *states):
        """The states with only the models of these operations and all that those refer to."""
        if any(_may_concern_all(operation) for operation in self.operations):
            return states
        found, new = set(), {(app_label, _model_name(operation)) for operation in self.operations}
        while new:
            found |= new
            drawn = [state.models[key] for key in new for state in states if key in state.models]
            new = {other for model in drawn for other in _referred(model)} - found
        return [
            ProjectState({key: model for key, model in state.models.items() if key in found}, state.real_apps)
            for state in states
        ]


class LateApps(LazyObject):
    """The models of a state, drawn up when one of them is asked for; a copy of them is as late."""

    def __init__(self, state):
        models = {key: model.clone() for key, model in state.models.items()}
        self.__dict__["_drawn_from"] = ProjectState(models, real_apps=state.real_apps)
        super().__init__()

    def _setup(self):
        self._wrapped = self._drawn_from.apps

    def clone(self):
        return self._wrapped.clone() if self._wrapped is not empty else LateApps(self._drawn_from)


def _may_concern_all(operation) -> bool:
    """What refers to a unique field may change with it; what changes the state alone asks for no model."""
    is_referred_to = isinstance(operation, AlterField) and operation.field.unique
    return is_referred_to or isinstance(operation, SeparateDatabaseAndState)


def _model_name(operation) -> str:
    names = operation.name if isinstance(operation, CreateModel | AlterModelOptions) else operation.model_name
    return names.lower()


def _referred(model):
    """The keys of the models that a model of a state inherits from, points at or is lent a marking by."""
    for base in model.bases:
        if isinstance(base, str):
            yield resolve_relation(base, model.app_label, model.name_lower)
    for field in model.fields.values():
        for other in (
            getattr(field.remote_field, "model", None),
            getattr(field.remote_field, "through", None),
        ):
            if other:
                yield resolve_relation(other, model.app_label, model.name_lower)
    for rule in model.options.get("constraints", ()):
        for part, *_columns in getattr(rule, "lends", ()):
            yield resolve_relation(part)


class RunOnTables(RunPython):
    """A function that names the tables it changes: no models are drawn up for it, and it is given None for them."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if router.allow_migrate(schema_editor.connection.alias, app_label, **self.hints):
            self.code(None, schema_editor)


def fold_names(app: str, *models: str):
    """A function for RunOnTables that fills the new columns `folded` of stored rows: copies, so no new versions."""

    def fill(apps, schema_editor):
        for name in models:
            table = schema_editor.quote_name(f"{app}_{name.lower()}")
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(f"SELECT id, name FROM {table}")
                _write_folded(cursor, table, [(folded(text), key) for key, text in cursor.fetchall()])

    return fill


def _write_folded(cursor, table: str, rows) -> None:
    """In one statement: the table is locked meanwhile."""
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(
        f"UPDATE {table} t SET folded = n.folded FROM unnest(%s::text[], %s::bigint[]) n (folded, id)"
        " WHERE t.id = n.id",
        [[text for text, _key in rows], [key for _text, key in rows]],
    )
    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def fold_again(app: str, models: Iterable[str], signs: Pattern):
    """A function for RunOnTables that makes the columns `folded` anew of rows whose name has these signs.

    The columns are copies for search: their rows are no new versions, and get none.
    """

    def fill(apps, schema_editor):
        for name in models:
            table = schema_editor.quote_name(f"{app}_{name.lower()}")
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(f"SELECT id, name FROM {table} WHERE name ~ %s", [signs.pattern])
                rows = [(folded(text), key) for key, text in cursor.fetchall()]
                if rows:
                    _write_folded(cursor, table, rows)

    return fill


def together(operations):
    """The operations of a migration; those of one kind that follow one another are done together.

    Kinds: new tables; new fields; fields taken away; fields of another type; fields of another name; words and
    order of models; what changes only the state; triggers and constraints; indexes.
    """
    runs = [(kind, list(run)) for kind, run in groupby(operations, _kind)]
    return [operation for kind, run in runs for operation in ([Together(run)] if kind else run)]


# What follows one another and asks only for the models before and after all of it.
_TABLES, _FIELDS, _NO_FIELDS, _ALTERED = (CreateModel,), (AddField,), (RemoveField,), (AlterField,)
_RENAMED, _OPTIONS, _STATE = (RenameField,), (AlterModelOptions,), (SeparateDatabaseAndState,)
_RULES = (AddTrigger, RemoveTrigger, AddConstraint, RemoveConstraint)
_INDEXES = (AddIndex, RemoveIndex)


def _kind(operation):
    """The kind of operations that one may be done together with; None: it is done alone."""
    kinds = (_TABLES, _FIELDS, _NO_FIELDS, _ALTERED, _RENAMED, _OPTIONS, _STATE, _RULES, _INDEXES)
    return next((kind for kind in kinds if isinstance(operation, kind)), None)
