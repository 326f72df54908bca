from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from peaceinfra.backups import archives
from peaceinfra.backups.restoring import load, try_backup
from peaceinfra.backups.servers import BackupError, django_on
from peaceinfra.core.models import PartnerToken
from peaceinfra.core.visibility.inspection import differences
from peaceinfra.database import addresses


class Command(BaseCommand):
    help = (
        "Tries a backup (--check), or restores it into an empty database (--into): roles, records, checksums,"
        " migrations, walls, erasures; sessions end. An export (export_dataset) is no backup and is not read here."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--identity",
            type=Path,
            required=True,
            metavar="KEYFILE",
            help="the secret key, as age-keygen wrote it",
        )
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="restore into a database that is thrown away")
        what.add_argument("--into", metavar="URL", help="an empty database, by the address of its owner")
        parser.add_argument(
            "--checked-in",
            default="",
            metavar="DATABASE",
            help="with --check: an empty database of this server",
        )

    def handle(self, *, file, identity, check, into, checked_in, **options):
        try:
            keys = archives.identities(identity)
            if check:
                self.report(try_backup(file, keys, connection.settings_dict, self.say, checked_in))
                self.stdout.write("The backup is good: every checksum is equal. Nothing was kept.")
            else:
                self.restore(file, keys, self.entry_of(into))
        except (BackupError, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from error

    def entry_of(self, url):
        entry = addresses.of(url)
        served = connection.settings_dict
        beside = (entry["HOST"], str(entry["PORT"] or "")) == (served["HOST"], str(served["PORT"] or ""))
        if beside and entry["NAME"] == served["NAME"] and entry["USER"] == served["USER"]:
            self.say("This is the database that the register uses now")
        return entry | {"MAKES_LOGIN": served.get("MAKES_LOGIN") if beside else None}

    def restore(self, file, keys, entry):
        self.say("The whole file is read first")
        archives.read(file, keys)
        manifest = load(file, keys, entry, self.say)
        self.report(manifest)
        with django_on(entry):
            self.say("The migrations are run")
            call_command("migrate", verbosity=0)
            found = differences()
            for line in found:
                self.stderr.write(line)
            if found:
                raise CommandError(
                    f"The walls of the restored database differ in {len(found)} points: do not serve it."
                )
            self.stdout.write("Every checksum is equal; the walls are as declared.")
            self.after_restoring(manifest)
        self.stdout.write(
            "Let DATABASE_URL and DATABASE_OWNER_URL name this database, and start the register."
        )

    def after_restoring(self, manifest):
        """What was true at the moment of the backup, and is not to come back."""
        if "erasures" in get_commands():
            call_command("erasures", apply=True, stdout=self.stdout)
        else:
            self.stdout.write("This release keeps no register of erasures: none was applied.")
        ended, _kinds = Session.objects.all().delete()
        self.stdout.write(f"{ended:,} sessions were ended: everybody signs in again.")
        call_command("prune_changes", all=True, stdout=self.stdout)
        valid = PartnerToken.objects.filter(revoked_at=None, expires_at__gt=timezone.now()).count()
        self.stdout.write(
            f"Accounts, clearances and {valid:,} tokens of partners are valid as they were on {manifest['made']}: "
            "whatever was ended since then must be ended again, before the register is served."
        )

    def report(self, manifest):
        tables = manifest["contents"]["tables"].values()
        self.stdout.write(
            f"Of {manifest['made']}: {len(tables)} tables, {sum(rows for rows, _digest in tables):,} rows restored."
        )

    def say(self, line):
        self.stdout.write(f"  {line} …")
