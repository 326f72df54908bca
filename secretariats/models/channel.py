from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.envelope import RowsOf
from peaceinfra.core.dates.models import Dated, EDTFField
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Guarded
from peaceinfra.core.numbering import Numbering, PlaceField
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.searched import NameIndex, Searched
from peaceinfra.core.text import FoldedField
from peaceinfra.core.visibility import Visibility
from processes.models import Actor, DatedRecord, LogRow, PeaceProcess
from processes.querysets import ProcessQuerySet
from secretariats.choices import (
    ChannelFormality,
    ChannelMedium,
    ChannelPart,
    ChannelQuality,
    ChannelState,
    Directness,
)
from secretariats.lifecycle import CHANNEL


@tracked
class Channel(DatedRecord):
    """A way by which two or more bodies or parties pass word to each other; its states are its log.

    That it was secret until a day is about the world; who may read this record is its marking.
    """

    searched = (Searched(),)
    envelope = ("process", RowsOf("ends", "actor", only=(("part", ChannelPart.END),)))

    name = models.CharField(_("name"), max_length=200)
    folded = FoldedField()
    process = models.ForeignKey(
        PeaceProcess,
        models.PROTECT,
        verbose_name=_("process"),
        null=True,
        blank=True,
        related_name="channels",
    )
    medium = models.CharField(
        _("medium"), max_length=12, choices=ChannelMedium, default=ChannelMedium.UNKNOWN
    )
    directness = models.CharField(
        _("direct or not"), max_length=8, choices=Directness, default=Directness.UNKNOWN
    )
    formality = models.CharField(
        _("formality"), max_length=8, choices=ChannelFormality, default=ChannelFormality.UNKNOWN
    )
    quality = models.CharField(
        _("quality"), max_length=12, choices=ChannelQuality, default=ChannelQuality.NOT_RECORDED
    )
    is_secret = models.BooleanField(_("kept secret"), null=True, blank=True)
    disclosed = EDTFField(_("disclosed"), blank=True)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)

    objects = ProcessQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [
            *Dated.Meta.constraints,
            Visibility(
                kind="chn",
                through=["process"],
                lends=[("secretariats.ChannelEnd", "channel", "actor")],
            ),
        ]
        indexes = [NameIndex()]

    def __str__(self):
        return self.name


@tracked
class ChannelEnd(Guarded):
    """Somebody at an end of a channel, or through whom it goes. Lends the actor's marking to the channel."""

    numbering = Numbering("channel", "position")
    stands_once = ("channel", "actor")

    channel = models.ForeignKey(Channel, models.PROTECT, verbose_name=_("channel"), related_name="ends")
    actor = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("actor"), related_name="channel_ends")
    part = models.CharField(_("part"), max_length=4, choices=ChannelPart, default=ChannelPart.END)
    position = PlaceField(_("position"), default=1)

    class Meta:
        verbose_name = _("end of a channel")
        verbose_name_plural = _("ends of channels")
        ordering = ["channel", "position", "pk"]
        constraints = [Visibility(kind="che", through=["channel", "actor"])]

    def __str__(self):
        return str(self.actor)


@tracked
class ChannelChange(LogRow):
    """A row of a channel's log: opened, degraded, cut on a day that may be unknown, restored."""

    transitions = CHANNEL
    numbering = Numbering("channel", "position")

    channel = models.ForeignKey(Channel, models.PROTECT, verbose_name=_("channel"), related_name="states")
    status = models.CharField(_("state"), max_length=16, choices=ChannelState)

    objects = GuardedQuerySet.as_manager()

    class Meta(LogRow.Meta):
        verbose_name = _("change of a channel")
        verbose_name_plural = _("states of a channel")
        ordering = ["channel", "position", "pk"]
        constraints = [
            *LogRow.Meta.constraints,
            Visibility(kind="chc", through=["channel", "decided_by"]),
        ]
