from django.db import migrations


class Migration(migrations.Migration):
    """The proxy of the screen of bodies: no table of its own."""

    dependencies = [("secretariats", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="BodyActor",
            fields=[],
            options={
                "verbose_name": "body",
                "verbose_name_plural": "bodies",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("processes.actor",),
        ),
    ]
