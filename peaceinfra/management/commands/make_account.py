from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from peaceinfra.core.choices import AccountRole, Level
from peaceinfra.core.factors import needs_factor
from peaceinfra.core.models import Account
from peaceinfra.management.passwords import give_factor_code, give_new_password


class Command(BaseCommand):
    help = (
        "Makes one account and prints its password once. The first security officer and the first administrator"
        " are made so; they make and clear the others in the browser."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--role", choices=AccountRole.values, required=True)
        parser.add_argument(
            "--clearance",
            type=int,
            choices=Level.values,
            default=Level.PUBLIC.value,
            help="0 public (the default), 1 partner, 2 internal, 3 restricted, 4 strictly restricted",
        )

    def handle(self, username, role, clearance, **options):
        if Account.objects.filter(username=username).exists():
            raise CommandError(
                f"There is an account “{username}” already; nothing was changed."
                f" For a new password: manage.py changepassword {username}"
            )
        account = Account(username=username, role=role, clearance=clearance)
        try:
            account.full_clean(exclude=["password"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        password = give_new_password(account, reason="manage.py make_account")
        self.stdout.write(f"{username} ({AccountRole(role).label}, clearance {clearance}) was made.")
        self.stdout.write(f"Password, shown only now: {password}")
        if needs_factor(account):
            self.stdout.write(f"Code for a second factor, shown only now: {give_factor_code(account)}")
