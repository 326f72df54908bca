"""Every route is known here, describes itself, and costs the same number of queries at 1 and at 5 rows."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, reverse

from peaceinfra.analysis.kinds import PLACES
from peaceinfra.api.urls import urlpatterns
from peaceinfra.core.registry import models_by_kind
from tests.api.register import add_parts, one_of_each
from tests.factories import (
    AccountFactory,
    ChannelEndFactory,
    ChannelFactory,
    IntermediaryFactory,
    LinkageFactory,
    ReachFactory,
    RoleFactory,
)
from tests.measuring import unmeasured

# Without it no test database is made where these tests run alone.
pytestmark = pytest.mark.django_db

# {name of the route: queries of a list or, for `network`, of one process; 0: reads no record}
# A list that is narrowed asks for its keys, for its rows, and in one query for all that hangs on them (its parts, what
# is contested, ids in other registers); then for what follows from others: sides (2), who of those it serves is a party
# (1), what statements are about (1).
ROUTES = {
    "root": 0,
    "me": 1,
    "schema": 0,
    "docs": 0,
    "changes": 2,
    "digest": 0,
    # Of a token, which reads no record by them.
    "subscriptions": 1,
    "subscription": 1,
    "subscription-pause": 2,
    "subscription-resume": 2,
    "subscription-test": 2,
    "subscription-secret": 2,
    "dead-letters": 2,
    "dead-letter": 2,
    "dead-letter-again": 3,
    # Of a token; a function of the database reads and writes them.
    "recalls": 1,
    "recall-acknowledge": 2,
    "releases": 0,
    "export": 0,
    "followthemoney": 0,
    "release": 0,
    "release-file": 0,
    "proposals": 0,
    "proposal": 0,
    "questions": 2,
    "question": 8,
    "codelist-list": 0,
    "process-list": 3,
    "process-network": 6,
    "process-difference": 6,
    "process-graphml": 10,
    "process-gexf": 10,
    "process-kumu": 10,
    "conflict-list": 3,
    "conflict-party-list": 3,
    "actor-list": 3,
    "mediator-list": 3,
    "body-list": 4,
    "secretariat-list": 4,
    "support-unit-list": 4,
    "role-list": 3,
    "stance-list": 4,
    "mandate-list": 3,
    "function-list": 3,
    "membership-list": 3,
    "post-list": 3,
    "linkage-list": 5,
    "channel-list": 3,
    "reach-list": 3,
    "consent-list": 3,
    "safe-contact-list": 3,
    "threat-note-list": 3,
    "inclusion-list": 3,
    "deployment-list": 3,
    "event-list": 3,
    "agreement-list": 3,
    "community-list": 3,
    "place-list": 3,
    "coverage-note-list": 3,
    "source-list": 3,
    "claim-list": 3,
    "citation-list": 3,
    "external-id-list": 4,
    "relative-bound-list": 4,
    "remark-list": 4,
    "derivation-list": 3,
}
_OF_RECORDS = ("query", "table", "stream", "workbook", "about", "table-description", "row")
DETAILS = {
    f"{name.removesuffix('-list')}-{action}"
    for name in ROUTES
    for action in (*_OF_RECORDS, "detail", "brief")
    if name.endswith("-list") and (name != "codelist-list" or action in ("detail", "brief", "table"))
}
DETAILS |= {f"{name}-geojson" for name in ("place", "event", "agreement", "community")}
LISTS = [name for name in ROUTES if name.endswith("-list")]
UNDATED = {
    f"{name}-list"
    for name in [
        "place",
        "source",
        "citation",
        "codelist",
        "external-id",
        "relative-bound",
        "remark",
        "derivation",
        "consent",
        "safe-contact",
        "threat-note",
    ]
}
# What every request does to set its viewer; session, account and teams come with a signed-in one, and the note of who
# read it with what has a floor.
SETTING_UP = (
    "SAVEPOINT",
    "RELEASE",
    "SELECT set_config",
    "SELECT current_setting",
    'SELECT "django_session"',
    'SELECT "core_account"',
    'SELECT "core_teamgrant"',
    "INSERT INTO core_readentry",
)


def test_every_route_is_in_the_inventory():
    lists = [route for route in urlpatterns if isinstance(route, URLResolver)]
    apart = [route for route in urlpatterns if route not in lists]
    routes = apart + [route for of_list in lists for route in of_list.url_patterns]
    assert {route.name for route in routes} == set(ROUTES) | DETAILS


def fill(rows):
    for number in range(rows):
        add_parts(one_of_each(f"Number {number}"))


def queries(address, client) -> tuple[int, int]:
    """(number of results, number of queries) of an answer."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    asked = [query for query in captured if not query["sql"].startswith(SETTING_UP)]
    return len(answer.json()["results"]), len(asked)


def ways_of_asking(name):
    """The addresses of a list: as it is, in short and, where it has dates, for a day."""
    address = reverse(f"api:{name}")
    if name == "codelist-list":
        return [address, f"{address}brief/"]
    return [address, f"{address}brief/", *([] if name in UNDATED else [f"{address}?as_of=2004-01-01"])]


@pytest.fixture(scope="module")
def costs(django_db_setup, django_db_blocker):
    """{rows: {address: (results, queries)}}, with one record of each kind and with five."""
    addresses = [address for name in LISTS for address in ways_of_asking(name)]
    found = {}
    with django_db_blocker.unblock(), transaction.atomic():
        client = Client()
        client.force_login(AccountFactory(clearance=3))
        for rows in (1, 4):
            fill(rows)
            found[rows] = {address: queries(address, client) for address in addresses}
        transaction.set_rollback(True)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_at_one_row_and_at_five(costs, name):
    for address in ways_of_asking(name):
        (few, asked), (many, asked_of_many) = costs[1][address], costs[4][address]
        assert asked_of_many == asked, address
        assert many >= few + 4 or name == "codelist-list", address
        expected = 2 if "brief" in address and ROUTES[name] else ROUTES[name]
        # All that is shown is read with its keys; what is narrowed is found first.
        is_whole = "?" not in address and name not in ("codelist-list",)
        assert asked == expected - is_whole, address


def test_a_difference_costs_the_same_at_one_row_and_at_five(anybody):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            anybody.answer(f"processes/{process.public_id}/difference/?from=2004-01-01&to=2005-01-01")
        return sum(not query["sql"].startswith(SETTING_UP) for query in captured)

    process = IntermediaryFactory().linkage.process
    assert asked() == ROUTES["process-difference"]
    for _ in range(4):
        LinkageFactory(process=process)
    assert asked() == ROUTES["process-difference"]


@pytest.mark.parametrize("file", ["", "graphml/", "gexf/", "kumu/"])
def test_a_network_costs_the_same_at_one_row_and_at_five(anybody, file):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            anybody.answer(f"{address}{file}")
        return sum(not query["sql"].startswith(SETTING_UP) for query in captured)

    process = IntermediaryFactory().linkage.process
    address = f"processes/{process.public_id}/network/"
    # A file asks too whether anything may not leave, and on which licences it rests.
    cost = ROUTES["process-network"] + (2 if file else 0)
    assert (len(anybody.read(address)["edges"]), asked()) == (2, cost)
    for _ in range(4):
        IntermediaryFactory(linkage=LinkageFactory(process=process))
        RoleFactory(process=process)
        ChannelEndFactory(channel=ChannelFactory(process=process))
        ReachFactory(process=process, level=0)
    assert (len(anybody.read(address)["edges"]), asked()) == (10, cost)


def test_every_kind_with_a_place_is_a_kind_of_record():
    assert set(PLACES) <= set(models_by_kind())


@pytest.mark.slow
def test_the_schema_describes_itself_without_a_warning(tmp_path):
    with unmeasured():
        call_command("spectacular", "--validate", "--fail-on-warn", file=str(tmp_path / "schema.yml"))


# What only tokens have.
OF_TOKENS = ("proposals", "subscriptions", "recalls")


def test_the_entrance_names_every_list(anybody):
    entrance = anybody.read("")
    lists = {reverse(f"api:{name}") for name in LISTS}
    assert {address.removeprefix("http://testserver") for address in entrance.values()} == {
        *lists,
        "/api/v1/questions/",
        "/api/v1/changes/",
        "/api/v1/digest/",
        "/api/v1/releases/",
        "/api/v1/proposals/",
        "/api/v1/subscriptions/",
        "/api/v1/recalls/",
        "/api/v1/export/",
        "/api/v1/followthemoney/",
        "/api/v1/me/",
        "/api/v1/schema/",
        "/api/v1/docs/",
    }
    for name, address in entrance.items():
        assert anybody.client.get(address).status_code == (401 if name in OF_TOKENS else 200)
