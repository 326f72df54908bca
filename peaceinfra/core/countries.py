"""The codes of countries, as they are typed and as they are named. Filters, forms and files read them alike.

Two letters each: ISO 3166-1; XK, which is reserved there for users and which most of them use for Kosovo; those of
former states by ISO 3166-3; and that of the invented country.
"""

from difflib import get_close_matches
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_countries.data import COUNTRIES

from peaceinfra.core.choices import INVENTED
from peaceinfra.core.text import folded, is_one_letter_away, words_of

# Assigned by users, not by the standard.
ASSIGNED = {"XK": _("Kosovo")}
# ISO 3166-3 (2020): codes taken out of part 1 that have not been given to another country, each with the code of
# four letters under which part 3 keeps it. CS was given twice, to states that did not exist at the same time.
FORMER = {
    "AN": (_("Netherlands Antilles"), ("ANHH",)),
    "BU": (_("Burma (until 1989)"), ("BUMM",)),
    "CS": (_("Czechoslovakia; Serbia and Montenegro"), ("CSHH", "CSXX")),
    "CT": (_("Canton and Enderbury Islands"), ("CTKI",)),
    "DD": (_("German Democratic Republic"), ("DDDE",)),
    "DY": (_("Dahomey"), ("DYBJ",)),
    "FQ": (_("French Southern and Antarctic Territories"), ("FQHH",)),
    "FX": (_("France, Metropolitan"), ("FXFR",)),
    "HV": (_("Upper Volta"), ("HVBF",)),
    "JT": (_("Johnston Island"), ("JTUM",)),
    "MI": (_("Midway Islands"), ("MIUM",)),
    "NH": (_("New Hebrides"), ("NHVU",)),
    "NQ": (_("Dronning Maud Land"), ("NQAQ",)),
    "NT": (_("Neutral Zone"), ("NTHH",)),
    "PC": (_("Pacific Islands (Trust Territory)"), ("PCHH",)),
    "PU": (_("United States Miscellaneous Pacific Islands"), ("PUUM",)),
    "PZ": (_("Panama Canal Zone"), ("PZPA",)),
    "RH": (_("Southern Rhodesia"), ("RHZW",)),
    "SU": (_("Soviet Union"), ("SUHH",)),
    "TP": (_("East Timor (until 2002)"), ("TPTL",)),
    "VD": (_("Viet-Nam, Democratic Republic of"), ("VDVN",)),
    "WK": (_("Wake Island"), ("WKUM",)),
    "YD": (_("Yemen, Democratic"), ("YDYE",)),
    "YU": (_("Yugoslavia"), ("YUCS",)),
    "ZR": (_("Zaire"), ("ZRCD",)),
}
# What people write, beside the names above: other names of states that exist, and that of the invented country.
ALSO = {
    "America": "US",
    "Antigua": "AG",
    "Bosnia": "BA",
    "Britain": "GB",
    "Burma": "MM",
    "Byelorussia": "BY",
    "CAR": "CF",
    "Cape Verde": "CV",
    "Ceylon": "LK",
    "Congo-Brazzaville": "CG",
    "Congo-Kinshasa": "CD",
    "Czech Republic": "CZ",
    "Czechoslovakia": "CS",
    "DPRK": "KP",
    "DR Congo": "CD",
    "DRC": "CD",
    "Democratic Republic of Congo": "CD",
    "East Germany": "DD",
    "East Timor": "TL",
    "FYROM": "MK",
    "Great Britain": "GB",
    "Holland": "NL",
    "Ivory Coast": "CI",
    "Kampuchea": "KH",
    "Kyrgyz Republic": "KG",
    "Lao PDR": "LA",
    "Macedonia": "MK",
    "North Vietnam": "VD",
    "PRC": "CN",
    "Palestinian Territories": "PS",
    "People's Republic of China": "CN",
    "Persia": "IR",
    "Republic of Ireland": "IE",
    "Republic of Macedonia": "MK",
    "Republic of the Congo": "CG",
    "Rhodesia": "RH",
    "Sao Tome": "ST",
    "Serbia and Montenegro": "CS",
    "Siam": "TH",
    "Slovak Republic": "SK",
    "South Yemen": "YD",
    "State of Palestine": "PS",
    "Swaziland": "SZ",
    "Trinidad": "TT",
    "Turkey": "TR",
    "U.K.": "GB",
    "U.S.": "US",
    "U.S.A.": "US",
    "UAE": "AE",
    "UK": "GB",
    "USA": "US",
    "USSR": "SU",
    "United States": "US",
    "Vatican": "VA",
    "Western Samoa": "WS",
    "Xandoria": INVENTED,
}
# How alike a mistyped name is, and how much of a name is enough to find the whole by it.
_LIKE = 0.85
_SHORTEST_PART = 4
# Words that some write and others leave out.
_LEFT_OUT = {"the", "of", "and"}


def country_code(text: str) -> str:
    """The code of a country that is typed as its code or by its name. Raises ValidationError for what is neither."""
    typed = " ".join(text.split())
    code = typed.upper()
    found = code if code in CODES else _codes_by_name().get(_key(typed))
    if found is None:
        near = _names_near(typed)
        raise ValidationError(
            _("“%(text)s” is not a country. Did you mean %(names)s? Else write two letters of ISO 3166.")
            if near
            else _(
                "“%(text)s” is not a country. Write its name, or two letters of ISO 3166, for example LK."
            ),
            params={"text": text, "names": _(" or ").join(near)},
        )
    return found


def code_named(text: str) -> str | None:
    """The code of the country that has this name; None for a text that names none."""
    return _codes_by_name().get(_key(text))


@cache
def country_words() -> frozenset[str]:
    """The folded words of the names of countries."""
    return frozenset(word for key in _codes_by_name() for word in key.split())


def _key(name: str) -> str:
    """Names that differ only in the order of their words, in signs and in small words are one: Republic of Korea and
    Korea (the Republic of), Saint Lucia and St. Lucia.
    """
    words = ("saint" if word == "st" else word for word in words_of(name))
    return " ".join(sorted(word for word in words if word not in _LEFT_OUT))


def _names_near(typed: str) -> list[str]:
    """Names of countries that a text may be a mistyped form of, or a part of; at most three."""
    names = {folded(str(name)): str(name) for name in _names().values()} | {
        folded(name): name for name in ALSO
    }
    wanted = folded(typed)
    near = get_close_matches(wanted, names, n=3, cutoff=_LIKE)
    if not near and len(wanted) >= _SHORTEST_PART:
        near = [name for name in names if wanted in name][:3]
    return [names[name] for name in near]


def codes_named(word: str, *, typos: bool = False) -> set[str]:
    """The codes of the countries that have a folded word in a name, or one that begins with its four letters or more.

    typos  also one that is a letter away
    """
    by_word = _codes_by_word(get_language())
    if len(word) < _SHORTEST_PART:
        return by_word.get(word, set())
    named = (
        codes
        for other, codes in by_word.items()
        if other.startswith(word) or (typos and is_one_letter_away(word, other))
    )
    return set().union(*named)


@cache
def _codes_by_word(_language) -> dict[str, set[str]]:
    """{word of a name: codes}, names in the language of the reader."""
    found = {}
    for name, code in (*((str(name), code) for code, name in _names().items()), *ALSO.items()):
        for word in set(words_of(name)) - _LEFT_OUT:
            found.setdefault(word, set()).add(code)
    return found


def country_name(code: str) -> str:
    """The name of a country in the language of the reader; a code that is not known is its own name."""
    return str(_names().get(code, code))


def _names() -> dict[str, str]:
    former = {code: name for code, (name, _codes_of_part_3) in FORMER.items()}
    return former | dict(countries) | ASSIGNED | {INVENTED: _("invented country")}


CODES = frozenset((*FORMER, *COUNTRIES, *ASSIGNED, INVENTED))


@cache
def _codes_by_name() -> dict[str, str]:
    """{key of the name, or code of four letters: code}. Of two with one name, the state that exists."""
    found = {}
    for code, (name, codes_of_part_3) in FORMER.items():
        found |= {_key(word): code for word in (str(name), *codes_of_part_3)}
    found |= {_key(str(name)): code for code, name in COUNTRIES.items()}
    found |= {_key(str(name)): code for code, name in (*countries, *ASSIGNED.items())}
    return found | {_key(name): code for name, code in (*ALSO.items(), (str(_names()[INVENTED]), INVENTED))}
