from django.core.management.base import BaseCommand, CommandError

from peaceinfra.core.erasures import erase_versions
from peaceinfra.core.models import Record


class Command(BaseCommand):
    help = (
        "Takes earlier versions of a record out of its history for good, where a text of them holds these words: after"
        " a name of somebody who was erased was mended by hand. What the record says now must not hold them."
    )

    def add_arguments(self, parser):
        parser.add_argument("record", metavar="RECORD", help="its public id, such as evt-…")
        parser.add_argument(
            "--holding", metavar="WORDS", help="without it they are asked for, and stand in no list"
        )
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *, record, holding, dry_run, **options):
        words = (holding or input("Words: ")).strip()
        found = Record.objects.of_id(record).first()
        if found is None or not words:
            raise CommandError(f"There is no record {record}." if words else "Which words?")
        try:
            number = erase_versions(found, words, dry_run=dry_run)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{number:,} versions {'would go' if dry_run else 'are gone'}.")
