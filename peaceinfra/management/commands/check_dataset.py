from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from peaceinfra.datasets.checking import check_dataset
from peaceinfra.datasets.faults import FaultyDataset


class Command(BaseCommand):
    help = "Tries the import of a folder of CSV files, compares them with an export, and writes nothing."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, folder, **options):
        if not any(folder.glob("*.csv")):
            raise CommandError(f"{folder} holds no CSV file.")
        try:
            check_dataset(folder, say=lambda words: self.stderr.write(f"· {words} …"))
        except FaultyDataset as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"Faults: {len(error.faults)}.") from None
        self.stdout.write(f"{folder} can be imported, and an export writes the same bytes.")
