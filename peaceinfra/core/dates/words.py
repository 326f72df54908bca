"""Dates in words, for readers: a typed date, one bound, a whole validity."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from django.utils.dateformat import format as date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from peaceinfra.core.dates.choices import EndKind, SaidAs, StartKind
from peaceinfra.core.dates.edtf import Span, parse
from peaceinfra.core.dates.sightings import earliest_of
from peaceinfra.core.dates.validity import Narrowing

#: So many words of dates are kept, for each language apart.
MOST_KEPT = 16384
_SIGN = re.compile(r"[~?]$")


def day_text(day: date) -> str:
    """22 Feb 2002"""
    return date_format(day, pgettext("date format", "j M Y"))


def understood_as(text: str) -> str:
    """How a typed date was understood, for the echo beside its input. Raises DateError."""
    return span_text(parse(text))


def span_text(span: Span) -> str:
    """All days that a typed date can mean: between 1 Jan and 31 Dec 2004; about 2004, between 1 Jan 2003 and …"""
    if span.approximate or span.uncertain:
        return _("%(date)s, %(range)s") % {"date": short_text(span), "range": _range(span)}
    return _range(span)


def typed_text(text: str) -> str:
    """A typed date as readers see it, never more precise than it was typed: 2004, between 2007 and 2008."""
    return _typed_text(get_language(), text)


# A large page says thousands of dates, and the same ones each time it is read.
@lru_cache(maxsize=MOST_KEPT)
def _typed_text(language: str | None, text: str) -> str:
    return short_text(parse(text))


def short_text(span: Span) -> str:
    """A typed date in its own precision: 22 Feb 2002, Nov 2012, about 2004, between 2007 and 2008, 2009 or earlier."""
    if span.text.startswith("["):
        return _set_text(*span.text.strip("[]").split(".."))
    words = _plain_text(_SIGN.sub("", span.text))
    if span.approximate:
        return _("about %(date)s") % {"date": words}
    return _("%(date)s (uncertain)") % {"date": words} if span.uncertain else words


def brief_text(text: str) -> str:
    """A typed date where there is little room: a month, a year or two years, never more exact than typed."""
    return _brief_text(get_language(), text)


@lru_cache(maxsize=MOST_KEPT)
def _brief_text(language: str | None, text: str) -> str:
    span = parse(text)
    first, last = span.earliest, span.latest
    if first is None or last is None or span.approximate or span.uncertain:
        return short_text(span)
    if first.year != last.year:
        return _("%(first)s–%(last)s") % {"first": first.year, "last": last.year}
    if first.month != last.month:
        return str(first.year)
    return date_format(first, pgettext("date format", "M Y"))


def year_text(text: str) -> str:
    """The year of a typed date, or its first and last; "" where it is open to one side."""
    span = parse(text)
    if span.earliest is None or span.latest is None:
        return ""
    years = dict.fromkeys((span.earliest.year, span.latest.year))
    return "–".join(map(str, years))


def brief_seen_text(text: str) -> str:
    """The same of a last sighting, by the typed date from which nothing is known; "" where it sets no earliest day."""
    span = parse(text)
    if span.earliest is None:
        return ""
    if span.latest is not None:
        return brief_text(text)
    return brief_text((span.earliest - timedelta(days=1)).isoformat()[: len(last_typed(span))])


def last_typed(span: Span) -> str:
    return span.text.removeprefix("[").removesuffix("..]")


def _set_text(first: str, last: str) -> str:
    """One unknown day between two, or open to one side."""
    if not first:
        return _("%(date)s or earlier") % {"date": _plain_text(last)}
    if not last:
        return _("%(date)s or later") % {"date": _plain_text(first)}
    if first == last:
        return _plain_text(first)
    return _("between %(first)s and %(last)s") % {
        "first": _first_of_two(first, last),
        "last": _plain_text(last),
    }


def _first_of_two(first: str, last: str) -> str:
    """The first of two dates of one form, without the year (and the month) that the second says again."""
    words, parts, others = _plain_text(first), first.split("-"), last.split("-")
    if len(parts) == 1 or parts[0] != others[0]:
        return words
    if len(parts) == 2:
        return date_format(
            parse(first).earliest, pgettext("date format, first of two months in one year", "M")
        )
    pattern = pgettext("date format, first of two days in one year", "j M")
    if parts[1] == others[1]:
        pattern = pgettext("date format, first of two days in one month", "j")
    return date_format(parse(first).earliest, pattern)


def _plain_text(text: str) -> str:
    """A year, a month or a day: 2004, Nov 2012, 22 Feb 2002."""
    patterns = [
        pgettext("date format", "Y"),
        pgettext("date format", "M Y"),
        pgettext("date format", "j M Y"),
    ]
    return date_format(parse(text).earliest, patterns[text.count("-")])


def sighting_text(typed: Iterable[str], day: date | None) -> str:
    """A sighting as precise as one of the typed dates says it: of “2026-08” no day is known. "" for none."""
    said = [text for text in typed if day and earliest_of(text) == day]
    if not said:
        return ""
    return typed_text(max(said, key=len))


def _is_between(text: str) -> bool:
    """Whether a day is typed by two between which it lies."""
    first, _dots, last = text.removeprefix("[").removesuffix("]").partition("..")
    return text.startswith("[") and bool(first and last) and first != last


def start_text(kind: str, text: str) -> str:
    """The start in words: from 22 Feb 2002; first cited Nov 2012; start not known. Of a planned one too: no tense."""
    match kind:
        case StartKind.ACTUAL:
            said = _("from a day %(date)s") if _is_between(text) else _("from %(date)s")
            return said % {"date": typed_text(text)}
        case StartKind.FIRST_CITED:
            return _("first cited %(date)s") % {"date": typed_text(text)}
    return _("start not known")


def end_text(kind: str, text: str) -> str:
    """The end in words: until 5 May 2009; ongoing, confirmed 1 May 2026; ended by the end of 2008."""
    match kind:
        case EndKind.ACTUAL:
            said = _("until a day %(date)s") if _is_between(text) else _("until %(date)s")
            return said % {"date": typed_text(text)}
        case EndKind.LAST_CITED:
            return _last_cited_text(text)
        case EndKind.ONGOING:
            return _("ongoing, confirmed %(date)s") % {"date": typed_text(text)}
        case EndKind.ENDED:
            return _ended_text(parse(text))
    return _("end not known")


def validity_text(
    start_kind: str,
    start: str,
    end_kind: str,
    end: str,
    narrowing: tuple | None = None,
    said_as: str = SaidAs.LIFE,
) -> str:
    """A whole validity in words. What was typed is said, never the columns: a sighting is no start."""
    narrowing = tuple(narrowing) if narrowing else None
    return _validity_text(get_language(), start_kind, start, end_kind, end, narrowing, said_as)


@lru_cache(maxsize=MOST_KEPT)
def _validity_text(
    language: str | None,
    start_kind: str,
    start: str,
    end_kind: str,
    end: str,
    narrowing: tuple | None,
    said_as: str,
) -> str:
    days = _said_besides(start_kind, start, end_kind, end, Narrowing(*(narrowing or ())))
    kinds = start_kind, end_kind
    if kinds == (StartKind.UNKNOWN, EndKind.UNKNOWN) and not any(days):
        return _("at some time")
    if not any(days) and start == end:
        if kinds == (StartKind.ACTUAL, EndKind.ACTUAL):
            return typed_text(start)
        if kinds == (StartKind.FIRST_CITED, EndKind.LAST_CITED):
            return _("cited %(date)s") % {"date": typed_text(start)}
    first = start_text(start_kind, start)
    if start_kind == StartKind.ACTUAL and said_as == SaidAs.AGREEING:
        first = _("agreed %(date)s") % {"date": typed_text(start)}
    if start_kind == StartKind.ACTUAL and said_as == SaidAs.DAY and end_kind == EndKind.UNKNOWN:
        first = typed_text(start)
    first = _narrowed(first, days.start_not_before, days.start_not_after)
    if kinds == (StartKind.ACTUAL, EndKind.UNKNOWN) and said_as != SaidAs.LIFE:
        return first
    return _("%(start)s; %(end)s") % {
        "start": first,
        "end": _narrowed(end_text(end_kind, end), days.end_not_before, days.end_not_after),
    }


def change_text(text: str, narrowing: tuple | None = None) -> str:
    """The day of a change of state: between 2007 and 2008; on an unknown day, not after …"""
    days = Narrowing(*(narrowing or ()))
    words = typed_text(text) if text else _("on an unknown day")
    return _narrowed(words, _no_later(days.start_not_before, text), _no_earlier(days.start_not_after, text))


def since_text(text: str, narrowing: tuple | None = None) -> str:
    """After the name of a state: operational since 2006; cut since an unknown day, not before …"""
    days = Narrowing(*(narrowing or ()))
    words = _("since %(date)s") % {"date": typed_text(text) if text else _("an unknown day")}
    if text.startswith("[") and not text.startswith("[..") and not text.endswith("..]"):
        words = _("since a day %(between)s") % {"between": typed_text(text)}
    return _narrowed(words, _no_later(days.start_not_before, text), _no_earlier(days.start_not_after, text))


def moment_text(text: str, narrowing: tuple | None = None) -> str:
    """After a verb: ended in 2009; on 3 Jan 2008; between 2007 and 2008; on an unknown day, not after …"""
    days = Narrowing(*(narrowing or ()))
    words = typed_text(text) if text else _("on an unknown day")
    if re.fullmatch(r"\d{4}(-\d\d)?", text):
        words = _("in %(date)s") % {"date": words}
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        words = _("on %(date)s") % {"date": words}
    return _narrowed(words, _no_later(days.start_not_before, text), _no_earlier(days.start_not_after, text))


def last_seen_text(text: str) -> str:
    """Up to when a state was known, by the typed date from which it is not: 2020 for [2021..], 2018 for 2018.

    As precise as it was typed; "" where the date sets no earliest day.
    """
    span = parse(text)
    if span.earliest is None:
        return ""
    if span.latest is not None:
        return short_text(span)
    before = (span.earliest - timedelta(days=1)).isoformat()
    return short_text(parse(before[: len(last_typed(span))]))


def span_covered(start: str, end: str) -> str:
    """The time that a search was about, from its two typed dates: for 2002 to 2009; "" where none is typed."""
    first, last = _outer(start, "earliest"), _outer(end, "latest")
    if first and first == last:
        return _("for %(date)s") % {"date": first}
    if first and last:
        return _("for %(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return _("for %(date)s and later") % {"date": first}
    return _("for the time up to %(date)s") % {"date": last} if last else ""


def _outer(text: str, side: str) -> str:
    """A typed date in its own precision; of a set the outer side, as far as there is one."""
    if not text:
        return ""
    span = parse(text)
    if not span.text.startswith("["):
        return short_text(span)
    first, last = span.text.strip("[]").split("..")
    outer = first if side == "earliest" else last
    return _plain_text(outer) if outer else ""


def _said_besides(start_kind: str, start: str, end_kind: str, end: str, days: Narrowing) -> Narrowing:
    """The narrowing days that say more than what was typed."""
    return Narrowing(
        # A first sighting says nothing of the days before it, a last one nothing of those after it.
        _no_later(days.start_not_before, start if start_kind == StartKind.ACTUAL else ""),
        _no_earlier(days.start_not_after, start),
        _no_later(days.end_not_before, "" if end_kind == EndKind.ENDED else end),
        _no_earlier(days.end_not_after, end if end_kind in (EndKind.ACTUAL, EndKind.ENDED) else ""),
    )


def _no_later(not_before: date | None, typed: str) -> date | None:
    """The day, unless the typed date says as much."""
    earliest = parse(typed).earliest if typed and not_before else None
    return None if earliest and not_before <= earliest else not_before


def _no_earlier(not_after: date | None, typed: str) -> date | None:
    """The day, unless the typed date says as much."""
    latest = parse(typed).latest if typed and not_after else None
    return None if latest and not_after >= latest else not_after


def _range(span: Span) -> str:
    """The days a typed date can mean: one day, between two days, or open to one side."""
    first, last = span.earliest, span.latest
    if first is None:
        return _("by %(date)s") % {"date": day_text(last)}
    if last is None:
        return _("%(date)s or later") % {"date": day_text(first)}
    if first == last:
        return day_text(first)
    pattern = pgettext("date format", "j M Y")
    if first.year == last.year:
        pattern = pgettext("date format, first of two days in one year", "j M")
    if (first.year, first.month) == (last.year, last.month):
        pattern = pgettext("date format, first of two days in one month", "j")
    return _("between %(first)s and %(last)s") % {
        "first": date_format(first, pattern),
        "last": day_text(last),
    }


def _last_cited_text(text: str) -> str:
    """A last sighting; of one without a latest day, that it was then still seen, as precisely as it was typed."""
    if text.startswith("[") and text.endswith("..]"):
        return _("still cited in %(date)s or later") % {"date": _plain_text(text.strip("[]").split("..")[0])}
    return _("last cited %(date)s") % {"date": typed_text(text)}


def _ended_text(by: Span) -> str:
    if by.latest is None:
        return _("ended, day not known")
    typed = by.text.strip("[]").split("..")[-1]
    words = {"date": short_text(parse(typed))}
    if parse(typed).earliest == by.latest:
        return _("ended by %(date)s, day not known") % words
    return _("ended by the end of %(date)s, day not known") % words


def _narrowed(words: str, not_before: date | None, not_after: date | None) -> str:
    if not_before:
        words = _("%(words)s, not before %(date)s") % {"words": words, "date": day_text(not_before)}
    if not_after:
        words = _("%(words)s, not after %(date)s") % {"words": words, "date": day_text(not_after)}
    return words
