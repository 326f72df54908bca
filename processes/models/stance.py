from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.models import Dated
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Record
from peaceinfra.core.visibility import Visibility
from processes.choices import Publicity, StanceKind
from processes.models.actor import Actor
from processes.models.bases import DatedRecord


@tracked
class Stance(DatedRecord):
    """What an actor says or does towards a process, a body, a party, a channel or a linkage.

    A public “no talks” and a channel that is kept all the same are two records, side by side.
    """

    envelope = ("actor",)
    # A process, an actor (a party, a body), a role, a channel, a linkage.
    subject_kinds = ("pro", "act", "rol", "chn", "lnk")

    actor = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("actor"), related_name="stances")
    kind = models.CharField(_("stance"), max_length=12, choices=StanceKind)
    subject = models.ForeignKey(Record, models.PROTECT, verbose_name=_("towards"), related_name="stances")
    publicity = models.CharField(_("said"), max_length=12, choices=Publicity, default=Publicity.NOT_RECORDED)
    condition = models.CharField(
        _("condition or content"), max_length=500, blank=True, help_text=_("What is demanded, guaranteed …")
    )

    class Meta(DatedRecord.Meta):
        verbose_name = _("stance")
        verbose_name_plural = _("stances")
        constraints = [*Dated.Meta.constraints, Visibility(kind="stn", through=["actor", "subject"])]

    def __str__(self):
        return f"{self.actor}: {self.get_kind_display()}"
