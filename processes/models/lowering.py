from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import Level
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Account, Guarded, Record
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.visibility import Visibility
from processes.choices import Credibility, LoweringStatus
from processes.models.evidence import Source


class LoweringRequestQuerySet(GuardedQuerySet):
    def with_accounts(self):
        """Who asked and who decided are read along, without the passwords that the web login cannot read."""
        accounts = ("requested_by", "decided_by")
        return self.select_related(*accounts).defer(*(f"{name}__password" for name in accounts))


@tracked
class LoweringRequest(Guarded):
    """A wish to make records less protected, kept until another steward confirms or refuses it.

    It keeps the marking that was in force of its records before: the highest level and all the teams. It is
    work, not a part of the register: it has no public id, and no page, export or API shows it.
    """

    reason = models.CharField(_("why"), max_length=300)
    requested_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("asked by"), related_name="+", editable=False
    )
    requested_at = models.DateTimeField(_("asked on"), db_default=Now(), editable=False)
    status = models.CharField(_("state"), max_length=9, choices=LoweringStatus, default=LoweringStatus.OPEN)
    decided_by = models.ForeignKey(
        Account,
        models.PROTECT,
        verbose_name=_("decided by"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True, editable=False)
    answer = models.CharField(_("why so decided"), max_length=300, blank=True)
    unasked = models.CharField(
        _("why named without consent"),
        max_length=500,
        blank=True,
        editable=False,
        help_text=_("Of people who are named to partners or in public and did not agree to it."),
    )
    # How many changes it holds: who is shown fewer of them cannot decide about it.
    size = models.PositiveSmallIntegerField(editable=False)
    # Where the new values come from, as in any other change.
    from_source = models.ForeignKey(
        Source, models.PROTECT, verbose_name=_("source"), related_name="+", null=True, blank=True
    )
    from_locator = models.CharField(_("where in the source"), max_length=200, blank=True)
    from_credibility = models.PositiveSmallIntegerField(
        _("credibility"), choices=Credibility, default=Credibility.UNJUDGED
    )
    # Its own marking. A record may have been guarded by several teams, by way of what it touches.
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.STRICT, editable=False)
    own_teams = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = LoweringRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to make less protected")
        verbose_name_plural = _("requests to make less protected")
        constraints = [
            Visibility(through=["from_source"], lends=[("processes.LoweringItem", "request", "subject")]),
            models.CheckConstraint(
                name="processes_lowering_by_two_persons",
                condition=~Q(status=LoweringStatus.CONFIRMED)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("requested_by"))),
            ),
        ]

    def __str__(self):
        return self.reason


@tracked
class LoweringItem(Guarded):
    """One value of a request: what a field of a record would hold. A claim that would be accepted is one too."""

    nothing_without = ("value_record",)

    request = models.ForeignKey(LoweringRequest, models.PROTECT, related_name="items")
    subject = models.ForeignKey(Record, models.PROTECT, verbose_name=_("record"), related_name="+")
    seen_version = models.PositiveIntegerField()
    field = models.CharField(_("field"), max_length=40)
    value = models.TextField(_("value"), blank=True)
    value_record = models.ForeignKey(
        Record, models.PROTECT, verbose_name=_("value"), related_name="+", null=True, blank=True
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a request")
        verbose_name_plural = _("items of requests")
        constraints = [Visibility(through=["request", "subject", "value_record"])]

    def __str__(self):
        return self.field
