"""When something held: four dates, what they say of a day, and how two validities overlap."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, reduce
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.choices import Certainty, EndKind, StartKind
from peaceinfra.core.dates.edtf import DateError, Span, parse

SIGHTINGS = {EndKind.LAST_CITED, EndKind.ONGOING}


class Narrowing(NamedTuple):
    """What other dated records say of these bounds ("before the ceasefire"), resolved to plain days."""

    start_not_before: date | None = None
    start_not_after: date | None = None
    end_not_before: date | None = None
    end_not_after: date | None = None


@dataclass(frozen=True)
class Bounds:
    """The earliest and the latest day on which something can have started and ended. None is unbounded."""

    start_min: date | None = None
    start_max: date | None = None
    end_min: date | None = None
    end_max: date | None = None

    def __post_init__(self):
        if not (_in_order(self.start_min, self.start_max) and _in_order(self.end_min, self.end_max)):
            raise ValueError(f"The earliest day of a bound is after its latest: {self}")

    @property
    def is_reversed(self) -> bool:
        """It certainly ended before it started: on no day did it hold."""
        return not _in_order(self.start_min, self.end_max)

    def on(self, day: date) -> Certainty:
        """Certain, possible or no, for one day."""
        if self.start_max and self.end_min and self.start_max <= day <= self.end_min:
            return Certainty.CERTAIN
        if (self.start_min and self.start_min > day) or (self.end_max and self.end_max < day):
            return Certainty.NO
        return Certainty.POSSIBLE

    def overlap(self, other: "Bounds") -> Certainty:
        """Certain, possible or no: was there a day on which both held?"""
        return overlap(self, other)

    def clip(self, *envelopes: "Bounds") -> "Bounds":
        """A child within its ends: possible where all are possible, certain where all are certain."""
        return reduce(_within, envelopes, self)

    def goes_beyond(self, life: "Bounds") -> bool:
        """It certainly began before the life of an end did, or certainly ended after that: one of the two is wrong."""
        return not (_in_order(life.start_min, self.start_max) and _in_order(self.end_min, life.end_max))

    def of_a_day(self, start_kind: str, end_kind: str) -> "Bounds":
        """The days of something that happened: without a recorded end it was over on the day it began."""
        if (start_kind, end_kind) != (StartKind.ACTUAL, EndKind.UNKNOWN):
            return self
        return replace(self, end_min=self.start_min, end_max=self.start_max)

    def narrow(self, narrowing: Narrowing) -> "Bounds":
        """The bounds, with each narrowing day applied that does not contradict what is there (see `contradictions`)."""
        return _narrowed(self, narrowing)[0]


def overlap(*validities: Bounds) -> Certainty:
    """Certain, possible or no: was there a day on which all of them held?

    A child is asked together with its ends, not clipped to them. Intervals share a day exactly when each two
    of them do, and two do exactly when each starts before the other ends.
    """
    begun = ended = None
    is_open = False
    # A page asks it of thousands: one walk tells of nearly all.
    for validity in validities:
        start, end = validity.start_min, validity.end_max
        if start is not None and (begun is None or start > begun):
            begun = start
        if end is not None and (ended is None or end < ended):
            ended = end
        is_open = is_open or validity.start_max is None or validity.end_min is None
    if not _in_order(begun, ended):
        return Certainty.NO
    # Of several, one whose start or end is not known shares no day for certain: so it is with most.
    if is_open and len(validities) > 1:
        return Certainty.POSSIBLE
    for place, validity in enumerate(validities):
        for other_place, other in enumerate(validities):
            if place != other_place and not _known_in_order(validity.start_max, other.end_min):
                return Certainty.POSSIBLE
    return Certainty.CERTAIN


def confirmed(bounds: Bounds, end_kind: str, day: date, review_days: int | None) -> bool:
    """Possible, ongoing, and seen at most `review_days` before: what can be relied on that day.

    The day of confirmation is `end_min`, the earliest day on which it can have been confirmed.
    """
    if end_kind != EndKind.ONGOING or not review_days or bounds.end_min is None:
        return False
    return bounds.on(day) > Certainty.NO and 0 <= (day - bounds.end_min).days <= review_days


def certainty_on(
    day: date, bounds: Bounds, *, envelopes=(), end_kind: str = "", review_days: int | None = None
) -> Certainty:
    """The answer for one day, with *confirmed*, and within the envelope of the ends."""
    answer = bounds.on(day)
    # As `clip` has it: certain where all are certain, possible where all are possible.
    for envelope in envelopes:
        if answer == Certainty.NO:
            return answer
        answer = min(answer, envelope.on(day))
    if answer == Certainty.POSSIBLE and confirmed(bounds, end_kind, day, review_days):
        return Certainty.CONFIRMED
    return answer


def bounds_of(start_kind: str, start: str, end_kind: str, end: str, narrowing: tuple | None = None) -> Bounds:
    """The four dates of what was typed; `narrowing` is four days or None each, in the order of Narrowing.

    Raises ValidationError with messages named by field: start_kind, start, end_kind, end.
    """
    return _bounds_of(start_kind, start or "", end_kind, end or "", Narrowing(*(narrowing or ())))


@lru_cache(maxsize=16384)
def _bounds_of(start_kind: str, start: str, end_kind: str, end: str, narrowing: Narrowing) -> Bounds:
    bounds = _typed(start_kind, start, end_kind, end).narrow(narrowing)
    # What leans on the other bound follows it when that one was narrowed.
    leans = start_kind == StartKind.UNKNOWN
    start_max = _earlier(bounds.start_max, bounds.end_max) if leans else bounds.start_max
    leans = end_kind in {EndKind.UNKNOWN, EndKind.ENDED}
    end_min = _later(bounds.end_min, bounds.start_min) if leans else bounds.end_min
    return replace(bounds, start_max=start_max, end_min=end_min)


def contradictions(
    start_kind: str, start: str, end_kind: str, end: str, narrowing: tuple | None
) -> list[str]:
    """Names of the narrowing days that contradict what was typed: they are left out, and worth a warning."""
    typed = _typed(start_kind, start or "", end_kind, end or "")
    return _narrowed(typed, Narrowing(*(narrowing or ())))[1]


def _typed(start_kind: str, start: str, end_kind: str, end: str) -> Bounds:
    """The four dates before any narrowing: one line of the rule for each."""
    first, last = _spans(start_kind, start, end_kind, end)
    return Bounds(
        start_min=first.earliest if start_kind == StartKind.ACTUAL else None,
        start_max=last.latest if start_kind == StartKind.UNKNOWN else first.latest,
        end_min=first.earliest if end_kind in {EndKind.UNKNOWN, EndKind.ENDED} else last.earliest,
        end_max=last.latest if end_kind in {EndKind.ACTUAL, EndKind.ENDED} else None,
    )


def _spans(start_kind: str, start: str, end_kind: str, end: str) -> tuple[Span, Span]:
    """What was typed for start and end; an open span where the kind is "not known"."""
    spans, errors = {}, {}
    for field, kinds, kind, text in (
        ("start", StartKind, start_kind, start),
        ("end", EndKind, end_kind, end),
    ):
        if kind not in kinds.values:
            errors[f"{field}_kind"] = DateError(
                _("“%(kind)s” is not used here. Write one of: %(kinds)s."), kind=kind, kinds=", ".join(kinds)
            )
            continue
        try:
            spans[field] = _span(kinds(kind), text)
        except DateError as error:
            errors[field] = error
    if errors:
        raise ValidationError(errors)
    first, last = spans["start"], spans["end"]
    if not _in_order(first.earliest, last.latest):
        raise ValidationError({"end": _reversed_error(first, last)})
    return first, last


def _span(kind: StartKind | EndKind, text: str) -> Span:
    if kind in {StartKind.UNKNOWN, EndKind.UNKNOWN}:
        if text:
            raise DateError(
                _(
                    "“%(text)s” was written, but the kind is “not known”. Choose another kind, "
                    "or empty the date."
                ),
                text=text,
            )
        return Span(None, None, "")
    if not text:
        raise DateError(_EMPTY[kind])
    return parse(text)


_EMPTY = {
    StartKind.ACTUAL: _(
        "Write the day, month or year of the start, for example 2004, or choose “not known”."
    ),
    StartKind.FIRST_CITED: _("Write when it was first seen or cited, for example 2004-02."),
    EndKind.ACTUAL: _("Write the day, month or year of the end, for example 2009, or choose “not known”."),
    EndKind.LAST_CITED: _("Write when it was last seen or cited, for example 2009-02."),
    EndKind.ONGOING: _("Write when it was confirmed to go on, for example 2009-02-22."),
    EndKind.ENDED: _("Write the day by which it had ended: without a better one, the date of the source."),
}


def _reversed_error(first: Span, last: Span) -> DateError:
    return DateError(
        _(
            "The end (%(end)s) is certainly before the start (%(start)s). Exchange the two if they were "
            "typed in the wrong order; write ~ after a date that is only about right, for example 2009~."
        ),
        start=first.text,
        end=last.text,
    )


def _narrowed(bounds: Bounds, narrowing: Narrowing) -> tuple[Bounds, list[str]]:
    """The bounds with each narrowing day that leaves them in order, and the names of the others."""
    contradicting = []
    columns = ("start_min", _later), ("start_max", _earlier), ("end_min", _later), ("end_max", _earlier)
    for name, day, (column, choose) in zip(Narrowing._fields, narrowing, columns, strict=True):
        dates = vars(bounds) | {column: choose(getattr(bounds, column), day)}
        if _are_in_order(**dates):
            bounds = Bounds(**dates)
        else:
            contradicting.append(name)
    return bounds, contradicting


def _are_in_order(start_min, start_max, end_min, end_max) -> bool:
    return _in_order(start_min, start_max) and _in_order(end_min, end_max) and _in_order(start_min, end_max)


def _within(child: Bounds, envelope: Bounds) -> Bounds:
    """Both must hold. For start_max and end_min an unknown day is the stronger one: nothing is certain."""
    return Bounds(
        start_min=_later(child.start_min, envelope.start_min),
        start_max=child.start_max and envelope.start_max and max(child.start_max, envelope.start_max),
        end_min=child.end_min and envelope.end_min and min(child.end_min, envelope.end_min),
        end_max=_earlier(child.end_max, envelope.end_max),
    )


def _later(first: date | None, second: date | None) -> date | None:
    if first is None or second is None:
        return first or second
    return max(first, second)


def _earlier(first: date | None, second: date | None) -> date | None:
    if first is None or second is None:
        return first or second
    return min(first, second)


def _in_order(first: date | None, second: date | None) -> bool:
    """Not certainly in the wrong order."""
    return first is None or second is None or first <= second


def _known_in_order(first: date | None, second: date | None) -> bool:
    return first is not None and second is not None and first <= second
