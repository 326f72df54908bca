"""A migration that makes readers wait says so before: it declares how long, or it locks nothing for long."""

from itertools import chain

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models.functions import Now, Random

from peaceinfra.core import windows
from peaceinfra.core.migrating import RunOnTables, Together
from tests.factories import LinkageFactory

#: The last ones that were written before the rule. (app: number)
BEFORE_THE_RULE = {"core": 28, "processes": 36, "secretariats": 8, "tracks": 7}
CONSTRAINTS = models.CheckConstraint | models.UniqueConstraint


def locks(operations, state: ProjectState, app: str = "core") -> list[str]:
    """What of these reads or writes all rows of a table that stood before, while others wait; one line each."""
    new, found = set(), []
    for operation in chain.from_iterable(
        each.operations if isinstance(each, Together) else [each] for each in operations
    ):
        model = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
        if isinstance(operation, migrations.CreateModel):
            new.add(model)
        elif model not in new and (words := _lock(operation, state, app)):
            found.append(f"{words}: {operation.describe()}")
        operation.state_forwards(app, state)
    return found


def _lock(operation, state, app) -> str:
    if isinstance(operation, migrations.RunPython | migrations.RunSQL | migrations.SeparateDatabaseAndState):
        return "what it does cannot be told from here"
    if isinstance(operation, migrations.AddIndex) and not isinstance(operation, AddIndexConcurrently):
        return "an index is built while writers wait (AddIndexConcurrently)"
    checks = isinstance(operation, migrations.AddConstraint) and isinstance(operation.constraint, CONSTRAINTS)
    if checks and not isinstance(operation, AddConstraintNotValid):
        return "all rows are checked (AddConstraintNotValid, then ValidateConstraint in the next migration)"
    if isinstance(operation, migrations.AddField):
        field = operation.field
        volatile = field.has_db_default() and not isinstance(field.db_default, models.Value | Now)
        if volatile or isinstance(field, models.GeneratedField) or field.unique:
            return "all rows are written anew, or looked at"
    if isinstance(operation, migrations.AlterField):
        before = state.models[app, operation.model_name_lower].fields[operation.name]
        if _column(before) != _column(operation.field) or (before.null and not operation.field.null):
            return "all rows are written anew, or looked at"
    return ""


def _column(field):
    return field.get_internal_type(), field.db_type(connection), field.unique, field.db_index


def a_village() -> ProjectState:
    state = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=40, null=True)),
    ]
    migrations.CreateModel("Village", fields).state_forwards("core", state)
    return state


NAME_INDEX = models.Index(fields=["name"], name="core_village_name")
NAMED = models.CheckConstraint(condition=~models.Q(name=""), name="core_village_named")


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RunSQL("UPDATE core_village SET name = ''"),
        RunOnTables(lambda apps, editor: None),
        migrations.AddIndex("village", NAME_INDEX),
        migrations.AddConstraint("village", NAMED),
        migrations.AddField("village", "share", models.FloatField(db_default=Random())),
        migrations.AddField("village", "code", models.CharField(max_length=3, null=True, unique=True)),
        migrations.AlterField("village", "name", models.CharField(max_length=40, default="")),
        migrations.AlterField("village", "name", models.TextField(null=True)),
        Together([migrations.AddIndex("village", NAME_INDEX)]),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_locks_a_table_for_long_is_found(operation):
    assert len(locks([operation], a_village())) == 1


def test_what_is_short_or_done_beside_writers_or_of_a_new_table_is_free():
    key = ("id", models.BigAutoField(primary_key=True))
    free = [
        AddIndexConcurrently("village", NAME_INDEX),
        AddConstraintNotValid("village", NAMED),
        ValidateConstraint("village", "core_village_named"),
        migrations.AddField("village", "note", models.TextField(default="")),
        migrations.AddField("village", "at", models.DateTimeField(db_default=Now())),
        migrations.AlterField("village", "note", models.TextField(default="", verbose_name="remark")),
        migrations.RemoveField("village", "note"),
        migrations.CreateModel("Market", [key, ("name", models.TextField())]),
        migrations.AddIndex("market", models.Index(fields=["name"], name="core_market_name")),
    ]
    assert locks(free, a_village()) == []


@pytest.mark.slow
def test_each_migration_that_locks_for_long_declares_how_long():
    loader, undeclared = MigrationLoader(None), []
    for (app, name), migration in loader.disk_migrations.items():
        if int(name[:4]) > BEFORE_THE_RULE.get(app, 9999) and not hasattr(migration, "window"):
            state = loader.project_state((app, name), at_end=False)
            undeclared += [f"{app} {name}: {line}" for line in locks(migration.operations, state, app)]
    assert undeclared == []


def a_migration(name, window=None):
    migration = migrations.Migration(name, "processes")
    if window is not None:
        migration.window = window
    return migration


PLAN = [
    (a_migration("0900_a"), False),
    (a_migration("0901_b", 0.1), False),
    (a_migration("0902_c", 3), False),
]


@pytest.fixture
def said(monkeypatch):
    """What is said before a plan is run in a register of so many linkages."""

    def say(plan, linkages=200_000, **options):
        lines = []
        out = type("Out", (), {"write": staticmethod(lines.append)})
        monkeypatch.setattr(windows, "_estimated_linkages", lambda using: linkages)
        windows.say_windows(None, "default", plan=plan, stdout=out, **options)
        return lines

    return say


def test_before_they_are_run_it_is_said_which_make_readers_wait_and_for_how_long_here(said):
    first, *rest = said(PLAN)
    assert "stop the service" in first
    assert rest == ["    processes.0902_c: about 6 s"]


def test_nothing_is_said_where_nobody_waits_or_nobody_listens(said):
    assert said(PLAN[:2]) == said([]) == said(PLAN, verbosity=0) == []
    assert said(PLAN, linkages=20_000) == [], "3 s at 100,000 linkages are half a second here"
    assert said(PLAN, linkages=0) == []


def test_of_the_way_back_it_is_said_that_it_takes_longer(said):
    (line,) = said([(migration, True) for migration, _back in PLAN])
    assert "Going back" in line


@pytest.mark.django_db
def test_how_large_the_register_is_is_taken_from_what_the_planner_knows():
    LinkageFactory()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracks_linkage")
    assert windows._estimated_linkages("default") == 1
