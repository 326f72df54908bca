"""The pages obey WCAG 2.2 AA as far as axe can tell, with everything that folds opened, and never scroll sideways."""

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


@pytest.mark.browser
@pytest.mark.slow
def test_axe_finds_no_fault_on_any_page(live_server, page):
    """Wide, and then narrow: styles alone follow the width, no script does."""
    world = small_world()
    many(world, 2)
    axe, faults = Axe(), {}
    process = f"/processes/{world.process.public_id}/"
    more = [
        "?as_of=2006-06-30",
        f"?recorded={timezone.localdate()}",
        f"difference/?recorded={timezone.localdate()}",
    ]
    for path in (*all_pages(world), *(process + query for query in more)):
        page.goto(f"{live_server.url}{path}")
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        page.evaluate(axe.axe_script)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate(RUN, RULES)
            sideways = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            faults[path, width] = found + ["scrolls sideways"] * sideways
    assert {where: found for where, found in faults.items() if found} == {}
