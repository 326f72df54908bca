"""The brief as it is printed."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from tests.dashboards.test_process_page import brief_of, with_a_front
from tests.factories import BodyActorFactory, EventFactory, LifecycleChangeFactory, PrincipalFactory


@pytest.mark.slow
@pytest.mark.browser
def test_a_full_brief_is_one_sheet_of_paper_and_one_for_its_map(live_server, page):
    world, coming = with_a_front(), localdate() + timedelta(days=30)
    for number in range(12):
        body = BodyActorFactory(name=f"Office number {number} of Testland")
        PrincipalFactory(body=body, principal=world.front, process=world.process)
        LifecycleChangeFactory(body=body, status="operational", date="2003-01-01")
        EventFactory(name=f"Meeting {number}", process=world.process, start_kind="actual", start="2006-06-01")
        EventFactory(name=f"Round {number}", process=world.process, start_kind="actual", start=str(coming))
    for day in ("?as_of=2006-06-30", ""):
        page.goto(f"{live_server.url}{brief_of(world)}{day}")
        sheets = re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True))
        assert len(sheets) == 2, day
