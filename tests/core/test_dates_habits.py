"""Dates as people write them by habit, and the dates of this register that are offered for them."""

import pytest

from peaceinfra.core.dates.edtf import DateError, forms_meant, parse

OFFERED = {
    "Feb 2004": ["2004-02"],
    "february, 2004": ["2004-02"],
    "Sept. 2004": ["2004-09"],
    "2004 Feb": ["2004-02"],
    "12 Feb 2004": ["2004-02-12"],
    "12th of February 2004": ["2004-02-12"],
    "February 12, 2004": ["2004-02-12"],
    "2004 Feb 12": ["2004-02-12"],
    "31/12/2004": ["2004-12-31"],
    "12/31/2004": ["2004-12-31"],
    "31.12.2004": ["2004-12-31"],
    "5.5.2004": ["2004-05-05"],
    "03/04/2004": ["2004-04-03", "2004-03-04"],
    "3-4-2004": ["2004-04-03", "2004-03-04"],
    "2004/2/12": ["2004-02-12"],
    "2004-2-12": ["2004-02-12"],
    "02/2004": ["2004-02"],
    "2004/02": ["2004-02"],
    "20040212": ["2004-02-12"],
    "٢٠٠٤/٢/١٢": ["2004-02-12"],
    "c. 2004": ["2004~"],
    "ca 2004": ["2004~"],
    "circa Feb 2004": ["2004-02~"],
    "about 2004": ["2004~"],
    "~2004": ["2004~"],
    "probably 2004": ["2004?"],
    "spring 2004": ["[2004-03..2004-05]"],
    "Autumn of 2004": ["[2004-09..2004-11]"],
    "winter 2004": ["[2004-12..2005-02]", "[2003-12..2004-02]"],
    "2004-22": ["[2004-06..2004-08]"],
    "Q3 2004": ["[2004-07..2004-09]"],
    "1990s": ["[1990..1999]"],
    "the 1990's": ["[1990..1999]"],
    "199X": ["[1990..1999]"],
    "19XX": ["[1900..1999]"],
    "before 2004": ["[..2003]"],
    "before Jan 2004": ["[..2003-12]"],
    "before 1 March 2004": ["[..2004-02-29]"],
    "by 2004": ["[..2004]"],
    "until 2004": ["[..2004]"],
    "after 2004": ["[2005..]"],
    "after 31/12/2004": ["[2005-01-01..]"],
    "since 2004": ["2004", "[2004..]"],
    "from Feb 2004": ["2004-02", "[2004-02..]"],
    "2004-2005": ["[2004..2005]"],
    "2004–2005": ["[2004..2005]"],
    "2004/2005": ["[2004..2005]"],
    "between 2004 and 2005": ["[2004..2005]"],
    "from Feb 2004 to 3 March 2005": ["[2004-02-01..2005-03-03]"],
    "3 March 2004 to 2005": ["[2004-03-03..2005-12-31]"],
    "in 2004": ["2004"],
    "2004 or 2005": ["[2004..2005]"],
    "either Jan or Feb 2004": ["[2004-01..2004-02]"],
    "12 or 13 Feb 2004": ["[2004-02-12..2004-02-13]"],
    "10–12 Feb 2004": ["[2004-02-10..2004-02-12]"],
    "early 2004": ["[2004-01..2004-04]"],
    "early spring 2004": ["2004-03"],
    "late winter 2004": ["2005-02", "2004-02"],
    "by early 2004": ["[..2004-04]"],
    "before spring 2004": ["[..2004-02]"],
    "after mid-2004": ["[2004-09..]"],
    "since the 1990s": ["[1990..1999]", "[1990..]"],
    "mid-2004": ["[2004-05..2004-08]"],
    "in the middle of 2004": ["[2004-05..2004-08]"],
    "late 2004": ["[2004-09..2004-12]"],
    "at the end of 2004": ["[2004-09..2004-12]"],
    "first half of 2004": ["[2004-01..2004-06]"],
    "early Feb 2004": ["[2004-02-01..2004-02-10]"],
    "late February 2004": ["[2004-02-21..2004-02-29]"],
    "mid-1990s": ["[1993..1996]"],
    "the late 1990s": ["[1997..1999]"],
    "Febuary 2004": ["2004-02"],
    "Feburary 2004": ["2004-02"],
    "mid-Ocotber 2004": ["[2004-10-11..2004-10-20]"],
    "12 février 2004": ["2004-02-12"],
    "12 fevrier 2004": ["2004-02-12"],
    "1er août 2004": ["2004-08-01"],
    "déc. 2004": ["2004-12"],
    "jui 2004": ["2004-06", "2004-07"],
    "12 de febrero de 2004": ["2004-02-12"],
    "enero de 2004": ["2004-01"],
    "12. März 2004": ["2004-03-12"],
    "Maerz 2004": ["2004-03"],
    "im Dezember 2004": ["2004-12"],
}


@pytest.mark.parametrize(("text", "forms"), OFFERED.items())
def test_what_is_written_by_habit_is_refused_with_what_it_may_mean(text, forms):
    assert forms_meant(text) == forms
    with pytest.raises(DateError) as refusal:
        parse(text)
    assert refusal.value.messages[0].endswith(f" Did you mean {' or '.join(forms)}?")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "Marble 2004",
        "32/13/2004",
        "31/02/2004",
        "2004-13",
        "before the war",
        "Feb",
        "monday 2004",
        "early",
        "the end of the war",
        "12/04",
        "2005-2004",
    ],
)
def test_what_may_mean_nothing_is_offered_nothing(text):
    assert forms_meant(text) == []


@pytest.mark.parametrize("text", ["2004", "2004-02", "2004-02-12", "2004~", "[2004..2005]", "[..2004]"])
def test_what_is_a_date_is_offered_nothing(text):
    assert parse(text) and forms_meant(text) == []


def test_the_refusal_names_the_text_and_the_form():
    with pytest.raises(DateError) as refusal:
        parse(" Feb 2004 ")
    assert refusal.value.messages == ["“Feb 2004” is not written as dates are here. Did you mean 2004-02?"]


@pytest.mark.parametrize(
    "names",
    [
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "January February March April May June July August September October November December",
    ],
)
def test_every_month_is_known_by_its_name_in_english_french_spanish_and_german(names):
    offered = [forms_meant(f"{name} 2004") for name in names.split()]
    assert offered == [[f"2004-{number:02}"] for number in range(1, 13)]
