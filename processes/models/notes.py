from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import Level
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.history import tracked
from peaceinfra.core.models import Marked, Record
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.visibility import Visibility
from processes.choices import CoverageExtent, CoverageTopic, NoteKind
from processes.models.actor import Actor
from processes.models.bases import DatedRecord
from processes.models.process import PeaceProcess


@tracked
class Note(Marked):
    """What analysts write beside a record: a remark, an internal note, who keeps contact, what is to be reviewed.

    A note is a record of its own, so that it can be guarded better than what it stands beside.
    """

    erasable_where = "true"

    subject = models.ForeignKey(Record, models.PROTECT, verbose_name=_("record"), related_name="notes")
    kind = models.CharField(_("kind"), max_length=12, choices=NoteKind, default=NoteKind.INTERNAL)
    text = models.TextField(_("text"))
    review_due = models.DateField(
        _("review due"), null=True, blank=True, help_text=_("By when the record is to be looked at again.")
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [Visibility(kind="not", through=["subject"])]

    def __str__(self):
        return self.text[:80]

    def clean(self):
        super().clean()
        if self.kind != NoteKind.REMARK and self.level < Level.INTERNAL:
            message = _("Only a remark may be public: mark this note internal or higher.")
            raise ValidationError({"level": message})
        if self.kind == NoteKind.REVIEW and self.review_due is None:
            raise ValidationError({"review_due": _("Say by which day the record is to be reviewed.")})


@tracked
class CoverageNote(DatedRecord):
    """How far somebody searched, for a process, a topic and a period: “not researched” is not “none”."""

    process = models.ForeignKey(
        PeaceProcess, models.PROTECT, verbose_name=_("process"), related_name="coverage_notes"
    )
    topic = models.CharField(_("topic"), max_length=12, choices=CoverageTopic)
    extent = models.CharField(_("searched"), max_length=4, choices=CoverageExtent)
    searched_by = models.ForeignKey(
        Actor, models.PROTECT, verbose_name=_("searched by"), null=True, blank=True, related_name="+"
    )
    searched_on = models.DateField(_("searched on"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    class Meta(DatedRecord.Meta):
        verbose_name = _("coverage note")
        verbose_name_plural = _("coverage notes")
        constraints = [*Dated.Meta.constraints, Visibility(kind="cov", through=["process", "searched_by"])]

    def __str__(self):
        return f"{self.get_topic_display()}: {self.get_extent_display()}"
