"""The checks of safety can fail: each mistake seeded here is found by the check that stands beside it."""

import os
from functools import cache
from pathlib import Path

import pytest
from django.db import transaction

from tests.core.walls.test_mutants import leaks_of_walls
from tests.security.mutants import all_mutants
from tests.security.score import SEEDED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DOCUMENT = Path(__file__).parents[2] / "docs" / "leaks.md"
#: `make mutants` puts in those that take seconds too.
MUTANTS = [mutant for mutant in all_mutants() if os.environ.get("MUTANTS") or not mutant.is_long]


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


def words(mutant) -> str:
    return mutant.words


@pytest.mark.parametrize("mutant", [one for one in MUTANTS if not one.is_committed], ids=words)
def test_a_seeded_mistake_is_found(mutant, record_property):
    record_property(SEEDED, (mutant.leak, mutant.words, mutant.check.__name__))
    holds(mutant.check)
    with mutant.mutate(), pytest.raises(AssertionError):
        run(mutant.check)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mutant", [one for one in MUTANTS if one.is_committed], ids=words)
def test_a_seeded_mistake_in_what_is_told_of_committed_rows_is_found(mutant, record_property):
    record_property(SEEDED, (mutant.leak, mutant.words, mutant.check.__name__))
    mutant.check()
    # It is found too where the answer can no longer be made.
    with mutant.mutate(), pytest.raises((AssertionError, KeyError)):
        mutant.check()


def leaks_of_the_document() -> set[str]:
    lines = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| ")]
    return {line.strip("|").split("|")[0].strip() for line in lines} - {"way", "fault"}


def test_each_leak_of_the_document_has_a_seeded_mistake_and_each_mistake_its_leak():
    assert {mutant.leak for mutant in all_mutants()} | leaks_of_walls() == leaks_of_the_document()
