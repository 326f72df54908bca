"""List pages and endpoints ask the database as often for 3,000 linkages as for 300 (30 actors).

The two registers are loaded once, and each list finds rows in both: where nothing is found, nothing is read of it.
Only numbers of queries are compared here; `bench/` measures time.
"""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from peaceinfra.api.root import LISTS as ENDPOINTS
from peaceinfra.core.choices import Level
from peaceinfra.core.models import Account, TeamGrant
from peaceinfra.dashboards import lists
from processes.models import PeaceProcess
from secretariats.models import PeaceSecretariat
from tests.worlds.conftest import a_world

SMALL, LARGE = 300, 3_000

# Without the first pytest makes no test database when this file runs alone.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# These ask once for each kind of record that they are about, read no record at all, or have no row in the
# generated register (derivations, relative bounds).
APART = {"claims", "citations", "stances", "remarks", "codelists", "derivations", "relative-bounds"}
LISTS = [
    "/processes/",
    *(f"/{one.slug}/" for one in lists.LISTS),
    *(f"/api/v1/{name}/?limit=100" for name in ENDPOINTS if name not in APART),
    "/api/v1/linkages/?limit=100&as_of=2008-06-01",
    "/api/v1/linkages/brief/?limit=100&as_of=2008-06-01&certainty=possible",
    "/api/v1/actors/?limit=100&country=XA",
]
# No row of these is below restricted. What such a reader asks for is noted besides, so only these are asked as one.
RESTRICTED = {f"/api/v1/{name}/?limit=100" for name in ("consents", "safe-contacts", "threat-notes")}
# Asks by what that body has, which is not the same in both.
SECRETARIAT = "/secretariats/{body}/"
# The largest process, and a body: answers that show much or little of one record.
OF_ONE_RECORD = [
    *(f"/processes/{{process}}/{slug}" for slug in ("", "time/", "bodies/", "agreements/", "evidence/")),
    "/processes/{process}/brief/",
    "/api/v1/processes/{process}/",
    "/api/v1/processes/{process}/network/",
    "/api/v1/bodies/{body}/",
    "/api/v1/linkages/?process={process}&limit=100",
    "/api/v1/channels/?process={process}&limit=100",
]


def signed_in(world, level):
    """A client of an account with this clearance and every team."""
    account = Account.objects.create(username=f"reader of the costs at {level}", clearance=level)
    TeamGrant.objects.bulk_create(
        TeamGrant(account=account, team_id=team, reason="reads") for team in world.teams
    )
    account.refresh_from_db()  # a grant ends the sessions of before it
    client = Client(raise_request_exception=False)
    client.force_login(account)
    return client


def queries_by_address(world, *, is_first):
    """{address: (status, number of queries)} for a signed-in reader who sees most of it."""
    reader, cleared = (signed_in(world, level) for level in (Level.INTERNAL, Level.RESTRICTED))
    process = PeaceProcess.objects.get(pk=world.processes[0])
    body = PeaceSecretariat.objects.filter(effective_level=0).first()
    found = {}
    for address in [*LISTS, *OF_ONE_RECORD, SECRETARIAT]:
        client = cleared if address in RESTRICTED else reader
        asked = address.format(process=process.public_id, body=body.public_id)
        if is_first:
            client.get(asked)  # the first request of a process also fills what it keeps
        with CaptureQueriesContext(connection) as queries:
            response = client.get(asked)
        if "results" in (answer := response.json() if "/api/" in asked else {}):
            assert answer["results"], asked
        found[address] = response.status_code, len(queries)
    return found


@pytest.fixture(scope="module")
def costs(django_db_setup, django_db_blocker):
    """The answers at both sizes."""
    found = {}
    for size in (SMALL, LARGE):
        with a_world(django_db_blocker, size) as world:
            found[size] = queries_by_address(world, is_first=size == SMALL)
    return found


@pytest.mark.parametrize("address", [*LISTS, *OF_ONE_RECORD])
def test_it_asks_as_often_for_three_thousand_linkages_as_for_three_hundred(costs, address):
    status, queries = costs[LARGE][address]
    assert status == 200
    assert costs[SMALL][address] == (200, queries)


def test_a_list_of_linkages_takes_few_queries(costs):
    status, queries = costs[LARGE]["/api/v1/linkages/?limit=100"]
    assert status == 200 and queries <= 14


def test_a_page_of_a_secretariat_takes_no_more_queries_than_it_has_sections_for(costs):
    status, queries = costs[LARGE][SECRETARIAT]
    assert status == 200 and queries <= 62
