"""Countries, by code or by name: those of today, Kosovo, former states and the invented one."""

import pytest
from django.core.exceptions import ValidationError

from peaceinfra.core.countries import CODES, FORMER, country_code, country_name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("LK", "LK"), ("lk", "LK"), (" Sri  Lanka ", "LK"), ("SRI LANKA", "LK"), ("XK", "XK"), ("kosovo", "XK"),
        ("XA", "XA"), ("YU", "YU"), ("Yugoslavia", "YU"), ("YUCS", "YU"), ("SU", "SU"), ("Soviet Union", "SU"),
        ("CS", "CS"), ("CSXX", "CS"), ("Serbia and Montenegro", "CS"), ("DD", "DD"), ("East Germany", "DD"),
        ("Côte d'Ivoire", "CI"), ("cote d'ivoire", "CI"), ("Burma", "MM"), ("Myanmar", "MM"), ("Zaire", "ZR"),
        ("Democratic Republic of the Congo", "CD"), ("Congo (the Democratic Republic of the)", "CD"), ("Türkiye", "TR"),
        ("Turkey", "TR"), ("Ivory Coast", "CI"), ("Cote d’Ivoire", "CI"), ("Xandoria", "XA"), ("xandoria", "XA"),
        ("invented country", "XA"), ("Republic of Korea", "KR"), ("DPRK", "KP"), ("the Philippines", "PH"),
        ("St. Lucia", "LC"), ("Guinea Bissau", "GW"), ("Macedonia", "MK"), ("DR Congo", "CD"), ("U.S.", "US"),
    ],
)  # fmt: skip
def test_a_country_is_understood_by_its_code_and_by_its_name(typed, code):
    assert country_code(typed) == code


@pytest.mark.parametrize("typed", ["QX", "Freedonia", "", "  ", "LKA "])
def test_what_is_no_country_is_refused_in_words(typed):
    with pytest.raises(ValidationError, match="Write its name, or two letters of ISO 3166"):
        country_code(typed)


@pytest.mark.parametrize(
    ("typed", "names"),
    [("Sri Lankka", "Sri Lanka"), ("Korea", "North Korea or South Korea"), ("Nepall", "Nepal")],
)
def test_a_name_that_is_nearly_one_is_refused_with_the_country_that_it_may_be(typed, names):
    with pytest.raises(ValidationError) as refused:
        country_code(typed)
    assert refused.value.messages == [
        f"“{typed}” is not a country. Did you mean {names}? Else write two letters of ISO 3166."
    ]


def test_every_code_has_a_name_that_leads_back_to_it_or_to_the_state_that_has_the_name_now():
    names = {code: country_name(code) for code in CODES}
    assert {code for code, name in names.items() if name == code} == set()
    assert {code for code, name in names.items() if country_code(name) != code} == set()
    assert {len(code) for code in CODES} == {2}


def test_no_code_of_a_former_state_is_that_of_a_state_of_today():
    today = CODES - set(FORMER) - {"XK", "XA"}
    assert len(today) == 249 and not today & set(FORMER)
