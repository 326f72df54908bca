"""The race that was found: an end is raised while a linkage to it is being inserted."""

import threading

import pytest
from django.db import connection, transaction

from processes.models import Actor
from tests.factories import ActorFactory, PeaceProcessFactory
from tracks.models import Linkage

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_second_connection(work):
    """Runs `work` in a thread; returns the thread, already started."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("raised_first", [True, False], ids=["raised first", "inserted first"])
def test_a_linkage_never_ends_up_below_an_end_that_is_raised_meanwhile(raised_first):
    source, target, process = ActorFactory(), ActorFactory(), PeaceProcessFactory()

    def raise_source():
        Actor.objects.filter(pk=source.pk).update(level=4)

    def insert_linkage():
        Linkage.objects.create(source=source, target=target, process=process, level=0)

    first, second = (raise_source, insert_linkage) if raised_first else (insert_linkage, raise_source)
    with transaction.atomic():
        first()
        other = in_a_second_connection(second)
        other.join(timeout=0.5)
        assert other.is_alive(), "the second waits for the first"
    other.join(timeout=10)
    assert Linkage.objects.get().effective_level == 4
