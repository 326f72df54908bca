"""A backup is made of one moment, written beside its name, tried, and only then believed."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pyrage
from django.conf import settings

from peaceinfra.backups import archives, contents
from peaceinfra.backups.restoring import Progress, try_backup
from peaceinfra.backups.servers import BackupError, address_for_programs, connect, program, run_program

#: What is good has this name; what was not tried yet, or failed, another ending.
NAME = re.compile(r"register-\d{8}T\d{6}Z\.age")
UNCHECKED = ".unchecked"


@dataclass(frozen=True)
class Made:
    path: Path
    tables: int
    rows: int


def make_backup(
    folder: Path, entry: dict, recipients: list[str], progress: Progress, *, keep: int = 0, into: str = ""
) -> Made:
    """Make a backup in `folder` and try it. Raises BackupError; what is not good keeps the ending `.unchecked`."""
    # Known to this process only and forgotten with it: the file is tried as it is, and no key lies on the server.
    own = pyrage.x25519.Identity.generate()
    readers = [*(archives.recipient(text) for text in recipients), own.to_public()]
    if not folder.is_dir():
        raise BackupError(f"{folder} is no folder.")
    moment = datetime.now(UTC)
    path = folder / f"register-{moment:%Y%m%dT%H%M%SZ}.age"
    unchecked = path.with_name(path.name + UNCHECKED)
    part = path.with_name(path.name + ".part")
    try:
        _write(part, moment, entry, readers, progress)
        part.rename(unchecked)
    finally:
        part.unlink(missing_ok=True)
    progress("The backup is tried: it is restored into an empty database")
    tables = try_backup(unchecked, [own], entry, progress, into)["contents"]["tables"]
    unchecked.rename(path)
    _settle(folder)
    write_last_good(path, moment)
    if keep:
        _forget(folder, keep, progress)
    return Made(path, len(tables), sum(rows for rows, _digest in tables.values()))


def _write(part, moment, entry, readers, progress):
    """The checksums and the dump are of one snapshot, whatever is saved meanwhile."""
    with connect(entry) as source:
        source.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        source.read_only = True
        (snapshot,) = source.execute("SELECT pg_export_snapshot()").fetchone()
        dump_program = program("pg_dump", source.info.server_version)
        manifest = {
            "made": moment.isoformat(timespec="seconds"),
            "server": source.info.server_version,
            "contents": contents.contents(source, progress),
        }
        head = archives.FORMAT + json.dumps(manifest).encode() + b"\n"
        with (
            address_for_programs(entry) as address,
            open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target,
        ):
            command = [dump_program, "--format=custom", f"--snapshot={snapshot}", f"--dbname={address}"]
            process = run_program(
                command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
            )
            try:
                pyrage.encrypt_io(archives.Joined(head, process.stdout, progress), target, readers)
            except OSError as error:
                process.kill()
                raise BackupError(f"The backup cannot be written: {error.strerror or error}.") from error
            _out, said = process.communicate()
            if process.returncode:
                raise BackupError(f"pg_dump failed: {said.decode(errors='replace').strip()[-2000:]}")
            target.flush()
            os.fsync(target.fileno())


def _settle(folder):
    """The new name is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forget(folder, keep, progress):
    """Only good backups are counted; what was never good goes when it is older than the oldest that is kept."""
    good = sorted((path for path in folder.iterdir() if NAME.fullmatch(path.name)), reverse=True)
    for path in good[keep:]:
        path.unlink()
        progress(f"{path.name} is older than the last {keep} and was removed")
    for path in folder.iterdir():
        name = path.name.removesuffix(".part").removesuffix(UNCHECKED)
        if name != path.name and NAME.fullmatch(name) and name < good[0].name:
            path.unlink()


def write_last_good(path: Path, moment: datetime) -> None:
    """Say for monitoring when the last good backup was made; replaced as a whole."""
    state = Path(settings.BACKUP_STATE)
    state.parent.mkdir(parents=True, exist_ok=True)
    draft = state.with_name(f"{state.name}.{os.getpid()}")
    draft.write_text(
        json.dumps(
            {"made": moment.isoformat(timespec="seconds"), "file": path.name, "bytes": path.stat().st_size}
        )
    )
    draft.chmod(0o644)
    draft.replace(state)
