"""One generated register for all tests of a module, taken down after the last of them."""

from contextlib import contextmanager

from django.db import transaction

from peaceinfra.worlds.world import generate


@contextmanager
def a_world(django_db_blocker, linkages):
    with django_db_blocker.unblock(), transaction.atomic():
        yield generate(linkages, seed=7)
        transaction.set_rollback(True)
