"""A database from before an erasure is told of it by the register that stands beside the backups."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from peaceinfra.core import erasure_register
from peaceinfra.core.models import Erasure, Record
from peaceinfra.management.commands.restore import Command
from processes.models import Actor
from tests.factories import ActorFactory, ActorNameFactory, StewardFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register(settings, tmp_path):
    settings.ERASURES, settings.RELEASES = tmp_path / "erasures.jsonl", tmp_path / "releases"


def a_person():
    name = ActorNameFactory(actor=ActorFactory(kind="individual", level=3), name="Of the backup", level=4)
    return Record.objects.get(pk=name.actor_id)


def test_a_restored_database_is_erased_from_before_it_is_served():
    person, other = a_person(), a_person()
    erasure_register.note("act", person.pk, "withdrawn", "2026-11-20")
    said = StringIO()
    with pytest.raises(CommandError, match="--apply"):
        call_command("erasures", stdout=said)
    assert said.getvalue().splitlines() == [
        f"{person.public_id}: erased on 2026-11-20, and here again",
        "1 of 1 erasures of the register are to be done.",
    ]
    Command(stdout=said).after_restoring({"made": "2026-11-01"})
    assert "1 erasures were done; 1 stand in the register." in said.getvalue()
    assert list(Actor.objects.all()) == [Actor.objects.get(pk=other.pk)]
    call_command("erasures", stdout=said)
    call_command("erasures", apply=True, stdout=said)
    assert said.getvalue().endswith("0 erasures were done; 1 stand in the register.\n")


def test_one_that_waited_when_the_backup_was_made_is_done_too():
    """Between the request and the second person, and between that and the erasure."""
    for status in ("waiting", "confirmed"):
        person = a_person()
        Erasure.objects.create(
            record=person, reason="law", status=status, asked_by=StewardFactory(), asked_at="2026-11-01T00:00Z",
            decided_at="2026-11-01T00:00Z" if status == "confirmed" else None,
        )  # fmt: skip
        erasure_register.note("act", person.pk, "law", "2026-11-02")
    call_command("erasures", apply=True, stdout=StringIO())
    assert not Actor.objects.exists()


def test_the_register_is_read_as_far_as_it_was_written_and_not_guessed_at(settings):
    person = a_person()
    erasure_register.note("act", person.pk, "law", "2026-11-02")
    assert settings.ERASURES.stat().st_mode & 0o777 == 0o600
    with settings.ERASURES.open("a") as file:
        file.write('{"record": "act-')
    assert len(erasure_register.lines()) == 1, (
        "the machine fell while it was written: nothing was erased by it"
    )
    erasure_register.note("act", person.pk + 1, "law", "2026-11-03")
    erasure_register.note("act", person.pk + 1, "law", "2026-11-04")
    assert [line.day for line in erasure_register.lines()] == ["2026-11-02", "2026-11-03"]
    with settings.ERASURES.open("a") as file:
        file.write('{"record": "nobody", "reason": "law", "day": "2026-11-05"}\n')
    with pytest.raises(CommandError, match="Line 3"):
        call_command("erasures", apply=True, stdout=StringIO())
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM processes_actor").fetchone() == (1,)


def test_whoever_was_erased_is_in_no_file_that_is_imported_again(tmp_path):
    person = a_person()
    call_command("export_dataset", tmp_path / "files", stdout=StringIO())
    call_command("erase", person.public_id, reason="law", stdout=StringIO())
    said = StringIO()
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_dataset", tmp_path / "files", stdout=said, stderr=said)
    assert said.getvalue().count("was erased, and is not brought back. Take its row out of the file.") == 2
    assert not Actor.objects.exists()
