"""Python's collector of garbage, at rest while very many objects are made that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_no_garbage() -> Iterator[None]:
    """While an import makes its records, they would be looked through again and again: a fifth of its time.

    What is let go meanwhile is freed as ever, unless it refers to itself.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
