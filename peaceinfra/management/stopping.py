"""A command that somebody stops while it writes: it has written nothing, and says so."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import connection

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Stopped(Exception):
    """Takes the transaction back that the work is in."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the work in it before its next statement; a second one ends the process at once.

    All of the work is one transaction. It is never left at its end, so what was stopped was not written.
    """
    asked = []

    def ask(number, _frame):
        asked.append(number)
        put_back()

    def check(execute, sql, params, many, context):
        # What is taken back is taken back by statements too.
        if asked and "SAVEPOINT" not in sql:
            raise _Stopped
        return execute(sql, params, many, context)

    before = {number: signal.signal(number, ask) for number in SIGNALS}

    def put_back():
        for number, handler in before.items():
            signal.signal(number, handler)

    try:
        with connection.execute_wrapper(check):
            yield
    except _Stopped:
        raise CommandError("Stopped. Nothing was written.") from None
    finally:
        put_back()
