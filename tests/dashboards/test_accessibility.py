"""The pages obey WCAG 2.2 AA as far as axe can tell, with everything that folds opened, and never scroll sideways.

Printed, they keep what heads something with it: a heading its table, a head of columns its first row.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from tests.dashboards.test_pages import all_pages
from tests.dashboards.worlds import many, small_world

# All rules are run; what passed, and where, need not be written down: that takes axe two thirds of its time.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

RUN = "rules => axe.run(document, rules).then(found => found.violations.map(fault => fault.id))"

WIDTHS = [1280, 390]

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
def test_axe_finds_no_fault_on_any_page_and_no_head_is_torn_in_print(live_server, page):
    """Printed, wide, and then narrow: styles alone follow these, no script does. Each page is loaded once."""
    world = small_world()
    many(world, 2)
    axe, faults, torn = Axe(), {}, {}
    process = f"/processes/{world.process.public_id}/"
    more = [
        "?as_of=2006-06-30",
        f"?recorded={timezone.localdate()}",
        f"difference/?recorded={timezone.localdate()}",
    ]
    for path in (*all_pages(world), *(process + query for query in more)):
        page.goto(f"{live_server.url}{path}")
        page.emulate_media(media="print")
        torn[path] = page.evaluate(TORN)
        page.emulate_media(media="screen")
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        page.evaluate(axe.axe_script)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate(RUN, RULES)
            sideways = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            faults[path, width] = found + ["scrolls sideways"] * sideways
    assert {where: found for where, found in faults.items() if found} == {}
    assert {path: heads for path, heads in torn.items() if heads} == {}
