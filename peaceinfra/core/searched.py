"""What the search of the register reads: declared by the models that bear a name, compiled to one function.

`core_search` (`visibility/search_sql.py`) looks with the owner's rights, so that it may use the trigram index,
and gives nothing that the viewer of the transaction may not see. This module makes its patterns and asks it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.postgres.indexes import GinIndex
from django.db import connection

from peaceinfra.core.text import LONGEST_NAME, UNSPACED

#: In so many ways a word may begin or end when one letter of it is wrong.
MOST_WAYS = 5
# Of a longer name its first words are looked for; what is longer than any name is none.
_MOST_WORDS, _LONGEST = 12, 2 * LONGEST_NAME
# Where a letter may be wrong the pattern grows with the square of the length.
_LONGEST_MISTYPED = 400
# A shorter word may be any other with one letter wrong: it is so only as a whole, beside a word that is right.
_SHORTEST_MISTYPED = 4
_BEFORE_A_WORD = '[ \\-–—/.,(«"]'
_AFTER_A_WORD = '(?:[ \\-–—/.,)»"]|$)'


class NameIndex(GinIndex):
    """The trigrams of a folded name: by it a part of a name is found among many."""

    def __init__(self, *, name="%(app_label)s_%(class)s_named"):
        super().__init__(name=name, fields=["folded"], opclasses=["gin_trgm_ops"])

    def deconstruct(self):
        _path, _args, kwargs = super().deconstruct()
        return "peaceinfra.core.searched.NameIndex", (), {"name": kwargs["name"]}


@dataclass(frozen=True)
class Searched:
    """In a model's `searched`: its rows are found by their folded name.

    record     the foreign key to the record that is found, where it is not the row itself; empty, it is the row
    named_by   the foreign key to what bears the name, such as the place of an event
    countries  its countries may stand for words of a search: "alone", or "beside" words of the name
    """

    record: str = ""
    named_by: str = ""
    countries: str = ""


#: In the `searched` of ids in other registers: what they are ids of is found by them.
BY_IDENTIFIER = Searched(record="subject")


class Match(NamedTuple):
    """A row by which a record was found: `reason` is label, name, place or id."""

    record: int
    row: int
    reason: str
    text: str


def matching_rows(
    words: Sequence[str],
    countries: Sequence[Sequence[str]],
    *,
    phrase: str = "",
    identifier: tuple[str, str] = ("", ""),
    typos: bool = False,
    most: int = 200,
) -> list[Match]:
    """The best matches that the viewer of this transaction may see; one query. Outside of any viewing: none.

    words       folded and without punctuation; each must be found in a name, a short one at the beginning of a word
    countries   for each word the codes that it names
    phrase      what was typed, folded: found as it stands, with its punctuation
    identifier  (register, id there), in small letters; the register may be empty
    typos       each word may have one letter wrong, missing, too many, or two exchanged; one that is shorter than four
                letters stands beside others, of which one is right, or has two letters exchanged
    """
    words, countries = words[:_MOST_WORDS], countries[:_MOST_WORDS]
    whole = " ".join(words)
    if not words or max(len(whole), len(phrase)) > (_LONGEST_MISTYPED if typos else _LONGEST):
        return []
    ways = _two_ways(words, typos)
    if typos and ways[0] is None:
        return []
    given = _words_given(words, ways, phrase or whole, typos=typos) | _codes_given(
        words, countries, typos=typos
    )
    given |= {"scheme": identifier[0], "identifier": "" if typos else identifier[1], "most": most}
    parameters = ", ".join(f"%({name})s{_CASTS.get(name, '')}" for name in given)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT record, found, reason, name FROM core_search({parameters})", given)
        return [Match(*row) for row in cursor.fetchall()]


def _words_given(words, ways, phrase: str, *, typos: bool) -> dict:
    """What the function of the database is given of the words, in the order of its parameters."""
    return {
        "whole": " ".join(words),
        "phrase": phrase,
        "as_typed": None if typos or _says_less(phrase, words) else f"%{_masked(phrase)}%",
        "patterns": [_pattern(word) for word in words],
        "nearly": [_mistyped(word) for word in words] if typos else None,
        "first": ways[0],
        "second": ways[1],
        "complete": [f"% {word} %" for word in words],
        "begun": [f"% {word}%" for word in words],
    }


def _codes_given(words, countries, *, typos: bool) -> dict:
    """What it is given of the countries that words name."""
    uncoded = [word for word, codes in zip(words, countries, strict=True) if not codes]
    is_coded = len(uncoded) < len(words)
    return {
        "codes": ["{" + ",".join(sorted(codes)) + "}" for codes in countries],
        "every_code": sorted(set().union(*countries)),
        "named_in": _two_ways(uncoded, typos)[0] if is_coded and uncoded else None,
    }


_CASTS = dict.fromkeys(
    ("patterns", "nearly", "first", "second", "complete", "begun", "codes", "every_code", "named_in"),
    "::text[]",
) | dict.fromkeys(("whole", "phrase", "as_typed", "scheme", "identifier"), "::text")


def _masked(text: str) -> str:
    """The text for a LIKE in which its signs mean themselves."""
    return re.sub(r"([%_\\])", r"\\\1", text)


def _is_unspaced(word: str) -> bool:
    return bool(re.search(UNSPACED, word))


def _pattern(word: str) -> str:
    """A LIKE for a name with a space before it: a short word begins a word, but where words are not parted."""
    return f"%{word}%" if _has_trigram(word) or _is_unspaced(word) else f"% {word}%"


def _has_trigram(text: str) -> bool:
    """Whether the index can be asked for a part of a name: it keeps three letters or digits that follow one another."""
    return any(all(map(_is_letter, text[place : place + 3])) for place in range(len(text) - 2))


def _is_letter(character: str) -> bool:
    """A letter or digit, or the sign of a vowel in a script of India or Burma; not a sign that silences one."""
    is_sign = unicodedata.category(character)[0] == "M" and not unicodedata.combining(character)
    return character.isalnum() or is_sign


def _says_less(phrase: str, words: Sequence[str]) -> bool:
    """Whether each name that holds the phrase has all the words anyhow."""
    return phrase == " ".join(words) and all(map(_has_trigram, words))


def _two_ways(words: Sequence[str], typos: bool) -> tuple[list[str] | None, list[str] | None]:
    """For the two words that the index finds best: the LIKEs of which one holds of a name that has it."""
    words = sorted(words, key=len, reverse=True)
    ways = _mistyped_ways(words) if typos else [[f"%{word}%"] for word in words if _has_trigram(word)]
    first, second, *_others = [*ways, None, None]
    return first, second


def _mistyped_ways(words: Sequence[str]) -> list[list[str]]:
    """The same where a letter of each is wrong; of short words one is right, and alone its letters are exchanged."""
    if long := [word for word in words if _may_be_mistyped(word)]:
        return [_half_ways(word) for word in long]
    short = [word for word in words if len(word) > 1 and all(map(_is_letter, word))][:2]
    if len(words) == 1:
        short = sorted(
            {_exchanged(word, place) for word in short for place in range(len(word) - 1)} - {*words}
        )
    ways = [way for word in short for way in _begun_ways(word)]
    return [ways[:MOST_WAYS]] if ways else []


def _begun_ways(word: str) -> list[str]:
    return [f"%{word}%"] if _has_trigram(word) else [f"{word}%", f"% {word}%"]


def _half_ways(word: str) -> list[str]:
    """With one letter wrong, one half of a word is right."""
    begin, end = _halves(word)
    middle = f"%{begin[:-1]}{end[0]}{begin[-1]}{end[1:]}%"
    if _has_trigram(begin):
        return [f"%{begin}%", f"%{end}%", middle]
    ends = [f"%{end}%"] if _has_trigram(end) else [f"%{end} %", f"%{end}"]
    return [f"{begin}%", f"% {begin}%", *ends, middle]


def _halves(word: str) -> tuple[str, str]:
    return word[: len(word) // 2], word[len(word) // 2 :]


def _may_be_mistyped(word: str) -> bool:
    """Whether the index can be asked for either half of it; for that of a short word as the beginning or the end."""
    is_short = _SHORTEST_MISTYPED <= len(word) < 6 and all(map(_is_letter, word))
    return is_short or all(map(_has_trigram, _halves(word)))


def _mistyped(word: str) -> str:
    """A regular expression for a name with a space before it that has the word, or it with one letter wrong."""
    if not _may_be_mistyped(word):
        return _short_mistyped(word)
    begin, end = _halves(word)
    middle = begin[:-1] + end[0] + begin[-1] + end[1:]
    ways = [
        begin + f"(?:{'|'.join(_one_wrong(end))})",
        f"(?:{'|'.join(_one_wrong(begin))})" + end,
        middle,
    ]
    return ("" if _is_unspaced(word) else _BEFORE_A_WORD) + f"(?:{'|'.join(ways)})"


def _short_mistyped(word: str) -> str:
    """For a short word: what begins with it, or a whole word which is it with one letter wrong."""
    right = re.escape(word) if _has_trigram(word) or _is_unspaced(word) else f" {re.escape(word)}"
    if not all(map(_is_letter, word)):
        return right
    size = len(word)
    put_in = [f"{word[:place]}[^ ]{word[place:]}" for place in range(size + 1)]
    exchanged = [_exchanged(word, place) for place in range(size - 1)]
    if _is_unspaced(word):
        # Where words are not parted, what is left of a shorter one stands anywhere.
        return f"(?:{'|'.join([right, *put_in, *exchanged])})" if size > 2 else right
    changed = [f"{word[:place]}[^ ]{word[place + 1 :]}" for place in range(size)] if size > 1 else []
    left_out = [word[:place] + word[place + 1 :] for place in range(size)] if size > 2 else []
    ways = "|".join([*put_in, *exchanged, *changed, *left_out])
    return f"(?:{right}|{_BEFORE_A_WORD}(?:{ways}){_AFTER_A_WORD})"


def _exchanged(word: str, place: int) -> str:
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _one_wrong(part: str) -> Iterator[str]:
    """Regular expressions for a part of a word: as it is, or with one letter changed, left out, put in or exchanged."""
    yield part
    for place in range(len(part)):
        before, letter, after = part[:place], part[place], part[place + 1 :]
        yield f"{before}.?{after}"
        yield f"{before}.{letter}{after}"
        if after:
            yield f"{before}{after[0]}{letter}{after[1:]}"
