"""The screens on which a steward brings in files: previewed, corrected, written, and shown to nobody else."""

import csv
import io
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peaceinfra.core.visibility import Viewer, viewing
from peaceinfra.intake.tasks import expire
from peaceinfra.intake.working import work
from processes.choices import IntakeState
from processes.models import Actor, Intake, IntakeProgress
from tests.admin.screens import words
from tests.factories import AnalystFactory, StewardFactory

pytestmark = pytest.mark.django_db

BEGIN = "/admin/bring-in/"
BURMESE = "နယ်စပ် ကျားများ"
THREE = [
    ("9001", BURMESE, "1", "775", "77.1"),
    ("9002", "", "1", "775", "77.1"),
    ("9003", "State", "x", "", "77.1"),
]


def file(*rows, name="ucdp-actor-771.csv"):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("ActorId", "NameData", "Org", "GWNOLoc", "Version", "NameOrig"), *rows])
    return SimpleUploadedFile(name, text.getvalue().encode())


def sent(client, upload):
    said = {"actors": upload, "level": 3, "reason": "the newest edition"}
    answer = client.post(f"{BEGIN}?source=ucdp", said)
    assert answer.status_code == 302, words(answer)
    return answer.url


def worked():
    intake = Intake.objects.get()
    work(intake.pk, intake.account_id)
    return Intake.objects.get()


def test_a_file_is_previewed_corrected_checked_again_and_brought_in(signed_in):
    client = signed_in(StewardFactory())
    page = sent(client, file(*THREE))
    assert "It waits for the worker." in words(client.get(page))
    assert client.get(f"{page}progress/").json()["state"] == "checking"
    assert worked().state == IntakeState.PREVIEWED
    shown = words(client.get(page))
    assert ("Cells that are not taken" in shown, "Bring it in" in shown) == (True, True)
    line = next(note for note in Intake.objects.get().notes.all() if note.column == "Org")
    row = {"row": "3", "file": "ucdp-actor-771.csv", "reason": "no name"}
    client.post(page, {f"mend.{line.pk}": "4", "check": "1"} | row)
    assert (worked().found["warnings"], Intake.objects.get().found["rows"]) == (0, 2)
    client.post(page, {"bring_in": "1"})
    assert worked().state == IntakeState.DONE
    assert sorted(Actor.objects.values_list("name", "kind")) == [
        ("State", "state"),
        (BURMESE, "armed_organisation"),
    ]
    shown = words(client.get(page))
    assert ("What was written" in shown, "no name" in shown, "Keep the corrections" in shown) == (
        True,
        True,
        False,
    )


def test_nobody_else_sees_it_and_its_maker_not_with_less_clearance(client):
    steward = StewardFactory()
    client.force_login(steward)
    page = sent(client, file(("9001", "Tigers", "1", "775", "77.1")))
    worked()
    answers = []
    for account in (StewardFactory(), AnalystFactory()):
        client.force_login(account)
        answers.append([client.get(page).status_code, client.post(page, {"bring_in": "1"}).status_code])
    assert answers == [[404, 404], [403, 403]]
    type(steward).objects.filter(pk=steward.pk).update(clearance=2)
    steward.refresh_from_db()
    client.force_login(steward)
    assert client.get(page).status_code == 404
    assert Intake.objects.get().state == IntakeState.PREVIEWED


def test_what_is_stopped_writes_nothing_and_keeps_no_file(signed_in):
    client = signed_in(StewardFactory())
    page = sent(client, file(("9001", "Tigers", "1", "775", "77.1")))
    client.post(page, {"stop": "1"})
    intake = worked()
    assert (intake.state, intake.files.get().content, Actor.objects.count()) == (IntakeState.STOPPED, None, 0)
    assert len(intake.files.get().sha256) == 64


def test_a_preview_of_many_rows_asks_as_many_queries_as_one_of_few(signed_in):
    client = signed_in(StewardFactory())
    numbers = []
    for rows in (2, 120):
        Intake.objects.all().delete()
        page = sent(client, file(*((str(n), f"Group {n}", "z", "775", "77.1") for n in range(rows))))
        worked()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown = words(client.get(page))
        numbers.append(len(queries))
        assert ("The next ones" in shown) == (rows > 50)
    assert numbers[0] == numbers[1]


def test_what_is_typed_when_it_is_brought_in_is_checked_first_and_stays_in_its_boxes_where_it_has_a_fault(
    signed_in,
):
    client = signed_in(StewardFactory())
    page = sent(client, file(*THREE))
    worked()
    line = next(note for note in Intake.objects.get().notes.all() if note.column == "Org")
    box = f'name="mend.{line.pk}" value="4"'
    refused = client.post(
        page, {f"mend.{line.pk}": "4", "row": "1", "file": "ucdp-actor-771.csv", "bring_in": "1"}
    )
    assert ("below its first one" in words(refused), box in refused.content.decode()) == (True, True)
    assert Intake.objects.get().corrections.count() == 0
    client.post(page, {f"mend.{line.pk}": "4", "bring_in": "1"})
    assert Intake.objects.get().state == IntakeState.CHECKING
    assert (worked().state, Actor.objects.count()) == (IntakeState.PREVIEWED, 0)
    client.post(page, {"bring_in": "1"})
    assert (worked().state, Actor.objects.filter(name="State").count()) == (IntakeState.DONE, 1)


def test_files_that_nobody_worked_on_for_thirty_days_are_deleted_and_no_others(signed_in):
    client, pages = signed_in(StewardFactory()), []
    for days in (31, 29):
        pages.append(sent(client, file(("9001", "Tigers", "1", "775", "77.1"))))
        intake = Intake.objects.latest("made_at")
        work(intake.pk, intake.account_id)
        IntakeProgress.objects.filter(pk=intake.pk).update(noted_at=timezone.now() - timedelta(days=days))
        Intake.objects.filter(pk=intake.pk).update(made_at=timezone.now() - timedelta(days=40 + days))
    with viewing(Viewer(0)):
        expire(0)
    oldest_first = Intake.objects.order_by("made_at")
    assert [(intake.state, intake.files.get().content is None) for intake in oldest_first] == [
        (IntakeState.STOPPED, True),
        (IntakeState.PREVIEWED, False),
    ]
    left_alone, still_open = (words(client.get(page)) for page in pages)
    assert ("Nobody worked on it for 30 days" in left_alone, "are kept until" in still_open) == (True, True)


@pytest.mark.browser
@pytest.mark.slow
def test_axe_finds_no_fault_on_the_pages_of_an_intake_and_they_never_scroll_sideways(
    client, live_server, page
):
    client.force_login(StewardFactory())
    address = sent(client, file(*THREE, name="a" * 90 + ".csv"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    faults = []
    for path in (BEGIN, address):
        page.goto(live_server.url + path)
        faults += [fault["id"] for fault in Axe().run(page).response["violations"]]
    worked()
    page.goto(live_server.url + address)
    faults += [fault["id"] for fault in Axe().run(page).response["violations"]]
    page.set_viewport_size({"width": 390, "height": 844})
    assert (faults, page.evaluate("document.documentElement.scrollWidth")) == ([], 390)
