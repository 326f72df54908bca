"""The guarded register of the two worlds, made once for all tests of a module."""

import pytest

from tests.shared import for_a_module
from tests.test_non_interference import level_guard, team_guard
from tests.two_worlds import HIDDEN, build_guarded, build_public


@pytest.fixture(scope="module", params=[level_guard, team_guard])
def guarded(request, django_db_setup, django_db_blocker):
    """A register with guarded records that touch each public one; the key of the guarded actor."""

    def build():
        build_guarded(build_public(), request.param())
        return HIDDEN

    with for_a_module(django_db_blocker, build) as key:
        yield key
