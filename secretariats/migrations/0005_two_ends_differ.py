import peaceinfra.core.ends
from peaceinfra.core.migrating import together
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_sessions_by_digest'),
        ('processes', '0010_two_ends_differ'),
        ('secretariats', '0004_names_of_channels_are_folded'),
    ]

    operations = together([
        # Words of help: nothing in the database.
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.AlterField(
                model_name='channel',
                name='is_secret',
                field=models.BooleanField(blank=True, null=True, verbose_name='kept secret'),
            ),
            migrations.AlterField(
                model_name='channelevent',
                name='is_secret',
                field=models.BooleanField(blank=True, null=True, verbose_name='kept secret'),
            ),
            migrations.AlterField(
                model_name='mandate',
                name='allows_alternative_thinking',
                field=models.BooleanField(blank=True, help_text='Whether critical views are part of the task.', null=True, verbose_name='asks for alternative thinking'),
            ),
            migrations.AlterField(
                model_name='mandate',
                name='continues_when_suspended',
                field=models.BooleanField(blank=True, null=True, verbose_name='goes on when talks are suspended'),
            ),
            migrations.AlterField(
                model_name='mandateevent',
                name='allows_alternative_thinking',
                field=models.BooleanField(blank=True, help_text='Whether critical views are part of the task.', null=True, verbose_name='asks for alternative thinking'),
            ),
            migrations.AlterField(
                model_name='mandateevent',
                name='continues_when_suspended',
                field=models.BooleanField(blank=True, null=True, verbose_name='goes on when talks are suspended'),
            ),
            migrations.AlterField(
                model_name='peacesecretariat',
                name='is_first_address',
                field=models.BooleanField(blank=True, help_text='Whether it gave its party a first official address.', null=True, verbose_name='first address of its party'),
            ),
            migrations.AlterField(
                model_name='peacesecretariatevent',
                name='is_first_address',
                field=models.BooleanField(blank=True, help_text='Whether it gave its party a first official address.', null=True, verbose_name='first address of its party'),
            ),
        ]),
        migrations.AddConstraint(
            model_name='bodyrelation',
            constraint=peaceinfra.core.ends.TwoEnds('body', 'other', name='secretariats_bodyrelation_two_ends'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=peaceinfra.core.ends.TwoEnds('body', 'member', name='secretariats_membership_two_ends'),
        ),
        migrations.AddConstraint(
            model_name='principal',
            constraint=peaceinfra.core.ends.TwoEnds('body', 'principal', name='secretariats_principal_two_ends'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=peaceinfra.core.ends.TwoEnds('predecessor', 'successor', name='secretariats_succession_two_ends'),
        ),
    ])
