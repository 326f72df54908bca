"""A guarded model cannot be declared by half."""

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from peaceinfra.core.models import Marked
from peaceinfra.core.visibility import Visibility
from peaceinfra.core.visibility.checks import check_model, check_visibility
from peaceinfra.core.visibility.inspection import differences
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
    ],
)
def test_a_wall_that_differs_from_its_declaration_is_named(mistake, difference):
    with connection.cursor() as cursor:
        cursor.execute(mistake)
    assert differences() == [difference]
