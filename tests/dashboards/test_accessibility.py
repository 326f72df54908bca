"""The pages obey WCAG 2.2 AA as far as axe can tell, with everything that folds opened, and never scroll sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.dashboards.test_pages import all_pages
from tests.dashboards.worlds import many, small_world

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_fault_on_any_page(live_server, page, width):
    world = small_world()
    many(world, 2)
    page.set_viewport_size({"width": width, "height": 900})
    faults = {}
    for path in (*all_pages(world), f"/processes/{world.process.public_id}/?as_of=2006-06-30"):
        page.goto(f"{live_server.url}{path}")
        for details in page.query_selector_all("details"):
            details.evaluate("element => { element.open = true }")
        found = Axe().run(page, options=RULES).response["violations"]
        sideways = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        faults[path] = [fault["id"] for fault in found] + ["scrolls sideways"] * sideways
    assert {path: found for path, found in faults.items() if found} == {}
