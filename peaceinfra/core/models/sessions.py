"""What the holder of an account is shown of their sessions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.identity import random_key
from peaceinfra.core.models.accounts import Account
from peaceinfra.core.visibility.own_rows import OwnRows


class Session(models.Model):
    """A sign-in of an account: when it began and roughly where. The session itself is kept by Django, by the digest
    of its key.
    """

    id = random_key()
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=40, unique=True)
    version = models.PositiveIntegerField(help_text=_("That of the account when it began."))
    begun_at = models.DateTimeField()
    network = models.CharField(max_length=60, blank=True)
    browser = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [OwnRows()]

    def __str__(self):
        return str(self.account)
