"""Recipes of cells: what the files of the field write, and what it means."""

from datetime import date

import pytest

from peaceinfra.core.countries import country_code
from peaceinfra.intake.cells import Unread, clean, code, day, in_places, many, number, order_of_days
from peaceinfra.intake.countries import (
    BY_GLEDITSCH_WARD,
    by_gleditsch_ward,
    by_name,
    by_three_letters,
    of_government,
)
from peaceinfra.intake.pax.declared import title
from peaceinfra.intake.ucdp.conflicts import dated, episodes


def test_a_text_has_single_spaces_and_nothing_that_nobody_sees():
    assert (
        clean("\ufeffPapua\u00a0New \n\n Guinea/(Bougainville)\u200b ") == "Papua New Guinea/(Bougainville)"
    )
    assert clean("ကရင် အမျိုးသား") == "ကရင် အမျိုးသား"


@pytest.mark.parametrize(("text", "value"), [("346.0", "346"), ("007", "7"), ("-99", None), ("-1", None)])
def test_an_id_is_digits_also_where_a_spreadsheet_made_a_fraction_of_it(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["2+", "346.5", "x", "٣"])
def test_anything_else_is_no_number(text):
    with pytest.raises(Unread):
        number(text)


def test_a_list_may_have_more_spaces_than_its_sign():
    assert many(number)("200,  2,n/a,") == ["200", "2"]
    assert in_places(";")("640;;NA;630;") == ["640", "", "", "630"]


def test_a_code_that_is_not_known_is_said_and_not_guessed():
    read = code({"1": "a", "Pre": "b"})
    assert (read("1.0"), read("PRE")) == ("a", "b")
    with pytest.raises(Unread, match="1, Pre"):
        read("9")


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["2004-02-22", ""], "ymd"),
        (["03/04/2004", "22/04/2004"], "dmy"),
        (["3/4/2004", "4/22/2004"], "mdy"),
        (["3/4/2004"], ""),
        (["22/4/2004", "4/22/2004"], "both"),
    ],
)
def test_one_day_after_the_twelfth_tells_the_order_of_a_column(texts, order):
    assert order_of_days(texts) == order


def test_days_are_read_in_the_order_of_their_column():
    assert (
        day("2004-02-22 00:00:00", "ymd")
        == day("22/02/2004", "dmy")
        == day("2/22/2004", "mdy")
        == date(2004, 2, 22)
    )
    with pytest.raises(Unread, match="exists"):
        day("31/11/2025", "dmy")
    with pytest.raises(Unread):
        day("3/4/2004", "both")


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        ("1", "1991-10-31"),
        (None, "1991-10-31"),
        ("2", "1991-10"),
        ("3", "1991-10"),
        ("4", "1991"),
        ("5", "1991"),
        ("6", "1991~"),
        ("7", "[..1991]"),
    ],
)
def test_a_day_is_as_precise_as_its_code_says(precision, text):
    assert dated(date(1991, 10, 31), precision) == text


def test_a_gap_of_years_makes_another_episode():
    assert episodes({1991, 1990, 1995, 1996, 2001}) == [(1990, 1991), (1995, 1996), (2001, 2001)]


def test_every_code_of_a_state_is_a_country_of_the_register():
    assert all(country_code(code) == code for code in BY_GLEDITSCH_WARD.values())
    assert by_gleditsch_ward("840.0") == "PH"
    with pytest.raises(Unread):
        by_gleditsch_ward("1")


def test_countries_are_read_by_three_letters_and_by_name():
    assert (by_three_letters("PHL"), by_three_letters("XKX")) == ("PH", "XK")
    assert (by_name("Myanmar (Burma)"), by_name("Türkiye"), by_name("Nowhere at all")) == ("MM", "TR", None)
    assert of_government("Government of Russia (Soviet Union)") == ["RU"]


def test_a_title_is_taken_without_the_translation_that_is_glued_to_it():
    assert title("Acta de pazSpanish: Otra") == "Acta de paz"
    assert title("Accord in English: a summary") == "Accord in English: a summary"
