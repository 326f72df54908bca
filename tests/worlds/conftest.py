"""One generated register for all tests of a module, taken down after the last of them."""

from contextlib import contextmanager

from peaceinfra.worlds.world import generate
from tests.shared import for_a_module


@contextmanager
def a_world(django_db_blocker, linkages):
    with for_a_module(django_db_blocker, lambda: generate(linkages, seed=7)) as world:
        yield world
