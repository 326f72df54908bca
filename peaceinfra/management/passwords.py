"""Passwords, and codes for second factors, that commands give: random, shown once, never stored in clear."""

import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from peaceinfra.core.accounts import LINK_DAYS, code_digest, new_factor_code
from peaceinfra.core.choices import LinkPurpose
from peaceinfra.core.history import because
from peaceinfra.core.models import Account, PasswordLink


def give_new_password(account, *, reason: str) -> str:
    """Saves an account, new or changed, with a new password, and returns the password."""
    password = secrets.token_urlsafe(12)
    account.set_password(password)
    with because(None, reason):
        account.save()
    return password


def give_factor_code(account) -> str:
    """A code with which the holder sets up a first second factor; older ones end."""
    code = new_factor_code()
    PasswordLink.objects.filter(account=account, purpose=LinkPurpose.FACTOR, used_at=None).delete()
    PasswordLink.objects.create(
        account=account,
        purpose=LinkPurpose.FACTOR,
        digest=code_digest(code),
        expires_at=timezone.now() + timedelta(days=LINK_DAYS),
    )
    return code


@transaction.atomic
def end_factors(account) -> int:
    """How many factors and recovery codes were taken from an account; its sessions end with them."""
    ended, _kinds = Authenticator.objects.filter(user=account).delete()
    Account.objects.filter(pk=account.pk).update(session_version=F("session_version") + 1)
    return ended
