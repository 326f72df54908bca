"""How long the log of changes is kept."""

from datetime import timedelta

from django.db import connection, transaction

from peaceinfra.core.visibility.changes_sql import BEGIN_LOG


@transaction.atomic
def prune(kept: timedelta | None) -> int:
    """Takes away what is older, or everything where it is None. How many rows it was.

    A place in what was taken away is refused from then on: its reader pulls in full. For the owner of the tables.
    """
    with connection.cursor() as cursor:
        if kept is None:
            cursor.execute("DELETE FROM core_change WHERE kind <> ''")
        else:
            cursor.execute("DELETE FROM core_change WHERE kind <> '' AND at < now() - %s", [kept])
        taken = cursor.rowcount
        if taken or kept is None:
            cursor.execute("DELETE FROM core_change WHERE kind = ''")
            cursor.execute(BEGIN_LOG)
    return taken
