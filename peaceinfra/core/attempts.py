"""Writes that collided are tried again as a whole; nowhere else is a write repeated."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.contrib.messages.storage import default_storage
from django.db import DatabaseError, connection

from peaceinfra.core.errors import Stale
from peaceinfra.database.failures import Failure, failure_of

ATTEMPTS = 3

Result = TypeVar("Result")


def wait_before(attempt: int) -> None:
    """A moment of random length, so that two that collided do not collide again. The first is attempt 1."""
    time.sleep(attempt * random.uniform(0.02, 0.2))


def attempted(write: Callable[[], Result]) -> Result:
    """The result of a write outside of requests, which owns its transaction.

    It is repeated where it collides, and where somebody saved a record between its reading and its locking.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return write()
        except (DatabaseError, Stale) as error:
            collided = isinstance(error, Stale) or failure_of(error) is Failure.COLLISION
            if connection.in_atomic_block or not collided:
                raise
        wait_before(attempt)
    return write()


class RequestState:
    """What a view can change of its request, kept to be put back before the view is called again."""

    def __init__(self, request):
        if request.method == "POST":
            request.POST  # noqa: B018 - it can be read from the network once only
        self.attributes = dict(vars(request))
        self.session_key = request.session.session_key
        self.session, self.was_modified = dict(request.session.items()), request.session.modified

    def put_back(self, request) -> bool:
        """False where the view began another session: it is not called twice."""
        if request.session.session_key != self.session_key:
            return False
        vars(request).clear()
        vars(request).update(self.attributes)
        request.session.clear()
        request.session.update(self.session)
        request.session.modified = self.was_modified
        if hasattr(request, "_messages"):
            request._messages = default_storage(request)
        for file in request.FILES.values():
            file.seek(0)
        return True
