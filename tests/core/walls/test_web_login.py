"""The login that serves, as itself: a second connection, over committed rows."""

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from peaceinfra.core import accounts
from peaceinfra.core.sessions import digest
from peaceinfra.core.visibility import PUBLIC, Viewer, viewing
from peaceinfra.core.visibility.acting import acting_proof, proof_of, transaction_of
from peaceinfra.database import addresses
from peaceinfra.settings.base import CHECKOUT
from tests.factories import AccountFactory, ActorFactory, LinkageFactory

pytestmark = pytest.mark.django_db(transaction=True)


def web_connection():
    """A connection of the web login to the database of this test."""
    entry = addresses.for_development(CHECKOUT, "web")
    return psycopg.connect(
        dbname=connection.settings_dict["NAME"],
        user=entry["USER"],
        password=entry.get("PASSWORD") or None,
        host=entry["HOST"],
        port=entry.get("PORT") or None,
    )


@pytest.fixture
def web():
    with web_connection() as web:
        yield web


@pytest.fixture
def another_web():
    with web_connection() as web:
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
        "SELECT core_proof('password of 1')",
        "SELECT core_account_apply(1, 'clearance', '4', '{}')",
    ],
)
def test_it_can_neither_climb_nor_take_the_wall_down(web, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(statement)


def test_it_reads_no_sequence(web):
    if web.info.server_version < 160_000:
        pytest.skip(reason="on PostgreSQL 15 a login inherits from all its roles, or from none")
    (readable,) = web.execute(
        "SELECT count(*) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
        " AND (has_sequence_privilege(oid, 'SELECT') OR has_sequence_privilege(oid, 'USAGE'))"
    ).fetchone()
    assert readable == 0


def change(web, account, field="clearance", value="4"):
    return web.execute("SELECT core_account_change(%s, %s, %s, 'because')", [account.pk, field, value])


def test_it_changes_no_account_in_the_name_of_an_officer_whom_it_only_names(web):
    officer, account = AccountFactory(role="security"), AccountFactory()
    for said in ("", str(officer.pk), f"{officer.pk}:{'0' * 64}", f"{officer.pk}:1:{'0' * 64}"):
        web.execute("SELECT set_config('peaceinfra.acting', %s, false)", [said])
        assert_refused(web, account)
    account.refresh_from_db()
    assert account.clearance == 0


def assert_refused(web, account):
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not yours"):
        change(web, account)
    web.rollback()


def test_a_proof_is_good_in_its_transaction_alone(web, another_web):
    """As behind a pooler: one client, whose transactions are now on this connection, now on another."""
    officer, account = AccountFactory(role="security"), AccountFactory()
    proof = acting_proof(officer.pk, transaction_of(web))
    # Beside it, on another connection.
    another_web.execute("SELECT set_config('peaceinfra.acting', %s, false)", [proof])
    assert_refused(another_web, account)
    # On the same connection, where it stays set, in the next transaction.
    web.execute("SELECT set_config('peaceinfra.acting', %s, false)", [proof])
    web.commit()
    assert web.execute("SELECT current_setting('peaceinfra.acting')").fetchone() == (proof,)
    assert_refused(web, account)
    # That of a connection as its client knows it proves nothing.
    web.execute(
        "SELECT set_config('peaceinfra.acting', %s, true)",
        [acting_proof(officer.pk, str(web.info.backend_pid))],
    )
    assert_refused(web, account)


def test_an_account_is_changed_through_a_pooler_that_tells_its_clients_a_number_of_its_own(monkeypatch):
    monkeypatch.setattr(psycopg.ConnectionInfo, "backend_pid", 1)
    officer, account = AccountFactory(role="security", clearance=4), AccountFactory(clearance=2)
    with viewing(Viewer(4, account=officer.pk)):
        accounts.change_account(account, "clearance", 0, reason="left")
    account.refresh_from_db()
    assert account.clearance == 0
    with pytest.raises(ValidationError, match="Your role does not change this"), viewing(PUBLIC):
        accounts.change_account(account, "clearance", 4, reason="nobody's")


def test_it_changes_an_account_in_the_name_of_an_officer_whose_request_it_is(web):
    officer, account = AccountFactory(role="security"), AccountFactory()
    proof = acting_proof(officer.pk, transaction_of(web))
    web.execute("SELECT set_config('peaceinfra.acting', %s, true)", [proof])
    change(web, account)
    web.commit()
    account.refresh_from_db()
    assert account.clearance == 4
    assert account.events.last().pgh_context == {"account": officer.pk, "reason": "because"}


def test_it_lengthens_no_clearance_by_saying_nothing_where_the_holder_has_set_no_password(web):
    officer = AccountFactory(role="security")
    account = AccountFactory(clearance=2, clearance_until=timezone.localdate(), password_set_at=None)
    for value in (None, ""):
        proof = acting_proof(officer.pk, transaction_of(web))
        web.execute("SELECT set_config('peaceinfra.acting', %s, true)", [proof])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="password"):
            change(web, account, "clearance_until", value)
        web.rollback()


def test_it_makes_no_first_factor_of_codes_that_stand_in_for_one(web):
    account = AccountFactory(clearance=2)
    proof = proof_of(f"factors of {account.pk}", transaction_of(web))
    web.execute("SELECT set_config('peaceinfra.factors', %s, true)", [f"{account.pk}:{proof}"])
    web.execute(
        "INSERT INTO mfa_authenticator (id, user_id, type, data, created_at)"
        " VALUES (1, %s, 'recovery_codes', '{}', now())",
        [account.pk],
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="factor code"):
        web.execute("UPDATE mfa_authenticator SET type = 'totp' WHERE user_id = %s", [account.pk])


def test_it_is_told_the_hash_of_no_password(web):
    account, other = AccountFactory(), AccountFactory()

    def told(proof_in):
        """What it is told with the proof that `proof_in` makes for a transaction."""
        proof = proof_in(transaction_of(web))
        sql = "SELECT core_account_password_of(%s, %s)"
        return web.execute(sql, [account.pk, proof]).fetchone()[0]

    hashed = told(lambda now: proof_of(f"password of {account.pk}", now))
    assert check_password("a password of the tests", hashed)
    earlier = proof_of(f"password of {account.pk}", transaction_of(web))
    web.commit()
    for proof_in in (
        lambda now: "",
        lambda now: None,
        lambda now: acting_proof(account.pk, now),
        lambda now: proof_of(f"password of {other.pk}", now),
        lambda now: earlier,
    ):
        with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification):
            told(proof_in)
        web.rollback()


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
