"""The page and the answer of two days of a process: the two side by side, and the changes in their three lists."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from processes.models import Actor
from tests import factories as make
from tests.recording import written_on
from tests.shared import module_fixture
from tracks.models import Linkage

pytestmark = pytest.mark.django_db

LASTING = {"start_kind": "actual", "start": "2000", "end_kind": "ongoing", "end": "2030"}
DAYS = {"from": "2024-10-01", "to": "2025-07-01"}


def actor(name, **columns):
    return make.ActorFactory(name=name, **LASTING | columns)


def build():
    with written_on("2026-10-01"):
        process = make.PeaceProcessFactory(name="Talks", **LASTING)
        ends = {"source": actor("Council"), "target": actor("လွှတ်တော်")}
        began = make.LinkageFactory(process=process, **ends, start_kind="actual", start="2025-01")
        make.LinkageFactory(
            process=process, source=actor("Elders"), target=ends["source"],
            start_kind="actual", start="2010", end_kind="last_cited", end="2024-12",
        )  # fmt: skip
        corrected = make.LinkageFactory(
            process=process, source=actor("Union"), target=ends["source"], **LASTING | {"start": "2024-12"}
        )
        make.LinkageFactory(process=process, source=actor("Hidden since"), target=ends["source"], start="2025-02",
                            start_kind="actual")  # fmt: skip
    with written_on("2026-11-10"):
        Linkage.objects.filter(pk=corrected.pk).update(
            start="2020", start_min="2020-01-01", start_max="2020-12-31"
        )
        Actor.objects.filter(name="Hidden since").update(level=3)
    return process, began, corrected


world = module_fixture(build)


def page(process, status=200, **query):
    response = Client().get(f"/processes/{process.public_id}/difference/", query)
    assert response.status_code == status
    return response


def answer(process, status=200, **query):
    response = Client().get(f"/api/v1/processes/{process.public_id}/difference/", query)
    assert response.status_code == status
    return response.json()


def names(rows):
    return [(row.name, row.what, row.when) for row in rows]


def test_the_changes_stand_in_their_lists(world):
    context = page(world[0], **DAYS).context
    assert names(context["world"]) == [("Council – လွှတ်တော်", "began", "Jan 2025")]
    assert names(context["evidence"]) == [("Elders – Council", "not confirmed any more", "")]
    assert context["learnt"] == []


def test_what_changed_beside_the_ties_stands_there_too(world):
    make.PhaseChangeFactory(process=world[0], status="negotiation", date="2024-12")
    make.PhaseChangeFactory(process=world[0], position=2, status="implementation", date="2025-08")
    make.RoleFactory(
        process=world[0], actor__name="Norway", kind="facilitator", start_kind="actual", start="2025-02"
    )
    assert page(world[0], **DAYS).context["beside_ties"] == [
        ("Dec 2024", "phase: negotiation"),
        ("Feb 2025", "start of the role of Norway (facilitator)"),
    ]


def test_with_a_day_of_the_record_what_we_learnt_stands_apart(world):
    context = page(world[0], **DAYS, recorded="2026-11-01").context
    assert names(context["world"]) == [("Council – လွှတ်တော်", "began", "Jan 2025")]
    assert names(context["learnt"]) == [("Union – Council", "not told of this day then, told now", "")]


def test_nothing_is_told_of_what_is_guarded_now(world):
    assert b"Hidden since" not in page(world[0], **DAYS, recorded="2026-11-01").content


def test_the_days_are_taken_as_people_write_them_and_put_in_order(world):
    context = page(world[0], **{"from": "1 July 2025", "to": "1 October 2024"}).context
    assert (context["first_day"].isoformat(), context["second_day"].isoformat()) == (
        "2024-10-01",
        "2025-07-01",
    )


def test_a_day_that_is_none_is_refused_beside_its_box(world):
    content = page(world[0], 400, **{"from": "someday", "to": "2025"}).content.decode()
    assert 'id="day-from-error"' in content and 'value="someday"' in content


def test_without_days_it_is_a_year_until_today(world):
    context = page(world[0]).context
    assert (context["second_day"] - context["first_day"]).days in range(364, 370)


def test_it_is_led_to_from_a_day_with_that_day(world):
    assert page(world[0], as_of="2006-06-30").context["second_day"].isoformat() == "2006-06-30"


def test_a_hidden_process_is_not_found():
    hidden = make.PeaceProcessFactory(level=3)
    page(hidden, 404, **DAYS)
    answer(hidden, 404, **DAYS)


def test_the_floor_holds_for_each_day(world):
    headings = [row.heading for row in page(world[0], **DAYS).context["side_by_side"]]
    assert "Depend on one" not in headings and "Missing" not in headings
    client = Client()
    client.force_login(make.AdviserFactory())
    seen = client.get(f"/processes/{world[0].public_id}/difference/", DAYS).context["side_by_side"]
    assert "Depend on one" in [row.heading for row in seen]


def test_the_api_tells_the_same(world):
    process, began, corrected = world
    told = answer(process, **DAYS, recorded="2026-11-01")
    assert [(row["what"], row["record"], row["earliest"]) for row in told["world"]] == [
        ("began", began.public_id, "2025-01-01")
    ]
    assert [(row["what"], row["record"]) for row in told["learnt"]] == [("entered", corrected.public_id)]
    assert [row["what"] for row in told["evidence"]] == ["lapsed"]
    assert told["world"][0]["before"] is None
    assert (told["from"], told["to"], told["recorded"]) == ("2024-10-01", "2025-07-01", "2026-11-01")


def table(process, client=None, **query):
    response = (client or Client()).get(f"/processes/{process.public_id}/difference/csv/", query)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_table_has_every_change_of_the_page_with_its_cause_both_days_and_its_marking(world):
    process, began, corrected = world
    row = make.PhaseChangeFactory(process=process, status="negotiation", date="2024-12")
    rows = table(process, **DAYS, recorded="2026-11-01")
    assert [(row["because"], row["kind"], row["what"], row["record.id"]) for row in rows] == [
        ("world", "linkage", "began", began.public_id),
        ("evidence", "linkage", "lapsed", rows[1]["record.id"]),
        ("learnt", "linkage", "entered", corrected.public_id),
        ("world", "phasechange", "", row.public_id),
    ]
    assert {(row["from"], row["to"], row["recorded"], row["tlp"]) for row in rows} == {
        ("2024-10-01", "2025-07-01", "2026-11-01", "TLP:CLEAR")
    }
    assert (rows[0]["record.label"], rows[0]["before.certainty"]) == ("Council – လွှတ်တော်", "")
    assert (rows[3]["what_in_words"], rows[3]["when"]) == ("phase: negotiation", "Dec 2024")


def test_a_guarded_change_stands_in_the_table_of_who_may_see_it_with_its_mark(world):
    process = world[0]
    guarded = make.LinkageFactory(process=process, level=2, start_kind="actual", start="2025-02")
    client = Client()
    client.force_login(make.AdviserFactory())
    marks = {row["record.id"]: row["tlp"] for row in table(process, client, **DAYS)}
    assert marks[guarded.public_id] == "TLP:AMBER"
    assert guarded.public_id not in {row["record.id"] for row in table(process, **DAYS)}


def test_a_table_of_a_day_that_is_none_is_refused_on_the_page(world):
    response = Client().get(f"/processes/{world[0].public_id}/difference/csv/", {"from": "someday"})
    assert response.status_code == 400 and b'id="day-from-error"' in response.content


def test_the_api_asks_for_both_days_in_order_and_for_nothing_else(world):
    assert list(answer(world[0], 400)["errors"]) == ["from", "to"]
    assert list(answer(world[0], 400, **{"from": "2025-01-01", "to": "2024-01-01"})["errors"]) == ["from"]
    assert list(answer(world[0], 400, **DAYS, as_of="2024-01-01")["errors"]) == ["as_of"]


def test_what_was_guarded_then_marks_what_was_learnt(world):
    process = world[0]
    with written_on("2026-10-01"):
        guarded = make.LinkageFactory(process=process, level=3, **LASTING)
    with written_on("2026-11-10"):
        Linkage.objects.filter(pk=guarded.pk).update(
            level=1, start="2025-02", start_min="2025-02-01", start_max="2025-02-28"
        )
    client = Client()
    client.force_login(make.AdviserFactory(clearance=3))
    told = client.get(
        f"/api/v1/processes/{process.public_id}/difference/", DAYS | {"recorded": "2026-11-01"}
    ).json()
    [row] = [row for row in told["learnt"] if row["record"] == guarded.public_id]
    assert (row["what"], row["marking"]["level"], told["marking"]["level"]) == ("taken_out", 3, 3)


def test_as_many_queries_whatever_there_is(world):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            page(world[0], **DAYS, recorded="2026-11-01")
            answer(world[0], **DAYS, recorded="2026-11-01")
        return len(asked)

    few = queries()
    with written_on("2026-10-02"):
        for _ in range(4):
            make.LinkageFactory(process=world[0], start_kind="actual", start="2025-02")
    assert queries() == few
