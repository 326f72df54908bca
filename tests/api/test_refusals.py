"""What the API refuses: every verb but reading, every credential that does not count; and all of it in JSON."""

from datetime import timedelta
from itertools import product

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from peaceinfra.api.root import LISTS
from tests import factories as make
from tests.api.conftest import ROOT, Reader

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "", "me/", "schema/", "docs/", *(f"{name}/" for name in LISTS),
    *(f"{name}/x-1/" for name in LISTS), "processes/x-1/network/",
]  # fmt: skip
WITHOUT_A_TOKEN = {"scopes": None, "expires_at": None, "budget": None}
VERBS = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"]


@pytest.mark.slow
def test_every_verb_but_reading_is_refused_in_json(cleared, anybody):
    for reader, address, verb in product((cleared, anybody), ADDRESSES, VERBS):
        response = reader.client.generic(verb, f"{ROOT}{address}", b"{}", "application/json")
        assert response.status_code == 405, (verb, address)
        assert response.json() == {"errors": {"method": ["This address takes GET, HEAD, OPTIONS."]}}
        assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_every_address_says_by_which_methods_it_is_asked_to_whoever_asks(anybody):
    for address, methods in {
        "": "GET, HEAD, OPTIONS",
        "actors/": "GET, HEAD, OPTIONS",
        "actors/x-1/": "GET, HEAD, OPTIONS",
        "actors/csv/": "GET, HEAD, OPTIONS",
        "actors/query/": "GET, HEAD, POST, OPTIONS",
    }.items():
        response = anybody.client.options(f"{ROOT}{address}", headers={"authorization": "Bearer x"})
        assert (response.status_code, response.content, response["Allow"]) == (204, b"", methods)


def test_the_head_of_an_answer_is_that_of_the_answer_and_makes_no_file(anybody):
    actor = make.ActorFactory()
    own = f"actors/{actor.public_id}/"
    for address in (
        "",
        "me/",
        "actors/",
        "actors/?q=x&limit=1",
        own,
        "actors/csv/",
        "actors/nope/",
        "codelists/",
    ):
        got, head = (verb(f"{ROOT}{address}") for verb in (anybody.client.get, anybody.client.head))
        assert head.status_code == got.status_code
        assert head.headers == got.headers
    assert b"".join(anybody.client.head(f"{ROOT}actors/jsonl/")) == b""


def test_a_reader_is_told_as_whom_the_answers_are_given(anybody):
    team = make.TeamFactory(name="Lake")
    account = make.AccountFactory(clearance=3, role="analyst")
    make.TeamGrantFactory(account=account, team=team)
    make.TeamGrantFactory(account=account, expires_on=timezone.localdate() - timedelta(days=1))
    assert Reader(account).read("me/") == {
        "signed_in": True,
        "name": account.username,
        "organisation": None,
        "token": None,
        "role": "analyst",
        "level": 3,
        "tlp": "TLP:AMBER+STRICT",
        "teams": [{"name": "Lake", "expires_on": None}],
        **WITHOUT_A_TOKEN,
    }
    public = {"signed_in": False, "name": None, "organisation": None, "token": None, "role": None}
    public |= {"level": 0, "tlp": "TLP:CLEAR", "teams": [], **WITHOUT_A_TOKEN}
    assert anybody.read("me/") == public


def refused(client, address, **headers):
    response = client.get(f"{ROOT}{address}", headers=headers)
    assert response.status_code == 401, address
    challenge = 'Bearer realm="peaceinfra"' + (
        ', error="invalid_token"' if "Authorization" in headers else ""
    )
    assert response["WWW-Authenticate"] == challenge
    assert response["Cache-Control"] == "private, no-store"
    return response.json()["errors"]["credential"]


@pytest.mark.slow
def test_a_credential_that_is_not_taken_is_refused_and_never_answered_as_public(anybody, cleared):
    headers = {
        ("Authorization", "Bearer abc"): "This token does not count",
        ("Authorization", ""): "takes a token",
        ("Authorization", "Basic bWlyYTpwYXNz"): "takes a token",
        ("X-Api-Key", "k"): "is not taken here",
    }
    for reader, address, (header, words) in product((anybody, cleared), ADDRESSES, headers.items()):
        if address != "docs/":  # a page to read, which holds no record
            assert words in refused(reader.client, address, **dict([header]))[0]


def test_an_ended_session_is_refused_again_and_again_until_a_page_clears_it(cleared):
    Session.objects.all().delete()
    for address in ("actors/", "nothing/", "me/", "actors/"):
        [said] = refused(cleared.client, address)
        assert "http://testserver/account/sign-in/" in said
    assert cleared.client.get("/api/v1/docs/").status_code == 200
    assert cleared.client.get("/").status_code == 200
    assert cleared.read("me/")["signed_in"] is False


def test_a_session_that_nobody_ever_had_is_refused(anybody):
    anybody.client.cookies[settings.SESSION_COOKIE_NAME] = "abcdefghijklmnopqrstuvwxyz012345"
    refused(anybody.client, "actors/")
    anybody.client.cookies[settings.SESSION_COOKIE_NAME] = ""  # as it is cleared
    assert anybody.read("me/")["signed_in"] is False


def test_a_session_ends_with_its_account_and_with_its_password():
    closed, changed = make.AccountFactory(clearance=4), make.AccountFactory(clearance=4)
    readers = [Reader(closed), Reader(changed)]
    for reader in readers:
        assert reader.read("me/")["level"] == 4
    closed.is_active = False
    closed.save()
    changed.set_password("another password of the tests")
    changed.save()
    for reader in readers:
        refused(reader.client, "actors/")


def test_a_visitor_without_a_sign_in_reads_what_is_public():
    client = Client()
    client.get("/account/sign-in/")  # sets the token of forms alone
    assert settings.CSRF_COOKIE_NAME in client.cookies and settings.SESSION_COOKIE_NAME not in client.cookies
    assert client.get(f"{ROOT}me/").json()["signed_in"] is False
    client.session["visited"] = True  # a session in which nobody signed in
    session = client.session
    session["visited"] = True
    session.save()
    assert settings.SESSION_COOKIE_NAME in client.cookies
    assert client.get(f"{ROOT}me/").json()["signed_in"] is False


def test_what_is_not_there_is_refused_in_json(anybody, cleared):
    for reader in (anybody, cleared):
        for address in (
            "/api",
            "/api/",
            "/api/v2/actors/",
            "/api/v1/actorz/",
            "/api/v1/actors/x/y/z",
        ):
            response = reader.client.get(address)
            assert response.status_code == 404, address
            assert response.json() == {
                "errors": {
                    "address": [
                        "There is nothing at this address. The lists are named at http://testserver/api/v1/."
                    ]
                }
            }
        for verb in [*VERBS, "OPTIONS"]:
            assert reader.client.generic(verb, "/api/v1/actorz/").status_code == 404, verb


def test_what_was_sent_to_an_address_without_its_last_slash_or_as_no_json_is_told_what_is_meant(anybody):
    response = anybody.client.post(f"{ROOT}proposals", {}, content_type="application/json")
    said = "Every address ends with “/”: send it to /api/v1/proposals/."
    assert (response.status_code, response.json()) == (404, {"errors": {"address": [said]}})
    response = anybody.client.post(f"{ROOT}actors/query/", "id=1", content_type="text/plain")
    said = "Send JSON, with the header “Content-Type: application/json”."
    assert (response.status_code, response.json()) == (415, {"errors": {"request": [said]}})


def test_what_is_too_long_or_not_to_be_had_in_json_is_refused_with_its_own_status(anybody, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    sent = {"id": ["act-0123456789abc"] * 10}
    response = anybody.client.post(f"{ROOT}actors/query/", sent, content_type="application/json")
    assert response.status_code == 413
    said = "What was sent is too long. Ask for a part of it at a time."
    assert response.json() == {"errors": {"request": [said]}}
    response = anybody.client.get(f"{ROOT}actors/", headers={"accept": "text/html"})
    assert response.status_code == 406
    said = "This address answers in JSON. Send “Accept: application/json”, or none."
    assert response.json() == {"errors": {"request": [said]}}


def test_an_address_without_its_last_slash_is_sent_on_with_its_question(anybody):
    response = anybody.client.get("/api/v1/actors?limit=1")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/actors/?limit=1")


def test_more_parameters_than_the_register_reads_are_refused_in_json(anybody):
    many = "&".join(f"a{number}=1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    for address in ("actors/", "", "codelists/", "schema/", "me/"):
        response = anybody.client.get(f"{ROOT}{address}?{many}")
        assert response.status_code == 400, address
        assert response.json() == {
            "errors": {"request": ["There are too many parameters. Ask for a part of them at a time."]}
        }


def test_what_django_itself_refuses_is_in_json_below_the_api_and_a_page_elsewhere(anybody, settings):
    settings.ALLOWED_HOSTS = ["register.example"]
    assert anybody.client.get(f"{ROOT}actors/").json() == {
        "errors": {"request": ["The request cannot be read."]}
    }
    assert anybody.client.get("/actors/")["Content-Type"].startswith("text/html")
