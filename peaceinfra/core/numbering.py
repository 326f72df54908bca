"""The number of a row among others, such as the second state of a log, as one viewer is told it.

Rows are stored with places, of which only the order means anything: between any two there is room for another
(`places`). A viewer is told no place but a number, counted among the rows that they are shown: a gap would tell
of a row between that is hidden.
"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _


class Numbering(NamedTuple):
    """Declared by a model as `numbering`: whose rows stand in an order (`within`), and which field keeps it."""

    within: str
    place: str


class PlaceField(models.Field):
    """The place of a row: a number of any length, so that there is room between any two. People type whole ones."""

    description = _("the order of the rows, from 1")

    def db_type(self, connection):
        return "numeric"

    def to_python(self, value):
        try:
            return None if value is None else Decimal(value)
        except InvalidOperation:
            raise ValidationError(_("This is not a number.")) from None

    def get_prep_value(self, value):
        return self.to_python(super().get_prep_value(value))

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": forms.IntegerField, "min_value": 1, **kwargs})


def numbering_of(model: type[Model]) -> Numbering | None:
    """The model's declaration, or that of the model whose versions it keeps; None where rows have no number."""
    return getattr(model, "numbering", None)


def is_place(field) -> bool:
    """Whether a field keeps the place of a row. Its value is for sorting and is told to nobody."""
    numbering = numbering_of(field.model)
    return bool(numbering) and field.name == numbering.place


def numbered(rows: QuerySet) -> QuerySet:
    """The rows with their `number`. They are all that a viewer is shown of an owner: of a few it would be wrong."""
    within, place = numbering_of(rows.model)
    return rows.annotate(shown_number=Window(RowNumber(), partition_by=[within], order_by=[place, "pk"]))


def numbers_shown(model: type[Model], owners: Iterable[int], viewer) -> dict[int, int]:
    """{key of a row: its number} for all rows of these owners that the viewer is shown (None: all); one query."""
    within, rows = numbering_of(model).within, model._default_manager
    rows = rows.live() if viewer is None else rows.shown_to(viewer)
    rows = rows.filter(**{f"{within}__in": set(owners)})
    return dict(numbered(rows.order_by()).values_list("pk", "shown_number"))
