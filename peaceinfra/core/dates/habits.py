"""Dates as people are used to write them, and the dates of this register that they may mean.

Nothing here is taken for a date: it is offered, and a person takes it.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from peaceinfra.core.dates.month_names import months_meant, without_accents

# The months of a season in the north, where a winter belongs to two years.
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
# EDTF numbers the seasons from 21.
_NUMBERED = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_ABOUT = re.compile(r"(?:circa|ca|c|about|around|approximately|approx|roughly|~)\.?\s*(?=\S)")
_BEFORE = re.compile(r"(?:before|prior to|earlier than|<)\s*(?=\S)")
_BY = re.compile(r"(?:by|until|till|up to|no later than|not after|on or before|<=|≤|-|–)\s*(?=\S)")
_AFTER = re.compile(r"(?:after|later than|>)\s*(?=\S)")
_SINCE = re.compile(r"(?:since|from|as of|not before|on or after|>=|≥)\s*(?=\S)")
# “2004 or 2005” is one unknown day between the two, as “between” is.
_BETWEEN = re.compile(
    r"(?:between|either|from)?\s*(.+?)\s*"
    r"(?:/|–|—|\band\b|\bor\b|\bto\b|\buntil\b|\.\.|\s-\s|(?<=\d{4})-(?=\d{4}))\s*(.+)"
)
# 12 Feb 2004, the 12th of February 2004; le 1er février 2004, 12 de febrero de 2004, 12. Februar 2004.
_DAY_FIRST = re.compile(
    r"(?:the |le |el |am )?(\d{1,2})(?:st|nd|rd|th|er|º|o|\.)?(?: of| de)? ?([a-z]+)\.?,?(?: de| del)? (\d{4})"
)
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4}),? ([a-z]+)\.?(?: (\d{1,2})(?:st|nd|rd|th)?)?")
_NAMED_MONTH = re.compile(r"(?:en |im )?([a-z]+)\.?,?(?: de| del| of)?[ /-](\d{4})")
_TWO_NUMBERS_AND_YEAR = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})")
_YEAR_AND_NUMBERS = re.compile(r"(\d{4})[./ -](\d{1,2})(?:[./ -](\d{1,2}))?")
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[./ -](\d{4})")
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)?")
_DECADE = re.compile(r"(?:the )?(\d{3})(?:0'?s|x)")
_CENTURY = re.compile(r"(\d\d)xx")
_QUARTER = re.compile(r"(?:q([1-4])[ /-]?(\d{4})|(\d{4})[ /-]?q([1-4]))")
_SEASON = re.compile(r"(?:the )?(spring|summer|autumn|fall|winter)(?: of)?,? (\d{4})|(\d{4})[ -](2[1-4])")
# A third or a half of a year, of a month, of a decade.
_PART = re.compile(
    r"(?:at )?(?:the )?(early|beginning|start|mid|middle|late|end|first half|second half)(?: in| of)?[ –-](?:the )?(.+)"
)
_PARTS = {
    "early": (1, 3), "beginning": (1, 3), "start": (1, 3), "mid": (2, 3), "middle": (2, 3), "late": (3, 3),
    "end": (3, 3), "first half": (1, 2), "second half": (2, 2),
}  # fmt: skip
_UNCERTAIN = re.compile(r"(?:probably|perhaps|maybe|possibly|uncertain)\s+(?=\S)")


def possible_forms(text: str) -> list[str]:
    """The dates that a text may mean, in EDTF, the likelier first; they may still not exist. Nothing: not known."""
    typed = " ".join(without_accents(text.casefold()).split()).strip(" .,").removeprefix("in ")
    found = [form for forms_in in _FORMS_IN for form in forms_in(typed)]
    return [*dict.fromkeys(form for form in found if form != text.strip())]


def _with_sign(pattern, sign) -> Callable:
    def forms_in(text):
        match = pattern.match(text)
        rest = _plain(text[match.end() :]) if match else []
        return [f"{form}{sign}" for form in rest if not form.startswith("[")]

    return forms_in


def _side(pattern, written) -> Callable:
    """What is known on one side only. `written(first, last)`: the date that means it, for a date or a run."""

    def forms_in(text):
        match = pattern.match(text)
        rest = text[match.end() :] if match else ""
        return [written(*_ends(form)) for form in [*_plain(rest), *_part(rest)]]

    return forms_in


def _ends(form):
    """The first and the last of a run; of a date the date itself."""
    first, _dots, last = form.strip("[]").partition("..")
    return first, last or first


def _between(text):
    match = _BETWEEN.fullmatch(text)
    ends = [_plain(part) for part in _with_year(*match.groups())] if match else []
    is_run = bool(ends) and all(forms and not forms[0].startswith("[") for forms in ends)
    return ["[{}..{}]".format(*_alike(ends[0][0], ends[1][0]))] if is_run else []


def _with_year(first, last):
    """“Jan or Feb 2004”, “12 or 13 Feb 2004”: what is named without a year, or a month, is of those that follow."""
    if re.fullmatch(r"\d{1,2}", first) and (match := re.fullmatch(r"\d{1,2}( ?[a-z].+)", last)):
        return first + match[1], last
    year = re.search(r"\d{4}", last)
    is_without = year and re.search("[a-z]", first) and not re.search(r"\d{3}", first)
    return f"{first} {year[0]}" if is_without else first, last


def _alike(first, last):
    """Both sides of a run as years, as months or as days."""
    while first.count("-") < last.count("-"):
        first += "-01"
    while last.count("-") < first.count("-"):
        last = f"{last}-12" if last.count("-") == 0 else _neighbour(f"{_neighbour(last, 1)}-01", -1)
    return first, last


def _plain(text):
    """A year, a month, a day, or a run of months or years, without a word about how sure it is."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        return [text]
    return [form for forms_in in _PLAIN for form in forms_in(text)]


def _named(text):
    """12 Feb 2004, February 12 2004, 2004 Feb 12, Feb 2004."""
    for pattern, order in (
        (_DAY_FIRST, "dmy"),
        (_MONTH_FIRST, "mdy"),
        (_YEAR_FIRST, "ymd"),
        (_NAMED_MONTH, "my"),
    ):
        if match := pattern.fullmatch(text):
            parts = dict(zip(order, match.groups(), strict=True))
            if months := months_meant(parts["m"]):
                return [_form(parts["y"], month, parts.get("d")) for month in months]
    return []


def _numbered(text):
    """31/12/2004; of 03/04/2004 both readings; 2004/2/12, 02/2004, 20040212."""
    if match := _TWO_NUMBERS_AND_YEAR.fullmatch(text):
        first, second, year = match.groups()
        readings = [(second, first), (first, second)]
        return [_form(year, month, day) for month, day in dict.fromkeys(readings) if 1 <= int(month) <= 12]
    if match := _MONTH_AND_YEAR.fullmatch(text):
        return [_form(match[2], match[1])]
    if match := _YEAR_AND_NUMBERS.fullmatch(text) or _DIGITS.fullmatch(text):
        return [_form(*match.groups())]
    return []


def _runs(text):
    """Decades, centuries, quarters and seasons, as the first and the last date that are possible."""
    if match := _DECADE.fullmatch(text):
        return [f"[{match[1]}0..{match[1]}9]"]
    if match := _CENTURY.fullmatch(text):
        return [f"[{match[1]}00..{match[1]}99]"]
    if match := _QUARTER.fullmatch(text):
        quarter, year = int(match[1] or match[4]), match[2] or match[3]
        return [f"[{_form(year, 3 * quarter - 2)}..{_form(year, 3 * quarter)}]"]
    if match := _SEASON.fullmatch(text):
        return _season(match[1] or _NUMBERED[match[4]], int(match[2] or match[3]))
    return []


def _season(name, year):
    """“Winter 2004” is the one that begins in that year, or the one that ends in it."""
    if name == "winter":
        return [f"[{first}-12..{first + 1}-02]" for first in (year, year - 1)]
    first, last = _SEASONS[name]
    return [f"[{_form(year, first)}..{_form(year, last)}]"]


def _part(text):
    """Early 2004: its first four months; mid-February 2004: from the 11th to the 20th; late 1990s: 1997 to 1999;
    early spring 2004: its first month.
    """
    match = _PART.fullmatch(text)
    number, count = _PARTS[match[1]] if match else (0, 1)
    wholes = _plain(match[2]) if match else []
    return [run for whole in wholes if (run := _share(whole, number, count))]


def _share(whole, number, count):
    """The `number`th of `count` parts of a year, a month, a decade or a season, as a run or a month; else ""."""
    if re.fullmatch(r"\d{4}", whole):
        first, last = _nth(number, count, 12)
        return f"[{_form(whole, first)}..{_form(whole, last)}]"
    if re.fullmatch(r"\d{4}-\d\d", whole):
        first, last = _nth(number, count, 30)
        last_day = _neighbour(f"{_neighbour(whole, 1)}-01", -1) if number == count else f"{whole}-{last:02}"
        return f"[{whole}-{first:02}..{last_day}]"
    if decade := re.fullmatch(r"\[(\d{3})0\.\.\1(9)\]", whole):
        first, last = _nth(number, count, 10)
        return f"[{decade[1]}{first - 1}..{decade[1]}{last - 1}]"
    if count == 3 and re.fullmatch(r"\[\d{4}-\d\d\.\.\d{4}-\d\d\]", whole):
        return [_ends(whole)[0], _neighbour(_ends(whole)[0], 1), _ends(whole)[1]][number - 1]
    return ""


def _nth(number, count, size):
    """The first and the last of the items 1…size that fall into a part."""
    return round((number - 1) * size / count) + 1, round(number * size / count)


def _form(year, month, day=None):
    parts = [str(year), *(f"{int(part):02}" for part in (month, day) if part)]
    return "-".join(parts)


def _neighbour(form, step):
    """The year, month or day before or after, as it is written; the form itself where there is none such."""
    parts = [int(part) for part in form.split("-")]
    try:
        if len(parts) == 3:
            return str(date(*parts) + timedelta(days=step))
        first = date(*parts, *[1] * (3 - len(parts)))
        months = 12 * first.year + first.month - 1 + step * (12 if len(parts) == 1 else 1)
        return str(date(months // 12, months % 12 + 1, 1))[: len(form)]
    except (ValueError, OverflowError):
        return form


_PLAIN = (_named, _numbered, _runs)
_FORMS_IN = (
    # “In 2004”.
    lambda text: re.findall(r"^\d{4}$", text),
    *_PLAIN,
    _with_sign(_ABOUT, "~"),
    _with_sign(_UNCERTAIN, "?"),
    _side(_BEFORE, lambda first, last: f"[..{_neighbour(first, -1)}]"),
    _side(_BY, lambda first, last: f"[..{last}]"),
    _side(_AFTER, lambda first, last: f"[{_neighbour(last, 1)}..]"),
    # A start that is asked for is that date; else it is then or later.
    _side(_SINCE, lambda first, last: first if first == last else f"[{first}..{last}]"),
    _side(_SINCE, lambda first, last: f"[{first}..]"),
    _between,
    _part,
)
