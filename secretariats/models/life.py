from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.models import Dated
from peaceinfra.core.ends import TwoEnds
from peaceinfra.core.history import tracked
from peaceinfra.core.numbering import Numbering
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.visibility import Visibility
from processes.models import Actor, DatedRecord, LogRow
from secretariats.choices import ArchiveState, Lifecycle, Notice, Passed
from secretariats.lifecycle import LIFECYCLE


@tracked
class LifecycleChange(LogRow):
    """A row of a body's log: the state it went into, when, why, by whom, and with what notice."""

    transitions = LIFECYCLE
    numbering = Numbering("body", "position")
    of_a_body = "body"

    body = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("body"), related_name="lifecycle")
    status = models.CharField(_("state"), max_length=20, choices=Lifecycle)
    notice = models.CharField(_("notice"), max_length=16, choices=Notice, default=Notice.NOT_RECORDED)

    objects = GuardedQuerySet.as_manager()

    class Meta(LogRow.Meta):
        verbose_name = _("change of state")
        verbose_name_plural = _("lifecycle")
        ordering = ["body", "position", "pk"]
        constraints = [
            *LogRow.Meta.constraints,
            Visibility(kind="lif", through=["body", "decided_by"]),
        ]


class PassedField(models.CharField):
    """Whether one thing went over to the successor."""

    def __init__(self, *args, **kwargs):
        kwargs = {"max_length": 8, "choices": Passed, "default": Passed.UNKNOWN} | kwargs
        super().__init__(*args, **kwargs)


@tracked
class Succession(DatedRecord):
    """A body or its work taken up by another: what passed on, and what did not. There may be several.

    It starts on the day the successor took over. An informal predecessor counts too.
    """

    predecessor = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("predecessor"), related_name="successions"
    )
    successor = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("successor"), related_name="predecessions"
    )
    is_informal = models.BooleanField(_("informal"), default=False)
    mandate = PassedField(_("mandate"))
    functions = PassedField(_("functions"))
    staff = PassedField(_("staff"))
    archive = PassedField(_("archive"))
    premises = PassedField(_("premises"))
    budget = PassedField(_("budget"))

    class Meta(DatedRecord.Meta):
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            *Dated.Meta.constraints,
            TwoEnds("predecessor", "successor", name="secretariats_succession_two_ends"),
            Visibility(kind="suc", through=["predecessor", "successor"]),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"


@tracked
class ArchiveHandover(DatedRecord):
    """What became of a body's archive, and who holds it. It starts on the day of the hand-over."""

    of_a_body = "body"

    body = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("body"), related_name="archive_handovers")
    state = models.CharField(_("archive"), max_length=16, choices=ArchiveState)
    holder = models.ForeignKey(
        Actor,
        models.PROTECT,
        verbose_name=_("held by"),
        null=True,
        blank=True,
        related_name="archives_held",
    )
    access = models.CharField(
        _("access"), max_length=300, blank=True, help_text=_("Who may read it, and how.")
    )

    class Meta(DatedRecord.Meta):
        verbose_name = _("archive hand-over")
        verbose_name_plural = _("archive hand-overs")
        constraints = [*Dated.Meta.constraints, Visibility(kind="arc", through=["body", "holder"])]

    def __str__(self):
        return f"{self.body}: {self.get_state_display()}"
