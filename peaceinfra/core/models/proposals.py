"""What the tools of partners propose: it stands beside the register until a steward decides about it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import Level, ProposalStatus
from peaceinfra.core.history import tracked
from peaceinfra.core.identity import public_id, random_key
from peaceinfra.core.models.accounts import Account
from peaceinfra.core.models.guarded import Guarded
from peaceinfra.core.models.record import Record
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.visibility import Visibility
from peaceinfra.core.visibility.erasure_plan import How

#: What the id of a proposal begins with. It is work, no record: nothing in the register points at it.
PREFIX = "prp"


class ProposalQuerySet(GuardedQuerySet):
    def with_accounts(self):
        """Who decided is read along, without the password that the web login cannot read."""
        return self.select_related("decided_by").defer("decided_by__password")


@tracked
class Proposal(Guarded):
    """New records and changes of records that a token of a partner sent, with their sources and a reason.

    Its tool writes and reads it by functions that ask for the token (`visibility.proposal_sql`); stewards see it by
    its marking: that of the token, of what it would make, and of all that it names.
    """

    # What somebody sent cannot be mended here: a proposal that names what is erased goes whole.
    erased_with = (
        ("content", How.IDS_IN_TEXT),
        ("content", How.WORDS_IN_TEXT),
        ("reason", How.WORDS_IN_TEXT),
        ("fates", How.IDS_IN_TEXT),
    )

    # The key of the tokens that replaced one another, and what stood in the one that sent it.
    series = models.BigIntegerField(editable=False)
    token = models.CharField(_("token"), max_length=12, editable=False)
    owner = models.CharField(_("organisation"), max_length=120, editable=False)
    purpose = models.CharField(_("purpose of the token"), max_length=200, editable=False)
    reason = models.TextField(_("why"), editable=False)
    # {"sources": […], "records": […]}, as `peaceinfra.proposals` reads it, without what may be left out.
    content = models.JSONField(editable=False)
    # What became of each record, in their order: {"status", "fields", "id"}; empty while it waits.
    fates = models.JSONField(default=list, editable=False)
    sent_at = models.DateTimeField(_("sent on"), editable=False)
    status = models.CharField(
        _("state"), max_length=16, choices=ProposalStatus, default=ProposalStatus.WAITING
    )
    answer = models.CharField(_("word to the partner"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("decided by"), null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, editable=False)
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.STRICT, editable=False)
    own_teams = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of a partner")
        verbose_name_plural = _("proposals of partners")
        constraints = [
            Visibility(lends=[("core.ProposalName", "proposal", "record")]),
            models.CheckConstraint(
                name="core_proposal_status_known", condition=models.Q(status__in=ProposalStatus.values)
            ),
        ]
        indexes = [models.Index(fields=["series", "id"], name="core_proposal_of_token")]

    def __str__(self):
        return self.public_id

    @property
    def public_id(self) -> str:
        return public_id(PREFIX, self.pk)


@tracked
class ProposalName(Guarded):
    """A stored record that a proposal would change, or that it names: it lends its marking to the proposal."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="names")
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("record named in a proposal")
        verbose_name_plural = _("records named in proposals")
        constraints = [Visibility(through=["proposal", "record"])]

    def __str__(self):
        return f"{self.proposal_id}: {self.record_id}"


class ProposalAnswer(models.Model):
    """What was answered to a proposal that came with this `Idempotency-Key`: a day long it is answered so again."""

    erased_with = (("proposal", How.KEY),)

    id = random_key()
    series = models.BigIntegerField()
    key = models.CharField(max_length=64)
    # Of what was sent: another content under the same key is a fault of the tool.
    digest = models.CharField(max_length=64)
    proposal = models.BigIntegerField()
    body = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to a proposal")
        constraints = [
            models.UniqueConstraint(name="core_proposalanswer_once_a_key", fields=["series", "key"])
        ]
        indexes = [models.Index(fields=["made_at"], name="core_proposalanswer_by_age")]

    def __str__(self):
        return self.key
