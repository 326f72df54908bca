from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.identity import UnknownId, parse_public_id, public_id
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.visibility import Visibility


class RecordQuerySet(GuardedQuerySet):
    def of_id(self, text: str):
        """The record of a public id, retired or not; none where the text is no id."""
        try:
            kind, key = parse_public_id(text)
        except UnknownId:
            return self.none()
        return self.filter(pk=key, kind=kind)


class Record(models.Model):
    """One row for each addressable record: what claims, citations and external ids point to.

    Written by the database alone (`visibility.sql.keep_record`). It has the key of the record it stands
    for and its marking in force; when a record is erased the row stays, retired, with the marking it had.
    """

    id = models.BigIntegerField(primary_key=True, editable=False)
    kind = models.CharField(max_length=3, editable=False)
    retired = models.BooleanField(default=False, editable=False)
    effective_level = models.SmallIntegerField(editable=False)
    effective_teams = ArrayField(models.BigIntegerField(), editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record")
        constraints = [Visibility(name="core_record_visible", stored=True)]

    def __str__(self):
        return self.public_id

    @property
    def public_id(self) -> str:
        return public_id(self.kind, self.pk)
