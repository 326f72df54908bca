"""Whoever is erased is in no row of any table any more, and what stays is guarded as before."""

import json
import unicodedata
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from peaceinfra.api.erasing import carry_out_all
from peaceinfra.core import erasure_register
from peaceinfra.core.erasures import command_erasure, plan_of
from peaceinfra.core.models import Erasure, Record, SavedList
from peaceinfra.core.visibility import Viewer, viewing
from processes.models import Actor, Note
from tests.erasing.world import BURMESE, build, tables_holding
from tests.factories import ActorFactory, EventFactory, NoteFactory, StewardFactory
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db
world = module_fixture(build)


@pytest.fixture(autouse=True)
def register(settings, tmp_path):
    settings.ERASURES, settings.RELEASES = tmp_path / "erasures.jsonl", tmp_path / "releases"


def record_of(row) -> Record:
    return Record.objects.get(pk=row.pk)


def erase(row):
    command_erasure(record_of(row), "withdrawn")
    carry_out_all()


def rows(statement, *values):
    with connection.cursor() as cursor:
        return cursor.execute(statement, values).fetchall()


def counts(plan):
    return {going.model._meta.db_table: (going.rows, going.versions) for going in plan.going}


def test_each_word_is_in_some_table_before(world):
    assert {word for _table, word in tables_holding(world.canaries)} == set(world.canaries)


@pytest.mark.slow
def test_a_dry_run_counts_what_its_reader_may_see(world):
    with viewing(Viewer(3, frozenset())):
        seen = plan_of(record_of(world.person))
        before = counts(seen), seen.words, seen.places
    NoteFactory(subject=world.person, text="hidden from the reader", level=4)
    with viewing(Viewer(3, frozenset())):
        seen = plan_of(record_of(world.person))
        assert (counts(seen), seen.words, seen.places) == before
        assert "processes_note" not in counts(seen)
    assert counts(plan_of(record_of(world.person)))["processes_note"] == (2, 2)


@pytest.mark.slow
def test_what_breaks_off_has_erased_nothing_and_is_done_by_whoever_comes_next(world):
    command_erasure(record_of(world.person), "safety")
    before = tables_holding(world.canaries)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        carry_out_all(say=None)
        raise ZeroDivisionError
    assert tables_holding(world.canaries) == before
    # Where the process died after the line was on the disk.
    assert [line.reason for line in erasure_register.lines()] == ["safety"]
    assert carry_out_all() == 1
    assert carry_out_all() == 0
    assert len(erasure_register.lines()) == 1
    assert {table for table, _word in tables_holding(world.canaries)} == {
        "processes_event",
        "processes_eventevent",
    }


def test_one_note_is_erased_alone(world):
    note = Note.objects.get(subject=world.person.pk)
    plan = plan_of(record_of(note))
    assert counts(plan) == {"processes_note": (1, 1)}
    erase(note)
    assert Actor.objects.filter(pk=world.person.pk).exists()


def test_the_command_shows_and_erases_and_refuses_what_is_no_person(world):
    said = StringIO()
    call_command("erase", record_of(world.person).public_id, dry_run=True, stdout=said)
    lines = said.getvalue().splitlines()
    assert "processes_actor: 2, 5 versions" in lines
    assert "processes_role: 1 lose the name and stay" in lines
    shown = record_of(world.kept["text"]).public_id
    assert f"to be mended by hand: processes_event.name of {shown}" in lines
    assert f"to be mended by hand: processes_event.name of {shown} (an earlier version)" in lines
    assert BURMESE not in said.getvalue()
    assert Actor.objects.filter(pk=world.person.pk).exists()
    call_command("erase", record_of(world.person).public_id, reason="law", stdout=said)
    assert not Actor.objects.filter(pk=world.person.pk).exists()
    for wrong in (record_of(world.kept["body"]).public_id, "act-0000000000000", "nobody"):
        with pytest.raises(CommandError):
            call_command("erase", wrong, reason="law", stdout=said)


def test_versions_that_hold_a_name_are_taken_out_once_it_was_mended_and_not_before(world):
    erase(world.person)
    event = world.kept["text"]
    shown, said = record_of(event).public_id, StringIO()
    with pytest.raises(CommandError, match="mend it first"):
        call_command("erase_versions", shown, holding=BURMESE, stdout=said)
    event.name = "A meeting"
    event.save()
    call_command("erase_versions", shown, holding=BURMESE, dry_run=True, stdout=said)
    assert rows("SELECT count(*) FROM processes_eventevent WHERE pgh_obj_id = %s", event.pk) == [(2,)]
    call_command("erase_versions", shown, holding=BURMESE, stdout=said)
    assert said.getvalue() == "1 versions would go.\n1 versions are gone.\n"
    assert tables_holding(world.canaries) == []
    assert rows("SELECT name FROM processes_eventevent WHERE pgh_obj_id = %s", event.pk) == [("A meeting",)]


def test_a_name_is_found_in_whatever_letters_and_marks_it_is_written():
    """As the search of the register compares: the dry run names the texts, and what goes by a name goes."""
    person = ActorFactory(kind="individual", name="José Nuñez Weiß")
    apart = unicodedata.normalize("NFD", "josé nuñez weiß")
    said = ["JOSÉ NUÑEZ WEISS", apart, "José  Nun\u0303ez Wei\u00adß", "jose nunez weiss"]
    events = [EventFactory(name=f"A meeting with {words}, in spring") for words in said]
    EventFactory(name="A meeting with José Nuñez")
    plan = plan_of(record_of(person))
    assert {place.key for place in plan.places} >= {event.pk for event in events}
    assert len({place.key for place in plan.places}) == len(events)
    owner = StewardFactory()
    queries = [urlencode({"q": words}) for words in (apart, "JOSÉ NUÑEZ WEIß", "José Nuñez")]
    for query in queries:
        SavedList.objects.create(account=owner, screen="processes.actor", name=query[:40], query=query)
    erase(person)
    assert [saved.query for saved in SavedList.objects.filter(account=owner)] == queries[2:]


def test_an_open_release_that_holds_it_is_withdrawn_and_rows_go_also_where_that_fails(world, settings):
    folder = settings.RELEASES / "2026-12"
    folder.mkdir(parents=True)
    shown = record_of(world.person).public_id
    lines = [{"id": shown, "label": BURMESE}, {"id": "act-0000000000001", "label": "Another"}]
    (folder / "actors.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    files = [{"name": "actors.jsonl", "kind": "act"}]
    (folder / "manifest.json").write_text(json.dumps({"files": files, "as_of": "2026-12-01T00:00:00+00:00"}))
    in_the_way = settings.RELEASES / "_2026-12.1"
    in_the_way.touch()
    command_erasure(record_of(world.person), "safety")
    carry_out_all()
    assert not Actor.objects.filter(pk=world.person.pk).exists()
    assert Erasure.objects.get().done_at is None
    in_the_way.unlink()
    carry_out_all()
    assert Erasure.objects.get().done_at
    assert [path.name for path in folder.iterdir()] == ["withdrawn.json"]
    text = "".join(path.read_text() for path in (settings.RELEASES / "2026-12.1").iterdir())
    assert "Another" in text
    assert BURMESE not in text
    assert shown in text, "a copy is told that it must not hold it"
