from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from peaceinfra.core.factor_keys import NotDeciphered, enciphered_anew

#: Where in a factor secrets stand.
SECRETS = ("secret", "seed")


class Command(BaseCommand):
    help = (
        "Enciphers the secrets of all second factors with the first key of FACTORS_KEYS. Run it after a new key was"
        " put before the old one; then the old one may be taken away."
    )

    @transaction.atomic
    def handle(self, **options):
        number = 0
        for factor in Authenticator.objects.select_for_update():
            held = [name for name in SECRETS if name in factor.data]
            try:
                factor.data |= {name: enciphered_anew(factor.data[name]) for name in held}
            except NotDeciphered as error:
                raise CommandError(f"{error} Nothing was changed.") from None
            factor.save(update_fields=["data"])
            number += bool(held)
        self.stdout.write(f"The secrets of {number} second factors are enciphered with the first key.")
