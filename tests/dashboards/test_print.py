"""A printed page keeps what heads something with it: a heading its table, a head of columns its first row."""

import pytest

from tests.dashboards.test_pages import all_pages
from tests.dashboards.worlds import many, small_world

# A break is avoided after blocks only, so that a heading that is inline speaks through the block it stands in;
# and within a column of boxes (flex, grid) a browser does not keep what is asked for at their ends.
TORN = """() => {
  const blockOf = element => {
    while (getComputedStyle(element).display === "inline") element = element.parentElement;
    return element;
  };
  const heads = [...document.querySelectorAll("main h2, main h3, main caption, main thead")];
  const loose = heads.filter(head => head.checkVisibility() && getComputedStyle(blockOf(head)).breakAfter !== "avoid");
  const boxes = ["flex", "grid"].includes(getComputedStyle(document.querySelector("main")).display) ? ["main"] : [];
  return [...loose.map(head => head.textContent.trim()), ...boxes];
}"""


@pytest.mark.browser
@pytest.mark.slow
def test_no_heading_and_no_head_of_a_table_is_torn_from_what_it_heads(live_server, page):
    world = small_world()
    many(world, 2)
    page.emulate_media(media="print")
    torn = {}
    for path in all_pages(world):
        page.goto(f"{live_server.url}{path}")
        torn[path] = page.evaluate(TORN)
    assert {path: heads for path, heads in torn.items() if heads} == {}
