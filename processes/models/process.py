from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import INVENTED
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.ends import TwoEnds
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Guarded, Marked
from peaceinfra.core.numbering import Numbering, PlaceField
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.searched import NameIndex, Searched
from peaceinfra.core.text import LONGEST_NAME, FoldedField
from peaceinfra.core.values import CountryCodeField, ValuesField
from peaceinfra.core.visibility import Visibility
from processes.choices import Ending, Momentum, Phase, RoleBasis, RoleKind, Track
from processes.lifecycle import MOMENTA, PHASES
from processes.models.actor import Actor
from processes.models.bases import DatedRecord, LogRow
from processes.models.conflict import Conflict
from processes.querysets import ProcessQuerySet


@tracked
class PeaceProcess(Dated, Marked):
    """An effort to end one armed conflict, or one strand of it, by talks.

    Where the field separates strands (one for each armed group), each is a process with a parent.
    """

    searched = (Searched(countries="alone"),)

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    folded = FoldedField()
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("part of"), null=True, blank=True, related_name="strands"
    )
    countries = ValuesField(
        CountryCodeField(max_length=2), verbose_name=_("countries"), default=list, blank=True
    )
    boundary = models.TextField(
        _("boundary"), blank=True, help_text=_("What counts as this process, and what does not.")
    )

    ending = models.CharField(
        _("how it ended"),
        max_length=16,
        choices=Ending,
        default=Ending.UNKNOWN,
        help_text=_("Leave at “not known” while it goes on."),
    )

    objects = ProcessQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("peace process")
        verbose_name_plural = _("peace processes")
        constraints = [
            *Dated.Meta.constraints,
            TwoEnds("id", "parent", name="processes_peaceprocess_two_ends"),
            Visibility(kind="pro", through=["parent"]),
        ]
        indexes = [NameIndex()]

    def __str__(self):
        return self.name

    @property
    def is_fictional(self):
        return INVENTED in self.countries


@tracked
class ConflictLink(Guarded):
    """A process is about a conflict; both ways there may be several."""

    process = models.ForeignKey(
        PeaceProcess, models.PROTECT, verbose_name=_("process"), related_name="conflict_links"
    )
    conflict = models.ForeignKey(
        Conflict, models.PROTECT, verbose_name=_("conflict"), related_name="process_links"
    )

    class Meta:
        verbose_name = _("conflict of a process")
        verbose_name_plural = _("conflicts of processes")
        constraints = [Visibility(kind="cfp", through=["process", "conflict"])]

    def __str__(self):
        return f"{self.process} – {self.conflict}"


@tracked
class PhaseChange(LogRow):
    """A row of a process's first log: how far it had come."""

    transitions = PHASES
    numbering = Numbering("process", "position")

    process = models.ForeignKey(
        PeaceProcess, models.PROTECT, verbose_name=_("process"), related_name="phases"
    )
    status = models.CharField(_("phase"), max_length=16, choices=Phase)

    objects = GuardedQuerySet.as_manager()

    class Meta(LogRow.Meta):
        verbose_name = _("change of phase")
        verbose_name_plural = _("phases")
        ordering = ["process", "position", "pk"]
        constraints = [
            *LogRow.Meta.constraints,
            Visibility(kind="pha", through=["process", "decided_by"]),
        ]


@tracked
class MomentumChange(LogRow):
    """A row of a process's second log: whether it moved."""

    transitions = MOMENTA
    numbering = Numbering("process", "position")

    process = models.ForeignKey(
        PeaceProcess, models.PROTECT, verbose_name=_("process"), related_name="momenta"
    )
    status = models.CharField(_("momentum"), max_length=16, choices=Momentum)

    objects = GuardedQuerySet.as_manager()

    class Meta(LogRow.Meta):
        verbose_name = _("change of momentum")
        verbose_name_plural = _("momentum")
        ordering = ["process", "position", "pk"]
        constraints = [
            *LogRow.Meta.constraints,
            Visibility(kind="mom", through=["process", "decided_by"]),
        ]


@tracked
class Side(Marked):
    """A side of a process, such as the government: those who sit on it at the table. Their order is that of lists."""

    numbering = Numbering("process", "position")
    # Every process has a side named “Government”: a name is looked for among the sides of the same one.
    names_within = "process"

    process = models.ForeignKey(PeaceProcess, models.PROTECT, verbose_name=_("process"), related_name="sides")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    folded = FoldedField()
    position = PlaceField(_("order"), default=1)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("side of a process")
        verbose_name_plural = _("sides of processes")
        ordering = ["process", "position", "name", "pk"]
        constraints = [Visibility(kind="sid", through=["process"])]

    def __str__(self):
        return f"{self.name} ({self.process})"


@tracked
class Role(DatedRecord):
    """What an actor did in a process, dated: a party, a supporter of a side, or a third party such as a facilitator."""

    envelope = ("actor", "process")

    actor = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("actor"), related_name="roles")
    process = models.ForeignKey(PeaceProcess, models.PROTECT, verbose_name=_("process"), related_name="roles")
    kind = models.CharField(_("role"), max_length=24, choices=RoleKind)
    side = models.ForeignKey(
        Side,
        models.PROTECT,
        verbose_name=_("side"),
        null=True,
        blank=True,
        related_name="roles",
        help_text=_(
            "For a party: the side it stands on; for a supporter: the side it supports. The sides of a process are"
            " listed on its screen."
        ),
    )
    is_signatory = models.BooleanField(_("signatory"), default=False)
    basis = models.CharField(_("basis"), max_length=12, choices=RoleBasis, default=RoleBasis.UNKNOWN)
    recognised_by = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("recognised by"), null=True, blank=True, related_name="+"
    )
    appointed_by = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("appointed by"), null=True, blank=True, related_name="+"
    )
    track = models.CharField(_("track"), max_length=8, choices=Track, default=Track.UNKNOWN)

    class Meta(DatedRecord.Meta):
        verbose_name = _("role in a process")
        verbose_name_plural = _("roles in processes")
        constraints = [
            *Dated.Meta.constraints,
            Visibility(kind="rol", through=["actor", "process", "side", "recognised_by", "appointed_by"]),
        ]

    def __str__(self):
        return f"{self.actor}: {self.get_kind_display()}"
