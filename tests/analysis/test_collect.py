from datetime import date

import pytest

from peaceinfra.analysis.collect import collect_actor, collect_found, collect_process, collect_source
from peaceinfra.core.choices import Level
from peaceinfra.core.visibility import PUBLIC, Viewer, viewing
from processes.models import Actor, Citation, Role, Source
from tests.dashboards.worlds import small_world
from tests.factories import ActorFactory, ActorNameFactory, LinkageFactory, PeaceProcessFactory
from tracks.models import Linkage

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


def retire(record):
    type(record).objects.filter(pk=record.pk).update(retired=True)


def process_of(world, viewer=PUBLIC, after=None):
    return collect_process(world.process.pk, viewer, TODAY, after)


def test_a_process_comes_with_all_that_is_recorded_in_it():
    facts = process_of(small_world())
    assert [row.status for row in facts.momenta] == ["active", "stalled"]
    assert {role.actor.name for role in facts.roles} == {"Government of Testland", "Kingdom of Norrland"}
    assert {linkage.label for linkage in facts.page} == {
        "Bridge House – Kingdom of Norrland",
        "Elders of Lakeside – Bridge House",
    }
    assert [row.notice for rows in facts.lifecycles.values() for row in rows] == ["not_recorded", "short"]
    assert facts.page[0].public_id.startswith("lnk-")


def test_strands_and_the_process_they_are_part_of_know_each_other():
    world = small_world()
    strand = PeaceProcessFactory(name="Strand", parent=world.process)
    assert [part.name for part in process_of(world).strands] == ["Strand"]
    assert collect_process(strand.pk, PUBLIC, TODAY).parent.name == "Talks of Testland"


def test_what_is_hidden_is_not_collected_as_owner_nor_as_the_web_role():
    world = small_world()
    LinkageFactory(source=world.elders, target=world.mediator, process=world.process, level=Level.RESTRICTED)
    assert len(process_of(world).linkages) == 2
    with viewing(PUBLIC):
        assert len(process_of(world).linkages) == 2
    with viewing(Viewer(Level.RESTRICTED)):
        # Wall one holds where wall two would have let it through.
        assert len(process_of(world).linkages) == 2
        assert len(process_of(world, Viewer(Level.RESTRICTED)).linkages) == 3


def test_what_is_retired_is_not_collected():
    world = small_world()
    retire(Role.objects.get(actor=world.mediator))
    retire(Citation.objects.get())
    retire(world.elders)
    facts = process_of(world)
    assert [role.actor.name for role in facts.roles] == ["Government of Testland"]
    assert [linkage.source.name for linkage in facts.linkages] == ["Bridge House"]
    assert not any(
        statement for said in facts.evidence.values() for statement in said if not statement.is_claim
    )
    assert collect_actor(world.elders.pk, PUBLIC, TODAY) is None


def test_what_rests_on_a_retired_source_is_shown_without_it():
    world = small_world()
    retire(Source.objects.get())
    assert process_of(world).evidence == {}
    assert collect_source(world.source.pk, PUBLIC) is None


def test_linkages_are_paged_freshest_first():
    world = small_world()
    village = ActorFactory(name="Village")
    Linkage.objects.bulk_create(
        Linkage(
            source=village, target=world.broker, process=world.process, level=0, last_evidence=str(1900 + i)
        )
        for i in range(120)
    )
    first = process_of(world)
    second = process_of(world, after=first.page[-1].key)
    assert (len(first.page), len(second.page), second.first_on_page) == (100, 22, 100)
    assert [linkage.last_evidence for linkage in first.page[:2]] == ["2019", "2018"]
    assert {linkage.key for linkage in first.page} & {linkage.key for linkage in second.page} == set()
    assert process_of(world, after=1).page == first.page


def test_an_actor_is_found_by_the_names_one_may_see():
    world = small_world()
    ActorNameFactory(actor=world.broker, name="Maison du Pont")
    ActorNameFactory(actor=world.elders, name="Pont secret", level=Level.RESTRICTED)
    with viewing(PUBLIC):
        found, nothing = collect_found("PONT", PUBLIC), collect_found("  ", PUBLIC)
    assert [(hit.subject.label, hit.reason, hit.by) for hit in found.exact] == [
        ("Bridge House", "name", "Maison du Pont")
    ]
    assert nothing.is_empty
    assert Actor.objects.count() == 5
