"""One migrated database, from which each worker's test database is copied: migrating takes a hundred times longer.

It is kept between runs under a name made from all that migrating depends on, and made anew when that changed.
"""

import gc
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections

PREFIX = "peaceinfra_template_"
# One number, so that workers that begin together wait for the first of them.
MAKING = 7_205_531_883


def make_beside() -> subprocess.Popen:
    """A process that makes the template while workers read the tests. They wait for it where they come first."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    return subprocess.Popen([sys.executable, "-m", __name__], cwd=settings.CHECKOUT, env=environment)


def template_database() -> str:
    """The name of the template, which is made first where there is none for this code."""
    connection = connections["default"]
    name = PREFIX + digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        stored = {row[0] for row in cursor.fetchall()}
        if name not in stored:
            for stale in stored:
                cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(stale)}")
            _make(connection, cursor, name)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [MAKING])
    return name


def digest() -> str:
    """Of the code that a migrated database follows from: the models, the migrations and the walls."""
    seen = hashlib.sha256(Path(__file__).read_bytes())
    for app in (
        "peaceinfra/api",
        "peaceinfra/core",
        "peaceinfra/database",
        "processes",
        "secretariats",
        "tracks",
    ):
        for path in sorted(Path(settings.CHECKOUT / app).rglob("*.py")):
            seen.update(path.read_bytes())
    return seen.hexdigest()[:16]


def _make(connection, cursor, name):
    """Made under another name and renamed when it is whole: what was interrupted is not taken for a template."""
    unfinished = f"{PREFIX}unfinished"
    quoted = connection.ops.quote_name
    cursor.execute(f"DROP DATABASE IF EXISTS {quoted(unfinished)}")
    cursor.execute(f"CREATE DATABASE {quoted(unfinished)}")
    served = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = unfinished
    try:
        call_command("migrate", verbosity=0)
        _keep_unanalysed(connection)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = served
    cursor.execute(f"ALTER DATABASE {quoted(unfinished)} RENAME TO {quoted(name)}")


def _keep_unanalysed(connection):
    """Rows of tests are rolled back. A vacuum that finds the tables empty would let the planner believe that they
    stay so, and questions that take milliseconds would then take minutes, in some runs and not in others.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")


if __name__ == "__main__":
    # Models are drawn up and thrown away by the hundred.
    gc.disable()
    django.setup()
    template_database()
