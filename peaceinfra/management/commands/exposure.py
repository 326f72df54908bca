from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from peaceinfra.admin.exposure import table_of
from peaceinfra.analysis.exposure import collect_exposure
from peaceinfra.core.models import Account, Record
from peaceinfra.core.visibility import viewer_of
from peaceinfra.core.visibility.acting import prove_acting
from peaceinfra.management.commands.partner_token import acting_as


class Command(BaseCommand):
    help = (
        "Tells, as CSV, who may know a record: who read it, which lists and files may have held it, at which markings"
        " it stood, and what is not recorded. As the security officer of --by would be told it."
    )

    def add_arguments(self, parser):
        parser.add_argument("record", help="its id, such as act-0f3k5m7p9r1t3")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="the security officer who asks")

    def handle(self, record, by, **options):
        today = timezone.now().date()
        with acting_as(by):
            account = Account.objects.get(username=by)
            viewer = viewer_of(account, today)
            found = Record.objects.visible_to(viewer).of_id(record).first()
            if found is None:
                raise CommandError("No record of this id, or none that this officer may see.")
            with connection.cursor() as cursor:
                prove_acting(cursor, account.pk)
            table = table_of(collect_exposure(found, viewer, today))
        self.stdout.write(table, ending="")
