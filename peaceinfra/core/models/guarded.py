"""The abstract bases of every guarded model."""

from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.choices import Level
from peaceinfra.core.identity import public_id, random_key
from peaceinfra.core.querysets import GuardedQuerySet
from peaceinfra.core.text import check_readable
from peaceinfra.core.visibility import visibility_of


def _is_typed_text(field) -> bool:
    """Whether a person types words in it."""
    return isinstance(field, (models.CharField, models.TextField)) and field.editable and not field.choices


@cache
def _texts_first(model) -> list[models.Field]:
    return sorted(model._meta.concrete_fields, key=lambda field: not _is_typed_text(field))


class GuardedColumns(models.Model):
    """The columns the database keeps: version, and the marking in force. Nobody types them."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("last changed"), db_default=Now(), editable=False)
    retired = models.BooleanField(_("retired"), default=False, editable=False)
    effective_level = models.SmallIntegerField(default=Level.STRICT, editable=False)
    effective_teams = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        return public_id(visibility_of(type(self)).kind, self.pk)

    @property
    def is_erasable(self) -> bool:
        """Whether its screen offers that; `erasable_where` is what the database asks of a row."""
        return hasattr(self, "erasable_where")

    @classmethod
    def check_value(cls, field: models.Field, value) -> None:
        """What is asked of a value besides what its field asks: a text can be seen, and is read as it is stored."""
        if _is_typed_text(field):
            check_readable(value or "")

    def clean_fields(self, exclude=None):
        """All that is wrong is said at once, of each field one thing."""
        found = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            found = error.error_dict
        passed_over = {*found, *(exclude or ())}
        for field in _texts_first(type(self)):
            if field.name in passed_over:
                continue
            try:
                self.check_value(field, getattr(self, field.attname))
            except ValidationError as error:
                found[field.name] = [error]
        if found:
            raise ValidationError(found)


class Guarded(GuardedColumns):
    """A part of a record: visible with what it belongs to."""

    id = random_key()

    class Meta:
        abstract = True


class Marking(models.Model):
    """A marking of one's own: a level and at most one team that needs to know."""

    level = models.PositiveSmallIntegerField(
        _("marking"),
        choices=Level,
        default=Level.RESTRICTED,
        help_text=_("Who may see this record. When in doubt, leave it restricted."),
    )
    team = models.ForeignKey(
        "core.Team",
        models.PROTECT,
        verbose_name=_("team"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Only members of this team see the record, at or above its marking."),
    )

    class Meta:
        abstract = True


class Marked(Marking, Guarded):
    """A record with a marking of its own; as a relation it takes on the markings of its ends too."""

    class Meta:
        abstract = True

    @classmethod
    def check_value(cls, field: models.Field, value) -> None:
        super().check_value(field, value)
        least = visibility_of(cls).least
        if field.name == "level" and value < least:
            message = _("Records of this kind (%(kind)s) are marked “%(level)s” or higher.")
            said = {"kind": cls._meta.verbose_name, "level": Level(least).label}
            raise ValidationError(message % said)


class Detail(GuardedColumns):
    """More about a record: shares the record's key and its marking. Children name the `OneToOneField`."""

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        record = self._meta.pk
        return public_id(visibility_of(record.related_model).kind, self.pk)
