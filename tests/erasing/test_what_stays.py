"""After a person was erased: in no row of any table is anything of them, and what stays is guarded as before."""

import pytest
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import MessageEncoder
from django.db import connection

from peaceinfra.api.erasing import carry_out_all
from peaceinfra.core.erasures import command_erasure, plan_of
from peaceinfra.core.models import Erasure, Record
from peaceinfra.core.sessions import SessionStore
from peaceinfra.core.visibility import Viewer, viewing
from peaceinfra.core.visibility.locks import MARKINGS
from processes.models import Actor
from tests.erasing.world import BURMESE, build, tables_holding
from tests.shared import for_a_module

pytestmark = pytest.mark.django_db


def record_of(row) -> Record:
    return Record.objects.get(pk=row.pk)


def rows(statement, *values):
    with connection.cursor() as cursor:
        return cursor.execute(statement, values).fetchall()


def sizes(plan) -> dict:
    tables = [going.model._meta.db_table for going in plan.going]
    return {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables}


def build_and_erase():
    """The world, with what was so just before."""
    world = build()
    world.found = {word for _table, word in tables_holding(world.canaries)}
    world.plan = plan_of(record_of(world.person))
    world.sizes = sizes(world.plan)
    world.marked = {
        name: (world.kept[name].effective_level, world.kept[name].effective_teams)
        for name in ("role", "stays")
    }
    world.sessions = []
    saved, by_chance = f"The actor “{BURMESE}” was saved.", f"0f{BURMESE}3a"
    for said, digest in ((saved, "0f3a"), ("Another was saved.", by_chance)):
        store = SessionStore()
        store["_messages"] = MessageEncoder().encode([Message(messages.SUCCESS, said)])
        store["_auth_user_hash"] = digest
        store.create()
        world.sessions.append(store)
    rows("DELETE FROM core_change WHERE kind <> '' RETURNING 1")
    command_erasure(record_of(world.person), "withdrawn")
    carry_out_all()
    return world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("erasures")
    with pytest.MonkeyPatch.context() as patch, for_a_module(django_db_blocker, _nothing):
        patch.setattr(settings, "ERASURES", folder / "erasures.jsonl")
        patch.setattr(settings, "RELEASES", folder / "releases")
        yield build_and_erase()


def _nothing():
    pass


def test_no_word_is_left_but_where_the_dry_run_said_that_it_is_mended_by_hand(world):
    assert world.found == set(world.canaries), "each was in some table before"
    places = {(place.model._meta.db_table, place.column, place.key) for place in world.plan.places}
    assert places == world.texts
    assert tables_holding(world.canaries) == [("processes_event", BURMESE), ("processes_eventevent", BURMESE)]


def test_exactly_what_was_shown_is_gone(world):
    after = sizes(world.plan)
    shown = {going.model._meta.db_table: going.rows for going in world.plan.going}
    assert {table: world.sizes[table] - after[table] for table in after} == shown
    assert plan_of(record_of(world.person)).keys == [world.person.pk]


def test_what_stays_loses_the_name_and_is_guarded_as_before(world):
    kept = world.kept
    for name, marking in world.marked.items():
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
    told = rows(
        "SELECT before_level, after_level FROM core_change WHERE kind = 'act' AND key = %s AND via = key",
        world.person.pk,
    )
    assert told == [(3, 5)]
    # Nothing of it is served below the level that it had.
    (lowest,) = rows("SELECT min(level) FROM core_change WHERE key = %s", world.person.pk)[0]
    assert lowest == 3


def test_it_is_alone_among_those_who_write(world):
    assert rows(
        "SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        " AND (classid::bigint << 32) + objid::bigint = %s",
        MARKINGS,
    ) == [("ExclusiveLock",)]


def test_a_sign_in_whose_messages_name_the_person_ended_and_none_whose_digest_holds_the_name(world):
    assert [store.exists(store.session_key) for store in world.sessions] == [False, True]
