from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.identity import random_key
from peaceinfra.core.models.accounts import Account
from peaceinfra.core.visibility import OwnRows


class ColumnMapping(models.Model):
    """How a person read a table of their own before: its heads of columns, and what each was.

    It holds no cell of the table, and is offered to its owner again for a table with the same heads.
    """

    id = random_key()
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    heads = models.CharField(_("digest of the heads of columns"), max_length=64)
    kind = models.CharField(_("kind of row"), max_length=40)
    columns = models.JSONField(_("columns by their heads"))

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")
        constraints = [
            OwnRows(),
            models.UniqueConstraint(fields=["account", "heads"], name="core_mapping_once"),
        ]

    def __str__(self):
        return self.kind
