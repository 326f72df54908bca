from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.choices import SaidAs
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Guarded
from peaceinfra.core.searched import NameIndex, Searched
from peaceinfra.core.text import FoldedField
from peaceinfra.core.visibility import Visibility
from processes.choices import AgreementStage, EventKind, ParticipantPart, SignatoryPart, Track
from processes.models.actor import Actor
from processes.models.bases import DatedRecord
from processes.models.places import Place
from processes.models.process import PeaceProcess
from processes.querysets import ProcessQuerySet


@tracked
class Event(DatedRecord):
    """Something that happened in a process: a round of talks, a ceasefire, a breakdown."""

    is_of_a_day = True
    dates_said_as = SaidAs.DAY
    envelope = ("process", "held_by")
    searched = (Searched(), Searched(record="process", named_by="place"))

    name = models.CharField(_("name"), max_length=300)
    folded = FoldedField()
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind)
    process = models.ForeignKey(
        PeaceProcess, models.PROTECT, verbose_name=_("process"), related_name="events_held"
    )
    held_by = models.ForeignKey(
        Actor,
        models.PROTECT,
        verbose_name=_("held by"),
        null=True,
        blank=True,
        related_name="events_held",
        help_text=_("The body or forum that held it."),
    )
    track = models.CharField(_("track"), max_length=8, choices=Track, default=Track.UNKNOWN)
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("place"), null=True, blank=True, related_name="events_here"
    )
    agenda = models.TextField(_("agenda"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)

    objects = ProcessQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            *Dated.Meta.constraints,
            Visibility(kind="evt", through=["process", "held_by", "place"]),
        ]
        indexes = [NameIndex()]

    def __str__(self):
        return self.name


@tracked
class Participation(Guarded):
    """Somebody who took part in an event, and as what."""

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="participations")
    actor = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("participant"), related_name="participations"
    )
    part = models.CharField(_("as"), max_length=12, choices=ParticipantPart, default=ParticipantPart.UNKNOWN)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [Visibility(kind="ptn", through=["event", "actor"])]

    def __str__(self):
        return f"{self.actor} – {self.event}"


@tracked
class Agreement(DatedRecord):
    """An agreement of a process, national or local, coded and linked. Its text is kept elsewhere.

    It starts on the day it was signed; its end is the day it was given up or replaced.
    """

    dates_said_as = SaidAs.AGREEING
    searched = (Searched(), Searched(record="process", named_by="place"))

    name = models.CharField(_("name"), max_length=300)
    folded = FoldedField()
    process = models.ForeignKey(
        PeaceProcess, models.PROTECT, verbose_name=_("process"), related_name="agreements"
    )
    stage = models.CharField(
        _("stage (PA-X)"), max_length=7, choices=AgreementStage, default=AgreementStage.UNKNOWN
    )
    is_local = models.BooleanField(_("local agreement"), null=True, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("place"), null=True, blank=True, related_name="agreements"
    )
    url = models.URLField(_("address of the text"), max_length=500, blank=True)

    objects = ProcessQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [*Dated.Meta.constraints, Visibility(kind="agr", through=["process", "place"])]
        indexes = [NameIndex()]

    def __str__(self):
        return self.name


@tracked
class Signatory(Guarded):
    """Somebody who signed an agreement, and as what."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="signatories"
    )
    actor = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("signatory"), related_name="agreements_signed"
    )
    part = models.CharField(_("as"), max_length=12, choices=SignatoryPart, default=SignatoryPart.PARTY)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [Visibility(kind="sig", through=["agreement", "actor"])]

    def __str__(self):
        return f"{self.actor} – {self.agreement}"
