from django.core.management.base import BaseCommand, CommandError

from peaceinfra.api.erasing import apply_register, missing, withdraw_releases
from peaceinfra.core.erasure_register import BrokenRegister, lines


class Command(BaseCommand):
    help = (
        "Says which erasures of the register (ERASURES_FILE) this database has not done; --apply does them, and those"
        " that were confirmed and broke off. `restore` calls it."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true")

    def handle(self, *, apply, **options):
        try:
            known, left = lines(), missing()
            if apply:
                number = apply_register(self.stdout.write)
                withdraw_releases(self.stdout.write)
                self.stdout.write(f"{number:,} erasures were done; {len(known):,} stand in the register.")
                return
        except (BrokenRegister, OSError) as error:
            raise CommandError(f"The register of erasures: {error}") from error
        for line in left:
            self.stdout.write(f"{line.record}: erased on {line.day}, and here again")
        self.stdout.write(f"{len(left):,} of {len(known):,} erasures of the register are to be done.")
        if left:
            raise CommandError("Run it with --apply before anybody is served.")
