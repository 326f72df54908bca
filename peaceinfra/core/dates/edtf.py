"""One typed date, in EDTF (ISO 8601-2): what days it can mean.

Taken are the level-1 dates `2004`, `2004-02`, `2002-02-22`, each with an optional `~` (about) or
`?` (uncertain), and the level-2 sets `[2009-09-15..2009-12-31]`, `[..2009-12-31]`, `[2009-09-15..]`:
one unknown day between two.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache

import edtf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.habits import possible_forms

MAX_LENGTH = 40
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WRITTEN = r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-2][0-9]|3[01]))?)?"
_COMMON = re.compile(rf"{_WRITTEN}([~?])?")
_RUN = re.compile(rf"\[(?:{_WRITTEN})?\.\.(?:{_WRITTEN})?\]")
_LIKE_A_DAY = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")


class DateError(ValidationError):
    """A text is not a date of this register. The message says why and gives an example of what to type."""

    # Whether it says no more than how dates are written.
    is_general = False

    def __init__(self, message, **params):
        super().__init__(message, code="date", params=params)


@dataclass(frozen=True)
class Span:
    """The days a typed date can mean. None is an open side; `text` is the date written the standard way."""

    earliest: date | None
    latest: date | None
    text: str
    approximate: bool = False
    uncertain: bool = False


def parse(text: str) -> Span:
    """The span of `text`; digits of any script are read. Raises DateError, which names what it may mean."""
    try:
        return _parse(_with_ascii_digits(text))
    except DateError as error:
        forms = forms_meant(text)
        if not forms:
            raise
        reason = _("“%(text)s” is not written as dates are here.") if error.is_general else error.messages[0]
        words = _("Did you mean %(forms)s?") % {"forms": _(" or ").join(forms)}
        raise DateError("%(reason)s %(words)s", reason=reason % {"text": text.strip()}, words=words) from None


def forms_meant(text: str) -> list[str]:
    """The dates of this register that a text may mean which is none: 2004-02 of “Feb 2004”, both of 03/04/2004."""
    return [form for form in possible_forms(_with_ascii_digits(text)[:MAX_LENGTH]) if _is_taken(form)]


def _is_taken(form):
    try:
        return bool(_parse(form))
    except DateError:
        return False


def _with_ascii_digits(text):
    text = (text or "").strip()
    return text if text.isascii() else "".join(map(_ascii_digit, text))


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


@lru_cache(maxsize=16384)
def _parse(text: str) -> Span:
    if _DAY.fullmatch(text):
        # The commonest form by far: the grammar takes 6 ms for it, and an import holds thousands of them.
        day = _day(text)
        return Span(day, day, text)
    parsed = _parsed(text)
    match parsed:
        case edtf.Date():
            return Span(*_ends(parsed), str(parsed))
        case edtf.UncertainOrApproximate() if str(parsed.ua) in "~?":
            earliest, latest = _padded(parsed.date)
            return Span(earliest, latest, str(parsed), str(parsed.ua) == "~", str(parsed.ua) == "?")
        case edtf.OneOfASet(
            objects=(edtf.Consecutives() | edtf.EarlierConsecutives() | edtf.LaterConsecutives(),)
        ):
            return _set_span(parsed)
    raise DateError(_refusal(parsed), text=text)


def _parsed(text: str) -> edtf.EDTFObject:
    if not text:
        raise DateError(_("Write a date, for example 2004, 2004-02 or 2002-02-22."))
    if len(text) > MAX_LENGTH:
        raise DateError(_("This is too long for a date. Write one date, for example 2004-02."))
    try:
        return _common(text) or edtf.parse_edtf(text)
    except edtf.EDTFParseException:
        raise _unreadable(text) from None


def _common(text: str) -> edtf.EDTFObject | None:
    """What the grammar returns for a date, and for one day between two, without it: a first page has ten of them."""
    if match := _COMMON.fullmatch(text):
        *parts, mark = match.groups()
        written = _written(*parts)
        return edtf.UncertainOrApproximate(written, edtf.UA(mark)) if written and mark else written
    if match := _RUN.fullmatch(text):
        run = _run(match.groups()[:3], match.groups()[3:])
        return run and edtf.OneOfASet(run)
    return None


def _written(year: str, month: str | None, day: str | None) -> edtf.Date | None:
    """A date of the calendar; what is none is left to the grammar, which says so."""
    if day and not (int(year) and 1 <= int(day) <= monthrange(int(year), int(month))[1]):
        return None
    return edtf.Date(year, month, day)


def _run(lower: tuple, upper: tuple) -> edtf.EDTFObject | None:
    """A run with both sides written in the same way, or with one side open."""
    ends = [_written(*side) if side[0] else None for side in (lower, upper)]
    if not any(ends) or any(side[0] and not end for side, end in zip((lower, upper), ends, strict=True)):
        return None
    if not lower[0]:
        return edtf.EarlierConsecutives({"date": ".."}, {"date": ends[1], "ua": None})
    if not upper[0]:
        return edtf.LaterConsecutives({"date": ends[0], "ua": None}, {"date": ".."})
    alike = [part is None for part in lower] == [part is None for part in upper]
    return edtf.Consecutives(*ends) if alike else None


def _set_span(parsed: edtf.OneOfASet) -> Span:
    """The days from the first of the lower side of a set to the last of its upper side."""
    run = parsed.objects[0]
    earliest = None if isinstance(run, edtf.EarlierConsecutives) else _ends(_bare(run.lower))[0]
    latest = None if isinstance(run, edtf.LaterConsecutives) else _ends(_bare(run.upper))[1]
    if earliest and latest and latest < earliest:
        raise DateError(
            _(
                "In “%(text)s” the second date is before the first. Write the earlier date first, "
                "for example [2009-09-15..2009-12-31]."
            ),
            text=parsed,
        )
    return Span(earliest, latest, str(parsed))


def _bare(side: edtf.EDTFObject) -> edtf.Date:
    """The date itself: the package wraps the dated side of a half-open set."""
    return side.date if isinstance(side, edtf.UncertainOrApproximate) else side


def _ends(parsed: edtf.Date) -> tuple[date, date]:
    """First and last day of a year, a month or a day. The package's other kinds of date are refused."""
    if type(parsed) is not edtf.Date or parsed.significant_digits:
        raise DateError(_refusal(parsed), text=parsed)
    year = _year(parsed)
    if parsed.day:
        return (_day(str(parsed)),) * 2
    if parsed.month:
        month = int(parsed.month)
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


def _padded(parsed: edtf.Date) -> tuple[date, date]:
    """First and last day, with one unit of the date's own precision added on each side."""
    earliest, latest = _ends(parsed)
    one_day = timedelta(days=1)
    try:
        if parsed.day:
            return earliest - one_day, latest + one_day
        if parsed.month:
            before, after = earliest - one_day, latest + one_day
            return before.replace(day=1), after.replace(day=monthrange(after.year, after.month)[1])
        return earliest.replace(year=earliest.year - 1), latest.replace(year=latest.year + 1)
    except (OverflowError, ValueError):
        raise _out_of_years() from None


def _year(parsed: edtf.Date) -> int:
    year = int(parsed.year)
    if not MINYEAR <= year <= MAXYEAR:
        raise _out_of_years()
    return year


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _unreadable(text) from None


def _out_of_years() -> DateError:
    return DateError(
        _("Only years from 0001 to 9999 can be kept. Write a year of four digits, for example 2004.")
    )


def _unreadable(text: str) -> DateError:
    """Why the grammar, or the calendar, does not know this text."""
    if text.startswith("["):
        return DateError(
            _(
                "“%(text)s” cannot be read. Write both sides in the same way, without ~ or ?, for example "
                "[2009-09-15..2009-12-31] or [2007..2008]; leave one side empty if it is not known: [..2009]."
            ),
            text=text,
        )
    if like := _LIKE_A_DAY.fullmatch(text.rstrip("~?")):
        return _not_in_calendar(*like.groups())
    error = DateError(
        _(
            "“%(text)s” is not a date that can be read. Write a year, a month or a day, for example "
            "2004, 2004-02 or 2002-02-22; 2004~ for about 2004; [2009-09-15..2009-12-31] for a day "
            "between two days."
        ),
        text=text,
    )
    error.is_general = True
    return error


def _not_in_calendar(year: str, month: str, day: str | None) -> DateError:
    """Why there is no such month or day, or why it is not written so."""
    if int(year) == 0:
        return _out_of_years()
    if not 1 <= int(month) <= 12:
        return DateError(
            _(
                "Month %(month)s does not exist. Write year and month, for example %(year)s-12, "
                "or the year alone."
            ),
            month=month,
            year=year,
        )
    if len(month) == 1 or len(day or "00") == 1:
        return DateError(
            _("Write month and day with two digits each, for example %(example)s."),
            example="-".join([year, *(part.zfill(2) for part in (month, day) if part)]),
        )
    return DateError(
        _(
            "Day %(day)s does not exist in %(month)s. Write a day of that month, for example %(month)s-22, "
            "or the month alone: %(month)s."
        ),
        day=day,
        month=f"{year}-{month}",
    )


def _refusal(parsed: edtf.EDTFObject):
    """Why a form that EDTF knows is not taken here."""
    match parsed:
        case edtf.UncertainOrApproximate():
            return _(
                "The sign %% is not used here. Write ~ for “about” or ? for “uncertain”, for example 2009~."
            )
        case edtf.PartialUncertainOrApproximate():
            return _("Write the sign ~ or ? once, at the end of the date, for example 2004-02~.")
        case edtf.OneOfASet() | edtf.MultipleDates():
            return _(
                "A list of dates is not used here. Write the first and the last date that are possible, "
                "for example [2009-09-15..2009-12-31]."
            )
        case edtf.Interval():
            return _(
                "“%(text)s” is an interval. Write its start and its end each in its own field, "
                "for example 2004; for one day between two days write [2009-09-15..2009-12-31]."
            )
        case edtf.Season() | edtf.Level2Season():
            return _("Seasons are not used here. Write the months, for example [2004-03..2004-05].")
        case edtf.DateAndTime():
            return _("A time of day is not used here. Write the day alone, for example 2002-02-22.")
        case edtf.Unspecified() | edtf.PartialUnspecified():
            return _(
                "The letter X is not used here. Write what is known, for example 2004, or the first and the "
                "last date that are possible, for example [2000..2009]."
            )
    return _(
        "“%(text)s” is not used here. Write a year of four digits, a month or a day, "
        "for example 2004, 2004-02 or 2002-02-22."
    )
