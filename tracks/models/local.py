from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import Level
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.history import tracked
from peaceinfra.core.languages import validate_language
from peaceinfra.core.models import Detail
from peaceinfra.core.values import ValuesField
from peaceinfra.core.visibility import Visibility
from processes.choices import ActorLevel
from processes.models import Actor, Community, DatedRecord, Event, PeaceProcess
from tracks.choices import InclusionModality, ReachQuality, Weight


@tracked
class Mediator(Detail):
    """What a grassroots mediator adds to an actor: a person, an organisation or a structure of the community.

    The actor's label is the public one; a real name is one of its names, marked apart. Languages and reach
    are marked apart too: together with a community they can tell who somebody is.
    """

    erasable_where = "true"

    actor = models.OneToOneField(
        Actor, models.PROTECT, primary_key=True, verbose_name=_("actor"), related_name="mediator"
    )
    languages = ValuesField(
        models.CharField(max_length=12, validators=[validate_language]),
        verbose_name=_("languages (ISO 639)"),
        default=list,
        blank=True,
    )
    approach = models.TextField(_("how they work"), blank=True)

    class Meta:
        verbose_name = _("local mediator")
        verbose_name_plural = _("local mediators")
        constraints = [Visibility(through=["actor"])]

    def __str__(self):
        return str(self.actor)


@tracked
class Reach(DatedRecord):
    """Whom an actor can speak to: a community, an armed actor, or a level of society; how well, how lately.

    “Ongoing, confirmed on” is the day it was last confirmed. That there is no reach is recorded too. Who reaches
    whom is a list of targets, even where each row of it was published: no row is marked below internal.
    """

    nothing_without = ("community", "armed_actor")

    envelope = ("actor", "community", "armed_actor", "process")

    actor = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("actor"), related_name="reach")
    community = models.ForeignKey(
        Community,
        models.PROTECT,
        verbose_name=_("community"),
        null=True,
        blank=True,
        related_name="reached_by",
    )
    armed_actor = models.ForeignKey(
        Actor,
        models.PROTECT,
        verbose_name=_("armed actor"),
        null=True,
        blank=True,
        related_name="reached_by",
    )
    society_level = models.CharField(_("level of society"), max_length=12, choices=ActorLevel, blank=True)
    process = models.ForeignKey(
        PeaceProcess, models.PROTECT, verbose_name=_("process"), null=True, blank=True, related_name="reach"
    )
    quality = models.CharField(
        _("quality"), max_length=12, choices=ReachQuality, default=ReachQuality.UNKNOWN
    )
    languages = ValuesField(
        models.CharField(max_length=12, validators=[validate_language]),
        verbose_name=_("languages (ISO 639)"),
        default=list,
        blank=True,
    )

    class Meta(DatedRecord.Meta):
        verbose_name = _("reach")
        verbose_name_plural = _("reach")
        constraints = [
            *Dated.Meta.constraints,
            Visibility(
                kind="rch", through=["actor", "community", "armed_actor", "process"], least=Level.INTERNAL
            ),
        ]

    def __str__(self):
        return f"{self.actor} → {self.community or self.armed_actor or self.get_society_level_display()}"

    def clean(self):
        super().clean()
        if sum(map(bool, (self.community_id, self.armed_actor_id, self.society_level))) != 1:
            raise ValidationError(
                {"community": _("Name one of the three: a community, an armed actor, or a level of society.")}
            )


@tracked
class Inclusion(DatedRecord):
    """Who takes part in what, in which way: chosen by whom, with what weight, and who is absent (S1)."""

    nothing_without = ("actor",)

    envelope = ("process", "actor", "forum")

    process = models.ForeignKey(
        PeaceProcess, models.PROTECT, verbose_name=_("process"), related_name="inclusion"
    )
    actor = models.ForeignKey(
        Actor,
        models.PROTECT,
        verbose_name=_("who"),
        null=True,
        blank=True,
        related_name="inclusion",
    )
    group = models.CharField(
        _("or which group"), max_length=200, blank=True, help_text=_("Where no single actor is meant.")
    )
    modality = models.CharField(_("by way of"), max_length=24, choices=InclusionModality)
    forum = models.ForeignKey(
        Actor,
        models.PROTECT,
        verbose_name=_("in the forum or body"),
        null=True,
        blank=True,
        related_name="inclusion_offered",
    )
    event = models.ForeignKey(
        Event, models.PROTECT, verbose_name=_("at the event"), null=True, blank=True, related_name="inclusion"
    )
    selected_by = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("chosen by"), null=True, blank=True, related_name="+"
    )
    weight = models.CharField(
        _("weight in decisions"), max_length=16, choices=Weight, default=Weight.NOT_RECORDED
    )
    absent = models.CharField(_("who is absent"), max_length=300, blank=True)

    class Meta(DatedRecord.Meta):
        verbose_name = _("inclusion")
        verbose_name_plural = _("inclusion")
        constraints = [
            *Dated.Meta.constraints,
            Visibility(kind="inc", through=["process", "actor", "forum", "event", "selected_by"]),
        ]

    def __str__(self):
        return f"{self.actor or self.group}: {self.get_modality_display()}"

    def clean(self):
        super().clean()
        if not self.actor_id and not self.group:
            raise ValidationError({"actor": _("Say who takes part: an actor, or a group in words.")})
