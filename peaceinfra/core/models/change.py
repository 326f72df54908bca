from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _


class TransactionId(models.Field):
    """The full id of a transaction of the database: later ones are greater."""

    description = _("id of a transaction")

    def db_type(self, connection):
        return "xid8"


class Change(models.Model):
    """In one transaction, one record came to be told otherwise, by one cause. Written and read by functions alone.

    `key` is the record that is told, of the kind `kind`. `via` is what it was told by: its own key where its own
    row, or what it names, was written; else the key of the row that hangs on it, such as a claim. `before` and
    `after` are the marking in force of `via` at either end of the transaction; the level 5, above every
    clearance, is that of what is not there. Where it is not `is_content`, nothing but that marking changed.

    One row has no kind: it is the beginning of the log, and is made anew with it.
    """

    id = models.UUIDField(primary_key=True)
    xid = TransactionId()
    at = models.DateTimeField()
    kind = models.CharField(max_length=3)
    key = models.BigIntegerField()
    via = models.BigIntegerField()
    before_level = models.SmallIntegerField()
    before_teams = ArrayField(models.BigIntegerField())
    after_level = models.SmallIntegerField()
    after_teams = ArrayField(models.BigIntegerField())
    is_content = models.BooleanField()
    # Below it nobody is served the row: each reader's rows are found by it, without those that are hidden.
    level = models.GeneratedField(
        expression=Least("before_level", "after_level"),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints = [models.UniqueConstraint(fields=["xid", "key", "via"], name="core_change_once")]
        indexes = [models.Index("level", "xid", "key", "via", name="core_change_served")]

    def __str__(self):
        return str(self.pk)
