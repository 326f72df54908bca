"""Whoever is erased is in no row of any table any more, and what stays is guarded as before."""

from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from peaceinfra.api.erasing import carry_out_all
from peaceinfra.core import erasure_register
from peaceinfra.core.erasures import command_erasure, plan_of
from peaceinfra.core.models import Erasure, Record
from peaceinfra.core.sessions import SessionStore
from peaceinfra.core.visibility import Viewer, viewing
from peaceinfra.core.visibility.locks import MARKINGS
from processes.models import Actor, Note
from tests.erasing.world import BURMESE, build, tables_holding
from tests.factories import NoteFactory
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


def test_no_word_is_left_but_where_the_dry_run_said_that_it_is_mended_by_hand(world):
    plan = plan_of(record_of(world.person))
    places = {(place.model._meta.db_table, place.column, place.key) for place in plan.places}
    assert places == world.texts
    before = {table: number for table, (number, _versions) in counts(plan).items()}
    sizes = {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in before}
    erase(world.person)
    assert tables_holding(world.canaries) == [("processes_event", BURMESE), ("processes_eventevent", BURMESE)]
    after = {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in before}
    # What was shown is exactly what went.
    assert {table: sizes[table] - after[table] for table in before} == before
    assert plan_of(record_of(world.person)).keys == [world.person.pk]


def test_what_stays_loses_the_name_and_is_guarded_as_before(world):
    kept = world.kept
    marked = {name: (kept[name].effective_level, kept[name].effective_teams) for name in ("role", "stays")}
    erase(world.person)
    for name, marking in marked.items():
        kept[name].refresh_from_db()
        assert (kept[name].effective_level, kept[name].effective_teams) == marking, name
    assert (kept["role"].appointed_by_id, kept["role"].level) == (None, 3)
    assert kept["stays"].decided_by_id is None
    for gone in world.gone.values():
        assert not type(gone)._base_manager.filter(pk=gone.pk).exists(), gone
    kept["batch"].refresh_from_db()
    assert (kept["batch"].size, kept["batch"].rows.count()) == (1, 1)
    for name in ("source", "post", "body", "other", "text", "intake", "list"):
        assert type(kept[name])._base_manager.filter(pk=kept[name].pk).exists(), name


def test_earlier_versions_of_what_stays_lose_the_name_and_are_no_less_guarded(world):
    role, stays = world.kept["role"], world.kept["stays"]
    erase(world.person)
    versions = rows(
        "SELECT appointed_by_id, effective_level, level FROM processes_roleevent WHERE pgh_obj_id = %s",
        role.pk,
    )
    assert len(versions) == 2
    assert set(versions) == {(None, 3, 3)}
    assert rows(
        "SELECT DISTINCT decided_by_id, effective_level FROM secretariats_lifecyclechangeevent"
        " WHERE pgh_obj_id = %s",
        stays.pk,
    ) == [(None, 4)]


def test_the_tombstone_says_what_kind_it_was_and_is_seen_by_whom_saw_the_record(world):
    erase(world.person)
    tombstone = record_of(world.person)
    assert (tombstone.kind, tombstone.retired, tombstone.effective_level) == ("act", True, 3)
    erasure = Erasure.objects.get(record=tombstone)
    assert (erasure.status, erasure.reason, erasure.asked_by) == ("erased", "withdrawn", None)
    assert erasure.done_at
    assert not Actor._base_manager.filter(pk__in=[world.person.pk, world.twin.pk]).exists()
    with viewing(Viewer(3, frozenset())):
        assert Erasure.objects.count() == 1
    with viewing(Viewer(2, frozenset())):
        assert not Erasure.objects.exists()


def test_copies_are_told_that_it_is_gone_and_nobody_else_is_told_anything(world):
    rows("DELETE FROM core_change WHERE kind <> '' RETURNING 1")
    erase(world.person)
    told = rows(
        "SELECT before_level, after_level FROM core_change WHERE kind = 'act' AND key = %s AND via = key",
        world.person.pk,
    )
    assert told == [(3, 5)]
    # Nothing of it is served below the level that it had.
    (lowest,) = rows("SELECT min(level) FROM core_change WHERE key = %s", world.person.pk)[0]
    assert lowest == 3


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


def test_a_sign_in_whose_messages_name_the_person_ends(world):
    keys = []
    for said in (f"The actor “{BURMESE}” was saved.", "Another was saved."):
        store = SessionStore()
        store["_messages"] = said
        store.create()
        keys.append(store)
    erase(world.person)
    assert [store.exists(store.session_key) for store in keys] == [False, True]
    assert Session.objects.count() == 1


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


def test_it_is_alone_among_those_who_write(world):
    erase(world.person)
    assert rows(
        "SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        " AND (classid::bigint << 32) + objid::bigint = %s",
        MARKINGS,
    ) == [("ExclusiveLock",)]


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
