"""Mistakes in how dates follow the dates of others."""

from contextlib import contextmanager

from django.db import connection

from processes.services import relative_dates
from tests.core.walls import worlds
from tests.security import test_narrowing_is_silent as silent
from tests.security.mutants import Mutant


@contextmanager
def a_statement_for_each_row():
    whole = relative_dates._follow

    def follow(rows, *keys):
        changed = whole(rows, *keys)
        with connection.cursor() as cursor:
            for key in changed:
                cursor.execute("SELECT %s", [key])
        return changed

    relative_dates._follow = follow
    try:
        yield
    finally:
        relative_dates._follow = whole


@contextmanager
def days_make_a_version():
    source = worlds.definition("processes_actor__mark")
    assert "was.start_max := NEW.start_max;" in source
    with connection.cursor() as cursor:
        cursor.execute(source.replace("was.start_max := NEW.start_max;", ""))
        yield
        cursor.execute(source)


LEAK = "A6"
MUTANTS = [
    Mutant(
        "each hidden row that follows costs a statement",
        a_statement_for_each_row,
        silent.test_a_save_asks_as_much_whatever_is_hidden_behind_its_dates,
    ),
    Mutant(
        "a narrowed date is a version of its record",
        days_make_a_version,
        silent.test_raising_what_narrowed_a_public_record_leaves_no_trace_on_it,
    ),
]
