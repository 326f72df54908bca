"""The worker of the jobs: it goes on until it is stopped, also over times in which the database does not answer."""

import asyncio
import logging
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.db import Error, connection

from peaceinfra.core import jobs
from peaceinfra.database import logins

#: How long it waits before it begins again after a fault.
AGAIN_SECONDS = 5

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Works on the jobs (webhooks) until it is stopped by SIGTERM or Ctrl+C. Several may run at once."

    def add_arguments(self, parser):
        parser.add_argument(
            "--until-closed",
            type=int,
            metavar="FD",
            help="Also stops when the other end of this pipe is closed.",
        )
        parser.add_argument("--once", action="store_true", help="Stops when no job waits.")

    def handle(self, *, until_closed=None, once=False, **options):
        if until_closed is not None:
            threading.Thread(target=_stop_with, args=[until_closed], daemon=True).start()
        asyncio.run(_work(once))


def _stop_with(pipe: int) -> None:
    """Who holds the other end may be killed, and could then not end its worker."""
    while os.read(pipe, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


async def _work(once: bool) -> None:
    stopped = asyncio.Event()
    # A thread for each job, and one for what the worker itself asks.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(jobs.AT_ONCE + 1))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    while not stopped.is_set():
        working = asyncio.create_task(_work_once(wait=not once))
        stopping = asyncio.create_task(stopped.wait())
        await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        stopping.cancel()
        (ended, _stopped) = await asyncio.gather(working, stopping, return_exceptions=True)
        if isinstance(ended, ImproperlyConfigured):
            raise ended
        if once or stopped.is_set():
            return
        logger.error(
            "The worker of the jobs begins again in %s seconds", AGAIN_SECONDS, exc_info=_fault(ended)
        )
        await asyncio.wait([asyncio.create_task(stopped.wait())], timeout=AGAIN_SECONDS)


def _fault(ended) -> BaseException | None:
    return ended if isinstance(ended, BaseException) else None


async def _work_once(*, wait: bool) -> None:
    """Until it is cancelled, or a connection fails; what has begun is brought to its end."""
    await asyncio.to_thread(_connect)
    with jobs.app.replace_connector(jobs.worker_connector()):
        async with jobs.app.open_async():
            await jobs.app.run_worker_async(wait=wait)


def _connect() -> None:
    """Starts the embedded server, where it is that one, and refuses a login that may not keep the jobs."""
    try:
        logins.refuse_without_jobs(connection)
    except Error as error:
        raise ConnectionError("the database does not answer") from error
    finally:
        connection.close()
