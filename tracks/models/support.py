from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.models import Dated
from peaceinfra.core.ends import TwoEnds
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Detail
from peaceinfra.core.values import ValuesField
from peaceinfra.core.visibility import Visibility
from processes.models import Actor, DatedRecord, PeaceProcess
from tracks.choices import SupportAnswer, SupportKind


@tracked
class SupportUnit(Detail):
    """What a mediation support unit adds to a body: staff, standby team, roster, and how it deals with local actors.

    Its policy (what it says) and its practice (what it does) stand apart, to be compared.
    """

    of_a_body = "actor"

    actor = models.OneToOneField(
        Actor, models.PROTECT, primary_key=True, verbose_name=_("body"), related_name="support_unit"
    )
    full_time_staff = models.PositiveIntegerField(_("full-time staff"), null=True, blank=True)
    has_standby_team = models.BooleanField(_("has a standby team"), null=True, blank=True)
    standby_themes = ValuesField(
        models.CharField(max_length=60),
        verbose_name=_("themes of the standby team"),
        default=list,
        blank=True,
    )
    roster_above = models.PositiveIntegerField(
        _("roster of more than"),
        null=True,
        blank=True,
        help_text=_("Experts on its list: more than so many."),
    )
    clients = models.CharField(_("whom it supports"), max_length=300, blank=True)
    policy_on_local_actors = models.TextField(_("policy on local actors"), blank=True)
    practice_with_local_actors = models.TextField(_("practice with local actors"), blank=True)

    class Meta:
        verbose_name = _("mediation support unit")
        verbose_name_plural = _("mediation support units")
        constraints = [Visibility(through=["actor"])]

    def __str__(self):
        return str(self.actor)


@tracked
class Support(DatedRecord):
    """Support given to a process or a body, asked for, or refused: an adviser, a briefing, training, money."""

    nothing_without = ("recipient",)

    envelope = ("giver", "recipient", "process")

    giver = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("given by"), related_name="support_given")
    kind = models.CharField(_("kind"), max_length=20, choices=SupportKind)
    recipient = models.ForeignKey(
        Actor,
        models.PROTECT,
        verbose_name=_("given to"),
        null=True,
        blank=True,
        related_name="support_received",
    )
    process = models.ForeignKey(
        PeaceProcess, models.PROTECT, verbose_name=_("process"), null=True, blank=True, related_name="support"
    )
    requested_by = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("asked for by"), null=True, blank=True, related_name="+"
    )
    answer = models.CharField(
        _("outcome"), max_length=12, choices=SupportAnswer, default=SupportAnswer.UNKNOWN
    )
    content = models.CharField(_("content"), max_length=300, blank=True)

    class Meta(DatedRecord.Meta):
        verbose_name = _("deployment or support")
        verbose_name_plural = _("deployments and support")
        constraints = [
            *Dated.Meta.constraints,
            TwoEnds("giver", "recipient", name="tracks_support_two_ends"),
            Visibility(kind="dep", through=["giver", "recipient", "process", "requested_by"]),
        ]

    def __str__(self):
        return f"{self.giver}: {self.get_kind_display()}"
