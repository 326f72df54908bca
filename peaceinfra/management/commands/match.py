from time import monotonic

from django.core.management.base import BaseCommand

from processes.matching.pairs import KINDS
from processes.services.matching import find_duplicates, match_anew


class Command(BaseCommand):
    help = "Proposes again for all that waits to be matched, and looks for records that may be the same thing twice."

    def add_arguments(self, parser):
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--waiting", action="store_true", help="only what sources named and nobody judged")
        only.add_argument("--duplicates", action="store_true", help="only pairs inside the register")
        parser.add_argument(
            "--kinds", nargs="+", choices=KINDS, default=KINDS, help="of which pairs are looked for"
        )

    def handle(self, *args, waiting, duplicates, kinds, **options):
        progress = _Progress(self.stderr, options["verbosity"])
        if not duplicates:
            number = match_anew(say=progress)
            self.stdout.write(f"{number:,} of those that wait have candidates.")
        if not waiting:
            number = find_duplicates(kinds, say=progress)
            self.stdout.write(f"{number:,} pairs of records may be the same.")


class _Progress:
    """Says how many names of the register were compared so far, at most once in some seconds."""

    def __init__(self, stream, verbosity):
        self.stream, self.is_quiet = stream, verbosity == 0
        self.names, self.began, self.said = 0, monotonic(), monotonic()

    def __call__(self, names):
        self.names += names
        now = monotonic()
        if not self.is_quiet and now - self.said >= 5:
            self.said = now
            rate = self.names / (now - self.began)
            self.stream.write(f"{self.names:,} names compared, {rate:,.0f} a second")
