from django.db import migrations


class Migration(migrations.Migration):
    """The function that told the hash of any password goes. The one in its place, made after migrating, asks a proof."""

    dependencies = [
        ('core', '0004_sessions_by_digest'),
    ]

    operations = [
        migrations.RunSQL("DROP FUNCTION IF EXISTS core_account_password_of(bigint)", migrations.RunSQL.noop),
    ]
