"""Names as they are compared: in any script, without what one source writes and another leaves out.

The base is `folded` of `core.text`, by which the register's search sees names. Left out beside it: punctuation,
articles and small words, legal forms, years in brackets, the order of words. “Government of X” is the state X.
Transliterations are left as they are: which of them say the same, `likeness` guesses and a person decides.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from peaceinfra.core.countries import code_named
from peaceinfra.core.text import UNSPACED, folded

# Articles, and small words that join others.
_SMALL_WORDS = """
    the a an of and for in to de du des d la le les l el los las y et e o os as da do das dos di der die das und
    von van al ul i yi ye"""
_SMALL = frozenset(_SMALL_WORDS.split())
_LEGAL_WORDS = """
    inc incorporated ltd limited llc llp plc gmbh ev ggmbh ag sa sas sarl ltda corp corporation bv nv oy ab asbl
    vzw ngo ong ry"""
_LEGAL = frozenset(_LEGAL_WORDS.split())
_GOVERNMENT = re.compile(
    r"^(?:the )?(?:government|govt\.?|gov\.?|gouvernement|gobierno|governo|regierung)"
    r" (?:of |de la |de l|du |de |del |do |da |von )?(?:the )?(.+)$"
)
_IN_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]")
_YEARS = re.compile(r"^[\d\s\-–—~?.,]*$")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
# “CPN(M): Communist Party of Nepal (Maoist)”, “Free Aceh Movement - GAM”.
_ACRONYM_FIRST = re.compile(r"^([^\s:]{2,12}):\s+(.+)$")
_ACRONYM_LAST = re.compile(r"^(.+?)(?:\s+[-–—]\s+|\s*,\s+|\s+/\s+)([^\s]{2,12})$")
_LONGEST_ACRONYM = 12
_UNSPACED = re.compile(f"^{UNSPACED[:-1]}\\d]+$")
_UNSPACED_LETTER = re.compile(UNSPACED)
# Not of a word as short as “God”, which has it for good.
_ARABIC_ARTICLE = re.compile("^\u0627\u0644(?=...)")
_DIGIT = re.compile(r"[^\W\D]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared.

    words    folded, in the order of the text, without small words and legal forms
    keys     names that share one are equal
    acronym  its letters, where the name is nothing but an acronym
    is_part  it is one of two names with a stroke between them, of a front and its army
    """

    words: tuple[str, ...]
    keys: frozenset[str]
    acronym: str = ""
    is_part: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether who has an equal name has the same name: many have the same acronym."""
        return not (self.acronym or self.is_part)


def compared(text: str, *, may_be_state: bool = False) -> tuple[Name, ...]:
    """The names that a text holds: the one in front, an acronym or another name that stands with it.

    may_be_state  the name of a country alone is that of its state, as “Government of” it
    """
    whole, acronyms = _taken_apart(text)
    found = [_acronym(whole) if _is_acronym(whole) else _name(whole, may_be_state)]
    found += [_acronym(acronym) for acronym in acronyms]
    for written in (whole, *acronyms) if "/" in text else ():
        found += [replace(part, is_part=True) for part in _parts(written)]
    return tuple(name for name in found if name.keys)


def equal_names(names: tuple[Name, ...], others: tuple[Name, ...]) -> bool:
    """Whether one of these names is one of those: in whole, as an acronym is nobody's own."""
    return any(
        name.keys & other.keys for name in names if name.is_whole for other in others if other.is_whole
    )


def initials(words: tuple[str, ...]) -> set[str]:
    """Acronyms that a name may have; one that stands in it is part of them: “UN Secretary General”, UNSG."""
    first = "".join(word[0] for word in words)
    return {first, "".join(word if len(word) <= 3 and word.isascii() else word[0] for word in words)}


def _taken_apart(text: str) -> tuple[str, list[str]]:
    """(the name without its years and acronyms, these acronyms)."""
    acronyms = []

    def take(match):
        inside = match.group(1).strip()
        if _YEARS.match(inside):
            return " "
        if _is_acronym(inside) and match.start() > 0 and match.string[match.start() - 1].isspace():
            before = match.string[: match.start()]
            # “CPN (ML)” is one acronym, “Free Aceh Movement (GAM)” a name and one.
            if not _is_acronym(before.strip()):
                acronyms.append(inside)
                return " "
        return match.group()

    whole = _IN_BRACKETS.sub(take, text).strip()
    if (match := _ACRONYM_FIRST.match(whole)) and _is_acronym(match.group(1)):
        acronyms.append(match.group(1))
        whole = match.group(2)
    elif (match := _ACRONYM_LAST.match(whole)) and _is_acronym(match.group(2)):
        acronyms.append(match.group(2))
        whole = match.group(1)
    return (whole or text), acronyms


def _parts(text: str) -> list[Name]:
    """Of “Valley Union/Valley Army” and “VU/VA” each; “SPLM/A” is one."""
    parts = [part.strip() for part in text.split("/")]
    if len(parts) > 1 and all(_is_acronym(part) for part in parts):
        return [_acronym(part) for part in parts]
    return [_name(part, may_be_state=False) for part in parts] if all(" " in part for part in parts) else []


def _is_acronym(text: str) -> bool:
    """“FMLN”, “SPLM/A”, “CPN-M”, “CPN (ML)”, “al-NF” not: at least two letters, capitals but for one."""
    letters = [c for c in text if c.isalpha()]
    if not 2 <= len(letters) <= _LONGEST_ACRONYM or len(text.split()) > 2:
        return False
    capitals = sum(c.isupper() for c in letters)
    return capitals >= 2 and capitals >= len(letters) - 1


def _acronym(text: str) -> Name:
    letters = "".join(c for c in folded(text) if c.isalnum())
    return Name((letters,), frozenset([f"@{letters}"] if letters else ()), letters)


def _name(text: str, may_be_state: bool) -> Name:
    plain = " ".join(_DIGIT.sub(_as_digit, folded(text)).split())
    if code := _state(plain, may_be_state):
        return Name(_words(plain), frozenset([f"={code}"]))
    words = _words(plain)
    # Where one writes two words another may write one: “Boko Haram”, “M-19”.
    return Name(words, frozenset([_key(words), f"~{''.join(words)}"] if words else ()))


def _state(plain: str, may_be_state: bool) -> str | None:
    """The code of the country whose state a folded name is."""
    matched = _GOVERNMENT.match(plain)
    if not (matched or may_be_state):
        return None
    named = matched.group(1) if matched else plain
    outside = _IN_BRACKETS.sub(" ", named).strip()
    return code_named(named) or (code_named(outside) if outside else None)


def _words(plain: str) -> tuple[str, ...]:
    spaced = _PUNCTUATION.sub(" ", _DOTTED.sub(lambda match: match.group().replace(".", ""), plain))
    words = [_ARABIC_ARTICLE.sub("", word) for word in spaced.split()]
    if _UNSPACED_LETTER.search(spaced):
        words = _joined(words)
    # “Faction A” ends with a letter, not with an article.
    kept = [word for word in words[:-1] if word not in _SMALL]
    kept += [word for word in words[-1:] if len(word) == 1 or word not in _SMALL]
    kept = kept or words
    while len(kept) > 1 and kept[-1] in _LEGAL:
        kept.pop()
    return tuple("saint" if word == "st" else word for word in kept)


def _joined(words: list[str]) -> list[str]:
    """Neighbours of scripts that write without spaces are one word: some put spaces between them, some do not."""
    found = []
    for word in words:
        if found and _UNSPACED.match(word) and _UNSPACED.match(found[-1]):
            found[-1] += word
        else:
            found.append(word)
    return found


def _key(words: tuple[str, ...]) -> str:
    return " ".join(sorted(words))


def _as_digit(match) -> str:
    return str(unicodedata.digit(match.group()))


def _punctuation() -> re.Pattern:
    """Everything that is punctuation or a sign. A word is split at it."""
    signs = (chr(point) for point in range(0x3100) if unicodedata.category(chr(point))[0] in "PS")
    return re.compile(f"[{re.escape(''.join(signs))}\uff00-\uff0f\ufe10-\ufe6f]+")


_PUNCTUATION = _punctuation()
