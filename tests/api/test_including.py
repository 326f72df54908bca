"""Records that others name, told whole beside a list: each once, as its address tells it; none that is hidden."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.api.including import TOLD_IN, relations_of
from peaceinfra.core.models import ReadEntry
from tests import factories as make
from tests.api.register import add_parts, one_of_each
from tests.shared import module_fixture
from tests.tokens import make_token, officer, tool


class World:
    """Two linkages of one body and one process; one by way of an actor; of the members one is hidden."""

    def __init__(self):
        self.body, self.process = make.BodyActorFactory(name="Office"), make.PeaceProcessFactory()
        self.ends = [make.ActorFactory(name=name) for name in ("ကချင်", "السلام")]
        self.linkages = [
            make.LinkageFactory(source=self.body, target=end, process=self.process) for end in self.ends
        ]
        self.via, self.hidden = make.ActorFactory(name="Elder"), make.ActorFactory(name="Cook", level=3)
        make.IntermediaryFactory(linkage=self.linkages[0], actor=self.via)
        for actor in (self.hidden, self.via):
            make.MembershipFactory(body=self.body, member=actor)
        self.mandate = make.MandateFactory(body=self.body, mandated_by=self.via)
        self.function = make.FunctionFactory(body=self.body, mandate=self.mandate)
        make.FunctionFactory(body=self.body, mandate=None, task="media")


world = module_fixture(World)


def ids(*records):
    return sorted(record.public_id for record in records)


def included(reader, address, **question):
    return reader.read(address, **question).get("included")


@pytest.mark.parametrize("question", [{}, {"as_of": "2004-06-01"}])
def test_what_is_named_is_told_once_as_its_own_address_tells_it(world, anybody, question):
    found = included(anybody, "linkages/", include="source,target,process", **question)
    assert {name: [row["id"] for row in rows] for name, rows in found.items()} == {
        "actors": ids(*world.ends),
        "bodies": ids(world.body),
        "processes": ids(world.process),
    }
    for name, rows in found.items():
        for row in rows:
            assert row == anybody.read(f"{name}/{row['id']}/", **question)


def test_a_path_goes_one_step_on_and_through_parts(world, anybody):
    found = included(anybody, "functions/", include=["mandate", "mandate.mandated_by"])
    assert {name: [row["id"] for row in rows] for name, rows in found.items()} == {
        "actors": ids(world.via),
        "mandates": ids(world.mandate),
    }
    again = included(anybody, "functions/", include="mandate.mandated_by")
    assert again == found
    assert included(anybody, "linkages/", include="source.origins.origin")["bodies"]


def test_what_is_hidden_is_not_there_and_what_was_retired_neither(world, anybody, cleared):
    [via] = included(anybody, "bodies/", include="memberships.member")["actors"]
    assert via["id"] == world.via.public_id
    members = included(cleared, "bodies/", include="memberships.member")["actors"]
    assert [row["id"] for row in members] == ids(world.via, world.hidden)
    assert [
        row["id"] for row in included(anybody, "linkages/", include="intermediaries.actor")["actors"]
    ] == ids(world.via)
    world.via.__class__.objects.filter(pk=world.via.pk).update(retired=True)
    for address, path in {"linkages/": "intermediaries.actor", "bodies/": "memberships.member"}.items():
        assert included(anybody, address, include=path) == {}
    assert "included" not in anybody.read("linkages/")


def test_a_list_that_is_asked_for_in_part_tells_the_relation_that_is_included(world, anybody):
    answer = anybody.read("linkages/", fields="label", include="target", limit=1)
    assert set(answer["results"][0]) == {"id", "label", "target"}
    assert [row["id"] for row in answer["included"]["actors"]] == [answer["results"][0]["target"]["id"]]
    following = anybody.client.get(answer["next"]).json()
    assert [row["id"] for row in following["included"]["actors"]] == [following["results"][0]["target"]["id"]]


def test_what_names_no_record_is_refused_with_what_does(world, anybody):
    for path in ("label", "source.label", "subject", "source.source.source", "intermediaries"):
        [said] = anybody.errors("linkages/", include=path)["include"]
        assert f"“{path}”" in said and "source, target, process, intermediaries.actor" in said
    assert set(anybody.errors("linkages/", include="x", fields="y", limit=0)) == {"include", "limit"}
    for address in ("linkages/brief/", "linkages/csv/", f"linkages/{ids(*world.linkages)[0]}/"):
        assert set(anybody.errors(address, include="source")) == {"include"}


def test_it_can_be_sent_and_counts_for_the_rows_of_a_token(world):
    client = tool(make_token(officer(), daily_rows=100)[1])
    question = {"include": ["source", "process"], "fields": ["label"]}
    response = client.post("/api/v1/linkages/query/", question, content_type="application/json")
    assert set(response.json()["included"]) == {"bodies", "processes"}
    assert response.headers["RateLimit"].startswith('"rows";r=96;')


def test_who_reads_what_has_a_floor_beside_a_list_is_noted(insider):
    claim = make.ClaimFactory(subject=make.ReachFactory(), field="quality")
    insider.read("claims/")
    before = ReadEntry.objects.count()
    assert claim.subject.public_id in str(included(insider, "claims/", include="subject")["reach"])
    assert ReadEntry.objects.count() == before + 1


def test_however_many_are_named_the_number_of_queries_is_the_same(anybody):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            found = included(anybody, "roles/", include="actor,process,process.parent,recognised_by")
        return len(found["actors"]), len(captured)

    add_parts(one_of_each())
    (few, asked) = cost()
    for number in range(4):
        add_parts(one_of_each(f"Number {number}"))
    (many, asked_of_many) = cost()
    assert many >= few + 4
    assert asked_of_many == asked


def test_every_field_that_names_a_record_of_a_list_can_be_included(insider):
    add_parts(one_of_each())
    told = 0
    for name, serializer in TOLD_IN.items():
        if paths := list(relations_of(serializer)):
            told += bool(included(insider, f"{name}/", include=paths))
    assert told > 20
