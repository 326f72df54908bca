"""A record in words that tell it from its namesakes."""

from django.utils.text import capfirst

from peaceinfra.core.countries import country_name
from peaceinfra.core.dates.choices import EndKind, StartKind
from peaceinfra.core.dates.models import Dated
from peaceinfra.core.dates.words import typed_text

# So many countries are named, of one that is active in many.
MOST_COUNTRIES = 3
# The references by which a reader knows which one is meant.
WHOLES = ("process", "parent", "place")


def full_label(record) -> str:
    """Where records of any kind are chosen from: its words, with what distinguishes it."""
    return _with(record, distinguishing_line(record))


def choice_label(record) -> str:
    """The same where records of one model are chosen from, whose name says nothing there."""
    model = capfirst(record._meta.verbose_name)
    return _with(record, distinguishing_line(record).removeprefix(str(model)).removeprefix(" · "))


def _with(record, line):
    return f"{record} ({line})" if line else str(record)


def distinguishing_line(record) -> str:
    """Kind, countries, what it belongs to, who published it, dates. Nothing is read: references count that were."""
    name = str(record)
    parts = [
        _kind(record),
        _countries(record),
        *_wholes(record),
        getattr(record, "publisher", ""),
        _dates(record),
    ]
    return " · ".join(str(part) for part in parts if part and str(part) not in name)


def _kind(record):
    has_kinds = hasattr(record, "name") and hasattr(record, "get_kind_display")
    return record.get_kind_display() if has_kinds else capfirst(record._meta.verbose_name)


def _countries(record):
    codes = getattr(record, "countries", None) or [*filter(None, [getattr(record, "country", "")])]
    names = [country_name(code) for code in codes[:MOST_COUNTRIES]]
    return ", ".join([*names, *(["…"] if len(codes) > MOST_COUNTRIES else [])])


def _wholes(record):
    return [record._state.fields_cache[name] for name in WHOLES if record._state.fields_cache.get(name)]


def _dates(record):
    if published := getattr(record, "published", ""):
        return typed_text(published)
    if not isinstance(record, Dated):
        return ""
    is_dated = (
        record.start_kind != StartKind.UNKNOWN or record.end_kind != EndKind.UNKNOWN or record.narrowing
    )
    return record.dates_text if is_dated else ""
