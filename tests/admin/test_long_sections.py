"""Sections with many rows: the first stand as boxes, the others are read; only what changed needs to be sent."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from processes.admin.long_sections import EDITABLE
from secretariats.models import BodyActor, Principal
from tests import factories
from tests.admin.screens import REASON, address, errors, row, save, send, shown, words

pytestmark = pytest.mark.django_db


def body_with(principals, **said):
    body = factories.BodyActorFactory()
    rows = [factories.PrincipalFactory(body=body, **said) for _number in range(principals)]
    return address(BodyActor.objects.get(pk=body.pk)), rows


def rows_of(page, prefix="principals"):
    """{key: number} of the rows that stand as boxes."""
    names = [name for name in page if name.startswith(f"{prefix}-") and name.endswith("-id")]
    return {int(page[name]): int(name.split("-")[1]) for name in names}


def without_rows(page, prefix="principals"):
    """What a browser sends where the script left out every row of the section."""
    counts = [f"{prefix}-TOTAL_FORMS", f"{prefix}-INITIAL_FORMS", f"{prefix}-MIN_NUM_FORMS"]
    return {
        name: value for name, value in page.items() if not name.startswith(f"{prefix}-") or name in counts
    }


def test_rows_past_twenty_are_listed_and_one_is_opened_by_its_link(desk):
    url, rows = body_with(EDITABLE + 2)
    page = desk.get(url)
    boxed = rows_of(shown(page))
    listed = [principal for principal in rows if principal.pk not in boxed]
    assert len(boxed) == EDITABLE and len(listed) == 2
    assert all(f"?row={principal.pk}#principals-group" in words(page) for principal in listed)
    opened = rows_of(shown(desk.get(f"{url}?row={listed[1].pk}")))
    assert opened.keys() - boxed.keys() == {listed[1].pk}


def test_an_opened_row_is_changed_without_scripts(desk):
    url, rows = body_with(EDITABLE + 2)
    boxed = rows_of(shown(desk.get(url)))
    last = [principal for principal in rows if principal.pk not in boxed][1]
    opened = f"{url}?row={last.pk}"
    number = rows_of(shown(desk.get(opened)))[last.pk]
    save(desk, opened, {f"principals-{number}-tenure": "sole"})
    assert Principal.objects.get(pk=last.pk).tenure == "sole"
    assert Principal.objects.filter(version=1).count() == EDITABLE + 1


def test_rows_that_were_not_sent_stay_as_they_are(desk):
    url, rows = body_with(3)
    page = shown(desk.get(url))
    response = desk.post(url, without_rows(page) | REASON | {"description": "read again"})
    assert response.status_code == 302, errors(response)
    assert list(Principal.objects.values_list("version", "retired")) == [(1, False)] * 3


def test_one_row_that_was_sent_is_changed_and_the_next_refusal_shows_all_of_them(desk):
    url, rows = body_with(3)
    page = shown(desk.get(url))
    number = rows_of(page)[rows[1].pk]
    mine = {name: value for name, value in page.items() if name.startswith(f"principals-{number}-")}
    sent = without_rows(page) | mine | {f"principals-{number}-tenure": "sole"}
    refused = desk.post(url, sent)
    assert errors(refused).keys() == {"reason"} and len(rows_of(shown(refused))) == 3
    assert shown(refused)[f"principals-{number}-tenure"] == "sole"
    assert desk.post(url, sent | REASON).status_code == 302
    assert [Principal.objects.get(pk=principal.pk).tenure for principal in rows].count("sole") == 1
    assert Principal.objects.get(pk=rows[1].pk).tenure == "sole"


def test_a_row_is_recognised_by_its_key_where_another_was_retired_meanwhile(desk):
    url, rows = body_with(3)
    page = shown(desk.get(url))
    order = sorted(rows, key=lambda principal: rows_of(page)[principal.pk])
    Principal.objects.filter(pk=order[0].pk).update(retired=True)
    mine = {name: value for name, value in page.items() if name.startswith("principals-2-")}
    response = desk.post(url, without_rows(page) | mine | {"principals-2-tenure": "sole"} | REASON)
    assert response.status_code == 302, errors(response)
    assert [Principal.objects.get(pk=principal.pk).tenure == "sole" for principal in order] == [
        False,
        False,
        True,
    ]


def test_a_new_row_comes_after_a_log_that_is_longer_than_its_boxes(desk):
    body, states = factories.BodyActorFactory(), ("operational", "suspended")
    for number in range(EDITABLE + 5):
        factories.LifecycleChangeFactory(body=body, position=number + 1, status=states[number % 2])
    url = address(BodyActor.objects.get(pk=body.pk))
    new = row("lifecycle", EDITABLE, position="", status="suspended", notice="not_recorded")
    save(desk, url, new)
    assert list(body.lifecycle.order_by("position").values_list("position", "status"))[-2:] == [
        (EDITABLE + 5, "operational"),
        (EDITABLE + 6, "suspended"),
    ]


def test_a_listed_row_makes_room_for_one_that_is_put_after_it(desk):
    body = factories.BodyActorFactory()
    rows = [factories.MandateFactory(body=body, number=number + 1) for number in range(EDITABLE + 1)]
    url = address(BodyActor.objects.get(pk=body.pk))
    save(desk, url, {f"mandates-{EDITABLE - 1}-number": str(EDITABLE + 2)})
    in_order = body.mandates.order_by("number").values_list("pk", flat=True)
    assert [*in_order] == [row.pk for row in (*rows[:-2], rows[-1], rows[-2])]


def test_a_listed_row_counts_where_a_log_is_checked(desk):
    process = factories.PeaceProcessFactory()
    for number in range(EDITABLE + 1):
        status = ("exploration", "negotiation")[number % 2]
        factories.PhaseChangeFactory(process=process, position=number + 1, status=status)
    response = send(desk, address(process), {f"phases-{EDITABLE - 1}-position": str(EDITABLE + 2)})
    assert "“exploration” (row 21) cannot follow “exploration”" in errors(response)["phases"][0]


@pytest.mark.slow
def test_a_long_screen_asks_as_many_queries_as_a_short_one(desk):
    asked = []
    for number in (1, EDITABLE + 10):
        url, _rows = body_with(number)
        desk.get(url)
        with CaptureQueriesContext(connection) as queries:
            desk.get(url)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_more_boxes_than_are_taken_at_once_are_refused_in_words(desk, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 30
    url, _rows = body_with(1)
    response = send(desk, url, {f"more-{number}": "x" for number in range(40)})
    assert response.status_code == 400
    assert "Remove some of the new rows, save, and add the others in a second save." in words(response)
