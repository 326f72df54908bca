"""A tool signs in with a token: it reads as far as that reaches, and is never answered as the public instead."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from peaceinfra.core import partner_tokens
from peaceinfra.core.models import PartnerToken, ReadEntry
from peaceinfra.core.visibility import Viewer, viewing
from tests import factories as make
from tests.api.conftest import ROOT, Reader
from tests.tokens import make_token, officer, tool

pytestmark = pytest.mark.django_db


class TokenReader(Reader):
    """Reads addresses by a token."""

    def __init__(self, text):
        self.client = tool(text)


@pytest.fixture
def actors():
    """Actors in the order of their keys: those that are hidden from somebody stand between the others."""
    team = make.TeamFactory(name="Lake")
    for number, (name, marking) in enumerate(
        {
            "public": {},
            "restricted": {"level": 3},
            "of a partner": {"level": 1},
            "of the team": {"level": 0, "team": team},
            "of another team": {"level": 0, "team": make.TeamFactory()},
            "စာရင်း": {},
        }.items(),
        start=1,
    ):
        make.ActorFactory(pk=number, name=name, **marking)
    return team


def test_a_tool_reads_what_its_token_may(actors):
    maker = officer()
    make.TeamGrantFactory(account=maker, team=actors)
    public, partner, member = (
        TokenReader(make_token(maker, **fields)[1]) for fields in ({}, {"level": 1}, {"teams": [actors.pk]})
    )
    seen = {"public", "စာရင်း"}
    assert public.labels("actors/") == seen
    assert partner.labels("actors/") == seen | {"of a partner"}
    assert member.labels("actors/") == seen | {"of the team"}


def test_pages_of_a_list_go_past_hidden_rows_and_their_places_outlive_a_rotation(actors):
    maker = officer()
    token, text = make_token(maker, level=1)
    first = TokenReader(text).read("actors/", limit=2)
    with viewing(Viewer(account=maker.pk)):
        _new, new_text = partner_tokens.rotate_token(
            token, expires_at=timezone.now() + timedelta(days=9), overlap=timedelta(0), reason="yearly"
        )
    place = first["next"].removeprefix(f"http://testserver{ROOT}")
    second = TokenReader(new_text).read(place)
    labels = [[row["label"] for row in page["results"]] for page in (first, second)]
    assert (labels, second["next"]) == ([["public", "of a partner"], ["စာရင်း"]], None)
    another = TokenReader(make_token(maker, level=1)[1])
    assert "cursor" in another.errors(place)


def test_the_next_request_sees_less_when_the_maker_does(actors):
    maker = officer(clearance=3)
    reader = TokenReader(make_token(maker, level=3)[1])
    assert "restricted" in reader.labels("actors/")
    maker.clearance = 1
    maker.save()
    assert reader.labels("actors/") == {"public", "of a partner", "စာရင်း"}
    assert reader.read("me/")["level"] == 1


def test_a_tool_is_told_as_whom_it_reads(actors):
    maker, until = officer(), timezone.now().date() + timedelta(days=20)
    make.TeamGrantFactory(account=maker, team=actors, expires_on=until)
    token, text = make_token(
        maker, owner="Institute", purpose="Atlas", level=2, teams=[actors.pk], scopes=["export", "read"]
    )
    told = TokenReader(text).read("me/")
    midnight = partner_tokens.renewed_at(timezone.now()).isoformat().replace("+00:00", "Z")
    assert told == {
        "signed_in": True,
        "name": "Atlas",
        "organisation": "Institute",
        "token": str(token),
        "role": None,
        "level": 2,
        "tlp": "TLP:AMBER",
        "teams": [{"name": "Lake", "expires_on": until.isoformat()}],
        "scopes": ["read", "export"],
        "expires_at": token.expires_at.isoformat().replace("+00:00", "Z"),
        "budget": {"daily_rows": 100_000, "rows_left": 100_000, "renewed_at": midnight},
    }


def refused(client, address="actors/", **headers):
    response = client.get(address if address.startswith("/") else f"{ROOT}{address}", headers=headers)
    assert response.status_code == 401
    return response.content, {name: value for name, value in response.headers.items() if name != "Date"}


def test_what_does_not_count_is_refused_in_the_same_bytes_whatever_the_reason(actors):
    maker, gone = officer(), officer()
    tokens = [make_token(maker) for _number in range(2)]
    (_ended, ended), (_revoked, revoked) = tokens
    PartnerToken.objects.filter(pk=_ended.pk).update(expires_at=timezone.now())
    with viewing(Viewer(account=maker.pk)):
        partner_tokens.revoke_token(_revoked, reason="lost")
    elsewhere = make_token(maker, networks=["192.0.2.0/24"])[1]
    of_nobody = make_token(gone)[1]
    gone.is_active = False
    gone.save()
    unknown = f"{revoked[:-1]}{'0' if revoked[-1] != '0' else '1'}"
    answers = [refused(tool(text)) for text in (unknown, ended, revoked, elsewhere, of_nobody, "pit_x", "")]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][1]["WWW-Authenticate"] == 'Bearer realm="peaceinfra", error="invalid_token"'


@pytest.mark.parametrize("credential", ["Basic {}", "Token {}", "{}", "Bearer", "Bearer {} {}"])
def test_a_good_token_sent_otherwise_is_refused(credential):
    text = make_token(officer())[1]
    client = tool("")
    refused(client, Authorization=credential.replace("{}", text))


def test_the_name_of_the_scheme_is_read_in_any_case():
    text = make_token(officer())[1]
    assert tool("").get(f"{ROOT}me/", headers={"Authorization": f"bearer {text}"}).status_code == 200


def test_a_token_goes_before_the_session_it_comes_with_and_an_ended_session_is_refused_all_the_same(actors):
    reader = Reader(make.AccountFactory(clearance=4))
    header = {"Authorization": f"Bearer {make_token(officer())[1]}"}
    told = reader.client.get(f"{ROOT}actors/", headers=header).json()
    assert {row["label"] for row in told["results"]} == {"public", "စာရင်း"}
    Session.objects.all().delete()
    assert b"Your session has ended" in refused(reader.client, **header)[0]
    assert settings.SESSION_COOKIE_NAME in reader.client.cookies


@pytest.mark.parametrize("address", ["/", "/actors.csv", "/feed.atom", "/admin/", "/nothing/"])
def test_a_token_is_refused_on_the_pages_and_the_screens_and_not_answered_as_the_public(actors, address):
    for text in (make_token(officer(), level=3)[1], f"pit_{'0' * 12}_{'0' * 52}"):
        body, headers = refused(tool(text), address)
        assert b"Tokens are taken by the API alone, at http://testserver/api/v1/." in body
        assert headers["WWW-Authenticate"] == 'Bearer realm="peaceinfra"'


def test_the_header_of_a_proxy_changes_no_page(actors, client):
    for header in ("Basic bWlyYTpwYXNz", "Bearer eyJhbGciOi"):
        assert client.get("/actors/", headers={"Authorization": header}).status_code == 200


def test_a_token_behind_a_proxy_is_taken_from_the_address_that_the_proxy_adds(settings):
    client = tool(make_token(officer(), networks=["192.0.2.0/24"])[1])
    forwarded = {"X-Forwarded-For": "198.51.100.1, 192.0.2.7"}
    assert client.get(f"{ROOT}me/", headers=forwarded).status_code == 401
    settings.BEHIND_PROXY = True
    assert client.get(f"{ROOT}me/", headers=forwarded).status_code == 200
    forged = {"X-Forwarded-For": "192.0.2.7, 198.51.100.1"}
    assert client.get(f"{ROOT}me/", headers=forged).status_code == 401


#: {address: the scopes of which each alone opens it}; none: any token does.
SCOPES = {
    "": set(),
    "me/": set(),
    "schema/": set(),
    "codelists/": set(),
    "releases/": set(),
    "proposals/": {"propose"},
    "changes/": {"changes"},
    "digest/": {"changes"},
    "export/": {"export"},
    "followthemoney/": {"export"},
    "actors/": {"read"},
    "actors/{act}/": {"read"},
    "actors/brief/": {"read"},
    "processes/{pro}/network/": {"read"},
    "actors/csv/": {"export"},
    "actors/jsonl/": {"export"},
    "actors/{act}/csv/": {"export"},
    "processes/{pro}/network/graphml/": {"export"},
    "processes/{pro}/network/gexf/": {"export"},
    "processes/{pro}/network/kumu/": {"export"},
    "questions/": {"read", "questions"},
    "questions/parity/": {"read", "questions"},
    "questions/who-hangs-on-one/": {"questions"},
}


@pytest.mark.parametrize("scope", ["read", "changes", "export", "propose", "questions"])
def test_a_token_without_the_scope_is_refused_by_its_name(scope):
    ids = {"act": make.ActorFactory().public_id, "pro": make.PeaceProcessFactory().public_id}
    reader = TokenReader(make_token(officer(), level=2, scopes=[scope])[1])
    for address, scopes in SCOPES.items():
        response = reader.answer(address.format(**ids))
        if scope in scopes or not scopes:
            assert response.status_code == 200, (address, response.content)
            continue
        assert response.status_code == 403, address
        [words] = response.json()["errors"]["scope"]
        assert all(f"“{name}”" in words for name in scopes)
        assert 'error="insufficient_scope", scope="' in response["WWW-Authenticate"]
        assert response["Cache-Control"] == "private, no-store"


def test_answers_with_a_floor_are_listed_for_a_token_that_may_have_them_alone():
    def listed(**fields):
        reader = TokenReader(make_token(officer(), **fields)[1])
        return {question["slug"] for question in reader.read("questions/")["results"]}

    insider = {question["slug"] for question in Reader(make.AdviserFactory()).read("questions/")["results"]}
    public = {question["slug"] for question in Reader().read("questions/")["results"]}
    assert listed(level=2, scopes=["read"]) == listed(level=1, scopes=["questions"]) == public < insider
    assert listed(level=2, scopes=["questions"]) == insider


def test_a_question_above_the_level_of_a_token_is_not_there_whatever_its_scopes():
    reader = TokenReader(make_token(officer(), level=1, scopes=["read", "questions"])[1])
    assert reader.answer("questions/who-hangs-on-one/").status_code == 404


def test_the_schema_names_the_token():
    schema = Reader().read("schema/", format="json")
    assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert schema["paths"]["/api/v1/actors/"]["get"]["security"] == [{"token": []}, {"cookieAuth": []}, {}]


def test_what_a_token_of_restricted_records_reads_is_noted_with_its_name(actors):
    maker = officer()
    (token, text), (_partner, partner) = make_token(maker, level=3), make_token(maker, level=1)
    actor = make.ActorFactory(level=3)
    for reader in (TokenReader(text), TokenReader(partner)):
        reader.answer("actors/")
        reader.answer(f"actors/{actor.public_id}/")
    assert sorted(ReadEntry.objects.values_list("by", "token", "account", "kind", "subject", "level")) == [
        ("token", token.key_id, None, "api:actor-detail", actor.public_id, 3),
        ("token", token.key_id, None, "api:actor-list", "", None),
    ]
