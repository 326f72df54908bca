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


@pytest.fixture
def screen(page, client, live_server):
    """A page signed in as a steward. What the policy of contents blocks makes the test fail."""
    client.force_login(factories.StewardFactory())
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    blocked = []
    page.on(
        "console", lambda message: blocked.append(message.text) if "Security Policy" in message.text else None
    )
    page.at = lambda url: page.goto(live_server.url + url)
    yield page
    assert blocked == []
