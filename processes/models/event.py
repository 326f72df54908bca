from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import INVENTED
from peaceinfra.core.dates.choices import SaidAs
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.ends import TwoEnds
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Guarded
from peaceinfra.core.searched import NameIndex, Searched
from peaceinfra.core.text import LONGEST_NAME, FoldedField
from peaceinfra.core.values import CountryCodeField, ValuesField
from peaceinfra.core.visibility import Visibility
from processes.choices import EventKind, EventMode, ParticipantPart, Track
from processes.models.actor import Actor
from processes.models.agreement import Agreement
from processes.models.bases import DatedRecord
from processes.models.conflict import Conflict
from processes.models.places import Place
from processes.models.process import PeaceProcess
from processes.querysets import ProcessQuerySet

#: How many took part, as a source counts them: “2”, or “2+” for two or more.
AT_LEAST = RegexValidator(r"^(0|[1-9][0-9]{0,3})\+?$", _("Write a number, or a number with + for “or more”."))


@tracked
class Event(DatedRecord):
    """Something that happened: a round of talks, a ceasefire, a breakdown; in a process, in several, or outside of any.

    `process` is the main one, by whose marking the event is guarded; others stand in `EventProcess`.
    """

    is_of_a_day = True
    dates_said_as = SaidAs.DAY
    envelope = ("process", "held_by")
    searched = (Searched(), Searched(record="process", named_by="place"))

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    folded = FoldedField()
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind)
    process = models.ForeignKey(
        PeaceProcess,
        models.PROTECT,
        verbose_name=_("process"),
        null=True,
        blank=True,
        related_name="events_held",
        help_text=_("Leave empty where it belongs to no process, or the process is not known."),
    )
    countries = ValuesField(
        CountryCodeField(max_length=2),
        verbose_name=_("countries"),
        default=list,
        blank=True,
        help_text=_(
            "What it is about, not where it was held. Leave empty where they are those of its process."
        ),
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
    mode = models.CharField(_("held"), max_length=9, choices=EventMode, default=EventMode.UNKNOWN)
    number_of_parties = models.CharField(
        _("parties that took part"),
        max_length=5,
        blank=True,
        validators=[AT_LEAST],
        help_text=_("As the source counts them, also those not named here: 2, or 2+ for two or more."),
    )
    number_of_third_parties = models.CharField(
        _("third parties that took part"), max_length=5, blank=True, validators=[AT_LEAST]
    )
    agenda = models.TextField(_("agenda"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    agreement_reached = models.BooleanField(_("an agreement was reached"), null=True, blank=True)
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        verbose_name=_("agreement that came of it"),
        null=True,
        blank=True,
        related_name="reached_at",
    )

    objects = ProcessQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(agreement=None) | ~Q(agreement_reached=False),
                name="processes_event_names_no_agreement_that_was_not_reached",
                violation_error_message=_("An agreement that came of it is named: one was reached."),
            ),
            Visibility(kind="evt", through=["process", "held_by", "place", "agreement"]),
        ]
        indexes = [NameIndex()]

    def __str__(self):
        return self.name

    @property
    def is_fictional(self):
        return INVENTED in self.countries


@tracked
class EventProcess(Guarded):
    """A further process of which an event is part; a reader who may not see the process is not shown this either."""

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="process_links")
    process = models.ForeignKey(
        PeaceProcess, models.PROTECT, verbose_name=_("process"), related_name="event_links"
    )

    class Meta:
        verbose_name = _("further process of an event")
        verbose_name_plural = _("further processes of events")
        constraints = [Visibility(kind="evp", through=["event", "process"])]

    def __str__(self):
        return f"{self.event} – {self.process}"


@tracked
class EventConflict(Guarded):
    """An event is about a conflict; both ways there may be several."""

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="conflict_links")
    conflict = models.ForeignKey(
        Conflict, models.PROTECT, verbose_name=_("conflict"), related_name="event_links"
    )

    class Meta:
        verbose_name = _("conflict of an event")
        verbose_name_plural = _("conflicts of events")
        constraints = [Visibility(kind="evc", through=["event", "conflict"])]

    def __str__(self):
        return f"{self.event} – {self.conflict}"


@tracked
class Participation(Guarded):
    """Somebody who took part in an event, as what, and for whom a person spoke."""

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="participations")
    actor = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("participant"), related_name="participations"
    )
    part = models.CharField(_("as"), max_length=12, choices=ParticipantPart, default=ParticipantPart.UNKNOWN)
    on_behalf_of = models.ForeignKey(
        Actor,
        models.PROTECT,
        verbose_name=_("for"),
        null=True,
        blank=True,
        related_name="spoken_for",
        help_text=_("For a person: the actor for whom they spoke."),
    )

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            TwoEnds("actor", "on_behalf_of", name="processes_participation_two_ends"),
            Visibility(kind="ptn", through=["event", "actor", "on_behalf_of"]),
        ]

    def __str__(self):
        return f"{self.actor} – {self.event}"
