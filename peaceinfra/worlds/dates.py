"""Partial dates of every kind: lives, spells and logs, each with the columns that the register computes."""

from random import Random

from django.core.exceptions import ValidationError

from peaceinfra.core.dates.choices import EndKind, StartKind
from peaceinfra.core.dates.edtf import parse
from peaceinfra.core.dates.validity import bounds_of

# The grammar takes milliseconds for a date that is no plain day, so these years are the only ones written so.
ROUGH_YEARS = range(1980, 2026, 10)
ROUGH = ["{0}", "{0}~", "{0}?", "{0}-06", "{0}-06~", "[{0}-03-01..{0}-09-30]", "[..{0}]", "[{0}..]"]
# What was seen lies in the past, whenever the register is generated.
NEWEST = 2025

STARTS = [StartKind.ACTUAL] * 5 + [StartKind.FIRST_CITED] * 3 + [StartKind.UNKNOWN] * 2
ENDS = [
    *[EndKind.ACTUAL] * 3,
    *[EndKind.LAST_CITED] * 2,
    *[EndKind.ONGOING] * 2,
    EndKind.ENDED,
    *[EndKind.UNKNOWN] * 2,
]


def some_day(random: Random, year: int) -> str:
    return f"{year}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"


def some_date(random: Random, first: int, last: int) -> str:
    """A date of the years from `first` to `last`: three in five a day, the others rough."""
    rough = [year for year in ROUGH_YEARS if first <= year <= last]
    if not rough or random.random() < 0.6:
        return some_day(random, random.randint(first, last))
    return random.choice(ROUGH).format(random.choice(rough))


def dated(start_kind: str, start: str, end_kind: str, end: str) -> dict:
    """The columns of a dated record, days as text. Raises ValidationError for an end before the start."""
    bounds = bounds_of(start_kind, start, end_kind, end)
    days = {name: getattr(bounds, name) for name in ("start_min", "start_max", "end_min", "end_max")}
    typed = {"start_kind": str(start_kind), "start": start, "end_kind": str(end_kind), "end": end}
    return typed | {name: day and day.isoformat() for name, day in days.items()}


def validities(random: Random, number: int, first: int, last: int) -> list[dict]:
    """`number` validities that start between two years and, where an end is known, end later."""
    found = []
    while len(found) < number:
        start_kind, end_kind = random.choice(STARTS), random.choice(ENDS)
        start = "" if start_kind == StartKind.UNKNOWN else some_date(random, first, last)
        year = min(int(next(filter(None, [start.strip("[.")[:4], str(first)]))) + 1, NEWEST)
        end = "" if end_kind == EndKind.UNKNOWN else some_date(random, year, NEWEST)
        try:
            found.append(dated(start_kind, start, end_kind, end))
        except ValidationError:
            continue  # an open set such as [..2010] can end before it starts; draw again
    return found


def log_dates(random: Random, number: int, first: int) -> list[dict]:
    """The columns of the rows of a status log, in order, one to four years apart; some days are not known."""
    rows, year = [], first
    for position in range(1, number + 1):
        # What would be later than the newest year has no day: within one year rows could come in the wrong order.
        is_dated = year <= NEWEST
        text = random.choice(["", some_day(random, year), some_day(random, year)]) if is_dated else ""
        if year in ROUGH_YEARS:
            text = random.choice(["{0}", "{0}~", "{0}-06"]).format(year)
        span = parse(text) if text else None
        rows.append(
            {
                "position": position,
                "date": text,
                "date_min": span and span.earliest and span.earliest.isoformat(),
                "date_max": span and span.latest and span.latest.isoformat(),
            }
        )
        year += random.randint(2, 4)
    return rows


def walk(random: Random, transitions: dict, number: int, start: str) -> list[str]:
    """States along a log: each may follow the one before. Shorter where a state has no successor."""
    states = [start]
    while len(states) < number and (after := sorted(transitions[states[-1]])):
        states.append(random.choice(after))
    return states


def log(random: Random, transitions: dict, first: str, years: tuple[int, int], most: int) -> list[dict]:
    """The columns of a status log of one to `most` rows that begins in one of the years."""
    states = walk(random, transitions, random.randint(1, most), first)
    days = log_dates(random, len(states), random.randint(*years))
    return [{"status": state.value} | day for state, day in zip(states, days, strict=True)]
