import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from peaceinfra.backups.making import make_backup
from peaceinfra.backups.servers import BackupError


class Command(BaseCommand):
    help = (
        "Makes an encrypted backup of the whole register in a folder, and believes it only after it was restored into"
        " an empty database with every checksum equal. An export is no backup: it holds no history, accounts, grants"
        " or walls."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="TARGET", help="the folder of the backups")
        parser.add_argument(
            "--recipient",
            action="append",
            default=[],
            metavar="KEY",
            help="the public key (age1…) of who may open it; may be repeated. Default: BACKUP_RECIPIENTS,"
            " with commas between",
        )
        parser.add_argument(
            "--keep", type=int, default=0, metavar="N", help="how many good backups stay; default all"
        )
        parser.add_argument(
            "--into",
            default="",
            metavar="DATABASE",
            help="an empty database on the same server in which the backup is tried, where the owner may make none",
        )

    def handle(self, *, folder, recipient, keep, into, **options):
        keys = recipient or [key for key in os.environ.get("BACKUP_RECIPIENTS", "").split(",") if key.strip()]
        if not keys:
            raise CommandError(
                "For whom? Name the public key of who may open the backup, with --recipient or BACKUP_RECIPIENTS."
                " `age-keygen` makes a pair of keys; the secret one is kept away from this server."
            )
        if keep < 0:
            raise CommandError("--keep is 1 or more.")
        try:
            made = make_backup(
                folder,
                connection.settings_dict,
                [key.strip() for key in keys],
                lambda line: self.stdout.write(f"  {line} …"),
                keep=keep,
                into=into,
            )
        except BackupError as error:
            raise CommandError(f"There is no good backup. {error}") from error
        self.stdout.write(
            f"Good: {made.path} ({made.path.stat().st_size / 2**20:,.1f} MB). It was restored: {made.tables} tables,"
            f" {made.rows:,} rows, policies, grants, functions and triggers are equal."
        )
