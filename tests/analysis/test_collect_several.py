"""Several processes collected at once are what each is alone, in as many queries as one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.analysis.collect import collect_network, collect_processes
from peaceinfra.analysis.collect.several import collect_process_bodies
from peaceinfra.analysis.network.network import network_on
from peaceinfra.core.visibility import PUBLIC, Viewer
from tests import factories as make
from tests.dashboards.worlds import many, small_world

pytestmark = pytest.mark.django_db

# What a network is made of.
TIES = (
    "roles", "principals", "channels", "functions", "memberships", "relations", "reaches", "posts",
    "appointments", "supports", "lineages",
)  # fmt: skip


def records(facts) -> dict[str, list[int]]:
    """{kind: the keys of its records} of a process."""
    found = {name: [fact.key for fact in getattr(facts, name)] for name in TIES}
    return found | {"linkages": sorted(linkage.key for linkage in facts.linkages)}


def two_that_share():
    """A secretariat with a member, a post and a reach of its own serves two parties in two processes."""
    first, second = small_world(), make.PeaceProcessFactory(name="Second talks")
    party = make.ActorFactory(name="Other party")
    make.RoleFactory(process=second, actor=party, side="other")
    make.PrincipalFactory(body=first.secretariat, principal=party, process=second)
    make.MembershipFactory(body=first.secretariat, member=first.elders)
    make.AppointmentFactory(post=make.PostFactory(body=first.secretariat))
    make.ReachFactory(actor=first.secretariat, process=None)
    make.FunctionFactory(body=first.secretariat, process=None)
    make.BodyRelationFactory(body=first.secretariat, other=first.broker)
    make.LineageFactory(origin=party, kind="splinter")
    make.RoleFactory(process=second, kind="observer", level=3)
    return first.process, second


@pytest.mark.parametrize("viewer", [PUBLIC, Viewer(2), Viewer(4)], ids=str)
def test_each_of_several_has_the_ties_that_it_has_alone(viewer):
    processes = two_that_share()
    keys = [process.pk for process in processes]
    together = collect_processes(keys, viewer)
    alone = [collect_network(key, viewer) for key in keys]
    assert [records(facts) for facts in together] == [records(facts) for facts in alone]
    assert [set(network_on(facts, None).nodes) for facts in together] == [
        set(network_on(facts, None).nodes) for facts in alone
    ]
    assert all(records(facts)["memberships"] for facts in together)


def test_a_process_that_nobody_may_see_is_not_among_them_and_the_order_is_that_of_the_keys():
    hidden, first, second = (make.PeaceProcessFactory(level=level) for level in (3, 0, 0))
    found = collect_processes([second.pk, hidden.pk, first.pk], PUBLIC)
    assert [facts.key for facts in found] == [second.pk, first.pk]
    assert collect_processes([], PUBLIC) == []


def test_five_processes_with_much_in_them_take_as_many_queries_as_one():
    def queries(keys):
        with CaptureQueriesContext(connection) as captured:
            collect_processes(keys, Viewer(2), ("coverage", "mandates", "agreements"))
        return len(captured)

    world = small_world()
    asked = queries([world.process.pk])
    many(world, 4)
    keys = [world.process.pk, *(make.RoleFactory().process_id for _ in range(4))]
    assert queries(keys) == asked


@pytest.mark.parametrize("viewer", [PUBLIC, Viewer(2), Viewer(4)], ids=str)
def test_without_ties_the_same_bodies_are_there_with_the_same_lives_and_parts(viewer):
    keys = [process.pk for process in two_that_share()]
    whole = collect_processes(keys, viewer, ["mandates", "handovers", "successions", "coverage"])
    bodies = collect_process_bodies(keys, viewer, ["mandates", "handovers", "successions", "coverage"])

    def about_bodies(facts):
        names = ("roles", "principals", "functions", "mandates", "handovers", "successions", "coverage")
        found = {name: [fact.key for fact in getattr(facts, name)] for name in names}
        return found | {"lives": facts.lifecycles, "phases": facts.phases, "momenta": facts.momenta}

    assert [about_bodies(facts) for facts in bodies] == [about_bodies(facts) for facts in whole]
    assert all(facts.lifecycles for facts in bodies[:1])
    assert [(facts.linkages, facts.channels) for facts in bodies] == [([], ())] * 2
