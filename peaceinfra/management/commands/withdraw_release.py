from django.core.management.base import BaseCommand, CommandError

from peaceinfra.api.releases import ReleaseError, withdraw


class Command(BaseCommand):
    help = "Closes a release for somebody's safety, and makes the next edition of it without these records."

    def add_arguments(self, parser):
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("ids", nargs="+", metavar="ID", help="public ids, such as act-0f3k…")

    def handle(self, name, ids, **options):
        try:
            made = withdraw(name, ids)
        except ReleaseError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{name} is closed. {made.name} is in its place, with {made.manifest['records']:,} records."
        )
