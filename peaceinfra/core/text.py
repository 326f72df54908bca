"""Names in any script: one folding for search and one key for order, both made in Python."""

import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache, reduce
from operator import and_

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

#: So many characters a name may have: some in the datasets of the field are whole sentences.
LONGEST_NAME = 500
# Latin, Greek and Cyrillic combining marks; Arabic vowel signs, madda and hamza; the Arabic stretching line.
_MARKS = "\u0300-\u036f\u064b-\u0655\u0670\u0640"
_LEFT_OUT = re.compile(f"[{_MARKS}]").match
# What shows nothing by itself: spaces of no width, soft hyphens, marks of direction. The joiner and the non-joiner
# (U+200D, U+200C) change how letters are drawn, in Persian and in the scripts of India, and stay.
_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
UNSEEN = re.compile(f"[{_UNSEEN}]")
# Turn the text that follows them around: what one reads is then not what is stored.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Tags and marks of notes show nothing and mean nothing in a text; what is no character of Unicode may mean anything.
# Two names that differ in them alone look the same.
_MEANINGLESS = re.compile(
    "[\ufff9-\ufffb\U000e0000-\U000e007f\ufdd0-\ufdef"
    + "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
    + "]"
)
# What no file in XML may hold, in whatever form.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What tells a terminal, or another device, to do something; a page or a line that ends (vertical tab, form feed) comes
# with text that was copied.
_STEERING = re.compile("[\x00-\x08\x0e-\x1f\x7f\x9b]")
# Letters that are drawn as nothing.
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Apostrophes and the signs that stand for ain and hamza in Latin letters: some write them, some do not.
_APOSTROPHES = "'`\u02b9-\u02bf\u02c8\u2018\u2019\u201b\u2032\ua78b\ua78c"
_LEFT_OUT_SIGNS = re.compile(f"[{_APOSTROPHES}]").match
# Letters with a stroke or a tail, and two in one, are typed as what they look like.
_PLAIN = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
}
#: What is folded since migration 0013 of processes: names with such signs were folded anew.
SIGNS = re.compile(f"[{_APOSTROPHES}\u00b4\uff07{''.join(_PLAIN)}ØŁĐÐĦŦÆŒÞ]")
#: Scripts that write without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, those of East Asia.
UNSPACED = "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uaa60-\uaa7f]"
# Persian yeh, yeh without dots, teh marbuta, Persian kaf, alef with wasla: each as the letter typed in its place.
_ALIKE = str.maketrans(
    dict(zip("\u06cc\u0649\u0629\u06a9\u0671", "\u064a\u064a\u0647\u0643\u0627", strict=True)) | _PLAIN
)


def folded(text: str) -> str:
    """The text as search sees it: compatibility forms unified, case folded, accents stripped.

    Combining marks of the Latin, Greek and Cyrillic kind go, and apostrophes; a letter with a stroke becomes plain.
    Of the Arabic script go the marks that writers leave out (vowel signs, hamza and madda on a letter, the
    stretching line), and its letters that are typed for one another become one. Burmese and Indic vowel signs carry
    meaning and stay. White space is collapsed, and characters that show nothing go.
    """
    decomposed = unicodedata.normalize("NFKD", UNSEEN.sub("", text).replace("\u00b4", "'")).casefold()
    kept = "".join(c for c in decomposed if not (_LEFT_OUT(c) or _LEFT_OUT_SIGNS(c))).translate(_ALIKE)
    return " ".join(unicodedata.normalize("NFKC", kept).split())


def folded_sql(text: str) -> str:
    """In SQL, what `folded` makes of a text, with its marks apart: to search columns that have no folded copy."""
    marks = "".join(
        letter if letter == "-" else f"\\u{ord(letter):04x}" for letter in _MARKS + _APOSTROPHES + _UNSEEN
    )
    # Letters are made small one by one, which leaves three of those that `casefold` changes.
    alike = {chr(letter): plain for letter, plain in _ALIKE.items()} | {"ς": "σ", "ß": "ss"}
    singly = {letter: plain for letter, plain in alike.items() if len(plain) == 1}
    plain = f"translate(said.t, '{''.join(singly)}', '{''.join(singly.values())}')"
    for letter in sorted(alike.keys() - singly.keys()):
        plain = f"replace({plain}, '{letter}', '{alike[letter]}')"
    small = f"lower(replace(normalize(replace({text}, '\u00b4', ''''), NFKD), '\u0345', 'ι'))"
    bare = f"regexp_replace({small}, '[{marks}]', '', 'g')"
    said = f"SELECT btrim(regexp_replace({bare}, '([^\\S ]|\\s{{2}})\\s*', ' ', 'g'))"
    whole = f"(SELECT CASE WHEN said.t ~ '[{''.join(alike)}]' THEN {plain} ELSE said.t END FROM ({said}) said (t))"
    # Most texts hold nothing of all this.
    is_plain = f"{text} ~ '^( ?[\\u0021-\\u0026\\u0028-\\u005f\\u0061-\\u007e])* ?$'"
    return f"CASE WHEN {is_plain} THEN lower({text}) ELSE {whole} END"


def words_in(column: str, text: str) -> models.Q:
    """The condition that each word of the text stands in a folded column, in any order; nothing typed is in all."""
    conditions = (models.Q(**{f"{column}__contains": word}) for word in folded(text).split())
    return reduce(and_, conditions, models.Q())


def words_of(text: str) -> list[str]:
    """The words of a text, folded, without punctuation and in order of code points: names turned around are alike."""
    return sorted(words_as_typed(text))


def words_as_typed(text: str) -> list[str]:
    """The words of a text, folded and without punctuation, in the order of the text."""
    spaced = "".join(" " if unicodedata.category(c)[0] == "P" else c for c in folded(text))
    return spaced.split()


def is_one_letter_away(word: str, other: str) -> bool:
    """Whether one letter changed, left out or put in, or two neighbours exchanged, makes one of the other."""
    if abs(len(word) - len(other)) > 1:
        return False
    alike = next(
        (i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
    )
    rest, other_rest = word[alike:], other[alike:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
    )


def rest_without(column: str, words: Iterable[str]) -> models.Func:
    """What the database leaves of a folded column without these of `words_of`: "" where it has no other words.

    Longer ones are taken out first, as they may hold a shorter one.
    """
    rest = models.F(column)
    for word in sorted(set(words), key=len, reverse=True):
        rest = Replace(rest, models.Value(word), models.Value(" "))
    return models.Func(
        rest, models.Value(_punctuation() + " "), function="BTRIM", output_field=models.TextField()
    )


@cache
def _punctuation() -> str:
    characters = map(chr, range(sys.maxunicode + 1))
    return "".join(c for c in characters if unicodedata.category(c)[0] == "P")


def is_visible(text: str) -> bool:
    """Whether there is anything to be seen."""
    return any(c not in _BLANK_LETTERS and unicodedata.category(c)[0] not in "CZ" for c in text)


def check_readable(text: str) -> None:
    """Raises ValidationError for a text that nobody sees, or that is not read as it is stored."""
    if text and not is_visible(text):
        raise ValidationError(_("This holds only characters that cannot be seen. Write it in letters."))
    if _TURNING.search(text):
        raise ValidationError(
            _(
                "This holds hidden characters that turn text around, often copied from another program. Type it"
                " anew, or paste it as plain text."
            )
        )
    if _MEANINGLESS.search(text):
        raise ValidationError(_("This holds hidden characters that are no letters. Type it anew."))
    if _STEERING.search(text):
        raise ValidationError(
            _("This holds control characters, which are no text. Type it anew, or paste it as plain text.")
        )


def xml_text(text: str) -> str:
    """The text without what no file in XML may hold; whatever writes one asks for it."""
    return _NOT_XML.sub("", text)


class FoldedField(models.TextField):
    """The folded copy of another field, or of words made of several, kept on every save; ordered by code point."""

    def __init__(self, source="name", **kwargs):
        self.source = source
        kwargs |= {"editable": False, "db_collation": "C"}
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "db_collation"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs | {"source": self.source}

    def pre_save(self, model_instance, add):
        # In a migration models have fields only: what is made of several stays as it was written.
        value = folded(getattr(model_instance, self.source, getattr(model_instance, self.attname)))
        setattr(model_instance, self.attname, value)
        return value
