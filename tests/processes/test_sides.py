"""Sides are records of a process: chosen, never compared letter by letter, and guarded like what names them."""

from types import SimpleNamespace

import pytest
from django.apps import apps

from peaceinfra.core.visibility import PUBLIC
from processes.migrations import _sides
from processes.models import Side
from processes.services.rules import faults_between
from tests.factories import (
    AdviserFactory,
    PeaceProcessFactory,
    PrincipalFactory,
    RoleFactory,
    SideFactory,
    TeamFactory,
)

pytestmark = pytest.mark.django_db


def named(process, *rows):
    """What the backfill makes of (name, level, team) of rows of one process: each name and marking, in order."""
    sides = _sides._Sides(apps)
    group = [
        SimpleNamespace(side_name=name, level=level, team_id=team and team.pk, pk=n)
        for n, (name, level, team) in enumerate(rows)
    ]
    given = [side for _row, side in sorted(sides.of(process.pk, group), key=lambda pair: pair[0].pk)]
    return [(side.name, side.level, side.team_id) for side in given], len({side.pk for side in given})


def test_names_that_differ_in_capitals_and_spaces_become_one_side():
    assert _sides.key_of(" Government ") == _sides.key_of("government")
    told, number = named(PeaceProcessFactory(), ("Government", 0, None), (" government", 0, None))
    assert (told, number) == ([("Government", 0, None)] * 2, 1)


def test_a_side_is_marked_as_the_least_guarded_of_the_rows_that_name_it():
    heron, cedar = TeamFactory(), TeamFactory()
    process = PeaceProcessFactory()
    assert named(process, ("Valley", 3, heron), ("Valley", 1, None))[0] == [("Valley", 1, None)] * 2
    assert (
        named(PeaceProcessFactory(), ("Valley", 3, heron), ("Valley", 2, heron))[0]
        == [("Valley", 2, heron.pk)] * 2
    )
    told, number = named(PeaceProcessFactory(), ("Valley", 3, heron), ("Valley", 2, cedar))
    assert (told, number) == ([("Valley", 3, heron.pk), ("Valley", 2, cedar.pk)], 2)


def test_a_side_that_a_later_row_names_in_public_is_lowered_to_it_and_no_further():
    process = PeaceProcessFactory()
    named(process, ("Valley", 3, None))
    assert named(process, ("valley", 1, None)) == ([("Valley", 1, None)], 1)
    assert named(process, ("valley", 2, None)) == ([("Valley", 1, None)], 1)


def test_a_role_takes_on_the_marking_of_its_side_and_a_hidden_side_is_nowhere():
    side = SideFactory(name="Valley", level=3)
    role = RoleFactory(process=side.process, side=side)
    assert (role.effective_level, list(Side.objects.shown_to(PUBLIC))) == (3, [])


def test_a_side_of_another_process_is_refused_for_roles_and_for_principals():
    side = SideFactory()
    rows = [RoleFactory.build(side=side, process=PeaceProcessFactory(), actor=RoleFactory().actor)]
    rows.append(PrincipalFactory(process=side.process, side=side))
    rows.append(PrincipalFactory(process=side.process, side=side))
    rows[-1].process = None
    found = [(record, field) for record, field, _words in faults_between(rows)]
    assert found == [(rows[0], "side"), (rows[2], "side")]


@pytest.mark.parametrize("address", ["/api/v1/roles/", "/api/v1/bodies/"])
def test_lists_are_filtered_by_a_side_and_refuse_what_is_no_side(client, address):
    side = SideFactory(name="Government")
    RoleFactory(process=side.process, side=side)
    PrincipalFactory(process=side.process, side=side)
    RoleFactory(process=side.process, side="Movement")
    found = client.get(address, {"side": side.public_id})
    assert len(found.json()["results"]) == 1
    refused = client.get(address, {"side": "Government"})
    assert refused.status_code == 400
    assert "is not an id here. An id looks like sid-" in refused.content.decode()


def test_the_sides_of_a_process_are_chosen_from_a_list_on_its_screen(client):
    side = SideFactory(name="Government of Testland")
    role = RoleFactory(process=side.process, side=side)
    client.force_login(AdviserFactory(role="analyst", clearance=4))
    page = client.get(f"/admin/processes/role/{role.pk}/change/").content.decode()
    assert f">{side}</option>" in page
    screen = client.get(f"/admin/processes/peaceprocess/{side.process_id}/change/").content.decode()
    assert 'value="Government of Testland"' in screen


def test_the_api_tells_the_sides_of_a_process_in_order_and_names_the_side_of_a_role(client):
    process = PeaceProcessFactory(name="Talks")
    late = SideFactory(process=process, name="Movement", position=2)
    early = SideFactory(process=process, name="Government", position=1)
    SideFactory(process=process, name="Hidden", position=1, level=3)
    role = RoleFactory(process=process, side=late)
    told = client.get(f"/api/v1/processes/{process.public_id}/").json()
    assert [(one["id"], one["position"], one["name"]) for one in told["sides"]] == [
        (early.public_id, 1, "Government"),
        (late.public_id, 2, "Movement"),
    ]
    [row] = client.get("/api/v1/roles/").json()["results"]
    assert (row["id"], row["side"]["id"]) == (role.public_id, late.public_id)
