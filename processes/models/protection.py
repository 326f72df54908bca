"""What protects a person who is recorded: what they agreed to, how they are reached safely, what threatens them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import Level
from peaceinfra.core.dates.edtf import DateError, parse
from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Marked
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.visibility import Visibility
from processes.choices import ConsentManner, ConsentScope, ContactMeans
from processes.models.actor import Actor


@tracked
class Consent(Marked):
    """What a person agreed to: one scope, asked for and given by itself, so that each can be withdrawn alone.

    It is free, informed and for a purpose, may be spoken, and can be withdrawn at any time (ICRC, Handbook on Data
    Protection in Humanitarian Action, chapter 3). Whether it is valid for a purpose on a day: `processes.consents`.
    """

    erasable_where = "true"

    actor = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("who agreed"), related_name="consents")
    scope = models.CharField(
        _("scope"),
        max_length=12,
        choices=ConsentScope,
        help_text=_(
            "The widest that was agreed to. To be contacted is asked for by itself: a row of its own."
        ),
    )
    manner = models.CharField(_("how it was given"), max_length=16, choices=ConsentManner)
    taken_by = models.CharField(
        _("taken by"), max_length=200, help_text=_("Who asked, and of which organisation.")
    )
    given = EDTFField(_("given on"), blank=False)
    expires_on = models.DateField(
        _("good until"), null=True, blank=True, help_text=_("The last day. Empty: until it is withdrawn.")
    )
    condition = models.CharField(
        _("on what condition"),
        max_length=500,
        blank=True,
        help_text=_("For example: under the label only; not the village; not while the talks last."),
    )
    withdrawn_on = models.DateField(
        _("withdrawn on"),
        null=True,
        blank=True,
        help_text=_(
            "The person becomes restricted at once, except where only the consent to be contacted is withdrawn."
        ),
    )
    withdrawn_why = models.CharField(_("withdrawn: why, and how we know"), max_length=500, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [Visibility(kind="csn", through=["actor"], least=Level.RESTRICTED)]

    def __str__(self):
        return f"{self.actor}: {self.get_scope_display()}"

    def clean(self):
        super().clean()
        if self.withdrawn_why and not self.withdrawn_on:
            raise ValidationError({"withdrawn_on": _("Say on which day it was withdrawn.")})
        given = _first_day(self.given)
        for name in ("expires_on", "withdrawn_on"):
            day = getattr(self, name)
            if day and given and day < given:
                raise ValidationError({name: _("That is before it was given.")})


@tracked
class SafeContact(Marked):
    """How a person is reached without putting them in danger, and what is never to be done."""

    erasable_where = "true"

    actor = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("who"), related_name="safe_contacts")
    means = models.CharField(_("by what means"), max_length=16, choices=ContactMeans)
    instructions = models.TextField(
        _("how"), help_text=_("Number, address or place; a word to begin with; in which language.")
    )
    hours = models.CharField(_("when"), max_length=200, blank=True)
    never = models.TextField(
        _("never"),
        blank=True,
        help_text=_("For example: never from an office number, never through the police."),
    )
    emergency = models.CharField(
        _("in an emergency"), max_length=500, blank=True, help_text=_("Whom to reach, and how.")
    )
    checked_on = models.DateField(_("found to work on"), null=True, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("safe contact")
        verbose_name_plural = _("safe contacts")
        constraints = [Visibility(kind="saf", through=["actor"], least=Level.RESTRICTED)]

    def __str__(self):
        return f"{self.actor}: {self.get_means_display()}"


@tracked
class ThreatNote(Marked):
    """What threatens a person, from whom, as somebody assessed it on a day."""

    erasable_where = "true"

    actor = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("who"), related_name="threat_notes")
    threat = models.TextField(_("what threatens them"))
    threatened_by = models.CharField(_("from whom"), max_length=300, blank=True)
    assessed_on = models.DateField(_("assessed on"))
    assessed_by = models.CharField(_("assessed by"), max_length=200)
    review_by = models.DateField(
        _("to be assessed again by"), null=True, blank=True, help_text=_("Then it stands on the desk.")
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("threat note")
        verbose_name_plural = _("threat notes")
        constraints = [Visibility(kind="thr", through=["actor"], least=Level.RESTRICTED)]

    def __str__(self):
        return f"{self.actor}: {self.threat[:80]}"


def _first_day(typed: str):
    try:
        return parse(typed).earliest if typed else None
    except DateError:  # a fault of its own
        return None
