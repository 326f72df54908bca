from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from peaceinfra.core.models import Account
from peaceinfra.core.visibility import viewer_of
from peaceinfra.datasets.exporting import export_dataset


class Command(BaseCommand):
    help = "Writes the register as a folder of CSV files that import_dataset reads."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--as", dest="username", help="only what this account may see")

    def handle(self, folder, username, **options):
        viewer = None
        if username:
            account = Account.objects.filter(username=username).first()
            if account is None:
                raise CommandError(f"There is no account “{username}”.")
            viewer = viewer_of(account, timezone.now().date())
        try:
            counts = export_dataset(folder, viewer=viewer, say=lambda words: self.stderr.write(f"· {words}"))
        except OSError as error:
            raise CommandError(
                f"{folder} cannot be written and replaced as a whole ({error.strerror}); what it held is still"
                " there. Name a folder inside one that you may write to, not a mounted one itself."
            ) from error
        self.stdout.write(f"{sum(counts.values()):,} rows written to {folder}.")
