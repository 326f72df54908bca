"""Erasures of records: who asked, who confirmed, and that it was done."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import ErasureReason, ErasureStatus
from peaceinfra.core.identity import public_id, random_key
from peaceinfra.core.models.accounts import Account
from peaceinfra.core.models.record import Record
from peaceinfra.core.querysets import SeenWithQuerySet
from peaceinfra.core.visibility import SeenWith

#: What the id of an erasure begins with, in the register of erasures and in jobs.
PREFIX = "ers"


class ErasureQuerySet(SeenWithQuerySet):
    def with_accounts(self):
        """Who asked and who decided are read along, without the passwords that the web login cannot read."""
        accounts = ("asked_by", "decided_by")
        return self.select_related(*accounts).defer(*(f"{name}__password" for name in accounts))


class Erasure(models.Model):
    """That a record is to be erased with all that hangs on it, or was: it says nothing of what the record was.

    It is seen by who sees the row of core.Record, which stays with the marking that the record had. One person asks,
    another confirms, a job does it: written by the functions of `visibility.erasure_sql` alone. An operator's command
    has nobody as `asked_by`.
    """

    outlives_erasure = True

    id = random_key()
    record = models.ForeignKey(Record, models.PROTECT, verbose_name=_("record"), related_name="+")
    reason = models.CharField(_("why"), max_length=9, choices=ErasureReason)
    status = models.CharField(_("state"), max_length=10, choices=ErasureStatus, default=ErasureStatus.WAITING)
    asked_by = models.ForeignKey(
        Account, models.SET_NULL, verbose_name=_("requested by"), null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("requested on"))
    decided_by = models.ForeignKey(
        Account, models.SET_NULL, verbose_name=_("decided by"), null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided on"), null=True)
    # The digest of the keys of all that was confirmed to go, so that nothing else goes; or that something else would.
    reach = models.CharField(max_length=64, blank=True, editable=False, db_default="")
    # When the rows went; done is what had to go beside the database too.
    erased_at = models.DateTimeField(_("erased on"), null=True)
    done_at = models.DateTimeField(null=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-asked_at", "pk"]
        constraints = [
            SeenWith(through=["record"]),
            models.UniqueConstraint(
                name="core_erasure_waits_once",
                fields=["record"],
                condition=models.Q(status__in=[ErasureStatus.WAITING, ErasureStatus.CONFIRMED]),
            ),
        ]

    def __str__(self):
        return self.public_id

    @property
    def public_id(self) -> str:
        return public_id(PREFIX, self.pk)
