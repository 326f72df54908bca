from django.db import migrations, models

from peaceinfra.core.migrating import together


class Migration(migrations.Migration):
    dependencies = [("processes", "0029_batches_know_their_teams")]

    operations = together([
        migrations.RemoveConstraint(model_name="judgement", name="processes_judgement_once"),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired", False)),
                fields=("scheme", "value", "record", "level", "team"),
                name="processes_judgement_once",
                nulls_distinct=False,
            ),
        ),
    ])  # fmt: skip
