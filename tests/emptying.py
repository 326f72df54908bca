"""What a test committed is deleted after it: Django's flush makes a hundred tables and their indexes anew each time."""

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
    # No trigger keeps history of it or refuses it, and keys are not followed: only the server's own login may.
    with Cluster(checkout).connect(database=connection.settings_dict["NAME"]) as server:
        server.execute("SET session_replication_role = replica")
        filled = [name for name in _filled(server) if name not in KEPT]
        for name in filled:
            server.execute(sql.SQL("DELETE FROM {}{}").format(sql.Identifier(name), BUT_THESE.get(name, ALL)))


def _filled(server) -> list[str]:
    names = [name for (name,) in server.execute(TABLES).fetchall()]
    asked = (
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
        for name in names
    )
    return [name for (name,) in server.execute(sql.SQL(" UNION ALL ").join(asked)).fetchall()]
