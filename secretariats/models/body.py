from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.models import Dated
from peaceinfra.core.ends import TwoEnds
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Detail
from peaceinfra.core.visibility import Visibility
from processes.models import Actor, DatedRecord, PeaceProcess, Place, Side
from secretariats.choices import BodyForm, BodyTie, Closeness, Tenure


@tracked
class Body(Detail):
    """An actor with a life of its own: secretariat, team, committee, network, support unit …

    The actor's dates are the body's existence; its states are the lifecycle log. `form` is the one it has or
    had last.
    """

    of_a_body = "actor"

    actor = models.OneToOneField(
        Actor, models.PROTECT, primary_key=True, verbose_name=_("actor"), related_name="body"
    )
    form = models.CharField(_("form"), max_length=20, choices=BodyForm)
    closeness = models.CharField(
        _("closeness to power"), max_length=12, choices=Closeness, default=Closeness.NOT_RECORDED
    )

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = [Visibility(through=["actor"])]

    def __str__(self):
        return str(self.actor)


@tracked
class EarlierForm(DatedRecord):
    """A form that a body had before the one it has: a secretariat that became a ministry."""

    envelope = ("body",)
    of_a_body = "body"

    body = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("body"), related_name="earlier_forms")
    form = models.CharField(_("form"), max_length=20, choices=BodyForm)

    class Meta(DatedRecord.Meta):
        verbose_name = _("earlier form")
        verbose_name_plural = _("earlier forms")
        constraints = [*Dated.Meta.constraints, Visibility(kind="frm", through=["body"])]

    def __str__(self):
        return self.get_form_display()


@tracked
class Seat(DatedRecord):
    """Where a body has, or had, its seat. A record of its own: the place may be guarded where the body is not."""

    envelope = ("body",)
    of_a_body = "body"

    body = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("body"), related_name="seats")
    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("place"), related_name="seats_of_bodies")

    class Meta(DatedRecord.Meta):
        verbose_name = _("seat of a body")
        verbose_name_plural = _("seats of bodies")
        constraints = [*Dated.Meta.constraints, Visibility(kind="sea", through=["body", "place"])]

    def __str__(self):
        return f"{self.body} – {self.place}"


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
        _("first official address of its party"),
        null=True,
        blank=True,
        help_text=_("Whether it gave its party a first official address."),
    )

    class Meta:
        verbose_name = _("peace secretariat")
        verbose_name_plural = _("peace secretariats")
        constraints = [Visibility(through=["actor"])]

    def __str__(self):
        return str(self.actor)


@tracked
class Principal(DatedRecord):
    """Whom a body serves, in which process: one side alone, or several jointly."""

    envelope = ("body", "principal", "process")
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
    side = models.ForeignKey(
        Side,
        models.PROTECT,
        verbose_name=_("side"),
        null=True,
        blank=True,
        related_name="principals",
        help_text=_(
            "Its side in the process, one of those listed on the screen of the process. From the sides follows "
            "whether the body serves one party, one side or several."
        ),
    )
    tenure = models.CharField(_("tenure"), max_length=12, choices=Tenure, default=Tenure.NOT_RECORDED)

    class Meta(DatedRecord.Meta):
        verbose_name = _("principal")
        verbose_name_plural = _("principals")
        constraints = [
            *Dated.Meta.constraints,
            TwoEnds("body", "principal", name="secretariats_principal_two_ends"),
            Visibility(kind="prn", through=["body", "principal", "process", "side"]),
        ]

    def __str__(self):
        return f"{self.principal} – {self.body}"


@tracked
class BodyRelation(DatedRecord):
    """What a body is to another actor: established by, part of, reporting to, counterpart of, hosted by …"""

    envelope = ("body", "other")
    of_a_body = "body"

    body = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("body"), related_name="body_relations")
    kind = models.CharField(_("relation"), max_length=16, choices=BodyTie)
    other = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("to"), related_name="related_bodies")

    class Meta(DatedRecord.Meta):
        verbose_name = _("relation of a body")
        verbose_name_plural = _("relations of bodies")
        constraints = [
            *Dated.Meta.constraints,
            TwoEnds("body", "other", name="secretariats_bodyrelation_two_ends"),
            Visibility(kind="brl", through=["body", "other"]),
        ]

    def __str__(self):
        return f"{self.body} – {self.get_kind_display()} {self.other}"
