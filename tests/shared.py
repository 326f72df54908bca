"""Records that are made once for all tests of a module: each test undoes what it adds, the last takes them down."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction


@contextmanager
def for_a_module(django_db_blocker, build):
    """For a fixture of a module that asks for `django_db_setup` too; gives what `build` returns."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = build()
        # Here once: each test would look through all of them again at its end.
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)


def module_fixture(build):
    """A fixture of what `build` returns. A test that needs committed rows (a live server) cannot stand beside it."""

    @pytest.fixture(scope="module")
    def made(django_db_setup, django_db_blocker):
        with for_a_module(django_db_blocker, build) as records:
            yield records

    return made
