from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.models import Dated
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Detail, Marked
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.visibility import Visibility
from processes.models import Actor, LogRow, PeaceProcess
from processes.querysets import DatedGuardedQuerySet
from secretariats.choices import BodyForm, Closeness, Lifecycle, Notice, Tenure
from secretariats.lifecycle import LIFECYCLE


@tracked
class Body(Detail):
    """An actor with a life of its own: secretariat, team, committee, network, support unit …

    The actor's dates are the body's existence; its states are the lifecycle log.
    """

    of_a_body = "actor"

    actor = models.OneToOneField(
        Actor, models.PROTECT, primary_key=True, verbose_name=_("actor"), related_name="body"
    )
    form = models.CharField(_("form"), max_length=20, choices=BodyForm)
    seat = models.CharField(_("seat"), max_length=200, blank=True)
    closeness = models.CharField(
        _("closeness to power"), max_length=12, choices=Closeness, default=Closeness.NOT_RECORDED
    )

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = [Visibility(name="secretariats_body_visible", through=["actor"])]

    def __str__(self):
        return str(self.actor)


@tracked
class PeaceSecretariat(Detail):
    """What a peace secretariat adds to a body: set up by, and close to, at least one party to the conflict.

    After S2: always established by and affiliated with a conflict party, which sets it apart from
    committees that include civil society.
    """

    of_a_body = "actor"

    actor = models.OneToOneField(
        Actor, models.PROTECT, primary_key=True, verbose_name=_("body"), related_name="secretariat"
    )
    purpose = models.TextField(_("stated purpose"), blank=True)
    is_first_address = models.BooleanField(
        _("first address of its party"),
        null=True,
        blank=True,
        help_text=_("Whether it gave its party a first official address. Leave open when not known."),
    )

    class Meta:
        verbose_name = _("peace secretariat")
        verbose_name_plural = _("peace secretariats")
        constraints = [Visibility(name="secretariats_peacesecretariat_visible", through=["actor"])]

    def __str__(self):
        return str(self.actor)


@tracked
class Principal(Dated, Marked):
    """Whom a body serves, in which process: one side alone, or several jointly."""

    envelope = ("body", "principal")
    of_a_body = "body"

    body = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("body"), related_name="principals")
    principal = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("principal"), related_name="bodies_served_by"
    )
    process = models.ForeignKey(
        PeaceProcess,
        models.PROTECT,
        verbose_name=_("in the process"),
        null=True,
        blank=True,
        related_name="bodies_serving",
    )
    side = models.CharField(_("side"), max_length=80, blank=True)
    tenure = models.CharField(_("tenure"), max_length=12, choices=Tenure, default=Tenure.NOT_RECORDED)
    is_establisher = models.BooleanField(
        _("established it"), null=True, blank=True, help_text=_("Leave open when not known.")
    )

    objects = DatedGuardedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("principal")
        verbose_name_plural = _("principals")
        constraints = [
            *Dated.Meta.constraints,
            Visibility(
                name="secretariats_principal_visible", kind="prn", through=["body", "principal", "process"]
            ),
        ]

    def __str__(self):
        return f"{self.principal} – {self.body}"


@tracked
class LifecycleChange(LogRow):
    """A row of a body's log: the state it went into, when, why, by whom, and with what notice."""

    transitions = LIFECYCLE
    of_a_body = "body"

    body = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("body"), related_name="lifecycle")
    status = models.CharField(_("state"), max_length=20, choices=Lifecycle)
    notice = models.CharField(_("notice"), max_length=16, choices=Notice, default=Notice.NOT_RECORDED)

    objects = GuardedQuerySet.as_manager()

    class Meta(LogRow.Meta):
        verbose_name = _("change of state")
        verbose_name_plural = _("lifecycle")
        ordering = ["body", "position"]
        constraints = [
            *LogRow.Meta.constraints,
            Visibility(
                name="secretariats_lifecyclechange_visible", kind="lif", through=["body", "decided_by"]
            ),
        ]
