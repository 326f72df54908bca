from django.db import migrations

# An event without a recorded end is over on the day it began: derived columns, so no version and no history.
DAY = """
UPDATE processes_event SET end_min = start_min, end_max = start_max
WHERE start_kind = 'actual' AND end_kind = 'unknown'
"""
LIFE = """
UPDATE processes_event SET end_min = start_min, end_max = NULL
WHERE start_kind = 'actual' AND end_kind = 'unknown'
"""


class Migration(migrations.Migration):
    dependencies = [("processes", "0005_requests_to_lower")]

    operations = [migrations.RunSQL(DAY, LIFE)]
