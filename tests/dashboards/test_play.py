"""The button that plays the changes of a process, in a browser: it follows the links from change to change."""

import pytest

from tests.factories import (
    BodyActorFactory,
    EventFactory,
    LifecycleChangeFactory,
    PeaceProcessFactory,
    RoleFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAYS = ["2004-01-01", "2005-01-01", "2006-01-01"]
#: In milliseconds: until the next change comes, and until it would have come from the server.
STEP, ANSWER = 2000, 500


@pytest.fixture
def browser_context(browser):
    """Its clock stands still until the test moves it: no test waits for seconds, and none comes too late."""
    context = browser.new_context()
    context.clock.install(time=0)
    context.clock.pause_at(1000)
    yield context
    context.close()


@pytest.fixture
def address(live_server):
    talks = PeaceProcessFactory(start_kind="actual", start=DAYS[0])
    for day in DAYS[1:]:
        EventFactory(process=talks, start_kind="actual", start=day)
    office = BodyActorFactory()
    RoleFactory(process=talks, actor=office)
    LifecycleChangeFactory(body=office, status="operational", date="1990-01-01")
    return f"{live_server.url}/processes/{talks.public_id}/"


def on(day: str) -> str:
    return f"**?as_of={day}#map"


def test_playing_goes_from_the_start_of_the_talks_to_the_last_change_and_stops(page, address):
    page.goto(address)
    page.get_by_role("button", name="Play the changes").click()
    for day in DAYS:
        page.wait_for_url(on(day))
        if day != DAYS[-1]:
            page.get_by_role("button", name="Stop").wait_for()
            page.clock.run_for(STEP)
    assert page.locator("button.play").count() == 0
    page.go_back()
    assert page.url == address


def test_stopping_stays_and_who_asked_for_less_motion_goes_one_change_with_each_press(page, address):
    page.goto(address)
    page.get_by_role("button", name="Play the changes").click()
    page.wait_for_url(on(DAYS[0]))
    page.get_by_role("button", name="Stop").click()
    page.clock.run_for(2 * STEP)
    page.wait_for_timeout(ANSWER)
    assert page.url.endswith(f"?as_of={DAYS[0]}#map")
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    page.get_by_role("button", name="Play the changes").click()
    page.wait_for_url(on(DAYS[1]))
    page.clock.run_for(2 * STEP)
    page.wait_for_timeout(ANSWER)
    assert page.url.endswith(f"?as_of={DAYS[1]}#map")
    assert page.get_by_role("button", name="Play the changes").is_visible()
