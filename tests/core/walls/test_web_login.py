"""The login that serves, as itself: a second connection, over committed rows."""

import time

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from peaceinfra.core.sessions import digest
from peaceinfra.core.visibility.acting import acting_proof
from peaceinfra.database import addresses
from peaceinfra.settings.base import CHECKOUT
from tests.factories import AccountFactory, ActorFactory, LinkageFactory

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
        "UPDATE core_account SET clearance = 4",
        "UPDATE core_account SET role = 'steward'",
        "UPDATE core_account SET is_active = true",
        "UPDATE core_account SET password = ''",
        "UPDATE core_account SET password_set_at = now()",
        "UPDATE core_account SET session_version = 0",
        "INSERT INTO core_account (id, username) VALUES (1, 'me')",
        "DELETE FROM core_account",
        "SELECT password FROM core_account",
        "SELECT * FROM core_account",
        "UPDATE core_teamgrant SET expires_on = NULL",
        "INSERT INTO core_teamgrant (id) VALUES (1)",
        "DELETE FROM core_team",
        "UPDATE core_accountchange SET accepted = true",
        "INSERT INTO core_accountchange (id) VALUES (1)",
        "SELECT * FROM core_passwordlink",
        "INSERT INTO core_passwordlink (id) VALUES (1)",
        "SELECT * FROM core_actingkey",
        "SELECT core_acting()",
        "SELECT core_account_apply(1, 'clearance', '4', '{}')",
    ],
)
def test_it_can_neither_climb_nor_take_the_wall_down(web, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(statement)


def test_it_reads_no_sequence(web):
    (readable,) = web.execute(
        "SELECT count(*) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
        " AND (has_sequence_privilege(oid, 'SELECT') OR has_sequence_privilege(oid, 'USAGE'))"
    ).fetchone()
    assert readable == 0


def change(web, account, field="clearance", value="4"):
    return web.execute("SELECT core_account_change(%s, %s, %s, 'because')", [account.pk, field, value])


def test_it_changes_no_account_in_the_name_of_an_officer_whom_it_only_names(web):
    officer, account = AccountFactory(role="security"), AccountFactory()
    now = int(time.time())
    for said in ("", str(officer.pk), f"{officer.pk}:{now}:{'0' * 64}", acting_proof(officer.pk, 1)):
        web.execute("SELECT set_config('peaceinfra.acting', %s, false)", [said])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not yours"):
            change(web, account)
        web.rollback()
    account.refresh_from_db()
    assert account.clearance == 0


def test_it_changes_an_account_in_the_name_of_an_officer_whose_request_it_is(web):
    officer, account = AccountFactory(role="security"), AccountFactory()
    proof = acting_proof(officer.pk, web.info.backend_pid)
    web.execute("SELECT set_config('peaceinfra.acting', %s, true)", [proof])
    change(web, account)
    web.commit()
    account.refresh_from_db()
    assert account.clearance == 4
    assert account.events.last().pgh_context == {"account": officer.pk, "reason": "because"}


def test_it_finds_no_key_of_a_session(web, client):
    client.force_login(AccountFactory())
    key = client.cookies["sessionid"].value
    stored = web.execute("SELECT session_key, session_data FROM django_session").fetchall()
    assert len(stored) == 1
    assert key not in str(stored)
    assert client.get("/").context["user"].is_authenticated
    other = Client()
    other.cookies["sessionid"] = stored[0][0]
    assert not other.get("/").context["user"].is_authenticated


def test_it_does_not_take_over_a_session_by_copying_what_it_holds(web, client):
    client.force_login(AccountFactory())
    mine = "k" * 32
    copied = "INSERT INTO django_session SELECT %s, session_data, expire_date FROM django_session"
    web.execute(copied, [digest(mine)])
    web.commit()
    other = Client()
    other.cookies["sessionid"] = mine
    assert not other.get("/").context["user"].is_authenticated
    assert client.get("/").context["user"].is_authenticated


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
