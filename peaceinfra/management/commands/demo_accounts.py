from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from peaceinfra.core.choices import AccountRole, Level
from peaceinfra.core.models import Account
from peaceinfra.management.passwords import give_new_password

# Role, clearance: one account each, named for its role.
ACCOUNTS = [
    (AccountRole.READER, Level.PUBLIC),
    (AccountRole.ADVISER, Level.INTERNAL),
    (AccountRole.ANALYST, Level.RESTRICTED),
    (AccountRole.STEWARD, Level.STRICT),
    (AccountRole.SECURITY, Level.STRICT),
    (AccountRole.ADMINISTRATOR, Level.PUBLIC),
]


class Command(BaseCommand):
    help = "Makes the demonstration accounts, or gives them new passwords, and prints the passwords once."

    @transaction.atomic
    def handle(self, **options):
        if not settings.DEMONSTRATION:
            raise CommandError(
                "This register is no demonstration (DEMONSTRATION), and these names are known to everybody."
                " Make accounts with: manage.py make_account NAME --role ROLE"
            )
        self.stdout.write("Demonstration accounts (passwords are shown only now):")
        for role, clearance in ACCOUNTS:
            account = Account.objects.filter(username=role.value).first() or Account(username=role.value)
            account.role, account.clearance, account.is_active = role, clearance, True
            password = give_new_password(account, reason="manage.py demo_accounts")
            self.stdout.write(f"  {account.username:<14} {password}   clearance {clearance:d}")
