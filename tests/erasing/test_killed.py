"""A worker is killed in the middle of an erasure: nothing is half erased, and another one brings it to its end."""

import os
import time

import psycopg
import pytest
from django.db import connection

from peaceinfra.api.erasure_tasks import RESUME
from peaceinfra.core import erasure_register
from peaceinfra.core.erasures import CARRY_OUT, command_erasure
from peaceinfra.core.jobs import SILENT_SECONDS, enqueue
from peaceinfra.core.models import Erasure, Record
from processes.models import Actor
from tests.api.test_receiver import SECONDS, running, worker_of_the_test_database  # noqa: F401 - a fixture
from tests.erasing.world import build, tables_holding

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("DRILLS"), reason="make drills"),
]

# Who waits for a row that somebody else holds.
WAITS = "SELECT DISTINCT pid FROM pg_locks WHERE NOT granted AND %s = ANY (pg_blocking_pids(pid))"
RUNS = "SELECT pid FROM pg_stat_activity WHERE pid = %s"
BEGUN = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status = 'doing'"


def until(is_so):
    deadline = time.monotonic() + SECONDS
    while not (found := is_so()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def rows(statement, *values):
    with connection.cursor() as cursor:
        return cursor.execute(statement, values).fetchall()


def elsewhere():
    """Somebody else's connection to the database of the test."""
    return psycopg.connect(
        **{**connection.get_connection_params(), "cursor_factory": psycopg.Cursor, "context": None}
    )


def test_what_a_killed_worker_had_begun_is_done_whole_by_another(running, tmp_path, settings):  # noqa: F811
    settings.ERASURES, settings.RELEASES = tmp_path / "erasures.jsonl", tmp_path / "releases"
    world = build()
    before = tables_holding(world.canaries)
    environment = worker_of_the_test_database() | {
        "ERASURES_FILE": str(settings.ERASURES),
        "RELEASES_DIR": str(settings.RELEASES),
    }
    with elsewhere() as other:
        # The person goes last of all that hangs on it.
        other.execute("SELECT FROM processes_actor WHERE id = %s FOR UPDATE", [world.person.pk])
        command_erasure(Record.objects.get(pk=world.person.pk), "safety")
        enqueue(CARRY_OUT, once=CARRY_OUT)
        killed = running("manage.py", "worker", **environment)
        [(backend,)] = until(lambda: rows(WAITS, other.info.backend_pid))
        killed.process.kill()
        killed.process.wait()
        assert tables_holding(world.canaries) == before
        other.rollback()
    until(lambda: not rows(RUNS, backend))
    assert tables_holding(world.canaries) == before
    assert Actor.objects.filter(pk=world.person.pk).exists()
    assert rows(BEGUN, CARRY_OUT) == [(1,)]

    # A minute later.
    rows(
        f"UPDATE procrastinate_workers SET last_heartbeat = now() - interval '{SILENT_SECONDS + 1} s' RETURNING id"
    )
    enqueue(RESUME, once=RESUME, timestamp=0)
    running("manage.py", "worker", **environment)
    until(lambda: Erasure.objects.filter(status="erased").exists() and not rows(BEGUN, CARRY_OUT)[0][0])
    assert {table for table, _word in tables_holding(world.canaries)} == {
        "processes_event",
        "processes_eventevent",
    }
    assert not Actor.objects.filter(pk=world.person.pk).exists()
    assert [line.reason for line in erasure_register.lines()] == ["safety"]
