"""A guarded note beside a public record: whoever reads below its marking meets it nowhere."""

import csv

import pytest

from peaceinfra.core.identity import public_id
from peaceinfra.core.visibility import Viewer
from peaceinfra.datasets.exporting import export_dataset
from processes.choices import NoteKind
from processes.services import save_record
from tests import factories as make
from tests.security.test_oracles import alike

pytestmark = pytest.mark.django_db

NOTE = "was met at the house of his cousin"


@pytest.fixture
def actor():
    return make.BodyActorFactory(name="Public office", description="a mediator's house")


@pytest.fixture
def note(actor):
    """Restricted, and written twice, so that its history could tell too."""
    note = make.NoteFactory(subject=actor, text="was met", level=3)
    note.text = NOTE
    return save_record(note, by=None, reason=f"he {NOTE}")


@pytest.mark.parametrize(
    "address",
    [
        "/actors/{}/",
        "/records/{}/history/",
        "/api/v1/actors/{}/",
        "/api/v1/bodies/{}/",
        "/search/?q=house",
        "/search/?q=cousin",
    ],
)
def test_no_page_and_no_answer_about_the_record_shows_it(client, actor, note, address):
    client.force_login(make.AdviserFactory())
    response = client.get(address.format(actor.public_id))
    assert response.status_code == 200
    page = response.content.decode()
    assert [text for text in (NOTE, "was met", note.public_id) if text in page] == []


@pytest.mark.parametrize("address", ["/records/{}/history/", "/admin/processes/note/{}/change/"])
def test_the_note_itself_is_not_there(client, note, address):
    client.force_login(make.AnalystFactory(clearance=2))

    def ask(client, key):
        return client.get(address.format(key if "admin" in address else public_id("not", key)))

    status, _, page, _ = alike(client, ask, note.pk)
    assert (status, NOTE in page.decode()) == (404, False)


def texts(folder):
    file = folder / "notes.csv"
    return [row["text"] for row in csv.DictReader(file.open(encoding="utf-8"))] if file.exists() else []


@pytest.mark.slow
def test_a_copy_has_the_notes_its_reader_may_see(actor, note, tmp_path):
    make.NoteFactory(subject=actor, text="a public remark", kind=NoteKind.REMARK, level=0)
    copies = {"public": Viewer(0), "below": Viewer(2), "cleared": Viewer(3), "whole": None}
    for name, viewer in copies.items():
        export_dataset(tmp_path / name, viewer=viewer)
    remark = ["a public remark"]
    assert {name: sorted(texts(tmp_path / name)) for name in copies} == {
        "public": remark,
        "below": remark,
        "cleared": [*remark, NOTE],
        "whole": [*remark, NOTE],
    }


def test_the_record_is_as_public_as_before_and_its_history_as_long(actor, note):
    actor.refresh_from_db()
    assert (actor.effective_level, actor.version, actor.events.count()) == (0, 1, 1)
    assert {event.effective_level for event in note.events.all()} == {3}
