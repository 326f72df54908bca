"""The dates of many records at once: what is typed alike is read once."""

from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db.models import Field, Model

from peaceinfra.core.dates.models import Dated, DerivedDateField, EDTFField
from peaceinfra.core.dates.validity import Bounds

_OF_A_LIFE = attrgetter("narrowing", "start_kind", "start", "end_kind", "end")
_OF_A_CHANGE = attrgetter("narrowing", "date")
_SOURCE = "bounds."


def bounds_of_records(records: list[Model]) -> list[Bounds | None]:
    """The bounds of dated records of one model, in their order; None where what is typed is refused."""
    known, found = {}, []
    typed_of = _OF_A_LIFE if records and isinstance(records[0], Dated) else _OF_A_CHANGE
    for record in records:
        narrowing, *typed = typed_of(record)
        key = (narrowing and tuple(narrowing), *typed)
        if key not in known:
            try:
                known[key] = record.bounds
            except ValidationError:
                known[key] = None
        found.append(known[key])
    return found


def stored_dates(fields: list[Field], records: list[Model]) -> dict[Field, list]:
    """{field: what is stored of it} of those of these fields that hold typed dates, or days computed from them.

    The records get what is computed, as `pre_save` gives it to one.
    """
    found, bounds = {}, None
    for field in fields:
        if isinstance(field, DerivedDateField) and field.source.startswith(_SOURCE):
            bounds = bounds_of_records(records) if bounds is None else bounds
            day_of = attrgetter(field.source.removeprefix(_SOURCE))
            found[field] = [
                day_of(each or record.bounds) for each, record in zip(bounds, records, strict=True)
            ]
        elif isinstance(field, EDTFField):
            texts = [*map(attrgetter(field.attname), records)]
            standard = {text: field.standard(text) for text in {*texts}}
            found[field] = [standard[text] for text in texts]
        else:
            continue
        for record, value in zip(records, found[field], strict=True):
            record.__dict__[field.attname] = value
    return found
