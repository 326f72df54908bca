from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0023_history_by_statement'),
    ]

    operations = [
        migrations.AddField(
            model_name='erasure',
            name='reach',
            field=models.CharField(blank=True, db_default='', editable=False, max_length=64),
        ),
    ]
