"""What stewards write about what waits for a decision: remarks, and who takes it on."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.identity import random_key
from peaceinfra.core.models import Account, Proposal
from peaceinfra.core.querysets import SeenWithQuerySet
from peaceinfra.core.visibility import SeenWith
from peaceinfra.core.visibility.seen_with import ACTS_AS
from processes.models.evidence import Claim
from processes.models.lowering import LoweringRequest


class QueueNoteQuerySet(SeenWithQuerySet):
    def with_accounts(self):
        """Who wrote and who took it on are read along, without the passwords that the web login cannot read."""
        accounts = ("account", "assigned_to")
        return self.select_related(*accounts).defer(*(f"{name}__password" for name in accounts))


class QueueNote(models.Model):
    """A remark about an item of the queue, or that somebody takes it on. Nothing is changed or deleted.

    Of several assignments the newest counts; one to nobody gives the item back. It is work and no record: who
    sees the item sees it, and no page beside the desk tells it.
    """

    id = random_key()
    account = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("written by"), related_name="+", editable=False
    )
    written_at = models.DateTimeField(_("written on"), db_default=Now(), editable=False)
    text = models.CharField(_("remark"), max_length=500, blank=True)
    is_assignment = models.BooleanField(default=False)
    assigned_to = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("assigned to"), related_name="+", null=True, blank=True
    )

    objects = QueueNoteQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["written_at", "pk"]
        # Written in the name of the account whose request it is, and in no other.
        constraints = [SeenWith(through=["item"], added=f"{ACTS_AS.name}(account_id)")]

    def __str__(self):
        return self.text


class ClaimNote(QueueNote):
    """About a claim that is proposed."""

    item = models.ForeignKey(Claim, models.PROTECT, related_name="queue_notes")

    class Meta(QueueNote.Meta):
        verbose_name = _("remark on a claim")
        verbose_name_plural = _("remarks on claims")


class LoweringNote(QueueNote):
    """About a request to make less protected."""

    item = models.ForeignKey(LoweringRequest, models.PROTECT, related_name="queue_notes")

    class Meta(QueueNote.Meta):
        verbose_name = _("remark on a request to make less protected")
        verbose_name_plural = _("remarks on requests to make less protected")


class ProposalNote(QueueNote):
    """About a proposal of a partner."""

    item = models.ForeignKey(Proposal, models.PROTECT, related_name="queue_notes")

    class Meta(QueueNote.Meta):
        verbose_name = _("remark on a proposal")
        verbose_name_plural = _("remarks on proposals")
