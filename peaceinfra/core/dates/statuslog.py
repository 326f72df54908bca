"""A log of states: which state held on a day, and whether the rows can follow one another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.core.dates.choices import Certainty
from peaceinfra.core.dates.validity import Bounds

UNKNOWN = "unknown"

Days = tuple[date | None, date | None]
Owner = Callable[[str], Certainty]


@dataclass(frozen=True)
class Entry:
    """One row: the state entered, and the earliest and latest day of the change (None where not known)."""

    position: Decimal
    status: str
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True)
class StatusOn:
    """The latest state that is possible on a day, how certain it is, and all possible states in order."""

    status: str | None
    certainty: Certainty
    possible_statuses: tuple[str, ...] = ()


def narrowed(changes: Sequence[Days]) -> list[Days]:
    """The days of changes, given in their order, with what that order says.

    The order is evidence too: a change lies after everything before it and before everything after it. Where
    the days contradict the order, the earliest day of a change may come out after its latest.
    """
    earliest = list(accumulate((first for first, _last in changes), _later_known))
    latest = list(accumulate((last for _first, last in reversed(changes)), _earlier_known))[::-1]
    return list(zip(earliest, latest, strict=True))


def lives(entries: Sequence[Entry]) -> list[Bounds]:
    """When each state held, in order of position: until the next row; the last one is open-ended.

    On the day of a change the new state holds, so the old one ends the day before. Raises ValueError on a
    log that `check_order` refuses.
    """
    changes = narrowed([(row.earliest, row.latest) for row in _ordered(entries)])
    ends = [*changes[1:], (None, None)]
    return [
        Bounds(*begun, _day_before(next_min), _day_before(next_max))
        for begun, (next_min, next_max) in zip(changes, ends, strict=False)
    ]


def status_on(entries: Sequence[Entry], day: date, owner: Owner | None = None) -> StatusOn:
    """The state on a day, as far as what has the log was there to have it.

    owner   how sure it is, by its own dates, that what has the log could be in a given state on this day.
            Without it the log answers alone.

    Certain if no other state is possible and the first row has certainly begun. A state is left out where the
    owner's answer is no. A log is evidence itself that its owner lived to see its last row: from then on
    nothing but the owner's own dates bears the state out, and it is no surer than they are.
    """
    spans = lives(entries)
    held = [
        row.status
        for row, life in zip(_ordered(entries), spans, strict=True)
        if life.on(day) > Certainty.NO and (owner is None or owner(row.status) > Certainty.NO)
    ]
    if not held:
        return StatusOn(None, Certainty.NO)
    begun = spans[0].start_max is not None and spans[0].start_max <= day
    certainty = Certainty.CERTAIN if begun and len(set(held)) == 1 else Certainty.POSSIBLE
    last_row = spans[-1].start_min
    if owner and not (last_row and day <= last_row):
        certainty = min(certainty, owner(held[-1]))
    return StatusOn(held[-1], certainty, tuple(dict.fromkeys(held)))


def current(entries: Sequence[Entry]) -> str | None:
    """The state by log, without asking for a day: that of the last row."""
    rows = _ordered(entries)
    return rows[-1].status if rows else None


def check_order(entries: Sequence[Entry], labels: Mapping[str, str] | None = None) -> None:
    """Refuses a row that is certainly earlier than one before it. Raises ValidationError."""
    latest_start, words = None, labels or {}
    for row in _ordered(entries):
        if latest_start and row.latest and row.latest < latest_start.earliest:
            raise ValidationError(
                _(
                    "Row %(second)s (%(second_status)s) is certainly earlier than row %(first)s "
                    "(%(first_status)s). Change the order of the rows or one of the two dates."
                ),
                code="order",
                params={
                    "second": row.position,
                    "second_status": words.get(row.status, row.status),
                    "first": latest_start.position,
                    "first_status": words.get(latest_start.status, latest_start.status),
                },
            )
        if row.earliest and (latest_start is None or row.earliest > latest_start.earliest):
            latest_start = row


def check_transitions(
    entries: Sequence[Entry], table: Mapping[str, set[str]], labels: Mapping[str, str] | None = None
) -> None:
    """Refuses a row whose state `table` (state: states that may follow) does not allow after the one before.

    Any state may come first, and "unknown" joins to any. `labels` are the words for the states; without them
    the codes are shown. Raises ValidationError.
    """
    for before, after in pairwise(_ordered(entries)):
        allowed = table.get(before.status, set())
        if UNKNOWN in {before.status, after.status} or after.status in allowed:
            continue
        words = labels or {}
        raise ValidationError(
            _MAY_COME if allowed else _LAST,
            code="transition",
            params={
                "position": after.position,
                "before": words.get(before.status, before.status),
                "after": words.get(after.status, after.status),
                "allowed": ", ".join(sorted(str(words.get(state, state)) for state in allowed)),
                "unknown": words.get(UNKNOWN, UNKNOWN),
            },
        )


_MAY_COME = gettext_lazy(
    "“%(after)s” (row %(position)s) cannot follow “%(before)s”. After “%(before)s” may come: %(allowed)s, "
    "%(unknown)s. If a step between the two is missing, add it; its date may stay empty."
)
_LAST = gettext_lazy(
    "“%(after)s” (row %(position)s) cannot follow “%(before)s”: that is a last state, and only “%(unknown)s” "
    "may come after it. If a step between the two is missing, add it; its date may stay empty."
)


def _ordered(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda row: row.position)


def _later_known(first: date | None, second: date | None) -> date | None:
    return max(filter(None, (first, second)), default=None)


def _earlier_known(first: date | None, second: date | None) -> date | None:
    return min(filter(None, (first, second)), default=None)


def _day_before(day: date | None) -> date | None:
    """The day before; the first day of the calendar has none and stands for itself."""
    return day - timedelta(days=1) if day and day > date.min else day
