from django.core.management.base import BaseCommand

from processes.models import Batch


class Command(BaseCommand):
    help = "Lists the imports, the newest first: their ids, when, what, how much they wrote, and what became of them."

    def add_arguments(self, parser):
        parser.add_argument("--scheme", default="", help="only of this register, such as ucdp")

    def handle(self, scheme, **options):
        batches = Batch.objects.order_by("-made_at", "pk")
        if scheme:
            batches = batches.filter(scheme=scheme)
        if not batches:
            self.stdout.write("No import is recorded.")
        for batch in batches:
            self.stdout.write(
                f"{batch.public_id}  {batch.made_at:%Y-%m-%d %H:%M}  {batch.get_state_display():<9}"
                f" {batch.size:>9,} rows  {batch}"
            )
