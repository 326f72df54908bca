from django.core.management.base import BaseCommand, CommandError

from peaceinfra.core.models import Account
from peaceinfra.management.passwords import end_factors, give_factor_code


class Command(BaseCommand):
    help = (
        "Prints a code with which the holder of an account sets up a first second factor, for who runs the register:"
        " of the first security officer, or of the only one, who has lost it."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument(
            "--end-factors",
            action="store_true",
            help="those that the account has end first, and its sessions",
        )

    def handle(self, username, **options):
        account = Account.objects.filter(username=username).first()
        if account is None:
            raise CommandError(f"There is no account “{username}”.")
        if options["end_factors"]:
            self.stdout.write(
                f"{end_factors(account)} second factors were ended, and the sessions of the account."
            )
        self.stdout.write(f"Code for a second factor, shown only now: {give_factor_code(account)}")
