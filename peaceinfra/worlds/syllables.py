"""Names out of syllables, in eight scripts. They mean nothing; their language is `qaa`, a code for private use."""

from random import Random

LANGUAGE = "qaa"

# ISO 15924 code: syllables of the script. Latin has a few with accents, so that folding is tried.
_SYLLABLES = {
    "Latn": "ka lu me ro shi ta né vo da ri su ñi",
    "Arab": "كا لو مي را شا تا ني دو سو بي نا هي",
    "Mymr": "က လု မိ ရာ ရှ တာ နေ ဒိ စု ဘီ ယာ ဝါ",
    "Cyrl": "ка лу ме ро ши та не во да рё су ми",
    "Deva": "का लू मे रो शि ता ने वो दा रि सु मि",
    "Sinh": "කා ලු මෙ රො ශි තා නෙ වො දා රි සු මි",
    "Taml": "கா லு மெ ரோ ஷி தா நே வோ டா ரி சு மி",
    "Ethi": "ካ ሉ መ ሮ ሺ ታ ኔ ቮ ዳ ሪ ሱ ሚ",
}
SYLLABLES = {script: text.split() for script, text in _SYLLABLES.items()}
OTHER_SCRIPTS = [script for script in SYLLABLES if script != "Latn"]


def word(random: Random, script: str = "Latn") -> str:
    """Two to four syllables; a Latin or Cyrillic word begins with a capital."""
    return "".join(random.choices(SYLLABLES[script], k=random.randint(2, 4))).capitalize()


def name(random: Random, script: str = "Latn", noun: str = "") -> str:
    """Two words, or one and a common noun: “Kalu Roshi”, “Vodari Movement”."""
    return f"{word(random, script)} {noun or word(random, script)}"
