from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.history import tracked
from peaceinfra.core.models import Account, Guarded, Record
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.visibility import Visibility


class MergeQuerySet(GuardedQuerySet):
    def with_accounts(self):
        """Who merged is read along, without the password that the web login cannot read."""
        return self.select_related("made_by").defer("made_by__password")


@tracked
class Merge(Guarded):
    """Two records turned out to be of one thing: one was kept, the other retired with a pointer to it.

    It is seen by who may see both. Who sees only one of them learns nothing of it. It is retired where it was
    undone. It is work, not a part of the register: it has no public id, and no list shows it.
    """

    # Of one thing: whoever is erased is so under both ids.
    takes_along = ("kept", "merged")

    kept = models.ForeignKey(Record, models.PROTECT, verbose_name=_("kept"), related_name="merges")
    merged = models.ForeignKey(Record, models.PROTECT, verbose_name=_("merged"), related_name="merged_by")
    reason = models.CharField(_("why"), max_length=300)
    made_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("merged by"), related_name="+", null=True, editable=False
    )
    made_at = models.DateTimeField(_("merged on"), db_default=Now(), editable=False)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [Visibility(through=["kept", "merged"])]

    def __str__(self):
        return f"{self.merged_id} → {self.kept_id}"


@tracked
class MergeItem(Guarded):
    """One column of one row that a merge changed, with what it held before and after: by it the merge is undone.

    `table` is the model of the row, `row` the record that it is, or of which it is a detail. That a row was
    retired, or that it came to be, is a change of `retired`.
    """

    nothing_without = ("before_record", "after_record")

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="items")
    table = models.CharField(max_length=60)
    row = models.ForeignKey(Record, models.PROTECT, related_name="+")
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    before_record = models.ForeignKey(Record, models.PROTECT, related_name="+", null=True, blank=True)
    after = models.TextField(blank=True)
    after_record = models.ForeignKey(Record, models.PROTECT, related_name="+", null=True, blank=True)
    # Of the row, after the merge: who worked on it since made another.
    row_version = models.PositiveIntegerField()

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a merge")
        verbose_name_plural = _("items of merges")
        constraints = [Visibility(through=["merge", "row", "before_record", "after_record"])]

    def __str__(self):
        return f"{self.table}.{self.field}"
