from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from peaceinfra.datasets.dictionary import dictionary


class Command(BaseCommand):
    help = "Write docs/data-dictionary.md from the models, or with --check compare it with them."

    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if the file is out of date"
        )

    def handle(self, check, **options):
        path = settings.CHECKOUT / "docs" / "data-dictionary.md"
        text = dictionary()
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError(f"{path.name} is out of date: run manage.py data_dictionary.")
        self.stdout.write(f"{path.name} says what the models say.")
