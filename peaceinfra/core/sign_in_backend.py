"""Whose name and password these are."""

from django.contrib.auth.backends import ModelBackend

from peaceinfra.core.models import Account

#: The key of no account.
NOBODY = 0


class AccountBackend(ModelBackend):
    """The same is asked and computed for a name that nobody has, and for an account that is switched off."""

    def authenticate(self, request, username=None, password=None, **credentials):
        if not (username and password):
            return None
        account = Account.objects.filter(username=username).first() or Account(pk=NOBODY, is_active=False)
        is_right = account.check_password(password)
        return account if is_right and account.is_active else None
