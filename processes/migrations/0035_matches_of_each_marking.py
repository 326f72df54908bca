from django.db import migrations, models

from peaceinfra.core.migrating import together


class Migration(migrations.Migration):
    dependencies = [("processes", "0034_sheets_are_batches")]

    operations = together([
        migrations.RemoveConstraint(model_name="openmatch", name="processes_openmatch_once"),
        migrations.AddConstraint(
            model_name="openmatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired", False)),
                fields=("scheme", "value", "process", "record", "level", "team"),
                name="processes_openmatch_once",
                nulls_distinct=False,
            ),
        ),
    ])  # fmt: skip
