from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.datasets.labels import Labels
from processes.models import Batch
from processes.models.batches import PREFIX
from processes.services.undoing import NotUndone, undo_batch

MOST_NAMED = 50


class Command(BaseCommand):
    help = (
        "Undoes an import as a whole: what it added is retired, what it changed is put back. Where somebody worked on"
        " its records since, they are named and nothing is written."
    )

    def add_arguments(self, parser):
        parser.add_argument("batch", metavar="ID", help="as `manage.py batches` lists it, such as bat-0f3k…")
        parser.add_argument("--reason", default="undone by an operator", help="why, for the history")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, batch, reason, dry_run, **options):
        try:
            done = undo_batch(_batch(batch), by=None, reason=reason, dry_run=dry_run)
        except NotUndone as error:
            self._name(error.obstacles)
            raise CommandError(error.words) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        for model, counts in sorted(done.items()):
            self.stdout.write(
                f"{model:<32} {counts['retired']:>7,} retired {counts['put back']:>7,} put back"
            )
        if dry_run:
            self.stdout.write("A dry run: nothing was written.")

    def _name(self, obstacles):
        named = obstacles[:MOST_NAMED]
        labels = Labels({})
        labels.fetch({obstacle.key for obstacle in named})
        for obstacle in named:
            record, label = labels.named(obstacle.key)
            self.stderr.write(f"{record} “{label}” {obstacle.why}")
        if more := len(obstacles) - len(named):
            self.stderr.write(f"… and {more:,} more")


def _batch(text) -> Batch:
    try:
        prefix, key = parse_public_id(text)
        if prefix != PREFIX:
            raise UnknownId(text)
        return Batch.objects.get(pk=key)
    except (UnknownId, Batch.DoesNotExist):
        raise CommandError(f"{text} is no import. `manage.py batches` lists them.") from None
