"""Who sits at the screens, and how a whole screen is posted."""

import pytest

from tests import factories


@pytest.fixture
def analyst(db):
    return factories.AnalystFactory()


@pytest.fixture
def steward(db):
    return factories.StewardFactory()


@pytest.fixture
def signed_in(client):
    """A function: the client, signed in as an account."""

    def sign_in(account):
        client.force_login(account)
        return client

    return sign_in


@pytest.fixture
def desk(signed_in, analyst):
    """A client at the screens of an analyst who may see everything without a team."""
    return signed_in(analyst)
