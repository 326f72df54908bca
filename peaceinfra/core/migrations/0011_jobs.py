from django.conf import settings
from django.db import migrations

from peaceinfra.core.job_tables import TAKEN_AWAY, statements_since
from peaceinfra.core.visibility.grants import ROLE_EXISTS


class Migration(migrations.Migration):
    """The tables of procrastinate, made by its own statements up to the version that is pinned."""

    dependencies = [
        ('core', '0010_the_log_of_changes'),
    ]

    operations = [
        migrations.RunSQL(ROLE_EXISTS.format(role=settings.JOBS_ROLE), migrations.RunSQL.noop),
        migrations.RunSQL(statements_since("", "03.04.00_50_post_add_retry_failed_job_procedure.sql"), TAKEN_AWAY),
    ]
