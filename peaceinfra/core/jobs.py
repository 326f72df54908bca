"""Jobs: what is done after a request, or without one. They wait in PostgreSQL and are worked on by `manage.py worker`.

A job is added in the transaction of what asks for it, and is taken back with it. It holds ids and nothing else: what is
done is read when it is done, as the reader for whom it is done.
"""

import logging

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django.db_cleanup import DjangoApp
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.psycopg_connector import PsycopgConnector

logger = logging.getLogger(__name__)

#: The modules that declare what can be done; the worker imports them.
TASKS = ["peaceinfra.api.webhooks.tasks", "peaceinfra.api.erasure_tasks", "peaceinfra.intake.tasks"]
#: So many jobs are worked on at once; most of them wait for the answer of somebody else's server.
AT_ONCE = 8
#: How long a worker that is to stop waits for the jobs that it has begun.
STOP_SECONDS = 20
#: A worker that was not heard for so long is taken for dead.
SILENT_SECONDS = 60
#: The names of jobs that another worker takes again where theirs died; the module of each adds its own.
RESUMED: set[str] = set()

app = DjangoApp(
    connector=DjangoConnector(),
    import_paths=TASKS,
    worker_defaults={
        "concurrency": AT_ONCE,
        "delete_jobs": "successful",
        "shutdown_graceful_timeout": STOP_SECONDS,
        "install_signal_handlers": False,
    },
)


def enqueue(task: str, *, once: str | None = None, **ids) -> None:
    """Adds a job, in the transaction that there is. With `once`, none while a job of this name waits already."""
    try:
        with transaction.atomic():
            app.configure_task(task, queueing_lock=once).defer(**ids)
    except AlreadyEnqueued:
        logger.debug("%s waits already", task)


def worker_connector() -> PsycopgConnector:
    """The connections of a worker to its jobs: those of the web login, in the role that keeps the jobs.

    What a job reads it does not read by these, but as everything is read: by Django's connection, under `viewing`.
    """
    parameters = connector_params()
    parameters["options"] = f"{parameters.get('options') or ''} -c role={settings.JOBS_ROLE}".strip()
    return PsycopgConnector(kwargs=parameters, min_size=1, max_size=4)
