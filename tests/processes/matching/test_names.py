"""Names are equal without what one source writes and another leaves out, in any script, and else only alike."""

import pytest

from processes.matching.likeness import likeness, pieces
from processes.matching.names import compared, equal_names


def are_equal(name, other, **how):
    return equal_names(compared(name, **how), compared(other, **how))


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("The Movement for Justice", "Movement, for JUSTICE"),
        ("Front for the Liberation of Aceh", "Aceh Liberation Front"),
        ("Résistance Armée", "Resistance Armee"),
        ("M-19", "M19"),
        ("Free Valley Movement - FVM", "Free Valley Movement"),
        ("CVP(M): Communist Valley Party (Maoist)", "Communist Valley Party (Maoist)"),
        ("Government of Nepal (2008-2015)", "Government of Nepal"),
        ("Government of Turkey", "Government of Türkiye"),
        ("Government of Myanmar (Burma)", "Government of Burma"),
        ("Gouvernement de la Côte d'Ivoire", "Government of Ivory Coast"),
        ("Berghof Foundation gGmbH", "Berghof Foundation"),
        ("مُحَمَّد", "محمد"),
        ("أنصار الله", "انصار اللـه"),
        ("الحوثيون", "حوثيون"),
        ("ကရင်အမျိုးသား အစည်းအရုံး", "ကရင် အမျိုးသားအစည်းအရုံး"),
        ("၁၉၈၈ အဖွဲ့", "1988 အဖွဲ့"),
        ("«Народный фронт»", "Фронт народный"),
        ("Jama'at-ul-Ahrar", "Jamaat ul Ahrar"),
    ],
)
def test_names_that_differ_in_what_may_be_left_out_are_equal(name, other):
    assert are_equal(name, other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Communist Party (Maoist)", "Communist Party (Leninist)"),
        ("Hezbollah", "Hizballah"),
        ("Free Aceh Movement", "Free Papua Movement"),
        ("Sudan", "South Sudan"),
        ("Government of Sudan", "Government of South Sudan"),
        ("Valley Army (Faction A)", "Valley Army (Faction B)"),
        ("Party of Labour", "POL"),
        ("Baloch Republican Army (BRA)", "Bougainville Revolutionary Army (BRA)"),
        ("Valley Union/Valley Army", "Valley Union"),
        ("Karen National Union", "Karenni National Union"),
        ("(2008)", "(2009)"),
    ],
)
def test_names_that_are_only_alike_are_not_equal(name, other):
    assert not are_equal(name, other)


@pytest.mark.parametrize(
    ("name", "acronym"),
    [("Farabundo Martí Front (FMF)", "fmf"), ("CVP-M", "cvpm"), ("CVP (M)", "cvpm"), ("S.P.L.M./A", "splma")],
)
def test_an_acronym_is_taken_apart_and_makes_nobody_the_same(name, acronym):
    assert [found.acronym for found in compared(name) if found.acronym] == [acronym]
    assert not are_equal(acronym.upper(), name)


def test_a_country_is_its_state_only_where_the_thing_may_be_a_state():
    assert are_equal("Nepal", "Government of Nepal", may_be_state=True)
    assert not are_equal("Nepal", "Government of Nepal")


def test_a_name_without_a_letter_is_equal_to_nothing():
    assert not any(compared(text) for text in ("", "…", "()"))


@pytest.mark.parametrize(
    ("name", "other", "least", "most"),
    [
        ("Hezbollah", "Hizballah", 0.7, 0.9),
        ("Moro Islamic Liberation Front", "Moro National Liberation Front", 0.5, 0.9),
        ("Karen National Union", "Kachin Independence Army", 0, 0.3),
        ("National Liberation Army", "National Liberation Front", 0.4, 0.6),
        ("National Liberation Front", "National Liberation Front (Historic)", 0.6, 0.9),
        ("National Liberation Front of Aceh", "National Liberation Front of Corsica", 0.1, 0.4),
        ("ကရင်အမျိုးသားအစည်းအရုံး", "ကရင်အမျိုးသား အစည်းအရုံးသစ်", 0.7, 0.99),
    ],
)
def test_likeness_weighs_the_words_that_say_which_one(name, other, least, most):
    first, second = (pieces(compared(text)[0].words) for text in (name, other))
    assert least <= likeness(first, second) <= most
    assert likeness(first, second) == likeness(second, first)
