"""The guarded register of the two worlds, made once for all tests of a module."""

from tests.shared import module_fixture
from tests.two_worlds import GUARDED_BY_TEAM, HIDDEN, build_guarded_twice, build_public


def build():
    build_guarded_twice(build_public())
    return HIDDEN, GUARDED_BY_TEAM


# A register with guarded records that touch each public one; the keys of the guarded actors.
guarded = module_fixture(build)
