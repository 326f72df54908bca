from django.core.management.base import BaseCommand, CommandError

from peaceinfra.api.releases import ReleaseError, make_release


class Command(BaseCommand):
    help = "Makes a frozen public edition of the register, which is served as files and never changed."

    def add_arguments(self, parser):
        parser.add_argument("name", metavar="NAME", help="such as 2026-12")

    def handle(self, name, **options):
        try:
            made = make_release(name)
        except ReleaseError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made.manifest['records']:,} records in {made.folder}.")
