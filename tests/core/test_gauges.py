"""What monitoring is told of jobs, of the feed and of the backup, by its own connection and without any content."""

import json
import re

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.db.utils import ProgrammingError
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest

from peaceinfra.core import gauges, jobs, metrics  # noqa: F401 - registers the figures of requests
from peaceinfra.core.visibility import PUBLIC, viewing
from tests.core.walls.test_web_login import web_connection
from tests.factories import ActorFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def state(settings, tmp_path):
    settings.BACKUP_STATE = tmp_path / "last-backup.json"
    return settings.BACKUP_STATE


def told() -> dict[str, float]:
    registry = CollectorRegistry()
    registry.register(gauges.GaugesCollector())
    lines = generate_latest(registry).decode().splitlines()
    return {
        name.removeprefix("peaceinfra_"): float(value)
        for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    }


def run(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_an_idle_register_has_nothing_that_waits_and_a_backup_that_is_not_known_is_as_old_as_can_be():
    assert told() == {
        "database_up": 1,
        "worker_heard_timestamp_seconds": 0,
        "feed_waiting_changes": 0,
        "feed_lag_seconds": 0,
        "backup_made_timestamp_seconds": 0,
        "backup_bytes": 0,
    }


def test_jobs_are_counted_by_what_they_do_and_how_they_stand_and_the_longest_waiting_is_timed():
    for number in (1, 2, 3):
        jobs.enqueue("an.errand", record=7_340_112 + number)
    jobs.enqueue("another.errand", record=7_340_119)
    run("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'another.errand'")
    run(
        "UPDATE procrastinate_events e SET at = now() - interval '90 seconds' FROM procrastinate_jobs j"
        " WHERE j.id = e.job_id AND j.args->>'record' = '7340113'"
    )
    # It was asked for long ago, to be done tomorrow: it does not wait.
    run(
        "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 day' WHERE args->>'record' = '7340114'"
    )
    found = told()
    assert found['jobs{status="todo",task="an.errand"}'] == 3
    assert found['jobs{status="failed",task="another.errand"}'] == 1
    assert 90 <= found.pop('oldest_job_seconds{task="an.errand"}') < 120
    assert not [name for name in found if name.startswith("oldest") or "734011" in name]


def test_a_transaction_that_does_not_end_holds_the_feed_up_and_it_is_told_since_when():
    """Not the rows of an open transaction are late, but those that were saved after it began."""
    with web_connection() as slow:
        slow.execute("SELECT pg_current_xact_id()")
        ActorFactory(name="Ferryman", level=4)
        run("UPDATE core_change SET at = at - interval '40 seconds' WHERE kind <> ''")
        found = told()
        assert found["feed_waiting_changes"] >= 1
        assert 40 <= found["feed_lag_seconds"] < 60
        assert "Ferryman" not in str(found)
    assert (told()["feed_waiting_changes"], told()["feed_lag_seconds"]) == (0, 0)


def test_who_serves_pages_may_not_ask_how_much_waits():
    with pytest.raises(ProgrammingError, match="permission denied"), viewing(PUBLIC):
        run("SELECT * FROM core_changes_waiting()")
    with web_connection() as web:
        if web.info.server_version < 160_000:
            pytest.skip(reason="on PostgreSQL 15 a login inherits from all its roles, or from none")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("SELECT * FROM core_changes_waiting()")


def test_the_last_good_backup_is_told_by_its_moment_and_size_and_not_by_its_name(state):
    state.write_text(
        json.dumps({"made": "2026-11-29T02:30:00+00:00", "file": "register-x.age", "bytes": 3_900_000})
    )
    found = told()
    assert found["backup_made_timestamp_seconds"] == 1_795_919_400
    assert found["backup_bytes"] == 3_900_000
    assert "register-x" not in str(found)


@pytest.mark.parametrize("text", ["", "[]", '{"made": 7}', '{"made": "2026-11-29T02:30:00+00:00"}', "\x00"])
def test_a_file_that_says_nothing_of_a_backup_is_none(state, text):
    state.write_text(text)
    assert told()["backup_made_timestamp_seconds"] == 0


def test_where_the_database_is_away_that_is_told_and_the_backup_all_the_same(monkeypatch, caplog):
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    assert told() == {"database_up": 0, "backup_made_timestamp_seconds": 0, "backup_bytes": 0}
    assert "OperationalError" in caplog.text


def test_the_rules_of_the_handbook_name_figures_that_there_are():
    text = (settings.CHECKOUT / "docs" / "operation.md").read_text()
    jobs.enqueue("an.errand")
    there = {name.partition("{")[0] for name in told()}
    there |= {metric.name.removeprefix("peaceinfra_") for metric in REGISTRY.collect()}
    named = set(re.findall(r"peaceinfra_(\w+?)(?:_total)?\b(?=[{ \[)>])", text))
    assert len(named) >= 8
    assert named <= there
