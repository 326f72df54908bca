"""Rows as they were read: columns by name, with the words and the rules of their model, and without its machinery.

Days and times are texts, as JSON and tables tell them.

A model's properties and its `__str__` ask for columns alone. A row has them from the model itself, so that what a
record is called and when it held is said in one place.
"""

from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from types import FunctionType
from typing import ClassVar

from django.db import models

from peaceinfra.api.addresses import reference
from peaceinfra.core.dates.models import Dated, DatedStatus
from peaceinfra.core.dates.statuslog import Entry
from peaceinfra.core.dates.validity import Bounds
from peaceinfra.core.identity import public_id
from peaceinfra.core.visibility import visibility_of

# What a model says of its records beside their columns.
_SAID = {"envelope", "is_of_a_day", "dates_said_as"}


class Rows(list):
    """The parts of a record, asked for as of a model."""

    def all(self):
        return self


class Row:
    """A record with the columns that were read, and the records that it names."""

    model: ClassVar[type[models.Model]]
    prefix: ClassVar[str] = ""

    @property
    def pk(self) -> int:
        return self.id

    def reference(self, root: str) -> dict:
        """How others name it; made once, however many do."""
        made = self.__dict__.get("referred_to")
        if made is None:
            made = self.__dict__["referred_to"] = reference(self, root)
        return made


class PublicRow(Row):
    """A row of a kind that has ids."""

    @property
    def public_id(self) -> str:
        return public_id(self.prefix, self.id)


class DatedRow(Row):
    """A row with dates: the four days are columns, computed when it was saved."""

    @property
    def bounds(self) -> Bounds:
        return bounds_between(self.start_min, self.start_max, self.end_min, self.end_max)


class LoggedRow(Row):
    """A row of a log of states."""

    @property
    def entry(self) -> Entry:
        earliest, latest = self.date_min, self.date_max
        return Entry(
            Decimal(self.position), self.status, earliest and day_in(earliest), latest and day_in(latest)
        )


day_in = lru_cache(maxsize=16384)(date.fromisoformat)


@lru_cache(maxsize=16384)
def bounds_between(*days: str | None) -> Bounds:
    return Bounds(*(day and day_in(day) for day in days))


@cache
def row_class(model: type[models.Model]) -> type[Row]:
    """The class of the rows of a model."""
    rule = visibility_of(model)
    own = [
        base
        for base, applies in (
            (PublicRow, rule and rule.kind),
            (DatedRow, issubclass(model, Dated)),
            (LoggedRow, issubclass(model, DatedStatus)),
        )
        if applies
    ]
    borrowed = _borrowed(model)
    for base in own:
        for name in vars(base).keys() & borrowed.keys():
            del borrowed[name]
    bases = tuple(own) or (Row,)
    return type(
        f"{model.__name__}Row", bases, borrowed | {"model": model, "prefix": rule.kind if rule else ""}
    )


def _borrowed(model) -> dict:
    """The properties and functions of a model, and the words of its codes."""
    found = {"__hash__": object.__hash__}
    for base in reversed(model.__mro__):
        if base in (object, models.Model):
            continue
        for name, value in vars(base).items():
            if name in _SAID or (isinstance(value, property | FunctionType) and not _is_machinery(name)):
                found[name] = value
    found |= {
        f"get_{field.name}_display": _words_of(field)
        for field in model._meta.concrete_fields
        if field.choices is not None
    }
    return found


def _is_machinery(name: str) -> bool:
    return (name.startswith("__") and name != "__str__") or name == "pk"


def _words_of(field):
    words = {code: str(label) for code, label in field.flatchoices}

    def display(row):
        code = getattr(row, field.attname)
        return words.get(code, code)

    return display
