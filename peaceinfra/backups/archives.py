"""The file of a backup: one line that names the format, one with the checksums, then what `pg_dump` wrote.

All of it is encrypted with age. Without this program: `age -d -i KEY FILE | tail -n +3 | pg_restore …`.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pyrage

from peaceinfra.backups.servers import BackupError

FORMAT = b"peaceinfra-backup 1\n"
#: The longest line of checksums that is believed.
LONGEST = 64 * 2**20


class Joined:
    """Reads the head and then what a program writes; counts what went by."""

    def __init__(self, head: bytes, stream, progress: Callable[[str], None]):
        self.head, self.stream, self.progress = head, stream, progress
        self.count, self.said = 0, 0

    def read(self, size: int = -1) -> bytes:
        block, self.head = self.head[:size], self.head[size:]
        block = block or self.stream.read(size)
        self.count += len(block)
        if self.count - self.said >= 64 * 2**20:
            self.said = self.count
            self.progress(f"{self.count / 2**20:,.0f} MB written")
        return block


class Split:
    """Takes what is decrypted: keeps the manifest, and hands the dump on to `sink`, if there is one."""

    def __init__(self, sink=None):
        self.sink, self.head, self.manifest = sink, b"", None

    def write(self, block: bytes) -> int:
        block = bytes(block)
        if self.manifest is None:
            self.head += block
            self._read_head()
        elif self.sink:
            self.sink.write(block)
        return len(block)

    def flush(self) -> None:
        pass

    def _read_head(self):
        if not FORMAT.startswith(self.head[: len(FORMAT)]) or len(self.head) > LONGEST:
            raise BackupError("This is no backup of a register.")
        if self.head.count(b"\n") < 2:
            return
        _format, line, rest = self.head.split(b"\n", 2)
        self.manifest = json.loads(line)
        if self.sink and rest:
            self.sink.write(rest)
        self.head = b""


def recipient(text: str):
    """The public key of somebody who may open the backup: `age1…`, or `ssh-ed25519 …`."""
    try:
        return (
            pyrage.ssh.Recipient.from_str(text)
            if text.startswith("ssh-")
            else pyrage.x25519.Recipient.from_str(text)
        )
    except pyrage.RecipientError as error:
        raise BackupError(
            f"“{text[:16]}…” is no public key of age: it begins with age1, and age-keygen prints it."
        ) from error


def identities(path: Path) -> list:
    """The secret keys in a file that `age-keygen` wrote."""
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
    except OSError as error:
        raise BackupError(f"The key in {path} cannot be read: {error.strerror}.") from error
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise BackupError(f"{path} holds no secret key of age (AGE-SECRET-KEY-1…).") from error
    if not found:
        raise BackupError(f"{path} holds no secret key of age (AGE-SECRET-KEY-1…).")
    return found


def read(path: Path, keys: list, sink=None) -> dict:
    """The manifest. Raises BackupError unless the whole file is there, unchanged, and one of the keys opens it."""
    split = Split(sink)
    try:
        with path.open("rb") as handle:
            pyrage.decrypt_io(handle, split, keys)
    except pyrage.DecryptError as error:
        said = str(error)
        if "No matching keys" in said:
            raise BackupError(f"{path.name} was encrypted for others: this key does not open it.") from error
        raise BackupError(f"{path.name} is damaged, or is no backup of a register ({said}).") from error
    except OSError as error:
        if error.errno:
            raise BackupError(f"{path.name} cannot be read: {error.strerror}.") from error
        raise BackupError(f"{path.name} is cut off or was changed: it cannot be restored.") from error
    if split.manifest is None:
        raise BackupError(f"{path.name} is no backup of a register.")
    return split.manifest
