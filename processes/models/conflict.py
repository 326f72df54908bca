from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import INVENTED
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Marked
from peaceinfra.core.searched import NameIndex, Searched
from peaceinfra.core.text import LONGEST_NAME, FoldedField
from peaceinfra.core.values import CountryCodeField, ValuesField
from peaceinfra.core.visibility import Visibility
from processes.choices import ConflictPart, ConflictSide, Incompatibility
from processes.models.actor import Actor
from processes.models.bases import DatedRecord
from processes.querysets import ProcessQuerySet


@tracked
class Conflict(Dated, Marked):
    """An armed conflict: who or what is fought over, and where (after UCDP). Violence is counted elsewhere."""

    searched = (Searched(countries="alone"),)

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    folded = FoldedField()
    incompatibility = models.CharField(
        _("incompatibility"), max_length=12, choices=Incompatibility, default=Incompatibility.UNKNOWN
    )
    territory = models.CharField(_("territory"), max_length=200, blank=True)
    countries = ValuesField(
        CountryCodeField(max_length=2), verbose_name=_("countries"), default=list, blank=True
    )

    objects = ProcessQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("conflict")
        verbose_name_plural = _("conflicts")
        constraints = [*Dated.Meta.constraints, Visibility(kind="cfl")]
        indexes = [NameIndex()]

    def __str__(self):
        return self.name

    @property
    def is_fictional(self):
        return INVENTED in self.countries


@tracked
class ConflictParty(DatedRecord):
    """An actor fights in a conflict, on a side, for a time (the side and the part are those of UCDP).

    Years in which it fought without a pause are one row, from the first to the last; each later episode is
    another. That it fought says nothing of a part in any peace process: that is a role.
    """

    envelope = ("actor", "conflict")

    actor = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("actor"), related_name="conflict_parts")
    conflict = models.ForeignKey(Conflict, models.PROTECT, verbose_name=_("conflict"), related_name="parties")
    side = models.CharField(_("side"), max_length=7, choices=ConflictSide, default=ConflictSide.UNKNOWN)
    part = models.CharField(_("part"), max_length=10, choices=ConflictPart, default=ConflictPart.UNKNOWN)

    class Meta(DatedRecord.Meta):
        verbose_name = _("party in a conflict")
        verbose_name_plural = _("parties in conflicts")
        constraints = [*Dated.Meta.constraints, Visibility(kind="cfa", through=["actor", "conflict"])]

    def __str__(self):
        return f"{self.actor} – {self.conflict}"
