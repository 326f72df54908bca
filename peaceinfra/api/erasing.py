"""What was confirmed is done: the database, with the register of erasures before its end, then what stands beside it.

Each step may be done again, so that whoever comes after one that died goes on: the line of the register is written
once, the rows go in one transaction or not at all, a release that holds nothing of it is left alone.
"""

import json
import logging
import zlib
from collections.abc import Callable, Iterator

from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.models import Session
from django.core.signing import b64_decode
from django.db import connection, transaction

from peaceinfra.api.releases import ids_of, releases, withdraw
from peaceinfra.core import erasure_register
from peaceinfra.core.erasures import command_erasure, unknown, words_of
from peaceinfra.core.kept import room
from peaceinfra.core.models import Record
from peaceinfra.core.registry import models_by_kind
from peaceinfra.core.text import folded
from peaceinfra.core.visibility import whole_register
from peaceinfra.database.addresses import WITHOUT_LIMITS
from processes.admin.sittings import STATEMENT
from processes.services.relative_dates import follow_dates

logger = logging.getLogger(__name__)

Say = Callable[[str], None]

_DUE = "SELECT id, kind, record, reason, decided_at FROM core_erasures_due()"


def carry_out_all(say: Say = lambda line: None) -> int:
    """Does all that was confirmed and is not done, the oldest first. How many it was."""
    with connection.cursor() as cursor:
        due = cursor.execute(_DUE).fetchall()
    for key, kind, record, reason, decided_at in due:
        _erase(key, kind, record, reason, decided_at)
    if not due:
        return 0
    try:
        withdraw_releases(say)
    except OSError as error:
        # The rows are gone. The files wait for who may write them: the operator, by `erasures --apply`.
        logger.error("Releases hold what was erased and cannot be withdrawn: %s", error.strerror)
        return len(due)
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_erasure_finish(k) FROM unnest(%s::bigint[]) k", [[row[0] for row in due]])
    return len(due)


def apply_register(say: Say = lambda line: None) -> int:
    """Erases what the register names and this database still holds, as after a restore. How many it was.

    For the owner of the tables.
    """
    for line in missing():
        command_erasure(Record.objects.get(pk=line.key), line.reason)
    return carry_out_all(say)


def missing() -> list[erasure_register.Line]:
    """The lines of the register that this database does not know, though it holds the record."""
    lines = erasure_register.lines()
    keys = set(unknown(line.key for line in lines))
    return [line for line in lines if line.key in keys]


def withdraw_releases(say: Say = lambda line: None) -> None:
    """Closes each open edition that holds a record which is erased, and makes the next one without it."""
    open_ones = [made for made in releases() if not made.withdrawal]
    if not open_ones:
        return
    with whole_register():
        gone = {record.public_id for record in _tombstones()}
    for made in open_ones:
        if held := gone & ids_of(made):
            following = withdraw(made.name, held)
            say(f"The release {made.name} is withdrawn; {following.name} stands in its place.")


def _erase(key, kind, record, reason, decided_at) -> None:
    """Nothing goes, and nothing is noted, where more would go than was confirmed: it waits for a second person anew."""
    with whole_register():
        words = words_of(Record(pk=record))
        _end_sessions(words)
    with transaction.atomic(), whole_register(), connection.cursor() as cursor:
        # It is alone among those who write: it waits for them, and reads the whole history.
        cursor.execute(WITHOUT_LIMITS)
        cursor.execute("SELECT core_erase(%s)", [key])
        follow_dates(())
        if not unknown([record]):
            # On the disk before the rows are gone for good: an older database that is restored is told of it.
            erasure_register.note(kind, record, reason, decided_at.date().isoformat())
    # Of this process; in each other nobody is given what rests on rows that are gone.
    room.clear()
    with whole_register():
        # What was said while the rows went.
        _end_sessions(words)


def _end_sessions(words) -> None:
    """Those whose messages, such as that a record was saved, hold a name: their holders sign in again."""
    names = {folded(word) for word in words} - {""}
    for session in Session.objects.iterator():
        if any(name in _said_in(session) for name in names):
            session.delete()


def _said_in(session) -> str:
    """The words of a session: what it says on the next page, and what a sitting at the desk fills in again.

    Not who is signed in: there a name may stand in a digest by chance. Its signature is not looked at, as its key would
    be needed.
    """
    payload = session.session_data.rsplit(":", 2)[0].encode()
    try:
        data = b64_decode(payload.removeprefix(b"."))
        held = json.loads(zlib.decompress(data) if payload.startswith(b".") else data)
        # Messages are a text within: in it an Arabic name stands in numbers.
        said = [json.loads(held.get(SessionStorage.session_key, "[]")), held.get(STATEMENT)]
        return folded("\n".join(_texts(said)))
    except (ValueError, zlib.error):
        return ""  # nobody's: it cannot be read by who serves it either


def _texts(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _tombstones() -> Iterator[Record]:
    """What stays of what was erased: rows of core.Record without a record."""
    for kind, model in models_by_kind().items():
        retired = Record.objects.filter(kind=kind, retired=True)
        yield from retired.exclude(pk__in=model._base_manager.values("pk"))
