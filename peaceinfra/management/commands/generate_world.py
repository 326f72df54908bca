import time

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from peaceinfra.worlds.world import generate, holds_real_records


class Command(BaseCommand):
    help = (
        "Fills the register with invented records for trials and measurements, country XA: 100 actors for 1,000"
        " linkages, all levels, 5 to 50 teams, partial dates, names in eight scripts. The same number and seed"
        " make the same records. The history starts with one version of each."
    )

    def add_arguments(self, parser):
        parser.add_argument("--linkages", type=int, default=10_000, help="how many linkages (default 10000)")
        parser.add_argument(
            "--seed", type=int, default=1, help="a number; another one makes another register"
        )
        parser.add_argument(
            "--into-existing", action="store_true", help="also where records that are not invented are kept"
        )

    def handle(self, *, linkages, seed, into_existing, **options):
        if linkages < 1:
            raise CommandError("--linkages is 1 or more.")
        if not into_existing and holds_real_records():
            raise CommandError(
                "This register holds records that are not invented. Use another database, or --into-existing."
            )
        began = time.perf_counter()
        try:
            world = generate(linkages, seed, self.progress(began))
        except IntegrityError as error:
            raise CommandError(
                f"Nothing was made: the world of seed {seed} seems to be there already. Choose another --seed."
            ) from error
        for model, number in sorted(world.counts.items(), key=lambda item: -item[1]):
            self.stdout.write(f"{number:>10,}  {model._meta.verbose_name_plural}")
        self.stdout.write(
            f"{sum(world.counts.values()):>10,}  rows in {time.perf_counter() - began:.1f} s; seed {seed}"
        )

    def progress(self, began):
        return lambda line: self.stdout.write(f"{time.perf_counter() - began:6.1f} s  {line} …")
