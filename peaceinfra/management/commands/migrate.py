"""`migrate` of Django, one at a time: a second one waits, says so, and finds nothing left to do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.commands import migrate
from django.db import connections

#: Of this database alone, as all locks of this kind are.
MIGRATING = 7_205_531_884


class Command(migrate.Command):
    def handle(self, *args, **options):
        with alone(connections[options["database"]], self.stdout.write):
            super().handle(*args, **options)


@contextmanager
def alone(connection, say: Callable[[str], object]) -> Iterator[None]:
    """Nobody else migrates this database meanwhile; whoever is killed holds nobody up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [MIGRATING])
        if not cursor.fetchone()[0]:
            say("Another migrate is at work on this database: waiting until it ends …")
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
    try:
        yield
    finally:
        if connection.connection is not None and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
