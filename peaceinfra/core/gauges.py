"""Figures of what waits and of the last good backup, asked of the database when monitoring asks. No content.

The first process of gunicorn serves them beside `metrics`. It has loaded the settings alone, no app: it connects
itself, for one answer, and steps over to the role that keeps the jobs, which reads no record.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections
from prometheus_client.core import GaugeMetricFamily
from psycopg import sql

from peaceinfra.database.failures import described

logger = logging.getLogger(__name__)

#: Below the patience of whoever asks, which is 10 seconds by default.
SECONDS = 5

_LIMIT = f"SET LOCAL statement_timeout = '{SECONDS}s'"
_JOBS = "SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2"
# A job that is to be done later, such as a second attempt, waits from then on.
_OLDEST = """SELECT j.task_name, extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at)))::float
 FROM procrastinate_jobs j LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
 WHERE j.status = 'todo' AND coalesce(j.scheduled_at, e.at) <= now() GROUP BY 1 ORDER BY 1"""
_HEARD = "SELECT coalesce(extract(epoch FROM max(last_heartbeat)), 0)::float FROM procrastinate_workers"
_WAITING = "SELECT rows, seconds FROM core_changes_waiting()"


class GaugesCollector:
    """For a registry of prometheus_client, which calls `collect` for each answer."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            gauges, answers = _of_the_database(), 1
        except psycopg.Error as error:
            logger.warning(
                "Monitoring is told nothing of the jobs: %s", described(error) or type(error).__qualname__
            )
            gauges, answers = [], 0
        yield _gauge("peaceinfra_database_up", "Whether the database answered for these figures", answers)
        yield from gauges
        yield from _of_the_backup()


def _of_the_database() -> list[GaugeMetricFamily]:
    parameters = connections["default"].get_connection_params() | {"connect_timeout": SECONDS}
    with closing(psycopg.connect(**parameters)) as connection, connection.cursor() as cursor:
        # For the transaction alone: a pool may stand between.
        cursor.execute(_LIMIT)
        cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(settings.JOBS_ROLE)))
        jobs = GaugeMetricFamily("peaceinfra_jobs", "Jobs that are kept", labels=["task", "status"])
        for task, status, count in cursor.execute(_JOBS).fetchall():
            jobs.add_metric([task, status], count)
        oldest = GaugeMetricFamily(
            "peaceinfra_oldest_job_seconds",
            "For how long the job that is due longest has waited",
            labels=["task"],
        )
        for task, seconds in cursor.execute(_OLDEST).fetchall():
            oldest.add_metric([task], seconds)
        (heard,) = cursor.execute(_HEARD).fetchone()
        rows, seconds = cursor.execute(_WAITING).fetchone()
    return [
        jobs,
        oldest,
        _gauge(
            "peaceinfra_worker_heard_timestamp_seconds", "When a worker of the jobs was last heard", heard
        ),
        _gauge("peaceinfra_feed_waiting_changes", "Changes that are saved and not told yet", rows),
        _gauge("peaceinfra_feed_lag_seconds", "For how long the oldest of them has not been told", seconds),
    ]


def _of_the_backup() -> list[GaugeMetricFamily]:
    """0 where none is known, which is as old as can be: monitoring then says so."""
    try:
        state = json.loads(Path(settings.BACKUP_STATE).read_text())
        made, size = datetime.fromisoformat(state["made"]).timestamp(), int(state["bytes"])
    except (OSError, ValueError, KeyError, TypeError):
        made, size = 0, 0
    return [
        _gauge("peaceinfra_backup_made_timestamp_seconds", "When the last good backup was made", made),
        _gauge("peaceinfra_backup_bytes", "How large it is", size),
    ]


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)
