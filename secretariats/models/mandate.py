from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.models import Dated
from peaceinfra.core.history import tracked
from peaceinfra.core.numbering import Numbering, PlaceField
from peaceinfra.core.visibility import Visibility
from processes.models import Actor, DatedRecord, PeaceProcess
from secretariats.choices import SIGNALS, FunctionState, Task


@tracked
class Mandate(DatedRecord):
    """What a body was told to do, in versions: by whom, in which instrument, until when, with what limits."""

    envelope = ("body",)
    of_a_body = "body"
    numbering = Numbering("body", "number")

    body = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("body"), related_name="mandates")
    number = PlaceField(_("version"), default=1, help_text=_("The order of the mandates of a body, from 1."))
    mandated_by = models.ForeignKey(
        Actor,
        models.PROTECT,
        verbose_name=_("mandated by"),
        null=True,
        blank=True,
        related_name="mandates_given",
    )
    instrument = models.CharField(
        _("instrument"), max_length=300, blank=True, help_text=_("The decree, agreement or decision.")
    )
    summary = models.TextField(_("what it says"), blank=True)
    sunset = models.CharField(
        _("ends when"), max_length=300, blank=True, help_text=_("The day or the condition on which it ends.")
    )
    continues_when_suspended = models.BooleanField(
        _("goes on when talks are suspended"),
        null=True,
        blank=True,
    )
    allows_alternative_thinking = models.BooleanField(
        _("asks for alternative thinking"),
        null=True,
        blank=True,
        help_text=_("Whether critical views are part of the task."),
    )
    limits = models.CharField(_("limits"), max_length=500, blank=True)

    class Meta(DatedRecord.Meta):
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [*Dated.Meta.constraints, Visibility(kind="man", through=["body", "mandated_by"])]

    def __str__(self):
        # Not by its number: a gap would tell that there is a version between which the reader may not see.
        said = {"body": self.body, "what": self.instrument or self.dates_text}
        return _("%(body)s, mandate (%(what)s)") % said


@tracked
class Function(DatedRecord):
    """One thing a body does for a party in a process, and how far it came: mandated, claimed, performed, blocked.

    What is mandated and what is performed are two rows: a body that performs less than it is told to is
    hollowed out, and that is derived.
    """

    nothing_without = ("party",)

    envelope = ("body", "party", "process")
    of_a_body = "body"
    of_the_same_body = "mandate"

    body = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("body"), related_name="functions")
    task = models.CharField(_("function"), max_length=24, choices=Task)
    state = models.CharField(_("how far"), max_length=16, choices=FunctionState)
    mandate = models.ForeignKey(
        Mandate,
        models.PROTECT,
        verbose_name=_("under the mandate"),
        null=True,
        blank=True,
        related_name="functions",
    )
    party = models.ForeignKey(
        Actor,
        models.PROTECT,
        verbose_name=_("for the party"),
        null=True,
        blank=True,
        related_name="functions_served",
    )
    process = models.ForeignKey(
        PeaceProcess,
        models.PROTECT,
        verbose_name=_("in the process"),
        null=True,
        blank=True,
        related_name="functions",
    )

    class Meta(DatedRecord.Meta):
        verbose_name = _("function")
        verbose_name_plural = _("functions")
        constraints = [
            *Dated.Meta.constraints,
            Visibility(kind="fun", through=["body", "mandate", "party", "process"]),
        ]

    def __str__(self):
        return f"{self.get_task_display()}: {self.get_state_display()}"

    def clean(self):
        super().clean()
        if self.state in SIGNALS and self.task != Task.COMMITMENT:
            message = _("Only commitment and political will is signalled: choose mandated, performed …")
            raise ValidationError({"state": message})
