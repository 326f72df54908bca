"""Of which columns an attribute of a record is made: found by asking a stand-in for it, which notes what is read."""

from contextlib import suppress
from functools import cache, partial

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model


class _StandIn:
    """In place of a record. It has a value in each column, or in none, and notes which are read."""

    def __init__(self, model: type[Model], value: str, read: set[str], prefix: str = ""):
        self.__dict__.update(_model=model, _value=value, _read=read, _prefix=prefix)

    def __getattr__(self, name):
        if name.startswith("get_") and name.endswith("_display"):
            return partial(self._column, name[4:-8])
        try:
            return self._column(name)
        except FieldDoesNotExist:
            attribute = getattr(self._model, name)
            return attribute.fget(self) if isinstance(attribute, property) else partial(attribute, self)

    def __str__(self):
        return str(self._model.__str__(self))

    def __bool__(self):
        return bool(self._value)

    def _column(self, name):
        field = self._model._meta.get_field(name)
        if name != field.name or not field.is_relation:
            self._read.add(self._prefix + field.name)
            return self._value
        # A record that is named counts with its label, whether or not it is said in this case.
        prefix, target = f"{self._prefix}{name}__", field.related_model
        self._read |= {prefix + path for path in columns_read(target, "__str__")}
        return _StandIn(target, self._value, self._read, prefix)


@cache
def columns_read(model: type[Model], attribute: str) -> frozenset[str]:
    """The columns that are read for an attribute, a property or `__str__`: own ones, or such as `actor__name`."""
    found = set()
    for value in ("x", ""):
        stand_in = _StandIn(model, value, found)
        # The values of a stand-in cannot be reckoned with. What was read until then was noted.
        with suppress(TypeError, ValueError, AttributeError):
            str(stand_in) if attribute == "__str__" else getattr(stand_in, attribute)
    return frozenset(found)
