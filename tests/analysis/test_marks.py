import datetime as dt
import re

import pytest
from django.conf import settings
from django.template import Context, Template, loader
from django.test import RequestFactory
from django.utils.translation import override

from peaceinfra.analysis.drawing.glyphs import GLYPHS, glyph, unit_squares


def rendered(text, path="/", **context):
    context["request"] = RequestFactory().get(path)
    return Template("{% load register %}" + text).render(Context(context)).strip()


def test_every_sign_has_its_symbol_on_the_page_and_every_pattern_its_fill():
    symbols = loader.get_template("includes/svg_defs.html").render()
    assert set(re.findall(r'<symbol id="([^"]+)"', symbols)) == GLYPHS
    css = (settings.CHECKOUT / "static/css/register.css").read_text()
    assert set(re.findall(r"url\(#([^)]+)\)", css)) == set(re.findall(r'<pattern id="([^"]+)"', symbols))


def test_an_unknown_sign_is_refused():
    with pytest.raises(ValueError, match="no such sign"):
        glyph("g-nothing")


def test_unit_squares_stand_for_single_links_and_not_for_many():
    assert unit_squares(2, 1, 1).count("<rect") == 5
    assert unit_squares(0, 0, 0) == ""
    assert unit_squares(30, 0, 0) == ""


def test_certainty_is_a_sign_and_a_word():
    assert rendered('{% certainty_mark "certain" %}').endswith("</svg>dates certain</span>")
    confirmed = rendered('{% certainty_mark "confirmed" day %}', day=dt.date(2026, 5, 1))
    assert confirmed.endswith("confirmed <bdi>1 May 2026</bdi></span>")
    assert rendered('{% certainty_mark "no" %}') == '<span class="mk muted">not on this day</span>'


def test_stale_reads_not_confirmed_since():
    words = rendered('{% freshness_mark "stale" day %}', day="Nov 2004")
    assert words.endswith("not confirmed since <bdi>Nov 2004</bdi></span>")
    assert rendered('{% freshness_mark "stale" %}').endswith("evidence undated</span>")


def test_a_changed_day_keeps_the_other_questions_but_not_the_page_of_results():
    path = "/?q=a%26b&kind=x&kind=y&as_of=2006-06-30&cursor=z"
    assert rendered("{% query_with as_of=day %}", path, day=dt.date(2007, 1, 1)) == (
        "?q=a%26b&amp;kind=x&amp;kind=y&amp;as_of=2007-01-01"
    )
    assert rendered("{% query_with as_of=None %}", path) == "?q=a%26b&amp;kind=x&amp;kind=y"


def test_an_address_without_a_question_gets_no_question_mark():
    assert rendered("{% same_query %}", "/channels/", filter_names=["q"]) == ""
    assert rendered("{% same_query %}", "/channels/?q=a&cursor=b&x=c", filter_names=["q"]) == "?q=a"
    assert rendered("{% query_with as_of=None %}", "/channels/?as_of=2007-01-01") == "?"


def test_the_as_of_control_carries_the_other_parameters():
    path, day = "/?q=%22a&as_of=2006-06-30", dt.date(2006, 6, 30)
    page = rendered('{% include "includes/as_of.html" %}', path, as_of=day)
    assert '<input type="hidden" name="q" value="&quot;a">' in page
    assert page.count('name="as_of"') == 1 and 'value="2006-06-30"' in page
    assert "Show all dates" in page


def test_without_a_day_the_whole_life_is_shown():
    page = rendered('{% include "includes/as_of.html" %}')
    assert "Show all dates" not in page and "Showing all dates" in page


def test_names_are_escaped_and_set_apart():
    assert rendered("{{ name|bdi }}", name="<b>") == "<bdi>&lt;b&gt;</bdi>"


def test_no_template_or_style_sheet_asks_for_inline_styles_or_other_hosts():
    templates = (settings.CHECKOUT / "templates").rglob("*.html")
    for path in [*templates, *(settings.CHECKOUT / "static/css").glob("*.css")]:
        text = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|https?://|@import", text), path


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_page_of_trouble_says_what_to_do_next_and_not_what_was_asked(status):
    request = RequestFactory().get("/asked-for/")
    page = loader.get_template(f"{status}.html").render({"exception": "asked-for"}, request)
    assert page.count("<h1>") == 1 and 'class="lede"' in page and 'class="prose"' in page
    assert "asked-for" not in page


@pytest.mark.django_db
def test_the_sign_in_page_carries_where_to_go_on(client):
    page = client.get("/account/sign-in/", {"next": "/?a=1&b=2"}).content.decode()
    assert '<input type="hidden" name="next" value="/?a=1&amp;b=2">' in page
    assert 'for="id_username"' in page and 'id="id_username"' in page


@pytest.mark.parametrize(
    ("language", "direction", "sheet"), [("en", "ltr", "bootstrap.min"), ("ar", "rtl", "bootstrap.rtl.min")]
)
def test_the_page_runs_in_the_direction_of_its_language(catalogues, language, direction, sheet):
    with override(language):
        page = loader.get_template("404.html").render({}, RequestFactory().get("/"))
    assert f'<html lang="{language}" dir="{direction}">' in page and sheet in page


def test_the_server_failure_page_needs_nothing_from_the_request():
    assert "Nothing was half saved" in loader.get_template("500.html").render()
