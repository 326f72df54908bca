"""Mistakes put into the code on purpose: one module for each kind of fault, each with its list `MUTANTS`.

The mistakes in the walls themselves stand in `tests/core/walls/test_mutants.py`; here are those beyond them.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules


@dataclass(frozen=True)
class Mutant:
    """A mistake, how it is put in for a while, and the check that must fail while it is there.

    `check` builds its own records, asks the register as a reader would, and raises AssertionError.
    """

    words: str
    mutate: Callable[[], AbstractContextManager]
    check: Callable[[], None]


def all_mutants() -> list[Mutant]:
    modules = sorted(module.name for module in iter_modules(__path__))
    return [mutant for name in modules for mutant in import_module(f"{__name__}.{name}").MUTANTS]
