from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import INVENTED
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.ends import TwoEnds
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Marked
from peaceinfra.core.searched import NameIndex, Searched
from peaceinfra.core.text import LONGEST_NAME, FoldedField
from peaceinfra.core.values import CountryCodeField
from peaceinfra.core.visibility import Visibility
from processes.querysets import NamedQuerySet, ProcessQuerySet


@tracked
class Place(Marked):
    """A place by name and by code, as precise as it may be shown: a region can stand for a village."""

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    folded = FoldedField()
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("lies in"), null=True, blank=True, related_name="places_in"
    )
    country = CountryCodeField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters of ISO 3166, for example LK.")
    )
    m49 = models.CharField(
        _("region (UN M49)"),
        max_length=3,
        blank=True,
        help_text=_("Three digits, for a region of the world."),
    )
    p_code = models.CharField(_("P-code"), max_length=20, blank=True)

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            TwoEnds("id", "parent", name="processes_place_two_ends"),
            Visibility(kind="plc", through=["parent"]),
        ]
        indexes = [NameIndex()]

    def __str__(self):
        return self.name

    @property
    def is_fictional(self):
        return self.country == INVENTED


@tracked
class Community(Dated, Marked):
    """People whom a mediator can or cannot reach: a village, a clan, camp residents, the women of a district."""

    searched = (Searched(), Searched(named_by="place"))

    name = models.CharField(
        _("label"), max_length=LONGEST_NAME, help_text=_("The name under which it is shown.")
    )
    folded = FoldedField()
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("place"), null=True, blank=True, related_name="communities"
    )
    description = models.TextField(_("description"), blank=True)

    objects = ProcessQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [*Dated.Meta.constraints, Visibility(kind="com", through=["place"])]
        indexes = [NameIndex()]

    def __str__(self):
        return self.name
