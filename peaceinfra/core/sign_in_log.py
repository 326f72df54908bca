"""A line of the log for each attempt to sign in: from where, and whose where it succeeded.

Never a name as it was typed: who is in a hurry types a password there.
"""

import logging

from allauth.mfa import signals as factors
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from peaceinfra.core.sign_in import address_of

logger = logging.getLogger(__name__)


@receiver(user_logged_in)
def signed_in(sender, request, user, **kwargs):
    logger.info("Signed in: account %s from %s", user.pk, address_of(request))


@receiver(user_logged_out)
def signed_out(sender, request, user, **kwargs):
    if user is not None:
        logger.info("Signed out: account %s", user.pk)


@receiver(user_login_failed)
def failed(sender, request=None, **kwargs):
    logger.warning("Sign-in failed from %s", address_of(request) if request else "a command")


def provider_failed(request, why: str) -> None:
    """`why` is of the provider's answer or of the register, without anything that names a person."""
    logger.warning("Sign-in by the provider failed from %s: %s", address_of(request), why)


@receiver(factors.authentication_failed)
def factor_failed(sender, request, user, **kwargs):
    """Whoever tries it knows the password."""
    logger.warning("Second factor failed: account %s from %s", user.pk, address_of(request))


@receiver(factors.authenticator_added)
def factor_added(sender, request, user, authenticator, **kwargs):
    logger.info("Second factor added: account %s, %s", user.pk, authenticator.type)


@receiver(factors.authenticator_removed)
def factor_removed(sender, request, user, authenticator, **kwargs):
    logger.info("Second factor removed: account %s, %s", user.pk, authenticator.type)
