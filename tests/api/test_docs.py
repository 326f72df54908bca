"""The page of the API: from this host alone, quiet under the policy of all pages. Its description is whole."""

import re
from pathlib import Path

import pytest

from peaceinfra.api.root import LISTS
from peaceinfra.api.urls import router
from peaceinfra.dashboards.data_catalogue import OF_ALL

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"
# What the guide says of all lists at once.


@pytest.mark.slow
@pytest.mark.browser
def test_the_page_of_the_api_asks_no_other_host_and_breaks_no_policy(live_server, page):
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/api/v1/docs/")
    page.locator("[data-path='/api/v1/actors/']").click()
    page.get_by_text("Try it out").first.click()
    page.locator("button.execute").first.click()
    page.locator(".live-responses-table").first.wait_for()
    assert said == []
    assert [address for address in asked if not address.startswith(live_server.url)] == []


@pytest.mark.slow
@pytest.mark.browser
def test_the_page_of_the_api_offers_no_credential_to_type_and_no_text_that_is_no_value(live_server, page):
    page.goto(f"{live_server.url}/api/v1/docs/")
    page.locator("[data-path='/api/v1/actors/']").click()
    page.get_by_text("Try it out").first.wait_for()
    for unwanted in (
        ".auth-wrapper .authorize",
        ".authorization__btn",
        ".opblock-summary .copy-to-clipboard",
    ):
        found = page.locator(unwanted)
        assert not any(found.nth(number).is_visible() for number in range(found.count())), unwanted
    boxes = page.locator(".parameters input[placeholder]")
    assert boxes.count() > 3
    shown = boxes.first.evaluate("box => getComputedStyle(box, '::placeholder').color")
    assert shown == "rgba(0, 0, 0, 0)"


def test_the_page_of_the_api_has_nothing_inline(client, db):
    text = client.get("/api/v1/docs/").content.decode()
    assert "<style" not in text and " style=" not in text and "<script>" not in text


def test_the_guide_names_every_list_with_the_filters_of_its_own():
    rows = dict(re.findall(r"^\| `([\w-]+)` \| .* \| (.*) \|$", GUIDE.read_text(), flags=re.MULTILINE))
    assert set(LISTS) <= set(rows)
    for name, viewset, _basename in router.registry:
        filterset = getattr(viewset, "filterset_class", None)
        filters = set(filterset.base_filters) - {*OF_ALL} if filterset else set()
        named = set(re.findall("`([a-z_-]+)`", rows[name]))
        for other in named & set(LISTS):
            named |= set(re.findall("`([a-z_]+)`", rows[other]))
        assert filters <= named, name
