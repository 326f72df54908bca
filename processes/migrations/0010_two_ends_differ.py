import peaceinfra.core.ends
from peaceinfra.core.migrating import together
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_sessions_by_digest'),
        ('processes', '0009_names_of_events_are_folded'),
    ]

    operations = together([
        # Words of help: nothing in the database.
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.AlterField(
                model_name='agreement',
                name='is_local',
                field=models.BooleanField(blank=True, null=True, verbose_name='local agreement'),
            ),
            migrations.AlterField(
                model_name='agreementevent',
                name='is_local',
                field=models.BooleanField(blank=True, null=True, verbose_name='local agreement'),
            ),
        ]),
        migrations.AddConstraint(
            model_name='derivation',
            constraint=peaceinfra.core.ends.TwoEnds('source', 'origin', name='processes_derivation_two_ends'),
        ),
        migrations.AddConstraint(
            model_name='lineage',
            constraint=peaceinfra.core.ends.TwoEnds('actor', 'origin', name='processes_lineage_two_ends'),
        ),
        migrations.AddConstraint(
            model_name='peaceprocess',
            constraint=peaceinfra.core.ends.TwoEnds('id', 'parent', name='processes_peaceprocess_two_ends'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=peaceinfra.core.ends.TwoEnds('id', 'parent', name='processes_place_two_ends'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=peaceinfra.core.ends.TwoEnds('id', 'stand_in', name='processes_source_two_ends'),
        ),
    ])
