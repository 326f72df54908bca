from django.core.management.base import BaseCommand

from peaceinfra.api.feed import KEPT
from peaceinfra.core.visibility.log import prune


class Command(BaseCommand):
    help = "Takes away the changes that are kept no longer (400 days). With --all the log begins anew."

    def add_arguments(self, parser):
        parser.add_argument(
            "--all", action="store_true", help="after the database was restored from a backup"
        )

    def handle(self, **options):
        count = prune(None if options["all"] else KEPT)
        self.stdout.write(f"{count:,} changes were taken away.")
