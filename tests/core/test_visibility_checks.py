"""A guarded model cannot be declared by half."""

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from peaceinfra.core.models import Marked
from peaceinfra.core.visibility import Visibility
from peaceinfra.core.visibility.checks import check_model, check_visibility
from peaceinfra.core.visibility.grants import after_migrate
from peaceinfra.core.visibility.inspection import differences
from peaceinfra.core.visibility.sql import SEARCH_PATH
from processes.models import Actor


def codes(model):
    return [error.id for error in check_model(model)]


def test_the_models_of_the_register_are_declared_in_full():
    assert check_visibility() == []


@isolate_apps("processes")
def test_a_model_that_points_at_a_guarded_record_must_be_guarded():
    class Note(models.Model):
        actor = models.ForeignKey(Actor, models.PROTECT, related_name="+")

        class Meta:
            app_label = "processes"

    assert codes(Note) == ["visibility.E001"]


@isolate_apps("processes")
def test_an_empty_foreign_key_counts_as_well():
    class Note(Marked):
        actor = models.ForeignKey(Actor, models.PROTECT, null=True, related_name="+")

        class Meta:
            app_label = "processes"
            constraints = [Visibility(name="x", kind="not")]

    assert codes(Note) == ["visibility.E004"]


@isolate_apps("processes")
def test_a_rule_is_declared_once():
    class Note(Marked):
        class Meta:
            app_label = "processes"
            constraints = [Visibility(name="x", kind="not"), Visibility(name="y", kind="not")]

    assert codes(Note) == ["visibility.E002"]


@isolate_apps("processes")
def test_a_many_to_many_needs_a_model_of_its_own():
    class Note(Marked):
        actors = models.ManyToManyField(Actor, related_name="+")

        class Meta:
            app_label = "processes"
            constraints = [Visibility(name="x", kind="not")]

    assert codes(Note) == ["visibility.E006"]


@pytest.mark.django_db
def test_the_database_holds_the_walls_that_are_declared():
    assert differences() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mistake", "difference"),
    [
        (
            "ALTER TABLE processes_actor DISABLE ROW LEVEL SECURITY",
            "processes_actor: row-level security is switched off",
        ),
        (
            "DROP POLICY processes_role_visible ON processes_role",
            "processes_role: policy processes_role_visible is missing",
        ),
        (
            "COMMENT ON POLICY processes_role_visible ON processes_role IS 'another rule'",
            "processes_role: policy processes_role_visible differs from its declaration",
        ),
        (
            "CREATE OR REPLACE FUNCTION tracks_linkage__mark() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NEW; END'",
            "tracks_linkage: function tracks_linkage__mark differs from its declaration",
        ),
        (
            "ALTER TABLE tracks_linkage DISABLE TRIGGER tracks_linkage__mark",
            "tracks_linkage: trigger tracks_linkage__mark is missing or disabled",
        ),
        (
            "ALTER TABLE processes_actor DISABLE TRIGGER pgtrigger_changed_update_{actor}",
            "processes_actor: trigger pgtrigger_changed_update_{actor} is missing or disabled",
        ),
        (
            "CREATE OR REPLACE FUNCTION pgtrigger_changed_update_{actor}() RETURNS trigger LANGUAGE plpgsql"
            " SECURITY DEFINER SET search_path = {path} AS $$ BEGIN RETURN NEW; END $$",
            "processes_actor: the function of trigger pgtrigger_changed_update_{actor} differs from its declaration",
        ),
        (
            "GRANT DELETE ON processes_actor TO peaceinfra_web",
            "processes_actor: the web role may DELETE",
        ),
        (
            "GRANT TEMPORARY ON DATABASE {database} TO PUBLIC",
            "the web role may make temporary tables: run migrate",
        ),
    ],
)
def test_a_wall_that_differs_from_its_declaration_is_named(mistake, difference):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger\\_changed\\_update\\_%%' AND"
            " tgrelid = 'processes_actor'::regclass",
            [],
        )
        [(trigger,)] = cursor.fetchall()
        names = {
            "actor": trigger.rpartition("_")[2],
            "path": SEARCH_PATH,
            "database": connection.ops.quote_name(connection.settings_dict["NAME"]),
        }
        cursor.execute(mistake.format(**names) if "{" in mistake else mistake)
    assert differences() == [difference.format(**names)]


@pytest.mark.slow
@pytest.mark.django_db
def test_migrating_mends_history_grants_and_functions_that_were_tampered_with():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE starts_with(tgname, 'pgtrigger_') ORDER BY tgname LIMIT 2"
        )
        (disabled,), (replaced,) = cursor.fetchall()
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [disabled])
        [(table,)] = cursor.fetchall()
        for mistake in (
            f"ALTER TABLE {table} DISABLE TRIGGER {disabled}",
            f"CREATE OR REPLACE FUNCTION {replaced}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            "GRANT DELETE ON processes_actor TO PUBLIC",
            "ALTER FUNCTION core_search RESET search_path",
            f"GRANT TEMPORARY ON DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])} TO PUBLIC",
        ):
            cursor.execute(mistake)
    assert len(differences()) >= 5
    after_migrate(sender=None, using="default")
    assert differences() == []
