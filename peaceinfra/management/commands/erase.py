from django.core.management.base import BaseCommand, CommandError

from peaceinfra.api.erasing import carry_out_all
from peaceinfra.core.choices import ErasureReason
from peaceinfra.core.erasures import command_erasure, may_be_erased, plan_of
from peaceinfra.core.models import Record


class Command(BaseCommand):
    help = (
        "Erases a record, with all that hangs on it and its history, and leaves a tombstone. --dry-run says what would"
        " go. There is no way back. Two people at the desk do the same: an operator alone should not without need."
    )

    def add_arguments(self, parser):
        parser.add_argument("record", metavar="RECORD", help="its public id, such as act-…")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--dry-run", action="store_true", help="erase nothing; name every table and place")
        what.add_argument("--reason", choices=ErasureReason.values)

    def handle(self, *, record, dry_run, reason, **options):
        found = Record.objects.of_id(record).first()
        if found is None:
            raise CommandError(f"There is no record {record}.")
        if not may_be_erased(found):
            raise CommandError(
                "Records of this kind are not erased: persons are, and what stands beside a record."
            )
        plan = plan_of(found)
        for going in plan.going:
            versions = f", {going.versions:,} versions" if going.versions else ""
            self.stdout.write(f"{going.model._meta.db_table}: {going.rows:,}{versions}")
        for losing in plan.losing:
            self.stdout.write(f"{losing.model._meta.db_table}: {losing.rows:,} lose the name and stay")
        for place in plan.places:
            which = " (an earlier version)" if place.is_earlier else ""
            self.stdout.write(
                f"to be mended by hand: {place.model._meta.db_table}.{place.column} of"
                f" {place.public_id or place.key}{which}"
            )
        if not dry_run:
            command_erasure(found, reason)
            carry_out_all(self.stdout.write)
            self.stdout.write("Erased.")
