"""What imports and sheets wrote: the batch, its rows, what a source said of each record, and does not say any more."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.history import tracked
from peaceinfra.core.identity import public_id, random_key
from peaceinfra.core.models import Account, Marked, Record
from peaceinfra.core.querysets import GuardedQuerySet, SeenWithQuerySet
from peaceinfra.core.visibility import InTheNameOf, SeenWith, Visibility
from peaceinfra.core.visibility.seen_with import ACTS_AS, THIS_TRANSACTION
from processes.choices import BatchAction, BatchKind, BatchState, Licence, MissingAnswer
from processes.models.evidence import Source

#: What the id of a batch begins with. It is work, no record: nothing in the register points at it.
PREFIX = "bat"
_MADE_HERE = (
    f"EXISTS (SELECT 1 FROM processes_batch b WHERE b.id = {{}} AND b.written_in = {THIS_TRANSACTION})"
)
_UNDONE_HERE = (
    f"EXISTS (SELECT 1 FROM processes_batch b WHERE b.id = {{}} AND b.undone_in = {THIS_TRANSACTION})"
)


class BatchQuerySet(GuardedQuerySet):
    def with_accounts(self):
        """Who imported and who undid it are read along, without the passwords that the web login cannot read."""
        accounts = ("account", "undone_by")
        return self.select_related(*accounts).defer(*(f"{name}__password" for name in accounts))


@tracked
class Batch(Marked):
    """What was written together, by an import or from a sheet: by whom and when, and what became of it.

    It is work and no record: no public page, export or feed tells it. Its marking says who is told where records come
    from; which of its rows a reader is told follows from those records.
    """

    counts = ("size", "processes.BatchRow", "batch")

    kind = models.CharField(_("written by"), max_length=6, choices=BatchKind, default=BatchKind.IMPORT)
    title = models.CharField(_("what was entered"), max_length=200)
    source = models.ForeignKey(
        Source, models.PROTECT, verbose_name=_("source"), related_name="+", null=True, blank=True
    )
    scheme = models.CharField(_("register it comes from"), max_length=40, blank=True)
    # Which of the source's tables, where they are imported apart: what one does not name is not missing from another.
    scope = models.CharField(_("part of it"), max_length=40, blank=True)
    edition = models.CharField(_("edition"), max_length=80, blank=True)
    licence = models.CharField(_("licence"), max_length=14, choices=Licence, default=Licence.NONE_KNOWN)
    # [{"name", "sha256"}]
    files = models.JSONField(_("files"), default=list)
    account = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("entered by"), related_name="+", null=True, editable=False
    )
    made_at = models.DateTimeField(_("entered on"), db_default=Now(), editable=False)
    reason = models.CharField(_("why"), max_length=300)
    state = models.CharField(_("state"), max_length=9, choices=BatchState, default=BatchState.WRITTEN)
    # The keys of the teams that it made: nobody retires a team, so an undoing leaves them out of exports.
    added_teams = ArrayField(models.BigIntegerField(), default=list, editable=False)
    # How many rows it has: who is shown fewer of them cannot undo it.
    size = models.PositiveIntegerField(default=0, editable=False)
    undone_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("undone by"), related_name="+", null=True, editable=False
    )
    undone_at = models.DateTimeField(_("undone on"), null=True, editable=False)
    undo_reason = models.CharField(_("why it was undone"), max_length=300, blank=True)
    # The transactions in which it was written and undone: its rows are written in these, and in no other.
    written_in = models.CharField(max_length=20, blank=True, editable=False)
    undone_in = models.CharField(max_length=20, blank=True, editable=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import or sheet")
        verbose_name_plural = _("imports and sheets")
        ordering = ["-made_at", "pk"]
        constraints = [
            Visibility(through=["source"]),
            InTheNameOf(makes="account_id", changes="undone_by_id"),
        ]

    def __str__(self):
        return " ".join(filter(None, (self.title, self.edition)))

    @property
    def public_id(self) -> str:
        return public_id(PREFIX, self.pk)


class BatchRow(models.Model):
    """That a batch wrote a record, or more about one (the form of a body), and from which version to which."""

    id = random_key()
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows")
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    # Such as “processes.actor”.
    model = models.CharField(max_length=60)
    action = models.CharField(max_length=8, choices=BatchAction)
    version_before = models.PositiveIntegerField(null=True)
    version_after = models.PositiveIntegerField()
    # The version that the undoing made: what is still so was not retired by a person.
    version_undone = models.PositiveIntegerField(null=True)

    objects = SeenWithQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        constraints = [
            models.UniqueConstraint(name="processes_batchrow_once", fields=["batch", "model", "record"]),
            SeenWith(
                through=["batch", "record"],
                added=_MADE_HERE.format("processes_batchrow.batch_id"),
                changed=_UNDONE_HERE.format("processes_batchrow.batch_id"),
            ),
        ]

    def __str__(self):
        return f"{self.batch_id}: {self.model} {self.record_id}"


class Upstream(models.Model):
    """What a source said of a record, each time that it said something else.

    By the last of them is seen whether the source or somebody here changed a value.
    """

    id = random_key()
    scheme = models.CharField(max_length=40)
    scope = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=60)
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    # {name of a field: the value, as a dataset writes it}
    cells = models.JSONField()
    edition = models.CharField(max_length=80, blank=True)
    # The key of the batch that said it; no reference, as it is known also to who may not see the batch.
    batch_key = models.BigIntegerField()
    said_at = models.DateTimeField(db_default=Now(), editable=False)
    # The batch was undone: as if it had not been said.
    undone = models.BooleanField(default=False, editable=False)
    # The marking of the record then: what was guarded is not told because the record no longer is.
    effective_level = models.SmallIntegerField(editable=False)
    effective_teams = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = SeenWithQuerySet.as_manager()

    class Meta:
        verbose_name = _("what a source said")
        constraints = [
            models.UniqueConstraint(
                name="processes_upstream_once", fields=["scheme", "scope", "model", "record", "batch_key"]
            ),
            SeenWith(
                through=["record"],
                as_marked=True,
                added=_MADE_HERE.format("processes_upstream.batch_key"),
                changed=_UNDONE_HERE.format("processes_upstream.batch_key"),
            ),
        ]

    def __str__(self):
        return f"{self.scheme}: {self.model} {self.record_id}"


class MissingUpstream(models.Model):
    """A record that a source named in an earlier edition and not in this one. A person decides what that means."""

    id = random_key()
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="missing")
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    model = models.CharField(max_length=60)
    # The edition that named it last.
    edition = models.CharField(max_length=80, blank=True)
    answer = models.CharField(max_length=7, choices=MissingAnswer, blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = SeenWithQuerySet.as_manager()

    class Meta:
        verbose_name = _("record missing upstream")
        verbose_name_plural = _("records missing upstream")
        constraints = [
            SeenWith(
                through=["batch", "record"],
                added=_MADE_HERE.format("processes_missingupstream.batch_id"),
                changed=f"{ACTS_AS.name}(processes_missingupstream.answered_by_id)",
            ),
        ]

    def __str__(self):
        return f"{self.batch_id}: {self.model} {self.record_id}"
