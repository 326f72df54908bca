"""What is said about the register itself: glossary, how to read, how to cite, the looks, the foot of each page."""

import pytest
from django.test import Client
from django.utils.timezone import localdate

from peaceinfra.analysis.drawing.legend import SIGNS
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.words import day_text
from peaceinfra.core.registry import models_by_kind
from peaceinfra.dashboards.presenters.citing import path_of
from peaceinfra.dashboards.terms import glossary
from tests.dashboards.test_pages import text_of
from tests.factories import AnalystFactory

pytestmark = pytest.mark.django_db


def test_the_glossary_has_every_kind_of_record_every_sign_and_every_marking(client):
    said = text_of(client.get("/glossary/"))
    for model in models_by_kind().values():
        assert str(model._meta.verbose_name).lower() in said.lower()
    for words, _sample in SIGNS.values():
        assert str(words) in said, words
    assert all(level.tlp in said for level in Level)


def test_no_term_of_the_glossary_stands_twice_in_its_group_and_none_is_empty():
    for group in glossary():
        words = [term.word for term in group.terms]
        assert len(words) == len(set(words)), group.slug
        assert all(term.meaning or term.sample for term in group.terms), group.slug


def test_the_old_address_of_how_dates_work_leads_to_how_to_read(client):
    moved = client.get("/about/dates/?as_of=2006-06-30")
    assert (moved.status_code, moved["Location"]) == (301, "/how-to-read/?as_of=2006-06-30")
    said = text_of(client.get("/how-to-read/"))
    assert "Each row is where actors usually work" in said and "It was seen to go on" in said
    assert "thin, grey: not confirmed in time" in said


def test_each_page_leads_to_how_it_is_cited_with_both_days(client):
    page = client.get("/processes/?as_of=June 2006").content.decode()
    assert '/cite/?view=%2Fprocesses%2F%3Fas_of%3D2006-06-30"' in page
    today = day_text(localdate())
    said = text_of(client.get("/cite/", {"view": "/processes/?as_of=2006-06-30&recorded=2026-11-01"}))
    assert (
        "Register of peace-process infrastructure. "
        "http://testserver/processes/?as_of=2006-06-30&recorded=2026-11-01. "
        f"As of 30 Jun 2006; records as they stood on 1 Nov 2026. Read on {today}."
    ) in said
    said = text_of(client.get("/cite/", {"view": "/processes/?as_of=nonsense"}))
    assert f"All dates; records as they stood on {today}." in said


@pytest.mark.parametrize(
    "view", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/" + "a" * 3000]
)
def test_only_a_page_of_the_register_can_be_cited_or_gone_back_to(client, view):
    assert "http://testserver/. All dates" in text_of(client.get("/cite/", {"view": view}))
    assert client.post("/theme/", {"theme": "dark", "next": view})["Location"] == "/"


def test_an_error_is_reported_to_the_address_that_is_set_or_in_words(client, settings):
    assert "mailto:" not in client.get("/cite/").content.decode()
    settings.REPORT_ADDRESS = "errors@register.example"
    assert 'href="mailto:errors@register.example"' in client.get("/cite/").content.decode()


def test_looks_are_chosen_without_a_script_or_a_token_and_hold_on_pages_and_screens(client):
    checking = Client(enforce_csrf_checks=True)
    assert "data-bs-theme" not in checking.get("/processes/").content.decode()
    chosen = checking.post("/theme/", {"theme": "dark", "next": "/processes/?q=a"})
    assert (chosen.status_code, chosen["Location"]) == (302, "/processes/?q=a")
    assert chosen.cookies["theme"]["httponly"] and chosen.cookies["theme"]["samesite"] == "Lax"
    page = checking.get("/processes/").content.decode()
    assert 'data-bs-theme="dark"' in page and 'value="dark" aria-pressed="true"' in page
    checking.force_login(AnalystFactory())
    assert 'admin-theme.js" data-theme="dark"' in checking.get("/admin/").content.decode()
    checking.post("/theme/", {"theme": "system"})
    assert "data-bs-theme" not in checking.get("/processes/").content.decode()
    assert checking.get("/theme/").status_code == 405


def test_a_cookie_that_names_no_looks_is_passed_over(client):
    client.cookies["theme"] = '"><script>'
    assert "data-bs-theme" not in client.get("/processes/").content.decode()


def test_pages_of_somebody_who_is_not_signed_in_still_set_no_cookie(client):
    assert not client.get("/processes/").cookies and not client.get("/cite/").cookies


def test_a_query_that_is_too_long_to_be_read_is_not_repeated(rf):
    assert path_of(rf.get("/processes/?" + "&".join(f"a{n}=1" for n in range(6000)))) == "/processes/"
    assert path_of(rf.get("/processes/?q=a&as_of=nonsense")) == "/processes/?q=a&as_of=nonsense"


def test_an_address_without_a_record_is_not_repeated_in_its_answer(client):
    page = client.get("/processes/pro-aaaaaaaaaaaaa/")
    assert page.status_code == 404 and b"pro-aaaaaaaaaaaaa" not in page.content
