"""Answers that are kept with the rows that they are made of, and given again while the same reader reads the same rows.

An answer is made of what it is asked with and of the rows that its queries find, and of nothing else: nothing below a
view asks a clock. So it is kept under what was asked, together with its queries and a digest of the rows of each. Who
asks the same again has the same queries put to the database again, in their own transaction, under both walls. Find all
of them what they found, the answer is as it was; else it is made anew. Nothing runs out, and nobody is shown what their
own queries do not find now.

What is asked holds the reader: account, role, clearance, teams, and the day. So an answer that comes quickly tells an
account that it asked the same before, and who is signed out that somebody signed out did. It rests on rows that the
reader may read: what is written and hidden from them leaves it as quick as it was.

An answer is kept where its queries only read, and change no setting of the connection. What is kept is bounded by
bytes, in each process; what was not asked for longest goes first.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from itertools import product, starmap
from threading import Lock

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from django.db.backends.postgresql.psycopg_any import mogrify
from django.utils import timezone
from django.utils.translation import get_language
from psycopg.pq import ExecStatus, PGresult

#: An answer, with its queries, takes at most this part of the room.
LARGEST_PART = 8
_READS = ("SELECT", "(SELECT", "WITH")
_SETTING = "set_config"
# In the text of a value stands neither.
_BETWEEN, _NULL = b"\0", b"\xff"


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer, as bytes alone, with {query: digest of its rows}."""

    answer: tuple[bytes, ...]
    digests: dict[str, bytes]

    @property
    def size(self) -> int:
        return sum(map(sys.getsizeof, (*self.answer, *self.digests, *self.digests.values())))


class _Room:
    """What is kept in this process, by what was asked."""

    def __init__(self):
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = Lock()
        self.size = 0

    def __len__(self) -> int:
        return len(self._kept)

    def entries(self) -> list[_Kept]:
        """The one that was not asked for longest comes first."""
        with self._lock:
            return [*self._kept.values()]

    def get(self, question: Hashable) -> _Kept | None:
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
            return self._kept.get(question)

    def put(self, question: Hashable, kept: _Kept, most: int) -> None:
        """In the place of what was kept of the question; what is too large leaves nothing there."""
        with self._lock:
            self._take_out(question)
            if kept.size <= most // LARGEST_PART:
                self._kept[question] = kept
                self.size += kept.size
            while self.size > most:
                self._take_out(next(iter(self._kept)))

    def _take_out(self, question: Hashable) -> None:
        before = self._kept.pop(question, None)
        self.size -= before.size if before else 0

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.size = 0


room = _Room()


def kept(question: Hashable, make: Callable[[], tuple[bytes, ...]]) -> tuple[bytes, ...]:
    """The answer that `make()` gives: kept from an earlier time where its rows are the same, else made.

    question  all that `make` rests on beside the rows that it reads: see `asked_by`
    """
    most = settings.KEPT_ANSWERS
    if not most:
        return make()
    before = room.get(question)
    if before and _found(before.digests) == before.digests:
        return before.answer
    digests: dict[str, bytes | None] = {}
    with connection.execute_wrapper(_noting(digests)):
        answer = make()
    if None not in digests.values():
        room.put(question, _Kept(answer, digests), most)
    return answer


def asked_by(request) -> tuple:
    """What the answer to a request may rest on, beside rows: the address, who reads, the language, the day."""
    user, viewer = request.user, request.viewer
    role = user.role_on(timezone.now().date()) if isinstance(user, AbstractBaseUser) else None
    reader = (type(user).__name__, user.pk, role)
    seen = (viewer.level, viewer.teams)
    return request.build_absolute_uri(), reader, seen, get_language(), timezone.localdate()


def _noting(digests: dict[str, bytes | None]) -> Callable:
    """Has each query asked as one text with its values, and notes what it finds; None of what does not only read."""

    def ask(execute, sql, params, many, context):
        query = sql if many or params is None else mogrify(sql, params, connection)
        answer = execute(query, params if many else None, many, context)
        result = context["cursor"].pgresult
        digests[query] = _digest(result) if not many and _only_reads(query, result) else None
        return answer

    return ask


def _only_reads(query: str, result: PGresult) -> bool:
    """Also that the result holds all rows: that of a cursor of the database holds none yet."""
    return query.startswith(_READS) and _SETTING not in query and result.status == ExecStatus.TUPLES_OK


def _found(queries: Iterable[str]) -> dict[str, bytes]:
    """{query: digest of the rows that it finds now}; all are asked at once."""
    found, queries = {}, [*queries]
    if queries:
        with connection.cursor() as cursor:
            cursor.execute(";\n".join(queries))
            for query in queries:
                found[query] = _digest(cursor.pgresult)
                cursor.nextset()
    return found


def _digest(result: PGresult) -> bytes:
    values = starmap(result.get_value, product(range(result.ntuples), range(result.nfields)))
    found = [_NULL if value is None else value for value in values]
    found.append(str(result.ntuples).encode())
    return blake2b(_BETWEEN.join(found), digest_size=32).digest()
