"""Mistakes put into the code on purpose: one module for each kind of fault, each with its list `MUTANTS`.

The mistakes in the walls themselves stand in `tests/core/walls/test_mutants.py`; here are those beyond them. What
each would tell, or which fault it brings back, is named as in docs/leaks.md; `make mutants` puts all in.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from importlib import import_module
from pkgutil import iter_modules


@dataclass(frozen=True)
class Mutant:
    """A mistake, how it is put in for a while, and the check that must fail while it is there.

    `check` builds its own records, asks the register as a reader would, and raises AssertionError.

    leak          its name in docs/leaks.md; "" for that of its module
    is_long       it takes seconds: `make mutants` alone puts it in
    is_committed  what the check writes must be committed; `mutate` takes itself back whatever happens
    """

    words: str
    mutate: Callable[[], AbstractContextManager]
    check: Callable[[], None]
    leak: str = ""
    is_long: bool = False
    is_committed: bool = False


def all_mutants() -> list[Mutant]:
    """Those of each module, in the order of their names; `LEAK` of a module is the leak of those that name none."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    modules.sort(key=lambda module: module.__name__)
    return [
        replace(mutant, leak=mutant.leak or module.LEAK) for module in modules for mutant in module.MUTANTS
    ]
