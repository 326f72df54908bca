"""The codes of countries, as they are typed and as they are named. Filters, forms and files read them alike.

Two letters each: ISO 3166-1; XK, which is reserved there for users and which most of them use for Kosovo; those of
former states by ISO 3166-3; and that of the invented country.
"""

from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_countries.data import COUNTRIES

from peaceinfra.core.choices import INVENTED
from peaceinfra.core.text import folded

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
# What people write, beside the names above: other names of states that exist.
ALSO = {
    "Burma": "MM",
    "Cape Verde": "CV",
    "Czech Republic": "CZ",
    "Democratic Republic of Congo": "CD",
    "DRC": "CD",
    "East Timor": "TL",
    "Great Britain": "GB",
    "Ivory Coast": "CI",
    "Republic of the Congo": "CG",
    "State of Palestine": "PS",
    "Swaziland": "SZ",
    "The Gambia": "GM",
    "Turkey": "TR",
    "UK": "GB",
    "United States": "US",
    "USA": "US",
    "USSR": "SU",
    "Czechoslovakia": "CS",
    "Serbia and Montenegro": "CS",
    "East Germany": "DD",
    "South Yemen": "YD",
    "North Vietnam": "VD",
}


def country_code(text: str) -> str:
    """The code of a country that is typed as its code or by its name. Raises ValidationError for what is neither."""
    typed = " ".join(text.split())
    code = typed.upper()
    found = code if code in CODES else _codes_by_name().get(folded(typed))
    if found is None:
        raise ValidationError(
            _("“%(text)s” is not a country. Write its name, or two letters of ISO 3166, for example LK."),
            params={"text": text},
        )
    return found


def country_name(code: str) -> str:
    """In the language of the reader; a code that is not known is its own name."""
    return str(_names().get(code, code))


def _names() -> dict[str, str]:
    former = {code: name for code, (name, _codes_of_part_3) in FORMER.items()}
    return former | dict(countries) | ASSIGNED | {INVENTED: _("invented country")}


CODES = frozenset((*FORMER, *COUNTRIES, *ASSIGNED, INVENTED))


@cache
def _codes_by_name() -> dict[str, str]:
    """{folded name, or code of four letters: code}. Of two with one name, the state that exists."""
    found = {}
    for code, (name, codes_of_part_3) in FORMER.items():
        found |= {folded(word): code for word in (str(name), *codes_of_part_3)}
    found |= {folded(str(name)): code for code, name in COUNTRIES.items()}
    found |= {folded(str(name)): code for code, name in (*countries, *ASSIGNED.items())}
    return found | {folded(name): code for name, code in ALSO.items()}
