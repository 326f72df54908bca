"""Setting text and drawings with typst: its fonts, and what they have no letters for.

What people typed never becomes markup: a template takes it as JSON. Fonts of the machine are used where typst's own
have no letters. What no font has is said, not left blank and not transliterated.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from peaceinfra.analysis.drawing.lettering import isolated
from peaceinfra.dashboards.briefs.paper import FONT, SHAPES

DRAWING = Path(__file__).with_name("drawing.typ").read_bytes()
TEMPLATE = DRAWING + Path(__file__).with_name("brief.typ").read_bytes()
_ONE_LETTER = b"#set document(title: [x]); #sys.inputs.letter"
_PICTURE = (
    DRAWING
    + b"""
#let it = json(bytes(sys.inputs.drawing))
#set page(width: auto, height: auto, margin: 1pt)
#set text(font: it.font)
#drawing(it, it.width * 0.75pt)"""
)
#: The dots of a picture for a document of Word: sharp in print.
DOTS_PER_INCH = 200
# PDF/UA: tagged, titled, with a language; refused where a letter has no shape.
ACCESSIBLE = ["ua-1"]
#: A word longer than this may be broken anywhere: it would run off the sheet.
_LONGEST = 40


@cache
def fonts() -> typst.Fonts:
    """Those that come with typst, then those of the machine."""
    return typst.Fonts()


def typeset(content: dict, record_day: date) -> bytes:
    """The PDF of what `brief.typ` lays out. The same content gives the same bytes."""
    options = {
        "font_paths": fonts(),
        "ignore_system_fonts": True,
        "sys_inputs": {"content": json.dumps(content, ensure_ascii=False)},
        "timestamp": datetime.combine(record_day, time(), UTC),
    }
    try:
        return typst.compile(TEMPLATE, pdf_standards=ACCESSIBLE, **options)
    except typst.TypstError:
        # Something that we do not know is against the standard: it is tagged all the same.
        return typst.compile(TEMPLATE, **options)


def raster(drawing: dict) -> bytes:
    """A drawing of `paper` as PNG, for forms that cannot hold it as it is."""
    inputs = {"drawing": json.dumps(drawing | {"font": FONT}, ensure_ascii=False)}
    return typst.compile(
        _PICTURE,
        format="png",
        ppi=DOTS_PER_INCH,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )


@lru_cache(maxsize=8192)
def has_shape(letter: str) -> bool:
    """Whether some font has a shape for it."""
    try:
        typst.compile(
            _ONE_LETTER,
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"letter": letter},
            pdf_standards=ACCESSIBLE,
        )
    except typst.TypstError:
        return False
    return True


def shapeless(words: Iterable[str]) -> frozenset[str]:
    """The letters among these words that no font has."""
    return frozenset(letter for letter in set("".join(words)) if ord(letter) > 0x7E and not has_shape(letter))


def scripts_of(letters: Iterable[str]) -> list[str]:
    """The scripts of some letters, by the first word of their names in Unicode: Arabic, Myanmar, …"""
    found = {unicodedata.name(letter, _("unnamed")).split()[0].capitalize() for letter in letters}
    return sorted(_("Chinese characters") if script == "Cjk" else script for script in found)


def without(words: str, letters: frozenset[str]) -> str:
    """The words with […] where letters cannot be set. A word is left out as a whole: half a name is another name."""
    if not letters.intersection(words):
        return words
    kept = ("[…]" if letters.intersection(part) else part for part in re.split(r"(\s+)", words))
    return re.sub(r"(\[…\]\s*)+(?=\[…\])", "", "".join(kept))


def set_in_words(content: object, missing: frozenset[str]) -> object:
    """Every text in nested lists and dictionaries as it can be set; the shapes of a drawing stay as they are."""
    if isinstance(content, dict):
        return {
            key: value if key == SHAPES else set_in_words(value, missing) for key, value in content.items()
        }
    if isinstance(content, list):
        return [set_in_words(value, missing) for value in content]
    if isinstance(content, str):
        return _breakable(isolated(without(content, missing)))
    return content


def _breakable(words: str) -> str:
    """The words with places at which a very long one may be broken."""
    if all(len(word) <= _LONGEST for word in words.split()):
        return words
    return " ".join(word if len(word) <= _LONGEST else "\u200b".join(word) for word in words.split(" "))


def strings_in(content: object) -> Iterator[str]:
    """Every text in nested lists and dictionaries."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from strings_in(value)
    elif isinstance(content, (list, tuple)):
        for value in content:
            yield from strings_in(value)
