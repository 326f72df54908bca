"""How far the work on an intake is, written by a connection of its own, so that it is seen while the work goes on."""

import logging
import time

from django.db import Error, connections
from django.db.utils import DEFAULT_DB_ALIAS
from django.utils import timezone

from peaceinfra.core.visibility import Viewer
from peaceinfra.core.visibility.context import set_viewer

logger = logging.getLogger(__name__)

#: It is written at most so often, between two statements of the work.
EVERY_SECONDS = 0.5
_NOTE = """UPDATE processes_intakeprogress SET phase = %s, done = %s, in_all = %s, started_at = %s, noted_at = %s
  WHERE intake_id = %s RETURNING stop"""


class Stopped(Exception):
    """Somebody asked it to stop."""


class Progress:
    """The progress of one intake: `checkpoint` stands before each statement of the work, and raises Stopped."""

    def __init__(self, key: int, viewer: Viewer):
        self.key, self.viewer = key, viewer
        self.phase, self.done, self.in_all, self.started_at = "", 0, 0, None
        self._noted = 0.0
        self._connection = connections.create_connection(DEFAULT_DB_ALIAS)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._connection.close()

    def begin(self, rows: int) -> None:
        self.in_all, self.done, self.started_at = rows, 0, timezone.now()

    def say(self, words: str) -> None:
        self.phase = words[:200]

    def advance(self, rows: int) -> None:
        self.done = rows

    def checkpoint(self, execute, sql, params, many, context):
        if time.monotonic() - self._noted >= EVERY_SECONDS:
            self._noted = time.monotonic()
            if self._note():
                raise Stopped
        return execute(sql, params, many, context)

    def _note(self) -> bool:
        """Whether somebody asked to stop."""
        said = [self.phase, self.done, self.in_all, self.started_at, timezone.now(), self.key]
        own = self._connection
        try:
            own.set_autocommit(False)
            with own.cursor() as cursor:
                set_viewer(cursor, self.viewer)
                found = cursor.execute(_NOTE, said).fetchone()
            own.commit()
        except Error:
            # The work itself will find out whether the database is away.
            logger.warning("The progress of an intake was not written", exc_info=True)
            own.close()
            return False
        return bool(found and found[0])
