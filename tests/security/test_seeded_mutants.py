"""The checks of safety can fail: each mistake seeded here is found by the check that stands beside it."""

from functools import cache

import pytest
from django.db import transaction

from tests.security.mutants import all_mutants

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class _TakenBack(Exception):
    pass


def run(check) -> None:
    """The check on a register of its own, which is taken back again."""
    try:
        with transaction.atomic():
            check()
            raise _TakenBack
    except _TakenBack:
        pass


@cache
def holds(check) -> None:
    """Without a mistake. Of a check of several mistakes, once."""
    run(check)


@pytest.mark.parametrize("mutant", all_mutants(), ids=lambda mutant: mutant.words)
def test_a_seeded_mistake_is_found(mutant):
    holds(mutant.check)
    with mutant.mutate(), pytest.raises(AssertionError):
        run(mutant.check)
