"""What a reader may not see is nowhere: not in searches, filters, labels, parts, cursors or networks."""

import pytest

from tests.api.register import add_parts, one_of_each
from tests.factories import (
    ActorFactory,
    ActorNameFactory,
    BodyActorFactory,
    CitationFactory,
    ClaimFactory,
    IntermediaryFactory,
    LifecycleChangeFactory,
    LineageFactory,
    LinkageFactory,
    NoteFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    PrincipalFactory,
    RoleFactory,
    TeamFactory,
)

ABSENT = "0000000000001"
SECRET = "Zephyrine"


@pytest.mark.slow
def test_a_team_is_asked_for_as_well_as_a_clearance(cleared, member):
    team = TeamFactory()
    records = one_of_each(level=0, team=team)
    add_parts(records)
    reader = member(team)
    for name, record in records.items():
        assert record.public_id not in {one["id"] for one in cleared.read(f"{name}/")["results"]}
        shown = reader.read(f"{name}/{record.public_id}/")
        assert shown["marking"]["teams"] == [team.name]


def test_a_network_of_a_hidden_process_answers_like_one_of_none(anybody):
    hidden = PeaceProcessFactory(level=2)
    answers = [
        anybody.answer(f"processes/{one}/network/") for one in (hidden.public_id, f"pro-{ABSENT}", "x")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_filters_answer_alike_for_a_hidden_id_and_for_none(anybody):
    records = one_of_each(level=2)
    questions = [
        ("roles/", "process", records["processes"]),
        ("roles/", "actor", records["actors"]),
        ("actors/", "process", records["processes"]),
        ("processes/", "process", records["processes"]),
        ("events/", "process", records["processes"]),
        ("linkages/", "actor", records["actors"]),
        ("linkages/", "intermediary", records["actors"]),
        ("bodies/", "principal", records["actors"]),
        ("claims/", "subject", records["actors"]),
        ("citations/", "source", records["sources"]),
        ("conflicts/", "process", records["processes"]),
        ("processes/", "conflict", records["conflicts"]),
        ("stances/", "process", records["processes"]),
        ("stances/", "subject", records["processes"]),
        ("memberships/", "member", records["actors"]),
        ("bodies/", "member", records["actors"]),
        ("mandates/", "body", records["bodies"]),
        ("functions/", "mandate", records["mandates"]),
        ("posts/", "process", records["processes"]),
        ("channels/", "actor", records["actors"]),
        ("reach/", "community", records["communities"]),
        ("deployments/", "giver", records["support-units"]),
        ("inclusion/", "event", records["events"]),
        ("events/", "participant", records["actors"]),
        ("agreements/", "signatory", records["actors"]),
        ("communities/", "place", records["places"]),
    ]
    for address, parameter, record in questions:
        hidden = anybody.answer(address, **{parameter: record.public_id})
        absent = anybody.answer(address, **{parameter: f"{record.public_id[:3]}-{ABSENT}"})
        assert (hidden.status_code, hidden.content) == (200, absent.content), (address, parameter)


def test_a_secret_name_of_a_public_actor_is_neither_shown_nor_found(anybody, cleared):
    actor = ActorFactory(name="Teacher")
    ActorNameFactory(actor=actor, name=SECRET, level=4)
    LinkageFactory(source=actor)
    RoleFactory(actor=actor)
    for address in ("actors/", "linkages/", "roles/"):
        assert anybody.labels(address, q=SECRET) == set()
        assert len(cleared.labels(address, q=SECRET)) == 1
    assert anybody.read(f"actors/{actor.public_id}/")["names"] == []


def test_a_linkage_by_way_of_a_hidden_actor_is_hidden_between_public_ends(anybody, cleared):
    linkage = LinkageFactory()
    IntermediaryFactory(linkage=linkage, actor__name=SECRET, actor__level=3)
    address = f"processes/{linkage.process.public_id}/network/"
    assert anybody.read("linkages/")["results"] == []
    assert anybody.read("linkages/", actor=linkage.source.public_id)["results"] == []
    assert anybody.read("actors/", process=linkage.process.public_id)["results"] == []
    network = anybody.read(address)
    assert (network["nodes"], network["edges"]) == ([], [])
    assert {edge["record"] for edge in cleared.read(address)["edges"]} == {linkage.public_id}


@pytest.mark.slow
def test_parts_of_a_public_record_that_are_hidden_change_nothing_in_it(anybody, cleared):
    body, process, origin = BodyActorFactory(), PeaceProcessFactory(), ActorFactory(name=SECRET, level=3)
    LifecycleChangeFactory(body=body, position=1, status="operational")
    PrincipalFactory(body=body, side="government")
    addresses = [f"bodies/{body.public_id}/", f"processes/{process.public_id}/", f"actors/{body.public_id}/"]
    addresses += [
        "bodies/",
        "bodies/?as_of=2004-01-01",
        "bodies/?status=operational",
        "processes/?status=negotiation",
    ]
    before = [anybody.answer(address).content for address in addresses]
    LifecycleChangeFactory(body=body, position=2, status="closed", decided_by=origin)
    PhaseChangeFactory(process=process, status="negotiation", decided_by=origin)
    PrincipalFactory(body=body, principal=origin, side="movement")
    PrincipalFactory(body=body, side="movement", level=3)
    LineageFactory(actor=body, origin=origin)
    ClaimFactory(subject=body, level=2)
    LinkageFactory(source=body, process=process, level=2)
    RoleFactory(actor=body, process=process, level=2)
    assert [anybody.answer(address).content for address in addresses] == before
    assert cleared.read(addresses[0])["current_status"] == "closed"
    assert cleared.read(addresses[0])["composition"] == "multilateral"


def test_a_cursor_names_a_record_that_was_shown(anybody):
    for level in [0, 3] * 6:
        ActorFactory(level=level)
    address, seen = "actors/?limit=2", []
    while address:
        page = anybody.client.get(address if seen else f"/api/v1/{address}").json()
        ids = [one["id"] for one in page["results"]]
        if page["next"]:
            assert f"cursor=after{ids[-1].removeprefix('act')}." in page["next"]
        seen, address = seen + ids, page["next"]
    assert len(seen) == 6


def test_a_statement_is_hidden_with_its_source_or_its_subject(anybody):
    ClaimFactory(source__level=3)
    CitationFactory(subject=ActorFactory(level=3))
    assert anybody.read("claims/")["results"] == anybody.read("citations/")["results"] == []


def test_what_was_retired_is_left_out_everywhere(anybody):
    records = one_of_each(level=0)
    for record in {record.pk: record for record in records.values()}.values():
        type(record).objects.filter(pk=record.pk).update(retired=True)
    for name, record in records.items():
        assert record.public_id not in {one["id"] for one in anybody.read(f"{name}/")["results"]}
        assert anybody.answer(f"{name}/{record.public_id}/").status_code == 404


def test_relations_of_a_retired_actor_are_left_out(anybody):
    linkage, role = LinkageFactory(), RoleFactory()
    for actor in (linkage.source, role.actor):
        type(actor).objects.filter(pk=actor.pk).update(retired=True)
    assert anybody.read("linkages/")["results"] == anybody.read("roles/")["results"] == []


def test_notes_of_analysts_are_not_answered(cleared):
    for record in (ActorFactory(), PeaceProcessFactory()):
        NoteFactory(subject=record, text=SECRET)
    assert SECRET not in str([cleared.read("actors/"), cleared.read("processes/")])
