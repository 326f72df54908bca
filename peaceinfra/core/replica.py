"""Who is signed out may read from a replica: a server that follows the database (streaming replication, hot standby).

There is still one alias. For such a request `connections["default"]` is a connection to the replica, so that whatever
asks the database asks it there, in one transaction and behind both walls, and nobody has to say where. Whoever is
signed in or has a token is at the database itself: their requests note who reads, and they see what they wrote.

What is withdrawn for somebody's safety must not be read here for longer. So the replica is left out where it is
behind: the worker of the jobs writes every ten seconds that it lives, and this must have arrived lately.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import Error, connections

from peaceinfra.database.failures import described

logger = logging.getLogger(__name__)

#: The sign of life must be no older; the worker gives one every ten seconds.
LATE_SECONDS = 20
#: For so long what was found of the replica is taken as true.
FOUND_SECONDS = 1
#: Where people sign in and write; and the places in the feed, which the replica may not know yet.
NEVER = ("/admin/", "/account/", "/health", "/api/v1/changes/", "/api/v1/digest/")

_LAG = "SELECT extract(epoch FROM now() - max(last_heartbeat))::float FROM procrastinate_workers"


class ReplicaMiddleware:
    """Outside of all that asks the database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not may_read_replica(request):
            return self.get_response(request)
        with reading_replica():
            return self.get_response(request)


def may_read_replica(request) -> bool:
    is_known = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
    return request.method in ("GET", "HEAD") and not is_known and not request.path_info.startswith(NEVER)


@contextmanager
def reading_replica() -> Iterator[bool]:
    """The default connection is one to the replica meanwhile, where that is there and not behind. Whether it is."""
    own = connections["default"]
    replica = _replica.connection(own)
    if own.in_atomic_block or not _replica.is_fresh(replica):
        yield False
        return
    connections["default"] = replica
    try:
        yield True
    finally:
        connections["default"] = own


class _Replica(threading.local):
    """The connection of this thread to the replica, and what was found of it."""

    wrapper, until, fresh = None, 0.0, None

    def connection(self, own):
        if self.wrapper is None:
            self.wrapper = type(own)({**own.settings_dict, **own.settings_dict["REPLICA"]}, own.alias)
        self.wrapper.close_if_unusable_or_obsolete()
        return self.wrapper

    def is_fresh(self, replica) -> bool:
        now = time.monotonic()
        if now >= self.until:
            self.until = now + FOUND_SECONDS
            words = _fault(replica)
            if self.fresh is not (not words):  # once for each change
                where = f"the database itself: {words}" if words else "the replica"
                logger.warning("Who is signed out reads from %s", where)
            self.fresh = not words
        return self.fresh


_replica = _Replica()


def _fault(replica) -> str:
    try:
        with replica.cursor() as cursor:
            (lag,) = cursor.execute(_LAG).fetchone()
    except Error as error:
        replica.close()
        return f"the replica does not answer ({described(error) or type(error).__qualname__})"
    if lag is None:
        return "no worker of the jobs was heard on the replica"
    return f"the replica is {lag:.0f} s behind" if lag > LATE_SECONDS else ""


def faults() -> list[str]:
    """For `health`: what is wrong with the replica, if it is used."""
    words = _fault(_replica.connection(connections["default"]))
    return [words] if words else []
