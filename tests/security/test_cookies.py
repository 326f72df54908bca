"""No cookie names a record: what was said after a write stays on the server, and goes with the session."""

import base64
import re

import pytest
from django.test import Client

from tests import factories as make
from tests.admin.screens import REASON, address, listing, save, shown

pytestmark = pytest.mark.django_db

SECRET = "Heron"


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


def cookies(client):
    """All values of the cookies, as they are and decoded."""
    values = [morsel.value for morsel in client.cookies.values()]
    pieces = [piece for value in values for piece in re.split(r"[:.]", value)]
    decoded = [
        base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4)) for piece in pieces if piece.isascii()
    ]
    return "".join(values) + str(decoded)


def add(client):
    page = shown(client.get("/admin/processes/conflict/add/"))
    return client.post("/admin/processes/conflict/add/", page | REASON | {"name": SECRET, "level": "4"})


def change(client):
    conflict = make.ConflictFactory(name="Before", level=4)
    save(client, address(conflict), {"name": SECRET})


def retire(client):
    client.post(address(make.ActorFactory(name=SECRET, level=3), "retire"), REASON)


def put_back(client):
    client.post(address(make.ActorFactory(name=SECRET, level=3, retired=True), "restore"), REASON)


@pytest.mark.parametrize("write", [add, change, retire, put_back])
def test_no_cookie_names_a_record_after_a_write(write):
    client = client_of(make.StewardFactory())
    write(client)
    assert SECRET not in cookies(client)
    assert set(client.cookies) <= {"sessionid", "csrftoken"}
    assert client.session["_messages"].count(SECRET) == 1


def test_what_was_said_ends_when_one_signs_out():
    client = client_of(make.StewardFactory())
    retire(client)
    client.post("/account/sign-out/")
    page = client.get("/").content.decode()
    assert SECRET not in page
    client.force_login(make.AccountFactory())
    assert SECRET not in client.get("/").content.decode()


def test_messages_are_shown_once():
    client = client_of(make.StewardFactory())
    retire(client)
    url = listing(make.ActorFactory._meta.model)
    assert [SECRET in client.get(url).content.decode() for _twice in range(2)] == [True, False]
