"""What the property tests of dates draw from."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from peaceinfra.core.dates.choices import EndKind, StartKind
from peaceinfra.core.dates.validity import Bounds

# A first reading by the grammar takes its time on a busy machine.
unhurried = settings(deadline=None)

days = st.dates(date(1998, 1, 1), date(2003, 12, 31))
optional_days = st.none() | days
# Few enough that the same text often comes again: the grammar is slow, and what it read is kept.
typed_days = st.sampled_from(
    [date(year, month, day) for year in (1999, 2000, 2003) for month, day in ((1, 1), (2, 28), (12, 31))]
)


@st.composite
def level_one(draw):
    """A year, a month or a day, with or without a sign."""
    day, length, sign = (
        draw(typed_days),
        draw(st.sampled_from([4, 7, 10])),
        draw(st.sampled_from(["", "", "~", "?"])),
    )
    return day.isoformat()[:length] + sign


@st.composite
def sets(draw):
    """A set, closed or open to one side."""
    length = draw(st.sampled_from([4, 7, 10]))
    first, last = sorted(draw(st.tuples(typed_days, typed_days)))
    lower, upper = first.isoformat()[:length], last.isoformat()[:length]
    return draw(st.sampled_from([f"[{lower}..{upper}]", f"[..{upper}]", f"[{lower}..]"]))


texts = level_one() | sets()
plain_days = days.map(date.isoformat)


@st.composite
def validities(draw, texts=texts):
    """The arguments of bounds_of without narrowing; they may be certainly reversed."""
    start_kind, end_kind = draw(st.sampled_from(StartKind)), draw(st.sampled_from(EndKind))
    start = "" if start_kind == StartKind.UNKNOWN else draw(texts)
    end = "" if end_kind == EndKind.UNKNOWN else draw(texts)
    return start_kind, start, end_kind, end


narrowings = st.tuples(optional_days, optional_days, optional_days, optional_days)


@st.composite
def bounds(draw):
    """Any four dates whose two bounds are in order; the end may be certainly before the start."""
    first, second = (sorted(draw(st.tuples(days, days))) for _bound in range(2))
    keep = draw(st.tuples(*[st.booleans()] * 4))
    return Bounds(*(day if kept else None for day, kept in zip([*first, *second], keep, strict=True)))


@st.composite
def wider(draw, narrow: Bounds):
    """The same four dates, each moved outward by some days, or opened."""

    def moved(day, direction):
        by = draw(st.none() | st.integers(0, 400))
        return None if day is None or by is None else day + direction * timedelta(days=by)

    return Bounds(
        moved(narrow.start_min, -1),
        moved(narrow.start_max, 1),
        moved(narrow.end_min, -1),
        moved(narrow.end_max, 1),
    )
