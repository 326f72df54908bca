"""Which days may lie in the future: nothing that was seen, confirmed or published, and no plan beyond twenty years."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from django.utils.translation import gettext as _

from peaceinfra.core.dates.choices import EndKind, StartKind
from peaceinfra.core.dates.edtf import DateError, parse

#: Somewhere it is tomorrow already.
GRACE = timedelta(days=1)

#: What is planned has a date not further off than that: later ones were years mistyped (2099 for 1999).
PLANNED_YEARS = 20

# The dates, typed or plain, on which somebody saw or did what is recorded.
_SEEN = (
    *("last_evidence", "accessed", "searched_on", "published"),
    *("given", "withdrawn_on", "checked_on", "assessed_on"),
)
# The typed dates on which something begins, ends or changes: it may be planned.
_PLANNED = ("start", "end", "date")
_SIGHTINGS = {EndKind.LAST_CITED.value, EndKind.ONGOING.value}


@cache
def _names_of(model, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of these names that a model has."""
    return tuple(name for name in names if hasattr(model, name))


@cache
def has_days(model) -> bool:
    """Whether a record of this model has a day that may be wrong."""
    return bool(_names_of(model, (*_SEEN, *_PLANNED)))


def faults_of_future(record, today: date) -> Iterator[tuple[str, str]]:
    """(field, message) for each day of a record that it cannot have as seen from today."""
    seen = [*sightings_after(record, today)]
    yield from seen
    for field in _names_of(type(record), _PLANNED):
        value = getattr(record, field)
        day = _earliest(value) if value and field not in dict(seen) else None
        if day and day.year > today.year + PLANNED_YEARS:
            yield field, _too_far(value, today.year + PLANNED_YEARS)


def sightings_after(record, today: date) -> Iterator[tuple[str, str]]:
    """(field, message) for each sighting of a record that certainly lies after tomorrow.

    What is planned is a start or an end: “actual”, with its date, may lie in the future.
    """
    model = type(record)
    texts = {name: getattr(record, name) for name in _names_of(model, _SEEN)}
    if _names_of(model, ("start_kind",)) and record.start_kind == StartKind.FIRST_CITED:
        texts["start"] = record.start
    if _names_of(model, ("end_kind",)) and record.end_kind in _SIGHTINGS:
        texts["end"] = record.end
    for field, value in texts.items():
        day = _earliest(value) if value else None
        if day and day > today + GRACE:
            yield field, _refusal(value)


def _earliest(value: str | date | None) -> date | None:
    if not isinstance(value, str):
        return value
    try:
        return parse(value).earliest if value else None
    except DateError:  # a fault of its own
        return None


def _too_far(value, year: int) -> str:
    return _(
        "%(date)s is very far in the future: is the year right? A plan may be dated up to %(year)s; write a later"
        " one in a note."
    ) % {"date": value, "year": year}


def _refusal(value: str | date) -> str:
    return _(
        "%(date)s is in the future: nobody can have seen it yet. Write the day on which it was last seen or read; "
        "what is planned is an actual start or end with its date."
    ) % {"date": value}
