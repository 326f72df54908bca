"""The pages of the desk obey WCAG 2.2 AA as far as axe can tell, wide, narrow, light, dark; none scrolls sideways.

Here each third page is looked at in one way, another than the one before; `make accessibility` looks at each in all.
"""

import os
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe

from processes.matching import Incoming
from processes.models import Batch
from processes.services import BatchDetails, merge_records
from processes.services.entering import enter_changes
from processes.services.matching import find_duplicates, leave_open
from processes.services.records import Change
from tests import factories
from tests.admin.screens import address

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WAYS = [*product((1280, 390, 320), ("light", "dark"))]
IS_WHOLE = bool(os.environ.get("ACCESSIBILITY"))
# Axe reads style sheets again by itself, which the policy of contents forbids.
RULES = {
    "preload": False,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
RUN = "rules => axe.run(document, rules).then(found => found.violations.map(fault => fault.id))"
OPEN = "for (const part of document.querySelectorAll('#content details')) part.open = true"
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"


def sheet_saved(source):
    """The batch of a sheet, which somebody worked on since."""
    actor = factories.ActorFactory.build(name="Council of the upper valley", kind="state", level=0)
    details = BatchDetails("From a report", source=source.pk, level=0, kind="sheet")
    batch = enter_changes([Change(actor)], by=None, reason="read", batch=details)
    factories.CitationFactory(subject=actor)
    return batch


def pages():
    """Addresses, each with something of every kind that it can show; and the batch whose undoing is tried."""
    twins = [factories.ActorFactory(name="Council of the valley", kind="state") for _number in range(2)]
    merged = [factories.ActorFactory(name=f"Elders {number}") for number in range(2)]
    merge = merge_records(*merged, by=None, reason="the same")
    place = factories.PlaceFactory(name="Valley of the long river")
    conflict = factories.ConflictPartyFactory(actor=twins[0]).conflict
    claim = factories.ClaimFactory(subject=twins[0], field="usual_level", value="top", status="proposed")
    leave_open([Incoming("ucdp_actor", "7", "act", ("Council of the Valley",))], level=1)
    find_duplicates()
    batch = sheet_saved(claim.source)
    kept, gone = (twin.public_id for twin in twins)
    return [
        f"/admin/merge/?kept={kept}&merged={gone}",
        f"/admin/merges/{merge.pk}/",
        f"/admin/split/{kept}/",
        "/admin/processes/place/",
        address(place),
        address(conflict),
        "/admin/processes/batch/",
        address(batch),
        "/admin/bring-in/",
        "/admin/processes/openmatch/",
        "/admin/processes/openmatch/duplicates/",
        "/admin/queue/?since=2026-01-01",
        f"{address(claim)}?queue=all",
        "/admin/sheet/?kind=actors",
        "/admin/processes/actor/",
        "/admin/processes/claim/",
    ]


def test_axe_finds_no_fault_on_the_pages_of_the_desk(screen):
    axe, faults = Axe(), {}

    def look(page, ways):
        screen.evaluate(OPEN)
        screen.evaluate(axe.axe_script)
        for width, colours in ways:
            screen.set_viewport_size({"width": width, "height": 900})
            found = screen.evaluate(RUN, RULES) + ["scrolls sideways"] * screen.evaluate(SIDEWAYS)
            if found:
                faults[page, width, colours] = found

    every = pages() if IS_WHOLE else pages()[::3]
    for colours in ("light", "dark"):
        # Before the page is loaded: links fade from one colour to the other.
        screen.emulate_media(color_scheme=colours)
        of_colours = [way for way in WAYS if way[1] == colours]
        for place, page in enumerate(every):
            ways = of_colours if IS_WHOLE else [way for way in of_colours if way == WAYS[place % len(WAYS)]]
            if ways:
                screen.at(page)
                look(page, ways)
        screen.at(address(Batch.objects.get()))
        screen.click("button[name=preview]")
        screen.wait_for_selector("#tried-title")
        look("an undoing that is refused", of_colours if IS_WHOLE else of_colours[1:2])
    assert faults == {}
