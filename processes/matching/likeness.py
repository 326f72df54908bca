"""How alike two names are, from 0 to 1. It follows from the two alone: no other name of the register counts."""

import re
from functools import lru_cache

from peaceinfra.core.countries import country_words
from peaceinfra.core.text import UNSPACED, is_one_letter_away

# Words that say what sort of thing it is, and not which one, in the languages that names of the field are written in.
_GENERIC_WORDS = """
    government govt state republic national people peoples popular democratic revolutionary liberation front army
    armed forces force movement party group union council committee organisation organization association alliance
    coalition federation congress assembly united islamic communist socialist workers patriotic defence defense
    freedom independence command militia resistance brigade brigades commission ministry office department centre
    center institute foundation network forum secretariat agency mission programme program international regional
    local new free general supreme high peace process agreement accord ceasefire memorandum understanding
    declaration protocol between conflict war faction wing supporters fighters unit units civilians frente
    ejercito nacional liberacion movimiento partido pueblo popular fuerzas armadas revolucionario gobierno
    comision acuerdo mouvement armee nationale national liberation parti peuple forces armees gouvernement accord
    conseil rassemblement exercito libertacao partido povo movimento forcas governo фронт армия партия движение
    народныи национальныи освобождения правительство союз جبهه حركه جيش تحرير وطني وطنيه حزب شعبي شعبيه قوات مسلحه
    اسلامي اسلاميه حكومه مجلس لجنه اتفاق"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
_OF_A_GENERIC_WORD = 0.35
# So much a country in a name too: many things of the country have it.
_OF_A_SHORT_WORD = 0.6
# About four pairs are a word.
_OF_A_PAIR = 0.25
_VOWELS = re.compile("[aeiouyw]")
_TWICE = re.compile(r"(.)\1+")
_ALIKE_LETTERS = str.maketrans("qczgv", "kksjb")
_LATIN = re.compile(r"^[a-z]+$")
_UNSPACED_LETTER = re.compile(UNSPACED)
# A word of less letters is as it is written; of two with the same beginning of so many, one may be a form of the other.
_SHORTEST, _STEM = 4, 5


def weight(word: str) -> float:
    """How much a word says of which thing it is."""
    if word in _GENERIC:
        return _OF_A_GENERIC_WORD
    return _OF_A_SHORT_WORD if len(word) < 3 or word in country_words() else 1.0


def is_telling(word: str) -> bool:
    """Whether a word says which thing it is, and not only what sort of thing."""
    return weight(word) > _OF_A_GENERIC_WORD and len(word) > 2


def pieces(words: tuple[str, ...]) -> list[tuple[str, float]]:
    """(piece, weight) of a name: its words, and pairs of letters where a script writes without spaces."""
    found = []
    for word in words:
        if _UNSPACED_LETTER.search(word) and len(word) > 2:
            share = _OF_A_PAIR
            found += [(word[i : i + 2], share) for i in range(len(word) - 1)]
        else:
            found.append((word, weight(word)))
    return found


def likeness(pieces_of: list[tuple[str, float]], pieces_of_other: list[tuple[str, float]]) -> float:
    """What they share, by weight, of both together, less for what differs; a piece is shared with one of the other."""
    if len(pieces_of) > len(pieces_of_other):
        pieces_of, pieces_of_other = pieces_of_other, pieces_of
    left = list(pieces_of_other)
    shared, unmatched, differing = 0.0, [], 0.0
    for piece in pieces_of:
        if piece in left:
            left.remove(piece)
            shared += 2 * piece[1]
        else:
            unmatched.append(piece)
    for word, own in unmatched:
        best, at = max(((word_likeness(word, other), i) for i, (other, _) in enumerate(left)), default=(0, 0))
        if best:
            shared += best * (own + left[at][1])
            del left[at]
        else:
            differing += own
    whole = sum(own for _, own in pieces_of) + sum(own for _, own in pieces_of_other)
    # A word that only one of them has may have been left out. Where each has one of its own, they say two things.
    differing = min(differing, sum(own for _, own in left))
    return max(0.0, shared - differing) / whole if whole else 0.0


@lru_cache(maxsize=16384)
def word_likeness(word: str, other: str) -> float:
    """Of two words that differ: a slip of the pen, another ending, another transliteration; else 0."""
    shorter = min(len(word), len(other))
    if shorter < _SHORTEST or word.isdigit() or other.isdigit():
        return 0.0
    if is_one_letter_away(word, other):
        return 0.9 if shorter > _SHORTEST else 0.8
    if word[:_STEM] == other[:_STEM] and max(len(word), len(other)) - _common_start(word, other) <= 3:
        return 0.85
    return 0.8 if (bones := skeleton(word)) and bones == skeleton(other) else 0.0


def near_keys(word: str) -> set[str]:
    """Keys of which two words have one in common, if they are alike: so they are found without comparing all."""
    if len(word) < _SHORTEST or word.isdigit():
        return set()
    found = {word, f"{word[:_STEM]}…"} if len(word) >= _STEM else {word}
    found |= {word[:i] + word[i + 1 :] for i in range(len(word))}
    if bones := skeleton(word):
        found.add(f"#{bones}")
    return found


def skeleton(word: str) -> str:
    """The consonants of a word in Latin letters, as transliterations share them; "" where it is too short to tell."""
    if not _LATIN.match(word):
        return ""
    start = word[0] if word[0] in "aeiou" else ""
    bones = start + _VOWELS.sub("", word).translate(_ALIKE_LETTERS).removesuffix("h")
    bones = _TWICE.sub(r"\1", bones)
    return bones if len(bones) >= _SHORTEST else ""


def _common_start(word: str, other: str) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
    )
