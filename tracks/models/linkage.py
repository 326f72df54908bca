from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.models import Dated, DerivedDateField, EDTFField
from peaceinfra.core.dates.sightings import latest_of, typed_sightings
from peaceinfra.core.ends import TwoEnds
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Guarded
from peaceinfra.core.numbering import Numbering, PlaceField
from peaceinfra.core.values import ValuesField
from peaceinfra.core.visibility import Visibility
from processes.choices import Track
from processes.models import Actor, DatedRecord, PeaceProcess
from tracks.choices import Direction, Formality, Frequency, Gave, IntermediaryPart, Modality
from tracks.querysets import SEEN_LONGEST_AGO, LinkageQuerySet

YEAR = 365


@tracked
class Linkage(DatedRecord):
    """A working connection between two actors, possibly by way of others, within a process.

    Whether it is vertical, horizontal or diagonal is derived from the levels and sides of its ends. Its
    marking in force is the highest of its own, its ends', its intermediaries' and its process's.
    """

    envelope = ("source", "target", "process")

    source = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("from"), related_name="linkages_out")
    target = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("to"), related_name="linkages_in")
    process = models.ForeignKey(
        PeaceProcess,
        models.PROTECT,
        verbose_name=_("process"),
        null=True,
        blank=True,
        related_name="linkages",
    )
    modality = models.CharField(_("form"), max_length=24, choices=Modality, default=Modality.UNKNOWN)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction, default=Direction.UNKNOWN)
    formality = models.CharField(_("formality"), max_length=8, choices=Formality, default=Formality.UNKNOWN)
    frequency = models.CharField(_("frequency"), max_length=12, choices=Frequency, default=Frequency.UNKNOWN)
    track = models.CharField(_("track"), max_length=8, choices=Track, default=Track.UNKNOWN)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    gave = ValuesField(
        models.CharField(max_length=12, choices=Gave),
        verbose_name=_("what it gave"),
        default=list,
        blank=True,
    )
    last_evidence = EDTFField(_("last evidence"), blank=True)
    seen_on = DerivedDateField(_("last seen on"), source="last_seen", db_index=True)
    review_days = models.PositiveIntegerField(
        _("review interval in days"),
        default=YEAR,
        help_text=_("How long a confirmation may be relied on."),
    )

    objects = LinkageQuerySet.as_manager()

    class Meta(DatedRecord.Meta):
        verbose_name = _("linkage")
        verbose_name_plural = _("linkages")
        indexes = [models.Index(SEEN_LONGEST_AGO, "id", name="tracks_linkage_seen_longest")]
        constraints = [
            *Dated.Meta.constraints,
            TwoEnds("source", "target", name="tracks_linkage_two_ends"),
            Visibility(
                kind="lnk",
                through=["source", "target", "process"],
                lends=[("tracks.Intermediary", "linkage", "actor")],
            ),
        ]

    def __str__(self):
        return f"{self.source} – {self.target}"

    @property
    def last_seen(self):
        """The newest day on which it is known to have been there, by what is typed now; None if undated."""
        return latest_of(typed_sightings(self.last_evidence, self.start, self.end_kind, self.end))


@tracked
class Intermediary(Guarded):
    """Someone a linkage goes through, in order: proxy, broker, convenor, translator …

    Lends its actor's marking to the linkage, also when retired: taking a name off never widens.
    """

    numbering = Numbering("linkage", "position")

    linkage = models.ForeignKey(
        Linkage, models.PROTECT, verbose_name=_("linkage"), related_name="intermediaries"
    )
    actor = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("intermediary"), related_name="linkages_carried"
    )
    position = PlaceField(_("position"), default=1)
    part = models.CharField(_("part"), max_length=20, choices=IntermediaryPart)
    is_sole_carrier = models.BooleanField(
        _("sole carrier"),
        null=True,
        blank=True,
        help_text=_("Whether the linkage ends without this one."),
    )

    class Meta:
        verbose_name = _("intermediary")
        verbose_name_plural = _("intermediaries")
        ordering = ["linkage", "position", "pk"]
        constraints = [Visibility(kind="via", through=["linkage", "actor"])]

    def __str__(self):
        return str(self.actor)
