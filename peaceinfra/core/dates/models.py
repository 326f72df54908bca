"""What every dated record holds: the typed dates, and the columns computed from them when it is saved."""

from operator import attrgetter

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.choices import EndKind, SaidAs, StartKind
from peaceinfra.core.dates.edtf import MAX_LENGTH, parse
from peaceinfra.core.dates.envelope import RowsOf, bounding_records
from peaceinfra.core.dates.statuslog import Entry
from peaceinfra.core.dates.validity import Bounds, bounds_of, contradictions
from peaceinfra.core.dates.words import change_text, validity_text
from peaceinfra.core.numbering import PlaceField

EXAMPLES = _(
    "For example 2004, 2004-02 or 2002-02-22; 2004~ for about 2004, 2004? if uncertain; "
    "[2009-09-15..2009-12-31] for a day between two days, [..2009] for “by then”, "
    "[2009..] for “then or later”."
)


class EDTFField(models.CharField):
    """A date as typed, in EDTF; stored the standard way. Empty means that no date was given."""

    def __init__(self, *args, **kwargs):
        kwargs = {"max_length": MAX_LENGTH, "blank": True, "default": "", "help_text": EXAMPLES} | kwargs
        super().__init__(*args, **kwargs)

    def clean(self, value, model_instance):
        return self.standard(super().clean(value, model_instance))

    @staticmethod
    def standard(text: str) -> str:
        """The text as it is stored. Raises DateError."""
        return parse(text).text if text else ""

    def pre_save(self, model_instance, add):
        text = self.standard(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, text)
        return text


class DerivedDateField(models.DateField):
    """A column computed from the other fields whenever its row is written, by save() as by bulk_create().

    `source` is the name of the instance's attribute that holds the value, in dots. With
    `save(update_fields=…)` name the derived columns too; `update()` does not compute.
    """

    def __init__(self, *args, source: str = "", **kwargs):
        self.source = source
        super().__init__(*args, **({"null": True, "blank": True, "editable": False} | kwargs))

    def pre_save(self, model_instance, add):
        if not self.source:  # in a migration, where models have fields only
            return super().pre_save(model_instance, add)
        value = attrgetter(self.source)(model_instance)
        setattr(model_instance, self.attname, value)
        return value


def narrowing_field() -> ArrayField:
    """Four days or None, in the order of `validity.Narrowing`: what other dated records say of this one."""
    return ArrayField(
        models.DateField(null=True, blank=True),
        size=4,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("narrowing"),
    )


class Dated(models.Model):
    """Something that held from a start to an end, each known as well as its source knows it.

    `envelope` declares within whose lives it is answered (see `core.dates.envelope`); `is_of_a_day` that it
    happened, so that it is over on the day it began where no end is recorded.
    """

    envelope: tuple[str | RowsOf, ...] = ()
    is_of_a_day = False
    dates_said_as = SaidAs.LIFE

    start_kind = models.CharField(_("start is"), max_length=12, choices=StartKind, default=StartKind.UNKNOWN)
    start = EDTFField(_("start"))
    end_kind = models.CharField(_("end is"), max_length=12, choices=EndKind, default=EndKind.UNKNOWN)
    end = EDTFField(_("end"))
    narrowing = narrowing_field()
    start_min = DerivedDateField(_("earliest start"), source="bounds.start_min", db_index=True)
    start_max = DerivedDateField(_("latest start"), source="bounds.start_max", db_index=True)
    end_min = DerivedDateField(_("earliest end"), source="bounds.end_min", db_index=True)
    end_max = DerivedDateField(_("latest end"), source="bounds.end_max", db_index=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(start_min__lte=F("start_max")),
                name="%(app_label)s_%(class)s_start_ordered",
            ),
            models.CheckConstraint(
                condition=Q(end_min__lte=F("end_max")),
                name="%(app_label)s_%(class)s_end_ordered",
            ),
            models.CheckConstraint(
                condition=Q(start_min__lte=F("end_max")),
                name="%(app_label)s_%(class)s_not_reversed",
                violation_error_message=_("The end is certainly before the start."),
            ),
        ]

    @property
    def bounds(self) -> Bounds:
        """The four dates of what is typed now. Raises ValidationError, named by field."""
        bounds = bounds_of(self.start_kind, self.start, self.end_kind, self.end, self.narrowing)
        return bounds.of_a_day(self.start_kind, self.end_kind) if self.is_of_a_day else bounds

    @property
    def contradictions(self) -> list[str]:
        """Names of the narrowing days that contradict what was typed: they are left out."""
        return contradictions(self.start_kind, self.start, self.end_kind, self.end, self.narrowing)

    @property
    def dates_text(self) -> str:
        """When it held, in words: its own dates, not those of its ends. As typed, where a form refused them."""
        typed = self.start_kind, self.start, self.end_kind, self.end
        try:
            return validity_text(*typed, self.narrowing, self.dates_said_as)
        except ValidationError:
            return " – ".join(filter(None, [self.start, self.end]))

    def ends_exceeded(self) -> list[models.Model]:
        """The records in `envelope` whose lives it certainly goes beyond; not those that were retired."""
        return [end for end in bounding_records(self) if self.bounds.goes_beyond(end.bounds)]

    def clean_fields(self, exclude=None):
        # Kinds and texts make sense together only: `clean` reads the four and names the field at fault.
        super().clean_fields({*(exclude or ()), "start_kind", "start", "end_kind", "end"})

    def clean(self):
        super().clean()
        bounds = self.bounds
        self.start_min, self.start_max = bounds.start_min, bounds.start_max
        self.end_min, self.end_max = bounds.end_min, bounds.end_max


class DatedStatus(models.Model):
    """A row of a status log: from its date on, the state it names. The subclass has the field `status`."""

    position = PlaceField(_("position"), help_text=_("The order of the rows, from 1."))
    date = EDTFField(_("date"), help_text=_("Empty if the day is not known: the order of rows still holds."))
    narrowing = narrowing_field()
    date_min = DerivedDateField(_("earliest day"), source="bounds.start_min", db_index=True)
    date_max = DerivedDateField(_("latest day"), source="bounds.start_max", db_index=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(date_min__lte=F("date_max")),
                name="%(app_label)s_%(class)s_date_ordered",
            ),
        ]

    @property
    def bounds(self) -> Bounds:
        """The earliest and latest day of the change, as the start of a validity without an end."""
        return bounds_of(self._start_kind, self.date, EndKind.UNKNOWN, "", self.narrowing)

    @property
    def contradictions(self) -> list[str]:
        """Names of the narrowing days that contradict the typed date: they are left out."""
        return contradictions(self._start_kind, self.date, EndKind.UNKNOWN, "", self.narrowing)

    @property
    def date_text(self) -> str:
        """The day of the change in words; as typed, where a form refused it."""
        try:
            return change_text(self.date, self.narrowing)
        except ValidationError:
            return self.date

    @property
    def entry(self) -> Entry:
        """The row as the status log reads it."""
        bounds = self.bounds
        return Entry(self.position, self.status, bounds.start_min, bounds.start_max)

    @property
    def _start_kind(self) -> StartKind:
        return StartKind.ACTUAL if self.date else StartKind.UNKNOWN
