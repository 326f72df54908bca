"""A database as the programs of PostgreSQL are told of it, without its password among their arguments."""

import contextlib
import os
import re
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from peaceinfra.database import binaries

#: What of the options of an address is a matter of libpq, and goes to the programs too.
OF_LIBPQ = ("sslmode", "sslrootcert", "sslcert", "sslkey", "service", "passfile", "connect_timeout")
KEPT = ("PGPASSFILE", "PGSERVICEFILE")
#: The version of PostgreSQL from which on a session has this limit.
KNOWS_TRANSACTION_TIMEOUT = 17
#: The databases that are made to try a backup; their names begin so.
TRIAL = "register_trial_"


class BackupError(Exception):
    """A backup could not be made, read or restored; the message says what to do."""


def conninfo(entry: dict, database: str = "") -> str:
    """The address of an entry of DATABASES for libpq, without its password."""
    parts = {
        "host": entry.get("HOST"),
        "port": str(entry.get("PORT") or ""),
        "user": entry.get("USER"),
        "dbname": database or entry["NAME"],
    }
    options = {name: entry.get("OPTIONS", {}).get(name) for name in OF_LIBPQ}
    return make_conninfo(**{name: value for name, value in (parts | options).items() if value})


def connect(entry: dict, database: str = "", **options) -> psycopg.Connection:
    """A connection of its own, beside Django's, and outside of its limits of time."""
    password = {"password": entry["PASSWORD"]} if entry.get("PASSWORD") else {}
    try:
        return psycopg.connect(conninfo(entry, database), **password, **options)
    except psycopg.OperationalError as error:
        raise BackupError(
            f"The database {database or entry['NAME']} does not answer: {str(error).strip()}"
        ) from error


@contextlib.contextmanager
def address_for_programs(entry: dict, database: str = "") -> Iterator[str]:
    """The address for a program of PostgreSQL; the password stands in a file that only we may read."""
    if not entry.get("PASSWORD"):
        yield conninfo(entry, database)
        return
    password = entry["PASSWORD"].replace("\\", "\\\\").replace(":", "\\:")
    with tempfile.TemporaryDirectory(prefix="register-") as folder:  # of mode 0700
        path = Path(folder) / "pass"
        path.touch(mode=0o600)
        path.write_text(f"*:*:*:*:{password}\n")
        yield make_conninfo(conninfo(entry, database), passfile=str(path))


def program(name: str, server_version: int) -> Path:
    """`pg_dump` or `pg_restore` of the server's version; else the next newer one, where it can do it."""
    wanted = server_version // 10_000
    found = {_major(folder / name): folder / name for folder in binaries.folders()}
    major = min((major for major in found if major >= wanted), default=None)
    # Newer ones restore with a setting that older servers do not know.
    if major is None or (name == "pg_restore" and wanted < KNOWS_TRANSACTION_TIMEOUT <= major):
        raise BackupError(
            f"No {name} for PostgreSQL {wanted} was found: install the client programs of that version."
        )
    return found[major]


def _major(path: Path) -> int:
    """The major version of a program; 0 when there is none that runs."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True)
    except OSError:
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(found[1]) if found else 0


def run_program(command: list, **options) -> subprocess.Popen:
    """A program in an environment that holds none of the caller's settings but where the passwords stand."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PG") or name in KEPT
    }
    return subprocess.Popen([str(part) for part in command], env=environment, **options)


@contextlib.contextmanager
def trial_database(entry: dict) -> Iterator[str]:
    """An empty database on the same server, which is gone afterwards. What an earlier run left goes too."""
    name = TRIAL + secrets.token_hex(4)
    with connect(entry, "postgres", autocommit=True) as server:
        drop_trials(server)
        make_database(server, name)
    try:
        with connect(entry, name, autocommit=True):  # who else looks for what was left finds it in use
            yield name
    finally:
        with connect(entry, "postgres", autocommit=True) as server:
            _drop(server, name)


def _drop(server: psycopg.Connection, name: str) -> None:
    """Whoever of our own is still in it is put out.

    Not `WITH (FORCE)`, which fails where the server itself is just cleaning it up; a plain drop ends that.
    """
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
        [name],
    )
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def make_database(server: psycopg.Connection, name: str) -> None:
    """An empty database that nobody else may enter: what is restored has its grants at the end only."""
    database = sql.Identifier(name)
    try:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(database))
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupError(
            f"The login {server.info.user} may not make a database. Give it CREATEDB, or name an empty database"
            " with --into."
        ) from error
    server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))


def drop_trials(server: psycopg.Connection) -> None:
    rows = server.execute(
        "SELECT datname FROM pg_database d WHERE starts_with(datname, %s) AND datdba = current_user::regrole"
        " AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datid = d.oid)",
        [TRIAL],
    ).fetchall()
    for (name,) in rows:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


@contextlib.contextmanager
def django_on(entry: dict, database: str = "") -> Iterator[None]:
    """Django's connection is one to this database meanwhile."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update({**entry, "NAME": database or entry["NAME"]})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)
