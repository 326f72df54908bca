"""A reader of the API: signed out, or with a clearance and teams."""

import pytest
from django.test import Client

from tests.factories import AccountFactory, TeamGrantFactory
from tests.receivers import receiver
from tests.tokens import officer

ROOT = "/api/v1/"


class Reader:
    """Reads addresses below `/api/v1/` and gives back what they hold."""

    def __init__(self, account=None):
        self.client, self.account = Client(), account
        if account:
            self.client.force_login(account)

    def answer(self, address, **parameters):
        return self.client.get(f"{ROOT}{address}", parameters)

    def read(self, address, **parameters):
        response = self.answer(address, **parameters)
        assert response.status_code == 200, response.content
        return response.json()

    def labels(self, address, **parameters):
        return {result["label"] for result in self.read(address, **parameters)["results"]}

    def errors(self, address, **parameters):
        response = self.answer(address, **parameters)
        assert response.status_code == 400
        return response.json()["errors"]


@pytest.fixture
def anybody(db):
    return Reader()


@pytest.fixture
def cleared(db):
    """Somebody who may see everything that no team guards."""
    return Reader(AccountFactory(clearance=4))


@pytest.fixture
def insider(db):
    """Somebody who may see what is internal, and so who reaches whom."""
    return Reader(AccountFactory(clearance=2))


@pytest.fixture
def member(db):
    """Makes a reader of clearance 4 in a team."""
    return lambda team: Reader(TeamGrantFactory(team=team, account=AccountFactory(clearance=4)).account)


@pytest.fixture
def maker(db):
    """A security officer, who makes tokens."""
    return officer()


@pytest.fixture
def own_machine(settings):
    """Webhooks may be sent to this machine."""
    settings.WEBHOOK_LOOPBACK = True


@pytest.fixture
def server():
    """A server of a partner, which takes whatever it is sent."""
    with receiver() as made:
        yield made
