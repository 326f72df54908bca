"""Recalls: what officers ask of those who hold a record, and what these answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import RecallAnswer, RecallReason, RecallTask
from peaceinfra.core.identity import public_id, random_key
from peaceinfra.core.models.accounts import Account
from peaceinfra.core.visibility import OfficersRows

#: Of the public id of a notice.
PREFIX = "rcl"


class Recall(models.Model):
    """A wish of a security officer to those who hold a record. Of the record it holds the public id and nothing else.

    No key leads from it to the record, so that it stays when that is erased.
    """

    id = random_key()
    record = models.CharField(_("id of the record"), max_length=20)
    reason = models.CharField(_("why"), max_length=8, choices=RecallReason)
    words = models.CharField(
        _("in words"),
        max_length=500,
        blank=True,
        help_text=_("Every holder reads it: name nobody, and say nothing of the record."),
    )
    task = models.CharField(_("what is to be done"), max_length=8, choices=RecallTask)
    due_on = models.DateField(_("by when"))
    sent_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("sent by"), related_name="+")
    sent_at = models.DateTimeField(_("sent on"))

    class Meta:
        verbose_name = _("recall")
        verbose_name_plural = _("recalls")
        ordering = ["-sent_at", "pk"]
        constraints = [OfficersRows()]

    def __str__(self):
        return f"{self.record}: {self.get_task_display()}"


class RecallNotice(models.Model):
    """A recall as one holder has it: an account, or the tokens of a partner that replaced one another."""

    id = random_key()
    recall = models.ForeignKey(Recall, models.CASCADE, verbose_name=_("recall"), related_name="notices")
    account = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("account"), null=True, related_name="+"
    )
    series = models.BigIntegerField(_("token"), null=True)
    holder = models.CharField(_("holder"), max_length=200)
    answer = models.CharField(_("answer"), max_length=6, choices=RecallAnswer, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True)

    class Meta:
        verbose_name = _("notice of a recall")
        verbose_name_plural = _("notices of recalls")
        ordering = ["holder", "pk"]
        constraints = [
            OfficersRows(),
            models.CheckConstraint(
                name="core_recallnotice_one_holder",
                condition=models.Q(account__isnull=True, series__isnull=False)
                | models.Q(account__isnull=False, series__isnull=True),
            ),
        ]

    def __str__(self):
        return self.public_id

    @property
    def public_id(self) -> str:
        return public_id(PREFIX, self.pk)
