"""What a failure of the database means to the person who waits, and what of it may stand in a log."""

from collections.abc import Iterator
from enum import Enum, auto

from django.db.utils import DataError, InterfaceError, OperationalError

# What PostgreSQL answers when a write touches what the writer may not see, or what is not there.
REFUSED_BY_POLICY = "42501"
UNIQUE, EXCLUDED = "23505", "23P01"
COLLIDED = {"40001", "40P01"}  # a serialisation failure, a deadlock
LOCKED = "55P03"
TOO_LONG = {"57014", "25P03"}  # a statement; a page between two statements
# Of these classes the server, not the statement, is at fault: it stops, is full, or was never reached.
AWAY_CLASSES = {"08", "53", "57", "58"}


class Failure(Enum):
    """The failures that are answered in words. Any other is a fault of ours: 500."""

    AWAY = auto()  # there is no database to ask
    COLLISION = auto()  # two writes wait for each other: this one may be tried again at once
    BUSY = auto()  # another write holds what this one needs
    SLOW = auto()  # the answer takes longer than is allowed
    REPEATED = auto()  # the same was saved a moment ago
    UNREADABLE = auto()  # a value that the database cannot hold, such as a NUL character
    NOT_NOTED = auto()  # who reads must be noted, and could not be; no exception alone means it


def sqlstate(exception: BaseException) -> str:
    """The five characters of PostgreSQL; empty where the server said nothing."""
    return next((state for cause in _causes(exception) if (state := getattr(cause, "sqlstate", None))), "")


def failure_of(exception: BaseException) -> Failure | None:
    """What an exception of the database means; None for what nobody can put right by waiting."""
    state = sqlstate(exception)
    if state in COLLIDED:
        return Failure.COLLISION
    if state == LOCKED:
        return Failure.BUSY
    if state in TOO_LONG:
        return Failure.SLOW
    if state in (UNIQUE, EXCLUDED):
        return Failure.REPEATED
    if isinstance(exception, DataError):
        return Failure.UNREADABLE
    connection_lost = isinstance(exception, (OperationalError, InterfaceError))
    if connection_lost and (not state or state[:2] in AWAY_CLASSES):
        return Failure.AWAY
    return None


def described(exception: BaseException) -> str:
    """For a log: SQLSTATE, table, column and constraint. Never the message, which quotes values."""
    for cause in _causes(exception):
        if state := getattr(cause, "sqlstate", None):
            names = {
                "table": cause.diag.table_name,
                "column": cause.diag.column_name,
                "constraint": cause.diag.constraint_name,
            }
            return ", ".join(
                [f"SQLSTATE {state}", *(f"{what} {name}" for what, name in names.items() if name)]
            )
    return ""


def _causes(exception) -> Iterator[BaseException]:
    while exception is not None:
        yield exception
        exception = exception.__cause__
