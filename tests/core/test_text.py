import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from peaceinfra.core.models import Account, Team
from peaceinfra.core.text import check_readable, folded, folded_sql, rest_without, words_of
from processes.models import Actor
from tests import factories


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("Sant’Egidio", "sant’egidio"),
        ("  TÜRKİYE  ", "turkiye"),
        ("Straße", "strasse"),
        ("ﬁnance", "finance"),
        ("الأمانة", "الامانه"),
        ("بَيْتُ الإصغاء", "بيت الاصغاء"),
        ("آل مصطفى", "ال مصطفي"),
        ("مؤتمر المجتمعـــات", "موتمر المجتمعات"),
        ("شورای عالی صلح", "شوراي عالي صلح"),
        ("کابل", "كابل"),
        ("ငြိမ်းချမ်းရေး", "ငြိမ်းချမ်းရေး"),
        ("Йод", "иод"),
        ("සාම", "සාම"),
    ],
)
def test_names_fold_without_losing_what_carries_meaning(typed, searched):
    assert folded(typed) == folded(searched)


@pytest.mark.django_db
def test_the_database_folds_as_the_register_does():
    """Letters of many scripts, large and small, with and apart from their marks; and what shows nothing."""
    letters = [
        chr(code)
        for start, end in [
            (0x20, 0x600),
            (0x620, 0x6E0),
            (0x900, 0xE00),
            (0x1000, 0x1100),
            (0x1E00, 0x2070),
            (0xFB00, 0xFB10),
        ]
        for code in range(start, end)
        if unicodedata.category(chr(code)) not in ("Cn", "Cc")
    ]
    texts = [
        form for letter in letters for form in (f"Ab{letter}", unicodedata.normalize("NFD", f"ab{letter}x"))
    ]
    texts += [
        "  ΣΊΣΥΦΟΣ,\n\tO’Neill´s  STRASSE \u200b",
        "İstanbul",
        "ガギグ ｶﾞ",
        "한국어",
        "",
        " ",
        "plain  text",
        "plain text ",
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {folded_sql('t').replace('%', '%%')} FROM unnest(%s::text[]) WITH ORDINALITY u (t, i) ORDER BY i",
            [texts],
        )
        found = [unicodedata.normalize("NFKC", text) for (text,) in cursor.fetchall()]
    differ = {
        text: (told, folded(text))
        for text, told in zip(texts, found, strict=True)
        if told.strip() != folded(text)
    }
    assert differ == {}


def test_vowel_signs_that_carry_meaning_stay():
    assert folded("ငြိမ်း") != folded("ငြမ်း")
    assert folded("සාම") != folded("සම")


@pytest.mark.django_db
def test_the_database_leaves_nothing_of_a_name_of_the_same_words_alone():
    names = {
        "Frontier Front": "",
        "front, FRONTIER": "",
        "«Front» – Frontier…": "",
        "front (front)": "",
        "Frontiers Front": "s",
        "The Front": "the",
        "Front 2": "2",
    }
    for name in names:
        factories.ActorFactory(name=name)
    rest = rest_without("folded", words_of("Front, Frontier"))
    assert dict(Actor.objects.annotate(rest=rest).values_list("name", "rest")) == names


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["سلام، السلام", "ကော်မတီ၊ ငြိမ်းချမ်းရေး။", "民主・前線"])
def test_punctuation_of_other_scripts_is_no_word(name):
    factories.ActorFactory(name=name)
    assert (
        Actor.objects.filter(folded__isnull=False)
        .values_list(rest_without("folded", words_of(name)), flat=True)
        .get()
        == ""
    )


@pytest.mark.parametrize("text", ["Elder\x1b]0;owned\x07", "Elder\x9b31m", "a\x08b", "a\x7f", "a\x00"])
def test_what_steers_a_device_is_no_text(text):
    with pytest.raises(ValidationError, match="control characters"):
        check_readable(text)


def test_lines_tabs_and_what_is_copied_with_them_are_text():
    check_readable("one\ttwo\r\nthree\x0bfour\x0cfive\x85six")


@pytest.mark.parametrize(
    "text", ["Elder\U000e0041\U000e007f", "Elder\ufffa", "Elder\ufdd0", "Elder\U0010ffff", "Elder\ufffe"]
)
def test_what_shows_and_means_nothing_is_no_text(text):
    with pytest.raises(ValidationError, match="no letters"):
        check_readable(text)


@pytest.mark.parametrize("name", ["Elder\u202egreb", "\u200b\u200b", "\u1160", "T\U000e0041"])
def test_who_and_whose_a_name_is_can_be_read_of_accounts_and_teams_too(name):
    for record in (Account(username=name, role="reader", password="x"), Team(name=name)):
        with pytest.raises(ValidationError):
            record.full_clean(validate_unique=False, validate_constraints=False)
