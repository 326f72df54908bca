"""The months as people write them: in English, French, Spanish and German, cut short, without accents, mistyped."""

import re
import unicodedata
from difflib import get_close_matches

# In the order of the months; what is listed second is another name of the same.
_LANGUAGES = (
    "january february march april may june july august september october november december",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "januar februar marz april mai juni juli august september oktober november dezember",
)
_OTHERS = {"sept": 9, "setiembre": 9, "janner": 1, "feber": 2, "maerz": 3, "mrz": 3}
_NAMES = {name: number for names in _LANGUAGES for number, name in enumerate(names.split(), 1)} | _OTHERS
_SHORTEST = 3
# Two letters that changed places, one that is missing or twice: of five letters or more. “Marble” is no March, and
# “about” is no “août”.
_LIKE = 0.8
_SHORTEST_MISTYPED = 5
_LONG_NAMES = [name for name in _NAMES if len(name) >= _SHORTEST_MISTYPED]
_COMBINING = re.compile("[\u0300-\u036f]")


def without_accents(text: str) -> str:
    """Février as fevrier, août as aout, März as marz."""
    return _COMBINING.sub("", unicodedata.normalize("NFD", text))


def months_meant(word: str) -> list[int]:
    """The numbers of the months that a word in small letters may mean: none, one, or two where it is cut too short."""
    if word in _NAMES:
        return [_NAMES[word]]
    if len(word) < _SHORTEST:
        return []
    found = {number for name, number in _NAMES.items() if name.startswith(word)}
    if not found and len(word) >= _SHORTEST_MISTYPED:
        found = {_NAMES[name] for name in get_close_matches(word, _LONG_NAMES, n=3, cutoff=_LIKE)}
    return sorted(found)
