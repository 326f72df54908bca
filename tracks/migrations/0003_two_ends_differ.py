import peaceinfra.core.ends
from peaceinfra.core.migrating import together
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_sessions_by_digest'),
        ('processes', '0010_two_ends_differ'),
        ('tracks', '0002_relative_dates_are_derived'),
    ]

    operations = together([
        # Words of help: nothing in the database.
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.AlterField(
                model_name='intermediary',
                name='is_sole_carrier',
                field=models.BooleanField(blank=True, help_text='Whether the linkage ends without this one.', null=True, verbose_name='sole carrier'),
            ),
            migrations.AlterField(
                model_name='intermediaryevent',
                name='is_sole_carrier',
                field=models.BooleanField(blank=True, help_text='Whether the linkage ends without this one.', null=True, verbose_name='sole carrier'),
            ),
            migrations.AlterField(
                model_name='supportunit',
                name='has_standby_team',
                field=models.BooleanField(blank=True, null=True, verbose_name='has a standby team'),
            ),
            migrations.AlterField(
                model_name='supportunitevent',
                name='has_standby_team',
                field=models.BooleanField(blank=True, null=True, verbose_name='has a standby team'),
            ),
        ]),
        migrations.AddConstraint(
            model_name='linkage',
            constraint=peaceinfra.core.ends.TwoEnds('source', 'target', name='tracks_linkage_two_ends'),
        ),
        migrations.AddConstraint(
            model_name='support',
            constraint=peaceinfra.core.ends.TwoEnds('giver', 'recipient', name='tracks_support_two_ends'),
        ),
    ])
