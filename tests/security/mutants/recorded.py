"""Mistakes in the rule of the register as it was recorded: an old version would tell what is guarded."""

from contextlib import contextmanager

from django.db import connection

from tests.core import test_recorded as recorded
from tests.security.mutants import Mutant


@contextmanager
def _replaced(function, old, new):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [f"recorded.{function}"])
        (source,) = cursor.fetchone()
        assert old in source, f"{old} is no longer part of {function}"
        cursor.execute(source.replace(old, new))
        yield
        cursor.execute(source)


def _in(function, old, new):
    return lambda: _replaced(function, old, new)


ACTOR, LINKAGE = "processes_actor__marking", "tracks_linkage__marking"
LEAK = "history"
MUTANTS = [
    Mutant(
        "an old version goes by the marking that it had then",
        _in(ACTOR, "greatest(n.effective_level,", "greatest(0,"),
        recorded.test_what_was_raised_since_is_hidden_on_every_day,
    ),
    Mutant(
        "an old version goes by the marking of now",
        _in(ACTOR, "coalesce(v.level, 4)", "0"),
        recorded.test_what_was_lowered_since_is_hidden_until_the_day_it_was_lowered,
    ),
    Mutant(
        "the last version that the reader may see stands in for the last one",
        _in(ACTOR, "v.pgh_obj_id = key AND", "v.pgh_obj_id = key AND v.level = 0 AND"),
        recorded.test_a_value_that_was_guarded_with_its_record_is_not_the_one_before_it,
    ),
    Mutant(
        "the team of then is forgotten",
        _in(ACTOR, "array_remove(ARRAY[v.team_id], NULL)", "'{}'"),
        recorded.test_a_team_guards_then_and_now,
    ),
    Mutant(
        "an end that a linkage had then is forgotten",
        _in(LINKAGE, "IF to_source_id IS NOT NULL", "IF false"),
        recorded.test_a_reference_to_what_is_guarded_now_hides_the_old_version,
    ),
    Mutant(
        "an intermediary that a linkage had then is forgotten",
        _in(LINKAGE, "WHERE v.linkage_id = key", "WHERE false"),
        recorded.test_an_intermediary_exchanged_since_lends_its_marking_to_the_old_version,
    ),
    Mutant(
        "a citation goes without the record it speaks of",
        _in("core_record__marking", "m_level := part.m_level", "m_level := 0"),
        recorded.test_a_citation_of_what_is_guarded_now_is_hidden_too,
    ),
    Mutant(
        "an old version keeps a date that something guarded narrowed",
        _in("processes_actor__days", "AND v.narrowing IS NULL", ""),
        recorded.test_a_date_that_something_guarded_narrows_is_not_narrowed_in_an_old_version,
    ),
]
