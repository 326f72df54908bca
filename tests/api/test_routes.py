"""Every route is known here, describes itself, and costs the same number of queries at 1 and at 30 rows."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.api.urls import urlpatterns
from tests.factories import (
    ActorNameFactory,
    CitationFactory,
    ClaimFactory,
    EventFactory,
    IntermediaryFactory,
    LifecycleChangeFactory,
    LineageFactory,
    LinkageFactory,
    MomentumChangeFactory,
    PeaceSecretariatFactory,
    PhaseChangeFactory,
    PrincipalFactory,
    RoleFactory,
)

# {name of the route: queries of a list or, for `network`, of one process; None: reads no record}
ROUTES = {
    "root": None,
    "schema": None,
    "docs": None,
    "process-list": 3,
    "process-network": 4,
    "actor-list": 3,
    "body-list": 5,
    "secretariat-list": 5,
    "role-list": 1,
    "event-list": 1,
    "linkage-list": 2,
    "source-list": 1,
    "claim-list": 2,
    "citation-list": 2,
}
DETAILS = {f"{name.removesuffix('-list')}-detail" for name in ROUTES if name.endswith("-list")}
LISTS = {
    "process-list": "processes/",
    "actor-list": "actors/",
    "body-list": "bodies/",
    "secretariat-list": "secretariats/",
    "role-list": "roles/",
    "event-list": "events/",
    "linkage-list": "linkages/",
    "source-list": "sources/",
    "claim-list": "claims/",
    "citation-list": "citations/",
}
# What every request does to set its viewer; session and account come with a signed-in one.
SETTING_UP = ("SAVEPOINT", "RELEASE", "SELECT set_config", "SELECT current_setting")


def test_every_route_is_in_the_inventory():
    assert {route.name for route in urlpatterns} == set(ROUTES) | DETAILS


def fill(rows, process=None):
    for _ in range(rows):
        linkage = LinkageFactory(**({"process": process} if process else {}))
        process = linkage.process
        IntermediaryFactory(linkage=linkage)
        body = PeaceSecretariatFactory().actor
        ActorNameFactory(actor=body)
        LineageFactory(actor=body)
        PrincipalFactory(body=body, process=process)
        LifecycleChangeFactory(body=body, decided_by=body)
        phase = PhaseChangeFactory()
        MomentumChangeFactory(process=phase.process)
        RoleFactory(process=process, actor=body, recognised_by=linkage.source)
        EventFactory(process=process, held_by=body)
        ClaimFactory(subject=body)
        CitationFactory(subject=body)
    return process


def queries(reader, address):
    with CaptureQueriesContext(connection) as captured:
        reader.read(address)
    return [query["sql"] for query in captured if not query["sql"].startswith(SETTING_UP)]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_at_one_row_and_at_thirty(anybody, name):
    fill(1)
    one = queries(anybody, LISTS[name])
    assert len(one) == ROUTES[name], one
    fill(29)
    assert len(anybody.read(LISTS[name])["results"]) >= 30
    assert len(queries(anybody, LISTS[name])) == len(one)
    if name not in ("source-list", "citation-list"):
        assert len(queries(anybody, f"{LISTS[name]}?as_of=2004-01-01")) == len(one)


def test_a_network_costs_the_same_at_one_row_and_at_thirty(anybody):
    process = fill(1)
    address = f"processes/{process.public_id}/network/"
    one = queries(anybody, address)
    assert len(one) == ROUTES["process-network"], one
    fill(29, process)
    assert len(anybody.read(address)["edges"]) == 30
    assert len(queries(anybody, address)) == len(one)


def test_the_schema_describes_itself_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(tmp_path / "schema.yml"))


def test_the_entrance_names_every_list(anybody):
    entrance = anybody.read("")
    assert {address.removeprefix("http://testserver/api/v1/") for address in entrance.values()} == {
        *LISTS.values(),
        "schema/",
        "docs/",
    }
    for address in entrance.values():
        assert anybody.client.get(address).status_code == 200
