from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from peaceinfra.core.models import ReadEntry


class Command(BaseCommand):
    help = "Takes entries out of the log of readings that are older than READ_LOG_DAYS. Run it once a day."

    def handle(self, **options):
        last = timezone.localdate() - timedelta(days=settings.READ_LOG_DAYS)
        count, _by_model = ReadEntry.objects.filter(day__lt=last).delete()
        self.stdout.write(
            f"{count} entries from before {last.isoformat()} were taken out of the log of readings."
        )
