"""Mistakes in what waits to be matched: where somebody who sees more brought the same thing in before."""

from processes.services import matching
from tests.processes.matching import test_judging as tried
from tests.security.mutants import Mutant
from tests.security.mutants.accounts import by_statement
from tests.security.mutants.sign_in import patched

LEAK = "unique"
MUTANTS = [
    Mutant(
        "a match that is hidden stands in the way of the same one",
        by_statement(
            "CREATE UNIQUE INDEX matches_once ON processes_openmatch (scheme, value) WHERE NOT retired",
            "DROP INDEX matches_once",
        ),
        lambda: tried.test_what_waits_hidden_stands_in_the_way_of_nobody_and_tells_nobody("its marking"),
    ),
    Mutant(
        "a match that is found to be a hidden record vanishes",
        patched(matching, "_replaced_by", lambda row, earlier, named: earlier),
        tried.test_a_record_that_is_hidden_takes_no_match_from_who_sees_it,
        "merges",
    ),
]
