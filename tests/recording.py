"""What the history says that was written on a day: tests of the register as it was recorded."""

from contextlib import contextmanager
from datetime import date, datetime, time

from django.db import connection
from django.utils import timezone

from peaceinfra.core.visibility.recorded_sql import history_of, tracked_models


@contextmanager
def written_on(day: str):
    """The versions written inside one transaction of a test are of that day."""
    yield
    noon = datetime.combine(date.fromisoformat(day), time(12), timezone.get_current_timezone()).isoformat()
    with connection.cursor() as cursor:
        # All writes of a transaction are of the moment at which it began.
        cursor.execute(
            ";".join(
                f"UPDATE {history_of(model)._meta.db_table} SET pgh_created_at = '{noon}'"
                " WHERE pgh_created_at = transaction_timestamp()"
                for model in tracked_models()
            )
        )
