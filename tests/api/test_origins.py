"""Pages of named origins read the API in a browser, without cookies; those of others do not."""

import pytest

from tests import factories as make
from tests.api.conftest import Reader
from tests.tokens import make_token, officer

pytestmark = pytest.mark.django_db

ATLAS = "https://atlas.example"


@pytest.fixture(autouse=True)
def named(settings):
    settings.API_ORIGINS = [ATLAS]


def asked_before(client, origin=ATLAS, address="/api/v1/actors/"):
    headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    return client.options(address, headers=headers)


def said_of_origins(response):
    return [name for name in response.headers if name.startswith("Access-Control")]


def test_a_page_of_a_named_origin_may_send_a_token_and_read_the_answer(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = asked_before(client)
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Origin"] == ATLAS
    assert "Authorization" in response["Access-Control-Allow-Headers"]
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, PATCH, POST"
    text = make_token(officer())[1]
    answer = client.get("/api/v1/me/", headers={"Origin": ATLAS, "Authorization": f"Bearer {text}"})
    assert (answer.json()["signed_in"], answer["Access-Control-Allow-Origin"]) == (True, ATLAS)
    assert "RateLimit" in answer["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("address", ["/api/v1/actors/?nothing=1", "/api/v1/nothing/", "/api/v1/actors/x-1/"])
def test_it_reads_refusals_too(client, address):
    for headers in ({}, {"Authorization": "Bearer x"}):
        response = client.get(address, headers=headers | {"Origin": ATLAS})
        assert response.status_code >= 400 and response["Access-Control-Allow-Origin"] == ATLAS


def test_no_cookie_counts_for_a_page_of_another_site():
    reader = Reader(make.AccountFactory(clearance=4))
    for response in (
        asked_before(reader.client),
        reader.client.get("/api/v1/actors/", headers={"Origin": ATLAS}),
    ):
        assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize(
    "origin", ["https://other.example", "http://atlas.example", "null", f"{ATLAS}.other.example"]
)
def test_a_page_of_another_origin_reads_nothing(client, origin):
    assert not said_of_origins(asked_before(client, origin))
    response = client.get("/api/v1/actors/", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in response
    assert "Origin" in response["Vary"]


def test_the_pages_and_the_screens_are_read_by_no_other_site(client):
    for address in ("/", "/actors/", "/admin/"):
        assert "Access-Control-Allow-Origin" not in client.get(address, headers={"Origin": ATLAS})


def test_without_a_named_origin_nothing_is_said_of_any(client, settings):
    settings.API_ORIGINS = []
    response = client.get("/api/v1/me/", headers={"Origin": ATLAS})
    assert not said_of_origins(response)
    assert not said_of_origins(asked_before(client))
