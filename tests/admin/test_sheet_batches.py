"""What a sheet saved stands together: it is listed, filtered, and undone as a whole by who saved it or a steward."""

import pytest

from peaceinfra.core.visibility import PUBLIC, Viewer
from processes.models import Actor, Batch, BatchRow, Citation, Claim, PeaceProcess, Source
from processes.services import Statement, accept_claim, save_record
from tests import factories
from tests.admin.screens import listing, words
from tests.admin.sheets import check, save, sheet

pytestmark = pytest.mark.django_db

LIST = "/admin/processes/batch/"
NEW = {"name": "A report of the valley", "kind": "report", "level": "0"}
ROWS = [
    ("actors", {"ref": "c", "name": "مجلس السلام", "kind": "armed organisation"}),
    ("processes", {"ref": "p", "name": "Talks of the Valley"}),
    ("roles", {"actor": "#c", "process": "#p", "kind": "party"}),
    ("claims", {"subject": "#c", "field": "Usual level", "value": "grassroots"}),
]


def page(batch):
    return f"{LIST}{batch.pk}/change/"


def live():
    """{model: keys} of all that stands in lists."""
    models = (Actor, Citation, Claim, PeaceProcess, Source)
    return {model: set(model.objects.live().values_list("pk", flat=True)) for model in models}


def test_a_saved_sheet_is_listed_filtered_and_undone_as_a_whole_by_who_saved_it(desk, analyst):
    before, sent = live(), sheet(None, *ROWS, **NEW, reason="A reason that names somebody")
    check(desk, sent)
    assert not Batch.objects.exists()
    save(desk, sent)
    batch = Batch.objects.get()
    assert (batch.kind, str(batch), batch.account, batch.level) == (
        "sheet",
        "From A report of the valley",
        analyst,
        0,
    )
    # The four rows, their source, and that the three records rest on it.
    assert batch.size == BatchRow.objects.count() == 8
    # What was typed as the reason stands in the histories of the records alone.
    assert "names somebody" not in str(Batch.objects.values().get())
    of_sheets = words(desk.get(LIST, {"kind__exact": "sheet", "by": "me"}))
    assert (
        "A report of the valley" in of_sheets,
        desk.get(LIST, {"kind__exact": "import"}).context["cl"].result_list,
    ) == (
        True,
        [],
    )
    assert "مجلس السلام" in words(desk.get(listing(Actor), {"batch": batch.public_id}))
    shown = desk.get(page(batch))
    assert [(count.title, count.added, count.changed) for count in shown.context["counts"]] == [
        ("Actors", 1, 0),
        ("Citations", 3, 0),
        ("Claims", 1, 0),
        ("Peace processes", 1, 0),
        ("Roles in processes", 1, 0),
        ("Sources", 1, 0),
    ]
    assert (len(desk.post(page(batch), {"preview": "1"}).context["tried"]["done"]), live() == before) == (
        6,
        False,
    )
    assert desk.post(page(batch), {"undo": "1", "reason": "the wrong report"}).status_code == 302
    assert (live(), Batch.objects.get().state) == (before, "undone")


def test_what_a_sheet_changed_and_what_was_accepted_with_it_is_put_back(signed_in, steward):
    actor = factories.ActorFactory(name="Council", usual_level="top")
    earlier = factories.ClaimFactory(subject=actor, field="usual_level", value="middle", level=0)
    accept_claim(earlier, by=steward, reason="read")
    client, source = signed_in(steward), factories.SourceFactory(name="Another report")
    rows = [
        ("claims", {"subject": "Council", "field": "Usual level", "value": "grassroots"}),
        ("actors", {"id": actor.public_id, "description": "Elders of the valley"}),
    ]
    save(client, sheet(source, *rows, decision="accept"))
    actor.refresh_from_db()
    earlier.refresh_from_db()
    assert (actor.usual_level, actor.description, earlier.status) == (
        "grassroots",
        "Elders of the valley",
        "superseded",
    )
    batch = Batch.objects.get()
    assert dict(batch.rows.values_list("record", "action"))[actor.pk] == "changed"
    assert client.post(page(batch), {"undo": "1", "reason": "misread"}).status_code == 302
    actor.refresh_from_db()
    earlier.refresh_from_db()
    assert (actor.usual_level, actor.description, earlier.status) == ("middle", "", "accepted")
    assert Claim.objects.live().get() == earlier


def test_a_sheet_on_whose_records_somebody_worked_is_not_undone_and_they_are_named(desk, steward):
    save(desk, sheet(None, *ROWS, **NEW))
    actor = Actor.objects.get()
    actor.description = "Corrected"
    source = Source.objects.get()
    save_record(actor, by=steward, reason="read again", statement=Statement(source))
    refused = words(desk.post(page(Batch.objects.get()), {"undo": "1", "reason": "the wrong report"}))
    assert ("Somebody worked on records of it since" in refused, "was changed since" in refused) == (
        True,
        True,
    )
    assert Batch.objects.get().state == "written"


def test_nobody_but_a_steward_undoes_the_sheet_of_another(signed_in, desk, steward):
    save(desk, sheet(None, *ROWS, **NEW))
    batch = Batch.objects.get()
    other = signed_in(factories.AnalystFactory())
    assert "Undo it as a whole" not in words(other.get(page(batch)))
    assert other.post(page(batch), {"undo": "1", "reason": "not mine"}).status_code == 403
    assert signed_in(steward).post(page(batch), {"undo": "1", "reason": "wrong"}).status_code == 302
    assert Batch.objects.get().state == "undone"


def test_a_guarded_sheet_tells_nobody_of_itself_and_its_guarded_rows_are_not_counted(signed_in, desk):
    rows = [*ROWS, ("actors", {"name": "A broker", "kind": "individual", "level": "restricted"})]
    save(desk, sheet(None, *rows, **NEW))
    save(desk, sheet(None, *ROWS[:1], **NEW | {"name": "A guarded report", "level": "3"}, marking="3"))
    mixed, guarded = Batch.objects.order_by("made_at")
    low = signed_in(factories.AnalystFactory(clearance=1))
    listed = words(low.get(LIST))
    assert ("A report of the valley" in listed, "guarded source" in listed) == (True, False)
    assert low.get(page(guarded)).status_code == 404
    assert low.get(page(mixed)).context["total"] == 8
    seen = {
        viewer.level: BatchRow.objects.visible_to(viewer).filter(batch=guarded).count()
        for viewer in (PUBLIC, Viewer(3))
    }
    assert seen == {0: 0, 3: 3}
