"""The register of erasures: a file outside of the database, by which a database that is restored is told of them.

A line for each, written before the rows go: the id of the record, the code of the reason, the day. It holds nothing
of what the record was. Without the register an older backup would bring back whoever was erased since.
"""

import fcntl
import json
import os
from dataclasses import asdict, dataclass

from django.conf import settings

from peaceinfra.core.identity import UnknownId, parse_public_id, public_id


class BrokenRegister(Exception):
    """A line of the register cannot be read: nothing is served before somebody looked at it."""


@dataclass(frozen=True)
class Line:
    """One erasure: of which record, why, and on which day."""

    record: str
    reason: str
    day: str

    @property
    def key(self) -> int:
        return parse_public_id(self.record)[1]


def lines() -> list[Line]:
    """All erasures, the oldest first. Raises BrokenRegister; a line that was cut off by a fault of the machine at the
    end of the file is none, as its erasure was not begun.
    """
    if not settings.ERASURES.exists():
        return []
    found = []
    text = settings.ERASURES.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if not line.endswith("\n"):
            break
        if line.strip():
            found.append(_read(line, number))
    return found


def note(kind: str, key: int, reason: str, day: str) -> None:
    """Adds the erasure of a record, once, and returns when it is on the disk."""
    said = Line(public_id(kind, key), reason, day)
    path = settings.ERASURES
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with open(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if any(line.record == said.record for line in lines()):
            return
        content = file.read()
        file.seek(content.rfind(b"\n") + 1)  # over what was cut off
        file.truncate()
        file.write(json.dumps(asdict(said)).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(line: str, number: int) -> Line:
    try:
        said = Line(**json.loads(line))
        parse_public_id(said.record)
    except (TypeError, ValueError, AttributeError, UnknownId) as error:
        raise BrokenRegister(f"Line {number} of {settings.ERASURES.name} cannot be read.") from error
    return said
