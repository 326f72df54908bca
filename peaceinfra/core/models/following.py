from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.identity import random_key
from peaceinfra.core.models.accounts import Account
from peaceinfra.core.visibility import OwnRows
from peaceinfra.core.visibility.erasure_plan import How


class Follow(models.Model):
    """What a person wants to be told of: a process by its public id, or a question by its name.

    It holds no key of a record: what was hidden from its owner since is not told, nor that it was.
    """

    erased_with = (("subject", How.ID),)

    id = random_key()
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    subject = models.CharField(_("what is followed"), max_length=80)
    seen_at = models.DateTimeField(_("looked at on"))

    class Meta:
        verbose_name = _("thing followed")
        verbose_name_plural = _("things followed")
        constraints = [
            OwnRows(),
            models.UniqueConstraint(fields=["account", "subject"], name="core_follow_once"),
        ]

    def __str__(self):
        return self.subject
