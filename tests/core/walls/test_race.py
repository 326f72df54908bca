"""The race that was found: an end is raised while a linkage to it is being inserted."""

import pytest
from django.db import transaction

from processes.models import Actor
from tests.factories import ActorFactory, PeaceProcessFactory
from tests.test_waiting import Elsewhere
from tracks.models import Linkage

pytestmark = pytest.mark.django_db(transaction=True)


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
        other = Elsewhere(second)
        assert other.waits_for_us(), "the second waits for the first"
    other.join()
    assert Linkage.objects.get().effective_level == 4
