"""A backup is good when it was restored and every checksum was equal; what is cut, changed or another's is refused."""

import json
from io import StringIO
from urllib.parse import quote

import psycopg
import pyrage
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from psycopg import sql

from peaceinfra.backups import archives, contents, making, restoring, servers
from peaceinfra.backups.servers import BackupError, connect, django_on, trial_database

TABLES = """
CREATE TABLE actor (id bigint PRIMARY KEY, name text NOT NULL, team int, CHECK (name IN ('မေတ္တာ', 'لجنة', 'x')));
INSERT INTO actor SELECT i, CASE i % 2 WHEN 0 THEN 'မေတ္တာ' ELSE 'لجنة' END, nullif(i % 3, 0)
  FROM generate_series(-40, 60) i;
CREATE TABLE by_name (name text PRIMARY KEY, held bytea); INSERT INTO by_name VALUES ('ä', '\\x00ff'), ('z', NULL);
CREATE TABLE keyless (line text); INSERT INTO keyless VALUES (E'a\\nb\\t\\\\'), (NULL), ('a'), ('a');
CREATE SEQUENCE counted; SELECT nextval('counted');
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER told BEFORE UPDATE ON actor FOR EACH ROW EXECUTE FUNCTION tell();
ALTER TABLE actor ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON actor TO peaceinfra_web USING (team IS NULL);
COMMENT ON POLICY seen ON actor IS 'its fingerprint';
GRANT SELECT, UPDATE (name) ON actor TO peaceinfra_web;
"""
KEY = pyrage.x25519.Identity.generate()


@pytest.fixture(scope="module")
def entry(django_db_setup, django_db_blocker):
    """A small database with walls of its own, on the server of the tests."""
    with django_db_blocker.unblock():
        served = dict(connection.settings_dict)
        with trial_database(served) as name:
            with connect(served, name, autocommit=True) as made:
                made.execute(TABLES)
            yield {**served, "NAME": name}


@pytest.fixture
def unblocked(django_db_blocker, settings, tmp_path):
    settings.BACKUP_STATE = tmp_path / "state" / "last-backup.json"
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def good(entry, django_db_blocker, tmp_path_factory):
    """A backup that was tried, and what is told of it."""
    folder = tmp_path_factory.mktemp("good")
    state = folder / "state.json"
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr("django.conf.settings.BACKUP_STATE", state, raising=False)
        made = making.make_backup(folder, entry, [str(KEY.to_public())], lambda line: None)
    return made, json.loads(state.read_text())


@pytest.mark.slow
def test_a_backup_is_believed_after_it_was_restored_and_tells_its_age(good):
    made, told = good
    assert (made.tables, made.rows) == (3, 101 + 2 + 4)
    assert told == {
        "made": archives.read(made.path, [KEY])["made"],
        "file": made.path.name,
        "bytes": made.path.stat().st_size,
    }
    assert making.NAME.fullmatch(made.path.name)
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in made.path.parent.glob("register-*")] == [made.path.name]


def test_nothing_of_a_record_stands_in_the_file_as_it_is(good):
    assert "လ".encode() not in good[0].path.read_bytes()
    assert "لجنة".encode() not in good[0].path.read_bytes()


def test_each_guard_and_each_row_counts(entry, unblocked):
    """What a restore could lose, one by one."""
    losses = {
        "UPDATE actor SET name = 'x' WHERE id = 60": "tables: public.actor differs",
        "UPDATE by_name SET held = '\\x00'": "tables: public.by_name differs",
        "DELETE FROM keyless WHERE ctid = (SELECT max(ctid) FROM keyless)": "tables: public.keyless differs",
        "DROP TABLE keyless": "tables: public.keyless is missing",
        "ALTER POLICY seen ON actor USING (true)": "policies: public.actor.seen differs",
        "COMMENT ON POLICY seen ON actor IS 'x'": "policies: public.actor.seen differs",
        "ALTER TABLE actor DISABLE ROW LEVEL SECURITY": "row security: public.actor differs",
        "GRANT DELETE ON actor TO peaceinfra_web": "grants: public.actor DELETE peaceinfra_web is too much",
        "REVOKE UPDATE (name) ON actor FROM peaceinfra_web": (
            "grants: public.actor.name UPDATE peaceinfra_web is missing"
        ),
        "REVOKE EXECUTE ON FUNCTION tell FROM PUBLIC": "grants: public.tell() EXECUTE PUBLIC is missing",
        "ALTER FUNCTION tell SECURITY INVOKER": "functions: public.tell() differs",
        "ALTER TABLE actor DISABLE TRIGGER told": "triggers: public.actor.told differs",
        "ALTER TABLE actor DROP CONSTRAINT actor_pkey": "indexes: public.actor_pkey is missing",
        "SELECT setval('counted', 1, false)": "sequences: public.counted is behind",
    }
    with connect(entry) as source:
        before = contents.contents(source)
        assert contents.differences(before, before) == []
        for loss, line in losses.items():
            with source.transaction(force_rollback=True):
                source.execute("SET LOCAL search_path = public")
                source.execute(loss)
                assert line in contents.differences(before, contents.contents(source)), loss


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data[:-1], "cut off or was changed"),
        (lambda data: data[: len(data) // 2], "cut off or was changed"),
        (lambda data: data[:-20] + bytes([data[-20] ^ 1]) + data[-19:], "cut off or was changed"),
        (lambda data: data[:60], "is damaged"),
        (lambda data: b"", "is damaged"),
        (lambda data: b"PGDMP", "is damaged"),
        (lambda data: pyrage.encrypt(b"PGDMP" * 9, [KEY.to_public()]), "is no backup of a register"),
        (lambda data: pyrage.encrypt(archives.FORMAT, [KEY.to_public()]), "is no backup of a register"),
    ],
)
def test_a_file_that_is_cut_changed_or_something_else_is_refused(good, tmp_path, spoil, words):
    path = tmp_path / "spoiled.age"
    path.write_bytes(spoil(good[0].path.read_bytes()))
    with pytest.raises(BackupError, match=words):
        archives.read(path, [KEY])


def test_a_key_of_somebody_else_opens_nothing(good):
    with pytest.raises(BackupError, match="encrypted for others: this key does not open it"):
        archives.read(good[0].path, [pyrage.x25519.Identity.generate()])


def test_a_database_that_holds_anything_is_not_restored_into(good, entry, unblocked):
    with pytest.raises(BackupError, match="is not empty"):
        restoring.load(good[0].path, [KEY], entry, lambda line: None)


def test_a_backup_that_does_not_restore_equal_is_not_believed(entry, unblocked, tmp_path, settings):
    """Here the database in which it is tried is not empty."""
    with pytest.raises(BackupError, match="is not empty"):
        making.make_backup(tmp_path, entry, [str(KEY.to_public())], lambda line: None, into=entry["NAME"])
    (left,) = tmp_path.glob("register-*")
    assert left.name.endswith(".age.unchecked")
    assert not settings.BACKUP_STATE.exists()


def test_so_many_good_backups_are_kept_and_what_was_never_good_goes_with_the_older(tmp_path):
    for name in ("0101", "0102", "0103"):
        (tmp_path / f"register-2026{name}T010000Z.age").touch()
    (tmp_path / "register-20260101T020000Z.age.unchecked").touch()
    (tmp_path / "register-20260104T020000Z.age.unchecked").touch()
    (tmp_path / "letter.age").touch()
    making._forget(tmp_path, 2, lambda line: None)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "letter.age",
        "register-20260102T010000Z.age",
        "register-20260103T010000Z.age",
        "register-20260104T020000Z.age.unchecked",
    ]


def test_the_password_of_the_owner_stands_in_a_file_of_ours_and_in_no_argument():
    from peaceinfra.backups.servers import address_for_programs  # noqa: PLC0415

    served = {"HOST": "db.example", "NAME": "register", "USER": "owner", "PASSWORD": r"a:b\c d'e"}
    with address_for_programs(served) as address:
        path = address.split("passfile=")[1]
        assert "a:b" not in address
        with open(path) as handle:
            assert handle.read() == r"*:*:*:*:a\:b\\c d'e" + "\n"


def test_without_a_key_for_whom_there_is_no_backup(monkeypatch, tmp_path):
    monkeypatch.delenv("BACKUP_RECIPIENTS", raising=False)
    with pytest.raises(CommandError, match="For whom"):
        call_command("backup", tmp_path)


@pytest.mark.slow
def test_a_register_is_restored_with_its_walls_and_is_not_restored_twice(unblocked, tmp_path):
    key = tmp_path / "key"
    key.write_text(f"# of the test\n{KEY}\n")
    out = StringIO()
    call_command("backup", tmp_path, recipient=[str(KEY.to_public())], stdout=out)
    (path,) = tmp_path.glob("register-*.age")
    served = dict(connection.settings_dict)
    with trial_database(served) as name:
        who = f"{served['USER']}:{quote(served['PASSWORD'])}" if served["PASSWORD"] else served["USER"]
        where = f"{quote(served['HOST'], safe='')}:{served['PORT'] or 5432}"
        url = f"postgres://{who}@{where}/{name}"
        call_command("restore", path, identity=key, into=url, stdout=out)
        with django_on(served, name):
            call_command("check_walls", stdout=out)
        with connect(served, name) as restored:
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("django_session"))
            assert restored.execute(query).fetchone() == (0,)
        with pytest.raises(CommandError, match="is not empty"):
            call_command("restore", path, identity=key, into=url, stdout=out)
    assert "Every checksum is equal; the walls are as declared." in out.getvalue()


def test_a_trial_is_gone_afterwards_though_somebody_was_still_in_it(unblocked):
    served = dict(connection.settings_dict)
    with trial_database(served) as name:
        left = connect(served, name)
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
    with connect(served, "postgres") as server:
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchall()
    assert found == []


def test_the_owner_may_have_another_name_where_it_is_restored(unblocked, tmp_path):
    """An administrator gives the owner rights to the schema by name; on another server nobody has this name."""
    served = dict(connection.settings_dict)
    with trial_database(served) as name:
        entry = {**served, "NAME": name}
        with connect(entry, autocommit=True) as made:
            made.execute("CREATE TABLE line (id int PRIMARY KEY); CREATE ROLE register_owner_before")
            try:
                made.execute("GRANT CREATE ON SCHEMA public TO register_owner_before")
                good = making.make_backup(tmp_path, entry, [str(KEY.to_public())], lambda line: None)
            finally:
                made.execute("REVOKE CREATE ON SCHEMA public FROM register_owner_before")
                made.execute("DROP ROLE register_owner_before")
        restored = restoring.try_backup(good.path, [KEY], entry, lambda line: None)
        assert "public.line" in restored["contents"]["tables"]


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """Lets programs of these versions be installed, the best first."""

    def install(*majors):
        folders = []
        for major in majors:
            folder = tmp_path / f"pg{major}"
            folder.mkdir()
            for name in ("pg_dump", "pg_restore"):
                (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {major}.4 (Debian)'\n")
                (folder / name).chmod(0o755)
            folders.append(folder)
        monkeypatch.setattr(servers.binaries, "folders", lambda: iter(folders))

    return install


def test_the_programs_are_those_of_the_servers_version_where_they_are_there(installed):
    installed(18, 15, 16)
    for major in (15, 16, 18):
        assert servers.program("pg_dump", major * 10_000 + 4).parent.name == f"pg{major}"
    assert servers.program("pg_restore", 150018).parent.name == "pg15"
    assert servers.program("pg_dump", 170001).parent.name == "pg18"
    with pytest.raises(BackupError, match="for PostgreSQL 19"):
        servers.program("pg_dump", 190000)


def test_programs_that_set_what_the_server_does_not_know_restore_nothing_into_it(installed):
    installed(18)
    assert servers.program("pg_dump", 150018).parent.name == "pg18"
    with pytest.raises(BackupError, match="for PostgreSQL 15"):
        servers.program("pg_restore", 150018)
