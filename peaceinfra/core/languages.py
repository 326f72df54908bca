"""The codes of languages and scripts. Those of three or four letters are known by their form alone."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.text import folded

# ISO 639-1, with sh, which older records use. Those of three letters (ISO 639-3) are several thousand.
_TWO_LETTERS = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee
    el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io
    is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn
    mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se
    sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi
    vo wa wo xh yi yo za zh zu
"""
TWO_LETTERS = frozenset(_TWO_LETTERS.split())

# English names of languages that are spoken where processes of the register take place, with codes of ISO 639.
_NAMED = (
    "Abkhaz: ab, Acehnese: ace, Acholi: ach, Albanian: sq, Amharic: am, Arabic: ar, Arakanese: rki, "
    "Armenian: hy, Assamese: as, Aymara: ay, Azerbaijani: az, Balochi: bal, Bambara: bm, Belarusian: be, "
    "Bengali: bn, Berber: ber, Bhojpuri: bho, Bikol: bcl, Bislama: bi, Bodo: brx, Bosnian: bs, Bulgarian: "
    "bg, Burmese: my, Catalan: ca, Cebuano: ceb, Chadian Arabic: shu, Chechen: ce, Chinese: zh, Croatian: "
    "hr, Czech: cs, Danish: da, Dari: prs, Dhivehi: dv, Dinka: din, Dutch: nl, Dyula: dyu, Dzongkha: dz, "
    "Egyptian Arabic: arz, English: en, Filipino: fil, Finnish: fi, French: fr, Fula: ff, Fur: fur, "
    "Georgian: ka, German: de, Greek: el, Guarani: gn, Gujarati: gu, Haitian Creole: ht, Hassaniya: mey, "
    "Hausa: ha, Hebrew: he, Hindi: hi, Hmong: hmn, Hungarian: hu, Igbo: ig, Ilocano: ilo, Indonesian: id, "
    "Irish: ga, Italian: it, Japanese: ja, Javanese: jv, Jingpho: kac, Juba Arabic: pga, K'iche': quc, "
    "Kabyle: kab, Kachin: kac, Kannada: kn, Kanuri: kr, Karen: ksw, Kashmiri: ks, Kayah: kyu, Kazakh: kk, "
    "Khmer: km, Kikuyu: ki, Kinyarwanda: rw, Kirundi: rn, Kongo: kg, Korean: ko, Krio: kri, Kurdish: ku, "
    "Kurmanji: kmr, Kyrgyz: ky, Lao: lo, Lingala: ln, Luganda: lg, Luo: luo, Maasai: mas, Macedonian: mk, "
    "Maguindanao: mdh, Maithili: mai, Malay: ms, Malayalam: ml, Manipuri: mni, Maori: mi, Maranao: mrw, "
    "Marathi: mr, Meitei: mni, Mizo: lus, Mon: mnw, Mongolian: mn, Nasa: pbb, Ndebele: nd, Nepali: ne, "
    "Newar: new, Norwegian: no, Nuer: nus, Odia: or, Oromo: om, Ossetian: os, Paez: pbb, Pashto: ps, "
    "Persian: fa, Pijin: pis, Polish: pl, Portuguese: pt, Punjabi: pa, Pwo Karen: pwo, Quechua: qu, "
    "Rakhine: rki, Rohingya: rhg, Romanian: ro, Russian: ru, S'gaw Karen: ksw, Samoan: sm, Sango: sg, "
    "Santali: sat, Serbian: sr, Sesotho: st, Shan: shn, Shona: sn, Sindhi: sd, Sinhala: si, Somali: so, "
    "Sorani: ckb, Spanish: es, Sundanese: su, Swahili: sw, Swedish: sv, Tagalog: tl, Tajik: tg, Tamashek: "
    "tmh, Tamil: ta, Tausug: tsg, Tedim: ctd, Telugu: te, Teso: teo, Tetum: tet, Thai: th, Tibetan: bo, "
    "Tigrinya: ti, Tok Pisin: tpi, Tongan: to, Tuareg: tmh, Turkana: tuv, Turkish: tr, Turkmen: tk, "
    "Ukrainian: uk, Urdu: ur, Uyghur: ug, Uzbek: uz, Vietnamese: vi, Wayuu: guc, Wolof: wo, Xhosa: xh, "
    "Yoruba: yo, Zaghawa: zag, Zande: zne, Zaza: zza, Zulu: zu "
)
CODES = {folded(name): code.strip() for name, code in (entry.split(":") for entry in _NAMED.split(","))}


def validate_language(code: str) -> None:
    """Raises ValidationError unless it reads as a code of ISO 639, with parts of BCP 47 if any: my, ksw, zh-Hant."""
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) or not _is_language(code.partition("-")[0]):
        if known := CODES.get(folded(code)):
            message = _("“%(text)s” is no language code. Write %(code)s.")
            raise ValidationError(message, params={"text": code, "code": known})
        message = _(
            "“%(text)s” is no code of a language. Write two letters of ISO 639-1 or three of ISO 639-3, for"
            " example my or ksw."
        )
        raise ValidationError(message, params={"text": code})


def _is_language(code: str) -> bool:
    return code in TWO_LETTERS if len(code) == 2 else True


def validate_script(code: str) -> None:
    """Raises ValidationError unless it reads as a code of ISO 15924: Arab, Mymr."""
    if not re.fullmatch(r"[A-Z][a-z]{3}", code):
        message = _("“%(text)s” is no code of a script. Write four letters, for example Arab or Mymr.")
        raise ValidationError(message, params={"text": code})


def language_name(code: str) -> str:
    """The name of a language by its code; the code itself where no name is at hand."""
    if "qaa" <= code <= "qtz":  # kept free by ISO 639 for languages without a code
        return gettext("a language without a code (%(code)s)") % {"code": code}
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
