from django.db import migrations


class Migration(migrations.Migration):
    """Sessions are kept under the digest of their key from here on: those kept under the key itself end."""

    dependencies = [
        ('core', '0003_accounts_by_functions'),
        ('sessions', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM django_session", migrations.RunSQL.noop),
    ]
