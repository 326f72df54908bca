"""What a test committed is deleted after it: Django's flush makes a hundred tables and their indexes anew each time."""

from functools import cache

from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql

from peaceinfra.database.cluster import Cluster

# Filled by migrating and after it. Django's flush empties these as well, and fills them again.
KEPT = {"auth_permission", "core_actingkey", "django_content_type", "django_migrations"}
# The log of changes begins with a row of its own.
ALL, BUT_THESE = sql.SQL(""), {"core_change": sql.SQL(" WHERE kind <> ''")}
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"

flush = TransactionTestCase._fixture_teardown


def empty(case):
    """In place of `TransactionTestCase._fixture_teardown`; a server that is not the embedded one is flushed."""
    checkout = connection.settings_dict.get("EMBEDDED_IN")
    if not checkout:
        return flush(case)
    server = _server(checkout, connection.settings_dict["NAME"])
    filled = [name for name in _filled(server) if name not in KEPT]
    for name in filled:
        server.execute(sql.SQL("DELETE FROM {}{}").format(sql.Identifier(name), BUT_THESE.get(name, ALL)))


@cache
def _server(checkout, database):
    """A connection that stays: a new one reads the catalogue of all tables first, which takes longer than the rest.

    No trigger keeps history of what it deletes or refuses it, and keys are not followed: only the server's own login
    may.
    """
    server = Cluster(checkout).connect(database=database)
    server.execute("SET session_replication_role = replica")
    return server


def leave():
    """Before the database is dropped."""
    if _server.cache_info().currsize:
        _server(connection.settings_dict["EMBEDDED_IN"], connection.settings_dict["NAME"]).close()
        _server.cache_clear()


def _filled(server) -> list[str]:
    names = [name for (name,) in server.execute(TABLES).fetchall()]
    asked = (
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
        for name in names
    )
    return [name for (name,) in server.execute(sql.SQL(" UNION ALL ").join(asked)).fetchall()]
