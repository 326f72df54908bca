import pytest

from peaceinfra.analysis.drawing import svg


def test_words_are_escaped_between_tags_and_in_attributes():
    assert svg.text(0, 0, '<script>"&') == '<text x="0" y="0">&lt;script&gt;&quot;&amp;</text>'
    assert svg.link("/a/?x=1&y=2", 'say "no"', "") == (
        '<a href="/a/?x=1&amp;y=2" aria-label="say &quot;no&quot;"/>'
    )


def test_control_characters_are_left_out():
    assert svg.text_content("a\x00b\x1bc") == "abc"


@pytest.mark.parametrize("name", ["style", "onclick", "on_load", "a b", 'x"'])
def test_styles_scripts_and_odd_names_are_refused_as_attributes(name):
    with pytest.raises(ValueError, match="not allowed"):
        svg.element("rect", **{name: "x"})


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//other.example/", "https://x.example/", "data:x"])
def test_links_out_of_this_site_are_refused(url):
    with pytest.raises(ValueError, match="stays on this site"):
        svg.link(url, "words")


def test_coordinates_have_at_most_one_decimal():
    assert svg.rect(1.25, 2.0, 10.06, 3, "st") == '<rect x="1.2" y="2" width="10.1" height="3" class="st"/>'


def test_an_id_that_is_not_one_is_refused():
    with pytest.raises(ValueError, match="not an id"):
        svg.root(width=1, height=1, name="x", ident="a b", class_="wide", children=[])
