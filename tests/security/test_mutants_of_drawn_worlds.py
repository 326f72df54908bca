"""Each kind of leak is found by guarded rows that are drawn by chance: within the worlds that `make test` draws.

A world of `test_non_interference_of_drawn_worlds.py` reads a few addresses of the whole inventory. Here those are read
on which the seeded mistake shows, so that it is the rows that must find it. `make mutants` puts in all, `make test`
one.
"""

import os
from dataclasses import dataclass

import pytest
from django.db import transaction

from tests.drawn_worlds import build_drawn
from tests.security.mutants import all_mutants
from tests.security.score import SEEDED
from tests.shared import module_fixture
from tests.test_non_interference_of_drawn_worlds import built, read, signed_in
from tests.test_non_interference_of_writes import SAVES
from tests.two_worlds import IDS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: As many as `make test` draws.
WORLDS = 20
LISTS = ("/linkages/", "/events/", "/actors/", "/bodies/", "/sources/", "/agreements/", "/communities/")
register = module_fixture(built)


@dataclass(frozen=True)
class Aimed:
    """A seeded mistake, by its words, and where its kind of leak shows: addresses, or a save and its answer."""

    kind: str
    words: str
    paths: tuple[str, ...] = ()
    save: str = ""
    at_the_desk: bool = False


AIMED = [
    Aimed("a query more", "a query for each row that there is", ("/",)),
    Aimed("a count", "a screen counts the rows of the table", ("/admin/tracks/linkage/",), at_the_desk=True),
    Aimed("a count", "a list has a next page where the table has more rows", LISTS),
    Aimed("a count", "the page of a process counts what hangs on it for all", ("/processes/{pro}/",)),
    Aimed("a label", "a label counts the names of an actor", ("/admin/processes/actor/",), at_the_desk=True),
    Aimed("a label", "no wall guards the names of actors", ("/api/v1/actors/", "/actors/{party}/", "/actors/{act}/")),
    Aimed("a tie", "no wall guards the linkages", ("/api/v1/linkages/", "/processes/{pro}/")),
    Aimed("an order", "a list begins with what most hangs on", LISTS),
    Aimed("a figure", "the first page is made of what all together see", ("/",)),
    Aimed("a tag", "a role moves the time of change of its process", ("/api/v1/processes/{pro}/",)),
    Aimed("a tag", "a tag is made of all rows of the table", ("/api/v1/linkages/",)),
    Aimed("a message", "the feed of a process is that of all", ("/processes/{pro}/feed.atom",)),
    Aimed("a box", "a box completes what is typed for all", ("/admin/records/?term=se",), at_the_desk=True),
    Aimed(
        "a warning",
        "a warning of a duplicate names what is hidden",
        save="a new actor of the name of one that is seen",
    ),
    Aimed("a state after a write", "a log is judged with its hidden rows", save="by the services: a row of a log"),
]  # fmt: skip
MUTANTS = {mutant.words: mutant for mutant in all_mutants()}


def is_told(aimed, register, seed) -> bool:
    """Whether the guarded rows of this seed are told of; they are taken back."""
    accounts = register[0]
    steward = accounts["steward"]
    client = signed_in(steward) if aimed.at_the_desk or aimed.save else signed_in(accounts["adviser"])

    def asked():
        found = read(client, [path.format(**IDS) for path in aimed.paths])
        if aimed.save:
            with transaction.atomic():
                found["saved"] = SAVES[aimed.save](client, steward)
                transaction.set_rollback(True)
        return found

    with transaction.atomic():
        asked()
        without = asked()
        build_drawn(seed)
        told = asked() != without
        transaction.set_rollback(True)
    return told


@pytest.mark.parametrize(
    "aimed", AIMED if os.environ.get("MUTANTS") else AIMED[:1], ids=lambda aimed: aimed.words
)
def test_worlds_that_are_drawn_find_each_kind_of_leak(aimed, register, record_property):
    mutant = MUTANTS[aimed.words]
    with mutant.mutate():
        tried = next((seed + 1 for seed in range(WORLDS) if is_told(aimed, register, seed)), None)
    found = f"drawn world {tried} of {WORLDS}"
    record_property(SEEDED, (mutant.leak, f"{aimed.kind}: {aimed.words}", found))
    assert tried, "no world that was drawn finds it"
