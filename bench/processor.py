"""The processor's time of a question: that of this process, and that of its process of the database."""

import gc
from pathlib import Path
from time import perf_counter, process_time


def settle() -> None:
    """The settings for the collector of garbage as in `gunicorn.conf.py`: what was loaded is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(150_000, 20, 100)


def spent() -> tuple[float, float]:
    """Seconds since some moment, here and in the database; on other systems than Linux those of the clock, and none."""
    from django.db import connection  # noqa: PLC0415 - needs the settings

    database = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    if not database.exists():
        return perf_counter(), 0.0
    return process_time(), int(database.read_text().split()[0]) / 1e9


def spent_on(ask) -> tuple[float, float]:
    """Milliseconds of one question, here and in the database."""
    began = spent()
    ask()
    ended = spent()
    return (ended[0] - began[0]) * 1000, (ended[1] - began[1]) * 1000
