"""What is wrong with records by themselves: a model's fields and its `clean`, asked by column and not by row.

A column is asked of each value that stands in it, once. Where all of them are taken as they are, nothing is wrong; the
rows of the others are asked one by one, as a form asks them, and say it in the words of the model.
"""

from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Field, IntegerField, Model
from django.db.models.expressions import DatabaseDefault

from peaceinfra.core.dates.many import bounds_of_records
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.many import by_model, portions_of
from peaceinfra.core.models.guarded import GuardedColumns

_RANGE = {MinValueValidator, MaxValueValidator}
#: Those whose rules are kept here; a model with another one of its own is asked row by row.
_KNOWN_FIELDS = (Model.clean_fields, GuardedColumns.clean_fields, Dated.clean_fields)


def own_faults(records: list[Model]) -> Iterator[tuple[Model, str, str]]:
    """(record, field or "" for the record as a whole, message), in the order of the records.

    References are for the caller to resolve.
    """
    for portion in portions_of(records):
        odd = set()
        for model, ones in by_model(portion).items():
            odd.update(_columns_of(model).odd(ones))
        for record in portion:
            if id(record) in odd:
                yield from _faults_of(record)
        if odd:
            # A value may have become another by being read.
            portion.keep()


def _faults_of(record):
    references = _columns_of(type(record)).references
    try:
        record.full_clean(exclude=references, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            yield record, "" if name == NON_FIELD_ERRORS else name, " ".join(messages)


class _Column(NamedTuple):
    """A field that holds a value: `is_range` where only a least and a greatest number are asked of it."""

    field: Field
    values_of: Callable
    is_range: bool


class Columns:
    """The columns of one model that are asked."""

    def __init__(self, model: type[Model]):
        fields = model._meta.concrete_fields
        self.model = model
        self.references = frozenset(field.name for field in fields if field.is_relation)
        #: A model that asks its fields something else than is known here.
        self.is_strange = any(
            "clean_fields" in vars(base) and base.clean_fields not in _KNOWN_FIELDS for base in model.__mro__
        )
        # Kinds and texts of dates make sense together only: `clean` reads them.
        together = {"start_kind", "start", "end_kind", "end"} if issubclass(model, Dated) else set()
        self.columns = [
            _Column(field, attrgetter(field.attname), _is_range(field))
            for field in fields
            if not field.is_relation and field.name not in together
        ]
        bases = [base for base in model.__mro__ if "clean" in vars(base)]
        self.cleans = bases[0] not in (Model, Dated)
        self.is_dated = bases[0] is Dated

    def odd(self, records) -> set[int]:
        """Identities of the records that are to be asked one by one."""
        if self.is_strange:
            return {id(record) for record in records}
        found = set()
        for column in self.columns:
            found |= self._odd_in(column, records)
        found |= _odd_dates(records) if self.is_dated else set()
        if self.cleans:
            found |= {id(record) for record in records if id(record) not in found and _is_refused(record)}
        return found

    def _odd_in(self, column, records):
        values = [*map(column.values_of, records)]
        kinds = {*map(type, values)}
        if column.is_range and kinds == {int}:
            asked = {(int, min(values)), (int, max(values))}
            if all(self._is_taken(column.field, value) for _kind, value in asked):
                return set()
        try:
            # What is equal to another value, as True is to 1, is still asked by itself.
            asked = {(type(value), value) for value in {*values}} if len(kinds) == 1 else None
            asked = asked or {*zip(map(type, values), values, strict=True)}
        except TypeError:
            return self._odd_lists(column, values, records)
        refused = {pair for pair in asked if not self._is_taken(column.field, pair[1])}
        if not refused:
            return refused
        return {
            id(record)
            for record, value in zip(records, values, strict=True)
            if (type(value), value) in refused
        }

    def _odd_lists(self, column, values, records):
        """As `_odd_in`, of values that can be changed, as lists can: alike are those that are written alike."""
        written = [repr(value) for value in values]
        asked = dict(zip(written, values, strict=True))
        refused = {text for text, value in asked.items() if not self._is_taken(column.field, value)}
        return {id(record) for record, text in zip(records, written, strict=True) if text in refused}

    def _is_taken(self, field, value):
        """Whether the model takes this value as it is: as its `clean_fields` would, without a record around it."""
        if not (field.blank and value in field.empty_values) and not isinstance(value, DatabaseDefault):
            try:
                read = field.clean(value, None)
            except ValidationError:
                return False
            # What becomes another value by being read is read in its record.
            if read != value or isinstance(read, bool) != isinstance(value, bool):
                return False
        try:
            self.model.check_value(field, value)
        except ValidationError:
            return False
        return True


@cache
def _columns_of(model) -> Columns:
    return Columns(model)


def _is_range(field):
    plain = isinstance(field, IntegerField) and not field.flatchoices and not field.blank
    return plain and {type(validator) for validator in field.validators} <= _RANGE


def _is_refused(record):
    try:
        record.clean()
    except ValidationError:
        return True
    return False


def _odd_dates(records):
    """What `Dated.clean` refuses; what it computes is given to the others."""
    odd = set()
    for record, bounds in zip(records, bounds_of_records(records), strict=True):
        if bounds is None:
            odd.add(id(record))
            continue
        record.start_min, record.start_max = bounds.start_min, bounds.start_max
        record.end_min, record.end_max = bounds.end_min, bounds.end_max
    return odd
