"""A folder is written beside its place and takes it when it is whole."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replaced(folder: Path, names: set[str]) -> Iterator[Path]:
    """An empty folder to write to. At the end it takes the place of `folder`; where writing fails, nothing has changed.

    names  the files that belong to what is replaced; others in the folder stay in it

    A process that is killed while it writes leaves `.<name>.unfinished` beside the folder; one that is killed
    between the two renames leaves the earlier folder as `.<name>.before`. The next run clears up both.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh, before = (folder.with_name(f".{folder.name}.{end}") for end in ("unfinished", "before"))
    _clear_up(folder, fresh, before, names)
    fresh.mkdir(mode=0o777 if not folder.exists() else folder.stat().st_mode & 0o777)
    try:
        yield fresh
        if folder.exists():
            folder.rename(before)
        fresh.rename(folder)
    except BaseException:
        if before.exists() and not folder.exists():
            before.rename(folder)
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    _clear_up(folder, fresh, before, names)


def _clear_up(folder, fresh, before, names):
    if fresh.exists():
        shutil.rmtree(fresh)
    if not before.exists():
        return
    if not folder.exists():
        before.rename(folder)
        return
    for path in before.iterdir():
        if path.name not in names:
            path.rename(folder / path.name)
    shutil.rmtree(before)
