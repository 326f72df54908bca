"""Whether the register lives, and whether readers may be sent to it: for what starts, watches and balances it.

    /health/live     the process answers; nothing is asked of anybody else
    /health/ready    the parts below hold; `?part=database&part=migrations` asks for some of them alone

It says yes or no of each part and nothing more, to whoever asks: by any name of the host, by HTTP too, signed in or
not. What is wrong stands in the log.
"""

import functools
import logging
import time
from collections.abc import Callable, Collection
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpResponseNotAllowed, JsonResponse
from django.utils import timezone

from peaceinfra.core import erasure_register, replica
from peaceinfra.core.erasures import unknown
from peaceinfra.core.jobs import SILENT_SECONDS
from peaceinfra.core.subscriptions import worker_heard_at
from peaceinfra.core.visibility.inspection import differences
from peaceinfra.database.failures import described

logger = logging.getLogger(__name__)

LIVE, READY = "/health/live", "/health/ready"
#: For so long what was found of the walls is told again: who balances asks every few seconds.
WALLS_SECONDS = 300
RETRY_SECONDS = 10


class HealthMiddleware:
    """Before whatever redirects to HTTPS, or refuses by the name of the host."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        path = request.path_info.removesuffix("/")
        if path not in (LIVE, READY):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        asked = request.GET.getlist("part") or list(PARTS)
        if path == LIVE:
            response = JsonResponse({"live": True})
        elif unknown := [part for part in asked if part not in PARTS]:
            words = f"“{unknown[0]}” is no part. Write one of: {', '.join(PARTS)}."
            response = JsonResponse({"errors": {"part": [words]}}, status=400)
        else:
            response = _answer(readiness(asked))
        response.headers["Cache-Control"] = "no-store"
        return response


def readiness(parts: Collection[str]) -> dict[str, bool]:
    """{part: whether it holds}; none holds where the database does not answer. The log says what is wrong."""
    found = dict.fromkeys(parts, False)
    try:
        for part in found:  # each once, however often it was named
            faults = PARTS[part]()
            found[part] = not faults
            _log(part, "; ".join(faults))
        _log("answers of the database", "")
    except Error as error:
        _log("answers of the database", described(error) or type(error).__qualname__)
        # It is asked again in seconds, by a connection that may be there then.
        connection.close()
    return found


#: {part: what was last logged of it}: it is asked every few seconds, by anybody.
_logged: dict[str, str] = {}


def _log(part: str, words: str) -> None:
    """Once for each change."""
    if words == _logged.get(part, ""):
        return
    _logged[part] = words
    if words:
        logger.error("Not ready: %s: %s", part, words)
    else:
        logger.warning("Ready again: %s", part)


def _answer(found: dict[str, bool]) -> JsonResponse:
    if all(found.values()):
        return JsonResponse(found)
    return JsonResponse(found, status=503, headers={"Retry-After": str(RETRY_SECONDS)})


def _database() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return []


def _migrations() -> list[str]:
    """Those of this version that were not run: new code on old tables fails page by page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        missing = _declared_migrations() - set(cursor.fetchall())
    return [f"{app} {name} was not run" for app, name in sorted(missing)]


@functools.cache
def _declared_migrations() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return frozenset(loader.disk_migrations)


def _walls() -> list[str]:
    """What `check_walls` finds, as far as the serving login may look; looked up again after `WALLS_SECONDS`."""
    now = time.monotonic()
    if now >= _seen.until:
        _seen.faults, _seen.until = differences(), now + WALLS_SECONDS
    return _seen.faults


class _Seen:
    faults: list[str]
    until = 0.0


_seen = _Seen()


def _worker() -> list[str]:
    heard = worker_heard_at()
    is_there = heard is not None and heard > timezone.now() - timedelta(seconds=SILENT_SECONDS)
    return [] if is_there else ["no worker of the jobs was heard lately: start `manage.py worker`"]


def _erasures() -> list[str]:
    """Whoever was erased is not here again, as after an older backup was restored."""
    try:
        keys = [line.key for line in erasure_register.lines()]
    except (erasure_register.BrokenRegister, OSError) as error:
        return [f"the register of erasures: {error}"]
    number = len(unknown(keys)) if keys else 0
    return (
        [f"{number} erasures of the register are not done: run `manage.py erasures --apply`"]
        if number
        else []
    )


#: What each part lacks, one line each.
PARTS: dict[str, Callable[[], list[str]]] = {
    "database": _database,
    "migrations": _migrations,
    "walls": _walls,
    "worker": _worker,
    "erasures": _erasures,
}
if "REPLICA" in settings.DATABASES["default"]:
    PARTS["replica"] = replica.faults
