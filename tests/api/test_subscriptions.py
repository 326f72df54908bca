"""The tool of a partner makes, looks at and removes its own subscriptions, and learns of no other's."""

import pytest
from django.test import Client

from peaceinfra.core import subscriptions
from peaceinfra.core.models import Pause, Subscription
from tests import factories as make
from tests.api.deliveries import URL
from tests.tokens import make_token, tool

pytestmark = pytest.mark.django_db

ADDRESS = "https://atlas.example/changes?key=s3cret"


@pytest.fixture
def client_of(maker):
    return lambda **fields: tool(make_token(maker, **{"scopes": ["changes"]} | fields)[1])


def post(client, **fields):
    return client.post(URL, {"address": ADDRESS} | fields, content_type="application/json")


def test_a_subscription_is_told_back_with_its_secret_once(client_of):
    client = client_of()
    process = make.PeaceProcessFactory()
    made = post(client, kinds=["lnk", "act", "act"], processes=[process.public_id])
    told = made.json()
    assert (made.status_code, made.headers["Location"]) == (201, told["url"])
    assert told.pop("secret").startswith("whsec_")
    assert client.get(told["url"]).json() == told
    assert client.get(URL).json() == {"results": [told]}
    assert (told["address"], told["kinds"], told["processes"]) == (
        ADDRESS,
        ["act", "lnk"],
        [process.public_id],
    )
    assert (told["state"], told["why"], told["secrets"], told["attempts"]) == ("active", None, 1, 0)


def test_no_table_holds_the_secret(client_of):
    secret = post(client_of()).json()["secret"]
    stored = Subscription.objects.values().get()
    assert secret not in str(stored) and secret.removeprefix("whsec_") not in str(stored)


def test_another_token_is_told_that_there_is_no_such_subscription(client_of):
    told = post(client_of()).json()
    other = client_of()
    absent = other.get(f"{URL}whs-0000000000001/")
    for answer in (
        other.get(told["url"]),
        other.delete(told["url"]),
        *(other.post(f"{told['url']}{name}/") for name in ("pause", "resume", "test", "secret")),
        other.get(told["dead_letters"]),
    ):
        assert (answer.status_code, answer.content) == (404, absent.content)
    assert other.get(URL).json() == {"results": []}
    assert Subscription.objects.get().paused == ""


def test_who_has_no_token_has_no_subscription(maker, client_of):
    person = Client()
    person.force_login(maker)
    answers = [Client().get(URL), post(Client()), person.get(URL), client_of(scopes=["read"]).get(URL)]
    assert [answer.status_code for answer in answers] == [401, 401, 403, 403]
    assert answers[0].headers["WWW-Authenticate"].startswith("Bearer")
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"address": "http://atlas.example/"}, "address"),
        ({"address": "https://10.0.0.1/"}, "address"),
        ({"address": 7}, "address"),
        ({"address": None}, "address"),
        ({"kinds": ["xyz"]}, "kinds"),
        ({"kinds": "lnk"}, "kinds"),
        ({"processes": ["pro-0000000000001"]}, "processes"),
        ({"processes": [7]}, "processes"),
        ({"secret": "whsec_mine"}, "secret"),
    ],
)
def test_what_cannot_be_subscribed_to_is_refused_at_its_place(client_of, fields, at):
    answer = post(client_of(), **fields)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [at])


@pytest.mark.parametrize("body", ["", "[]", "null", "7", '"text"'])
def test_what_is_no_object_is_refused(client_of, body):
    answer = client_of().post(URL, body, content_type="application/json")
    assert answer.status_code == 400


def test_what_is_too_long_is_refused_before_it_is_read(client_of, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert post(client_of(), kinds=["lnk"] * 50).status_code == 413


def test_a_hidden_process_and_an_absent_one_are_refused_alike(client_of):
    hidden = make.PeaceProcessFactory(level=2)
    client = client_of(level=1)
    absent = post(client, processes=["pro-0000000000001"])
    assert post(client, processes=[hidden.public_id]).content == absent.content
    assert post(client_of(level=2), processes=[hidden.public_id]).status_code == 201


def test_a_token_has_ten_subscriptions_at_most(client_of):
    client = client_of()
    assert [post(client).status_code for _number in range(11)] == [201] * 10 + [400]


def test_what_is_paused_by_its_owner_or_by_an_officer(client_of):
    client = client_of()
    url = post(client).json()["url"]
    assert client.post(f"{url}pause/").json()["why"] == "owner"
    assert client.post(f"{url}resume/").json()["state"] == "active"
    Subscription.objects.update(paused="officer")
    assert client.post(f"{url}pause/").json()["why"] == "officer"
    assert client.post(f"{url}resume/").status_code == 400
    assert list(client.post(f"{url}test/").json()["errors"]) == ["state"]


def test_the_pause_of_an_officer_counts_over_every_other(client_of):
    """Else who paused first could go on by themselves, and what is tried again would be sent all the same."""
    client = client_of()
    url = post(client).json()["url"]
    client.post(f"{url}pause/")
    looked_at = Subscription.objects.get()
    subscriptions.pause(looked_at, Pause.OFFICER)
    subscriptions.resume(looked_at)  # as it was looked at before the officer came
    assert client.get(url).json()["why"] == "officer"
    assert client.post(f"{url}resume/").status_code == 400


def test_what_is_removed_is_not_there_any_more(client_of):
    client = client_of()
    url = post(client).json()["url"]
    assert client.delete(url).status_code == 204
    assert client.get(url).status_code == 404
    assert client.get(URL).json() == {"results": []}


def test_making_and_looking_at_subscriptions_counts_for_no_row(client_of):
    client = client_of(daily_rows=1)
    assert post(client).headers["RateLimit"].startswith('"rows";r=1;')
    assert client.get(URL).headers["RateLimit"].startswith('"rows";r=1;')
    assert client.get(f"{URL}?limit=3").status_code == 400
