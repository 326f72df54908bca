from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from peaceinfra.core.errors import Stale
from peaceinfra.datasets.faults import FaultyDataset
from peaceinfra.datasets.importing import import_dataset
from peaceinfra.management.stopping import stoppable


class Command(BaseCommand):
    help = (
        "Adds and changes records by a folder of CSV files: all of them, or none where anything is wrong."
        " What it makes less protected needs no second person, as it would on the screens."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, folder, dry_run, **options):
        if not any(folder.glob("*.csv")):
            raise CommandError(f"{folder} holds no CSV file.")
        try:
            with stoppable():
                report = import_dataset(
                    folder,
                    by=None,
                    reason=f"import of {folder.name}",
                    dry_run=dry_run,
                    say=lambda words: self.stderr.write(f"· {words} …"),
                )
        except FaultyDataset as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"Faults: {len(error.faults)}. Nothing was written.") from None
        except Stale:
            raise CommandError(
                "Somebody saved a record of these files while they were read, three times. Nothing was written."
            ) from None
        for count in report.counts:
            retired = f", {count.retired} retired here and left alone" if count.retired else ""
            retired += f", {count.restored} brought back" if count.restored else ""
            self.stdout.write(
                f"{count.table.file:<24} {count.added:>7,} added {count.changed:>7,} changed"
                f" {count.unchanged:>7,} unchanged{retired}"
            )
        if dry_run:
            self.stdout.write("A dry run: nothing was written.")
