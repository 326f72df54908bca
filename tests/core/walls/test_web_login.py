"""The login that serves, as itself: a second connection, over committed rows."""

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from peaceinfra.database import addresses
from peaceinfra.settings.base import CHECKOUT
from tests.factories import ActorFactory, LinkageFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web():
    """A connection of the web login to the database of this test."""
    entry = addresses.for_development(CHECKOUT, "web")
    with psycopg.connect(
        dbname=connection.settings_dict["NAME"],
        user=entry["USER"],
        password=entry.get("PASSWORD") or None,
        host=entry["HOST"],
        port=entry.get("PORT") or None,
    ) as web:
        yield web


def names(web):
    return [name for (name,) in web.execute("SELECT name FROM processes_actor ORDER BY name")]


def as_viewer(web, level, teams="{}"):
    web.execute(
        "SELECT set_config('peaceinfra.level', %s, true), set_config('peaceinfra.teams', %s, true)",
        [level, teams],
    )


def test_it_sees_nothing_without_a_viewer_and_again_after_the_transaction(web):
    ActorFactory(name="public")
    assert names(web) == []
    as_viewer(web, "0")
    assert names(web) == ["public"]
    web.commit()
    assert names(web) == []


def test_it_sees_what_its_viewer_sees(web):
    for level in range(3):
        ActorFactory(name=f"level {level}", level=level)
    as_viewer(web, "1")
    assert names(web) == ["level 0", "level 1"]


@pytest.mark.parametrize(
    "statement",
    [
        f"SET ROLE {connection.settings_dict['USER']}",
        "DELETE FROM processes_actor",
        "TRUNCATE processes_actor CASCADE",
        "ALTER TABLE processes_actor DISABLE ROW LEVEL SECURITY",
        "DROP POLICY processes_actor_visible ON processes_actor",
        "INSERT INTO processes_actorevent SELECT * FROM processes_actorevent",
        "UPDATE core_record SET effective_level = 0",
        "SELECT * FROM pg_authid",
    ],
)
def test_it_can_neither_climb_nor_take_the_wall_down(web, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(statement)


def test_switching_row_security_off_gives_an_error_and_no_rows(web):
    ActorFactory(level=4)
    as_viewer(web, "0")
    web.execute("SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="would be affected by row-level security"):
        names(web)


def test_the_triggers_work_for_it_where_it_may_not_look(web):
    linkage = LinkageFactory(source__name="raised")
    as_viewer(web, "4")
    web.execute("UPDATE processes_actor SET level = 3 WHERE name = 'raised'")
    web.commit()
    linkage.refresh_from_db()
    assert (linkage.effective_level, linkage.source.events.count()) == (3, 2)


def test_the_role_of_the_policies_is_the_one_in_the_settings(web):
    (roles,) = web.execute(
        "SELECT array_agg(DISTINCT r.rolname) FROM pg_policy p, pg_roles r WHERE r.oid = ANY (p.polroles)"
    ).fetchone()
    assert roles == [settings.WEB_ROLE]
