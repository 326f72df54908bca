from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import INVENTED
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Marked
from peaceinfra.core.searched import NameIndex, Searched
from peaceinfra.core.text import FoldedField
from peaceinfra.core.values import ValuesField
from peaceinfra.core.visibility import Visibility
from processes.choices import Incompatibility
from processes.querysets import ProcessQuerySet


@tracked
class Conflict(Dated, Marked):
    """An armed conflict: who or what is fought over, and where (after UCDP). Violence is counted elsewhere."""

    searched = (Searched(countries="alone"),)

    name = models.CharField(_("name"), max_length=300)
    folded = FoldedField()
    incompatibility = models.CharField(
        _("incompatibility"), max_length=12, choices=Incompatibility, default=Incompatibility.UNKNOWN
    )
    territory = models.CharField(_("territory"), max_length=200, blank=True)
    countries = ValuesField(
        models.CharField(max_length=2), verbose_name=_("countries"), default=list, blank=True
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
