"""The orders in which a list can be asked for; and places in them, which tell nothing that the list does not tell."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from django.core.exceptions import FieldDoesNotExist
from django.core.signing import Signer
from django.db.models import Q

NAME, CHANGED = "folded", "updated_at"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SIGNER = Signer(salt="peaceinfra.api.ordering")


@dataclass(frozen=True)
class Order:
    """By a column, and by key among rows that are alike in it.

    A name is compared as it is searched: without case and accents, by code point. So the order is the same for every
    script and on every machine, and is that of no one language.
    """

    by: str = "pk"
    descending: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.by, "pk")))

    def sorted(self, rows, *, backwards: bool):
        sign = "-" if self.descending != backwards else ""
        return rows.order_by(*(f"{sign}{column}" for column in self.columns))

    def beyond(self, value, key: int, *, backwards: bool) -> Q:
        """What comes after a row, or before it. The first condition adds nothing: by it an index is read from there."""
        way = "lt" if self.descending != backwards else "gt"
        further = Q(**{f"pk__{way}": key})
        if self.by == "pk":
            return further
        return Q(**{f"{self.by}__{way}e": value}) & (Q(**{f"{self.by}__{way}": value}) | further)

    def mark(self, value) -> str:
        """Where a row stands, for an address: a time as it is told, of a name only whether it is still the same."""
        if self.by == CHANGED:
            return str((value - _EPOCH) // _MICROSECOND)
        return _SIGNER.signature(value)[:16] if self.by == NAME else ""

    def value_at(self, cursor, shown):
        """The value at which a place stood. `shown` gives all rows of the list.

        Raises LookupError where a name is another now, or is not shown any more: reading on from there would pass over
        records without a word.
        """
        if self.by == CHANGED:
            return _EPOCH + int(cursor.mark) * _MICROSECOND
        if self.by == NAME:
            name = shown().filter(pk=cursor.key).values_list(NAME, flat=True).first()
            if name is None or self.mark(name) != cursor.mark:
                raise LookupError(cursor.key)
            return name
        return None


BY_KEY = Order()


@cache
def orders_of(model) -> dict[str, Order]:
    """{as it is written in an address: the order} of a list of this model, beside that of keys."""
    columns = {"updated_at": CHANGED} | ({"name": NAME} if _has_name(model) else {})
    return {
        f"{sign}{name}": Order(column, descending=bool(sign))
        for name, column in columns.items()
        for sign in ("", "-")
    }


def _has_name(model) -> bool:
    try:
        return bool(model._meta.get_field(NAME))
    except FieldDoesNotExist:
        return False
