from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.models import Dated, DatedStatus
from peaceinfra.core.models import Guarded, Marked
from processes.querysets import DatedGuardedQuerySet


class DatedRecord(Dated, Marked):
    """A record with a marking of its own that held for a time: most of the register."""

    objects = DatedGuardedQuerySet.as_manager()

    class Meta(Dated.Meta):
        abstract = True


class LogRow(DatedStatus, Guarded):
    """One dated change of state, with its reason and who decided it. Its end is the next row's date."""

    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        "processes.Actor",
        models.PROTECT,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta(DatedStatus.Meta):
        abstract = True

    def __str__(self):
        return self.get_status_display()
