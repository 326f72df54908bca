"""The axis of days: where a day stands, and which days are written above it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format

from peaceinfra.analysis.drawing.spans import Timeline, known_days

_STEPS_IN_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_MONTH_ROOM, _YEAR_ROOM = 66, 44
# Only rows without any date are drawn on it; it then carries no years.
_NO_DAYS = (dt.date(2000, 1, 1), dt.date(2001, 1, 1))


@dataclass(frozen=True, slots=True)
class Axis:
    """Days from `start` up to, not including, `end`, laid between two x."""

    left: float
    right: float
    start: dt.date
    end: dt.date
    dated: bool = True

    def x(self, day: dt.date) -> float:
        """Where a day begins; days outside the axis stand at its ends."""
        day = min(max(day, self.start), self.end)
        share = (day - self.start).days / max((self.end - self.start).days, 1)
        return self.left + share * (self.right - self.left)

    def shows(self, day: dt.date | None) -> bool:
        return day is not None and self.start < day <= self.end

    def ticks(self) -> list[tuple[dt.date, str]]:
        """The first days of months or years that are written, with their words."""
        if not self.dated:
            return []
        step = self._step()
        month = -(-(self.start.year * 12 + self.start.month - 1) // step) * step
        last = min(self.end.year * 12 + self.end.month, 10000 * 12)
        days = (dt.date(m // 12, m % 12 + 1, 1) for m in range(max(month, 12), last, step))
        return [
            (day, str(day.year) if step >= 12 else date_format(day, "M Y"))
            for day in days
            if self.start <= day < self.end
        ]

    def _step(self) -> int:
        months = max((self.end - self.start).days / 30.44, 1)
        for step in _STEPS_IN_MONTHS:
            room = (self.right - self.left) * step / months
            if room >= (_YEAR_ROOM if step >= 12 else _MONTH_ROOM):
                return step
        return _STEPS_IN_MONTHS[-1]


def range_of(timeline: Timeline) -> tuple[dt.date, dt.date, bool]:
    """First day, last day and whether the axis is dated at all; the chosen day is always inside."""
    days = [day for row in timeline.rows() for item in row.items for day in known_days(item)]
    given = [day for day in (timeline.start, timeline.end) if day is not None]
    inside = [timeline.as_of] if timeline.as_of else []
    if not days and len(given) < 2 and not inside:
        return *_NO_DAYS, False
    start, end = padded(days + inside + given)
    return timeline.start or start, timeline.end or end, True


def padded(days: Iterable[dt.date]) -> tuple[dt.date, dt.date]:
    """The outer days with a little room on both sides, so that open bounds can be seen to be open."""
    first, last = min(days), max(days)
    room = dt.timedelta(days=max(31, (last - first).days // 25))
    start = first - room if first - dt.date.min > room else dt.date.min
    end = last + room if dt.date.max - last > room else dt.date.max
    return start, end
