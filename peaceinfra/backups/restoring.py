"""A backup becomes a database again, and is compared with what was said when it was made."""

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db import connection as django_connection

from peaceinfra.backups import archives, contents
from peaceinfra.backups.servers import (
    BackupError,
    address_for_programs,
    connect,
    django_on,
    program,
    run_program,
    trial_database,
)
from peaceinfra.database import logins

Progress = Callable[[str], None]

_ANYTHING = """SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"""

#: What of the list of `pg_restore` is not restored.
LEFT_OUT = (" EXTENSION ", " ACL - SCHEMA public ")


def try_backup(path: Path, keys: list, entry: dict, progress: Progress, into: str = "") -> dict:
    """Restore into an empty database, which is thrown away, and compare. Gives the manifest; raises BackupError.

    into  an empty database that is there already, where the login may make none; it is left full.
    """
    archives.read(path, keys)
    if into:
        return load(path, keys, entry, progress, into)
    with trial_database(entry) as name:
        return load(path, keys, entry, progress, name)


def load(path: Path, keys: list, entry: dict, progress: Progress, database: str = "") -> dict:
    """Load the file into the empty database of `entry` in one transaction and compare every checksum."""
    with connect(entry, database, autocommit=True) as target:
        refuse_unless_empty(target)
        version = target.info.server_version
    progress("The roles are made")
    with django_on(entry, database):
        logins.prepare(django_connection)
    restore_program = program("pg_restore", version)
    with tempfile.NamedTemporaryFile("w", suffix=".list") as listed:
        listed.write(_entries(path, keys, restore_program))
        listed.flush()
        progress("The records are restored")
        with address_for_programs(entry, database) as address:
            command = [restore_program, "--no-owner", "--exit-on-error", "--single-transaction"]
            command += [f"--use-list={listed.name}", f"--dbname={address}"]
            manifest = _piped(path, keys, command)
    progress("The checksums are compared")
    with connect(entry, database) as target:
        after = contents.contents(target, progress)
    found = contents.differences(
        manifest["contents"], after, same_server=manifest["server"] // 10_000 == version // 10_000
    )
    if found:
        more = f" and {len(found) - 10} more" if len(found) > 10 else ""
        raise BackupError(
            "What was restored differs from what was backed up: " + "; ".join(found[:10]) + more
        )
    return manifest


def refuse_unless_empty(target) -> None:
    """Raise BackupError where the database holds any table, view or sequence."""
    (count,) = target.execute(_ANYTHING).fetchone()
    if count:
        raise BackupError(
            f"The database {target.info.dbname} is not empty ({count} tables, views and sequences). A backup is"
            " restored into an empty one: make a new database, and let the register use it afterwards."
        )


def _entries(path, keys, restore_program) -> str:
    """The list of `pg_restore`, without the extensions: `prepare` made them, and others may own them.

    Nor with the rights to the schema, which name the owner of before: whoever owns the database holds them, and
    `migrate` gives them to the roles.
    """
    with tempfile.TemporaryFile("w+b") as output:
        process = run_program(
            [restore_program, "--list"], stdin=subprocess.PIPE, stdout=output, stderr=subprocess.PIPE
        )
        archives.read(path, keys, _Patient(process.stdin))
        _end(process, "pg_restore --list")
        output.seek(0)
        lines = output.read().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not any(kind in line for kind in LEFT_OUT))


def _piped(path, keys, command) -> dict:
    """Decrypt into a program. A file that proves to be cut off ends it before it can commit."""
    process = run_program(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        manifest = archives.read(path, keys, _Patient(process.stdin))
    except BaseException:
        process.kill()
        process.communicate()
        raise
    _end(process, "pg_restore")
    return manifest


def _end(process, name):
    """Close what a program reads, and wait for it."""
    _out, said = process.communicate()
    if process.returncode:
        raise BackupError(f"{name} failed: {said.decode(errors='replace').strip()[-2000:]}")


class _Patient:
    """The input of a program that may have read enough."""

    def __init__(self, stream):
        self.stream = stream

    def write(self, block):
        try:
            self.stream.write(block)
        except BrokenPipeError:
            self.stream = _Nowhere()


class _Nowhere:
    def write(self, block):
        pass
