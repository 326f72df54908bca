"""Two registers, read by tokens: what a token may not read changes no byte of an answer, nor what it has left."""

import re

import pytest

from peaceinfra.core.choices import TokenScope
from peaceinfra.core.models import Team, TokenUse
from tests import factories as make
from tests.test_non_interference import SHOWS_GUARDED, addresses, answers
from tests.tokens import make_token, officer, tool
from tests.two_worlds import IDS, build_guarded_twice, build_public

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def token_reader(account, **fields):
    return tool(make_token(account, scopes=TokenScope.values, **fields)[1])


def addresses_of_the_api():
    """The first address of each route, and those of what is hidden by its level or by its team."""
    found = []
    for route, paths in addresses().items():
        if route.startswith("api"):
            hidden = [path for path in paths if "{hidden_" in path]
            found += [paths[0], *hidden, *(path.replace("{hidden_", "{team_") for path in hidden)]
    return list(dict.fromkeys(path.format(**IDS) for path in found))


def read(client, paths):
    """The answers of a day on which nothing was read before, without the seconds of the clock."""
    TokenUse.objects.all().delete()
    found = answers(client, paths)
    for _status, headers, _body, _queries in found.values():
        if "RateLimit" in headers:
            headers["RateLimit"] = re.sub("t=[0-9]+", "", headers["RateLimit"])
    return found


def test_guarded_records_change_no_byte_for_a_token_that_may_not_read_them():
    register, maker = build_public(), officer()
    team = make.TeamGrantFactory(account=maker).team
    tokens = {
        "public": token_reader(maker),
        "of a partner": token_reader(maker, level=2),
        "of another team": token_reader(maker, level=2, teams=[team.pk]),
    }
    paths = addresses_of_the_api()
    for client in tokens.values():
        client.get("/api/v1/")  # what is asked once
    without = {name: read(client, paths) for name, client in tokens.items()}
    build_guarded_twice(register)
    for name, client in tokens.items():
        with_guarded = read(client, paths)
        for address, answer in without[name].items():
            assert with_guarded[address] == answer, (name, address)
        assert sum("RateLimit" in headers for _status, headers, *_rest in with_guarded.values()) > 100


@pytest.mark.parametrize("guard", ["hidden", "team"])
def test_a_token_that_may_read_half_of_them_gets_other_bytes(guard):
    register, maker = build_public(), officer()
    paths = [path.replace("{hidden_", f"{{{guard}_") for path in SHOWS_GUARDED if path.startswith("/api/")]
    without = answers(token_reader(maker, level=2), paths)
    build_guarded_twice(register)
    fields = {"level": 3}
    if guard == "team":
        team = make.TeamGrantFactory(account=maker, team=Team.objects.get()).team
        fields = {"level": 2, "teams": [team.pk]}
    with_guarded = answers(token_reader(maker, **fields), paths)
    assert [address for address in without if without[address][2] == with_guarded[address][2]] == []
