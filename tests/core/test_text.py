import pytest
from django.core.exceptions import ValidationError

from peaceinfra.core.text import check_readable, folded, rest_without, words_of
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
