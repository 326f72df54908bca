"""The search columns of names that hold characters which show nothing are made anew.

The columns are copies for search: their rows are no new versions, and get none.
"""

from django.db import migrations

from peaceinfra.core.migrating import RunOnTables
from peaceinfra.core.text import UNSEEN, folded

NAMED = ("Actor", "ActorName", "Conflict", "Source", "Place", "Community", "PeaceProcess")


def fold_again(apps, schema_editor):
    for name in NAMED:
        table = schema_editor.quote_name(f"processes_{name.lower()}")
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"SELECT id, name FROM {table} WHERE name ~ %s", [UNSEEN.pattern])
            found = cursor.fetchall()
            if not found:
                continue
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for key, text in found:
                cursor.execute(f"UPDATE {table} SET folded = %s WHERE id = %s", [folded(text), key])
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("processes", "0006_events_have_a_day")]

    operations = [RunOnTables(fold_again, migrations.RunPython.noop)]
