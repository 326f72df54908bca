from django.core.management.base import BaseCommand, CommandError

from peaceinfra.core.visibility.inspection import differences, guarded_models


class Command(BaseCommand):
    help = "Compares the policies and triggers in the database with what the models declare."

    def handle(self, **options):
        found = differences()
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(
                f"{len(found)} differences: write a migration that takes the rule off and on again."
            )
        self.stdout.write(f"The walls of {len(guarded_models())} tables are as declared.")
