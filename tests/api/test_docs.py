"""The page of the API: from this host alone, and quiet under the policy of all pages."""

import pytest


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


def test_the_page_of_the_api_has_nothing_inline(client, db):
    text = client.get("/api/v1/docs/").content.decode()
    assert "<style" not in text and " style=" not in text and "<script>" not in text
