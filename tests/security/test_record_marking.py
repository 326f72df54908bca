"""core.Record has the marking its record has, also where one statement writes several rows that touch."""

import pytest

from peaceinfra.core.models import Record
from processes.models import PeaceProcess
from tests.factories import ActorFactory, CitationFactory, LinkageFactory, PeaceProcessFactory
from tracks.models import Intermediary

pytestmark = pytest.mark.django_db


def markings(*records):
    """(as the record has it, as core.Record has it), for each."""
    return [
        (type(one).objects.get(pk=one.pk).effective_level, Record.objects.get(pk=one.pk).effective_level)
        for one in records
    ]


def through(linkage, actor, position):
    return Intermediary(linkage=linkage, actor=actor, position=position, part="broker")


def test_intermediaries_inserted_together():
    linkage, secret = LinkageFactory(), ActorFactory(level=3)
    public, hidden = through(linkage, ActorFactory(), 1), through(linkage, secret, 2)
    Intermediary.objects.bulk_create([public, hidden])
    assert markings(public, hidden, linkage) == [(3, 3)] * 3
    assert CitationFactory(subject=public).effective_level == 3


def test_intermediaries_exchanged_together():
    linkage, secret = LinkageFactory(), ActorFactory(level=3)
    first, second = through(linkage, ActorFactory(), 1), through(linkage, ActorFactory(), 2)
    Intermediary.objects.bulk_create([first, second])
    first.actor, second.position = secret, 3
    Intermediary.objects.bulk_update([second, first], ["actor", "position"])
    assert markings(first, second, linkage) == [(3, 3)] * 3
    first.actor = ActorFactory()
    Intermediary.objects.bulk_update([first, second], ["actor", "position"])
    assert markings(first, second, linkage) == [(0, 0)] * 3


def test_a_strand_written_in_one_statement_with_its_process():
    strand = PeaceProcessFactory()
    process = PeaceProcessFactory()
    PeaceProcess.objects.filter(pk=strand.pk).update(parent=process)
    PeaceProcess.objects.update(level=0, name="again")
    for process.level, seen in ((3, (3, 3)), (0, (0, 0))):
        strand.refresh_from_db()
        strand.name = f"raised with {process.level}"
        PeaceProcess.objects.bulk_update([strand, process], ["name", "level"])
        assert markings(strand, process) == [seen, seen]
