"""New tables made together: the same models and the same statements as one by one."""

import pgtrigger
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, migrations, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from pgtrigger.core import INSTALLED
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from peaceinfra.core.migrating import RunOnTables, Together, fold_names, together
from peaceinfra.core.visibility import grants
from processes.models import Actor, PhaseChange
from tests import factories as make

pytestmark = pytest.mark.django_db


def a_table(name, **fields):
    key = models.BigAutoField(primary_key=True)
    return migrations.CreateModel(name, [("id", key), *fields.items()])


TABLES = [a_table("Village"), a_table("Elder", village=models.ForeignKey("core.Village", models.CASCADE))]


def statements(operations):
    """What the operations would run, and the names of the models that stand after each state."""
    state = ProjectState()
    assert state.apps  # drawn up, as in the midst of a migration
    with connection.schema_editor(collect_sql=True) as editor:
        for operation in operations:
            before = state.clone()
            operation.state_forwards("core", state)
            operation.database_forwards("core", editor, before, state)
    return editor.collected_sql, sorted(model.__name__ for model in state.apps.get_models())


def test_they_are_the_same_tables():
    one_by_one = statements(TABLES)
    assert statements([Together(TABLES)]) == one_by_one
    assert one_by_one[1] == ["Elder", "Village"]
    assert any("REFERENCES" in statement for statement in one_by_one[0])


def test_only_tables_that_follow_one_another_are_made_together():
    between = migrations.RunSQL("SELECT 1")
    last = a_table("Market")
    first, same, second = together([*TABLES, between, last])
    assert (first.operations, same, second.operations) == (TABLES, between, [last])


def test_triggers_that_follow_one_another_are_changed_together_and_tables_apart_from_them():
    trigger = pgtrigger.Trigger(
        name="counted", operation=pgtrigger.Insert, when=pgtrigger.After, func="RETURN NULL;"
    )
    state = ProjectState()
    TABLES[0].state_forwards("core", state)
    compiled = trigger.compile(state.apps.get_model("core", "Village"))
    added, taken = AddTrigger("village", compiled), RemoveTrigger("village", "counted")
    tables, triggers = together([*TABLES, added, taken, added])
    assert (tables.operations, triggers.operations) == (TABLES, [added, taken, added])
    made, changed = together([TABLES[0], added])
    sql, _models = statements([made, changed])
    assert sum("pgtrigger_counted" in line for line in sql) == 1


def test_it_is_taken_back_in_the_other_order():
    state = ProjectState()
    before = state.clone()
    operation = Together(TABLES)
    operation.state_forwards("core", state)
    with connection.schema_editor(collect_sql=True) as editor:
        operation.database_backwards("core", editor, state, before)
    dropped = [line for line in editor.collected_sql if line.startswith("DROP TABLE")]
    assert [line.split('"')[1] for line in dropped] == ["core_elder", "core_village"]


def not_as_declared():
    ones = pgtrigger.registered()
    status = [(trigger.get_installation_status(model)[0], trigger.get_pgid(model)) for model, trigger in ones]
    return [pgid for state, pgid in status if state != INSTALLED]


def test_after_a_migration_every_trigger_is_marked_as_declared():
    assert not_as_declared() == []


def test_a_trigger_keeps_its_mark_when_a_column_that_it_reads_changes_its_type():
    position = PhaseChange._meta.get_field("position")
    typed = models.DecimalField(max_digits=30, decimal_places=10)
    typed.set_attributes_from_name("position")
    typed.model = PhaseChange
    with connection.schema_editor() as editor:
        editor.alter_field(PhaseChange, position, typed)
        editor.alter_field(PhaseChange, typed, position)
    assert not_as_declared() != []
    grants.after_migrate(sender=None, using="default")
    assert not_as_declared() == []


def test_on_the_tables_of_an_earlier_version_no_rights_of_this_one_are_set():
    """On the way back: what is declared here may name columns that are gone. What was made anew is hardened."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_account DROP COLUMN role_until CASCADE")
        cursor.execute("ALTER FUNCTION core_acting() RESET ALL")
        cursor.execute("CREATE TABLE core_of_before (id bigint)")
    MigrationRecorder.Migration.objects.filter(app="core").order_by("-name")[:1].get().delete()
    grants.after_migrate(sender=None, using="default", plan=[("core", True)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig IS NOT NULL FROM pg_proc WHERE proname = 'core_acting'")
        assert cursor.fetchone() == (True,)
        for granted in (
            "has_table_privilege(%s, 'core_of_before', 'SELECT')",
            "has_any_column_privilege(%s, 'core_account', 'SELECT')",
            "has_function_privilege(%s, 'core_account_refusal(bigint, text, text)', 'EXECUTE')",
        ):
            cursor.execute(f"SELECT {granted}", [settings.WEB_ROLE])
            assert cursor.fetchone() == (False,), granted
    with pytest.raises(ProgrammingError, match="role_until"), transaction.atomic():
        grants.after_migrate(sender=None, using="default")


def test_an_operation_gets_the_models_that_it_changes_and_those_they_refer_to():
    """All others are drawn up only for who asks, and then as they are at that moment."""
    state = ProjectState()
    Together([*TABLES, a_table("Market")]).state_forwards("core", state)
    drawn = []

    class Noticing(migrations.AddField):
        def database_forwards(self, app_label, editor, from_state, to_state):
            drawn.append(sorted(model.__name__ for model in to_state.apps.get_models()))

    before = state.clone()
    operation = Together([Noticing("Elder", "age", models.IntegerField(null=True))])
    operation.state_forwards("core", state)
    operation.database_forwards("core", None, before, state)
    assert drawn == [["Elder", "Village"]]
    assert sorted(model.__name__ for model in state.apps.get_models()) == ["Elder", "Market", "Village"]
    fields = [
        [field.name for field in one.apps.get_model("core.Elder")._meta.fields] for one in (before, state)
    ]
    assert fields == [["id", "village"], ["id", "village", "age"]]


def test_python_in_a_migration_finds_all_models_as_they_are_at_that_moment():
    found = []

    def look(apps, editor):
        found.append([field.name for field in apps.get_model("core", "Elder")._meta.fields])

    year = migrations.AddField("Elder", "born", models.IntegerField(null=True))
    statements(together([*TABLES, migrations.RunPython(look), year, migrations.RunPython(look)]))
    assert found == [["id", "village"], ["id", "village", "born"]]


def test_a_key_that_changes_takes_what_refers_to_it_along():
    key = migrations.AlterField("Village", "id", models.CharField(max_length=9, primary_key=True))
    assert statements(together([*TABLES, key])) == statements([*TABLES, key])


def test_a_change_of_the_state_alone_runs_nothing():
    age = migrations.AddField("Elder", "age", models.IntegerField(null=True))
    alone = migrations.SeparateDatabaseAndState(state_operations=[age])
    assert statements(together([*TABLES, alone])) == statements(TABLES)


def test_for_a_function_that_names_its_tables_no_models_are_drawn_up():
    make.ActorFactory(name="Ṭhe Élders")
    Actor.objects.update(folded="")
    connection.check_constraints()  # as after a commit: nothing waits for its end
    fill = RunOnTables(fold_names("processes", "Actor"), migrations.RunPython.noop)
    state = ProjectState()
    with connection.schema_editor(atomic=False) as editor:
        fill.database_forwards("processes", editor, state, state)
    assert "apps" not in state.__dict__
    assert Actor.objects.get().folded == "the elders"
