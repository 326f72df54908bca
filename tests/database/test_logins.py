import copy
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from peaceinfra.database import addresses, logins

pytestmark = pytest.mark.django_db


@contextmanager
def connected(**changes):
    """A second connection to the test database, with another login."""
    other = connection.copy()
    other.settings_dict = {**copy.deepcopy(connection.settings_dict), **changes}
    try:
        yield other
    finally:
        other.close()


@contextmanager
def as_role(rights=""):
    """The test's connection as a role that holds what `rights` says, until the block ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE a_test_role NOLOGIN {rights}")
        cursor.execute("GRANT a_test_role TO CURRENT_USER")
        cursor.execute(f"GRANT {logins.WEB_ROLE} TO a_test_role")
        cursor.execute("CREATE SCHEMA a_test_schema AUTHORIZATION a_test_role")
        cursor.execute("SET LOCAL ROLE a_test_role")
        yield cursor
        transaction.set_rollback(True)


def test_the_web_login_may_serve():
    web = addresses.for_development(settings.CHECKOUT, "web")
    with connected(USER=web["USER"], PASSWORD=web.get("PASSWORD", "")) as login:
        logins.refuse_to_serve_as_owner(login)


def test_a_member_of_the_web_role_and_nothing_more_may_serve():
    with as_role():
        logins.refuse_to_serve_as_owner(connection)


def test_the_owner_may_not_serve():
    with pytest.raises(ImproperlyConfigured) as refusal:
        logins.refuse_to_serve_as_owner(connection)
    assert "it may create roles" in str(refusal.value)
    assert "it owns tables" in str(refusal.value)
    assert "Set DATABASE_URL" in str(refusal.value)


def test_a_login_that_owns_one_table_may_not_serve():
    with as_role() as cursor, pytest.raises(ImproperlyConfigured, match="serve: it owns tables"):
        cursor.execute("CREATE TABLE a_test_schema.own (id int)")
        logins.refuse_to_serve_as_owner(connection)


def test_a_login_that_may_make_roles_may_not_serve():
    with as_role("CREATEROLE"), pytest.raises(ImproperlyConfigured, match="serve: it may create roles"):
        logins.refuse_to_serve_as_owner(connection)


def test_a_login_outside_the_web_role_may_not_serve():
    with as_role("NOINHERIT"), pytest.raises(ImproperlyConfigured, match="no member of peaceinfra_web"):
        logins.refuse_to_serve_as_owner(connection)


def test_a_login_that_serves_may_work_on_the_jobs_where_it_holds_their_role():
    logins.refuse_without_jobs(connection)
    with as_role(), pytest.raises(ImproperlyConfigured, match="no member of peaceinfra_jobs"):
        logins.refuse_without_jobs(connection)


@pytest.mark.skipif("EMBEDDED_IN" not in settings.DATABASES["default"], reason="needs the embedded superuser")
def test_a_superuser_may_not_serve():
    with connected(USER="postgres") as login, pytest.raises(ImproperlyConfigured, match="is a superuser"):
        logins.refuse_to_serve_as_owner(login)


def test_preparing_again_changes_nothing():
    roles = "SELECT rolname FROM pg_roles ORDER BY rolname"
    with connection.cursor() as cursor:
        before = cursor.execute(roles).fetchall()
        logins.prepare(connection)
        assert cursor.execute(roles).fetchall() == before
        cursor.execute("SELECT similarity('a', 'a')")


def test_the_owner_can_step_down_to_the_web_role_but_does_not_inherit_it():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [logins.WEB_ROLE])
        assert cursor.execute("SELECT current_user").fetchone() == (logins.WEB_ROLE,)


def test_a_login_that_may_not_prepare_is_told_what_to_set():
    web = addresses.for_development(settings.CHECKOUT, "web")
    changes = {"USER": web["USER"], "PASSWORD": web.get("PASSWORD", ""), "MAKES_LOGIN": ("a_new_login", "x")}
    with connected(**changes) as login, pytest.raises(ImproperlyConfigured, match="Set DATABASE_OWNER_URL"):
        logins.prepare(login)
