"""Two registers, read by tokens: what a token may not read changes no byte of an answer, nor what it has left."""

import re
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from peaceinfra.core.choices import TokenScope
from peaceinfra.core.models import Team, TokenUse
from tests import factories as make
from tests.api.test_proposals import ROOT as PROPOSALS
from tests.test_non_interference import RESTRICTED, SHOWS_GUARDED, addresses, answers
from tests.tokens import make_token, officer, tool
from tests.two_worlds import IDS, build_guarded_twice, build_public, compared

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
    shows = [path for path in SHOWS_GUARDED if path.startswith("/api/")]
    shows = [path for path in shows if guard == "hidden" or path not in RESTRICTED]
    paths = [path.replace("{hidden_", f"{{{guard}_") for path in shows]
    without = answers(token_reader(maker, level=2), paths)
    build_guarded_twice(register)
    fields = {"level": 3}
    if guard == "team":
        team = make.TeamGrantFactory(account=maker, team=Team.objects.get()).team
        fields = {"level": 2, "teams": [team.pk]}
    with_guarded = answers(token_reader(maker, **fields), paths)
    assert [address for address in without if without[address][2] == with_guarded[address][2]] == []


def test_of_what_is_never_below_restricted_a_team_guards_its_own_from_tokens():
    build_guarded_twice(build_public())
    maker = officer()
    team = make.TeamGrantFactory(account=maker, team=Team.objects.get()).team
    outside = answers(token_reader(maker, level=3), sorted(RESTRICTED))
    within = answers(token_reader(maker, level=3, teams=[team.pk]), sorted(RESTRICTED))
    assert [address for address in outside if outside[address][2] == within[address][2]] == []


def change(kind, id, tag="{tag}", **fields):
    return {"kind": kind, "id": id, "fields": fields, "if_match": tag}


SOURCE = {"sources": [{"id": "{src}", "locator": "p. 1"}]}
NEW = {"name": "Secret heir", "kind": "state"}
#: {proposal: (the record whose tag is sent, what is sent)}
SENT = {
    "a new actor of the name of a hidden one": (None, [{"kind": "actors", "fields": NEW}]),
    "a hidden actor": (None, [change("actors", "{hidden_act}", name="A")]),
    "a name of a hidden actor": (
        None,
        [{"kind": "actor_names", "fields": {"actor": "{hidden_act}", "name": "A", "kind": "alias"}}],
    ),
    "a tie to a hidden actor": (
        None,
        [
            {
                "kind": "linkages",
                "fields": {"source": "{act}", "target": "{hidden_act}", "modality": "hotline"},
            }
        ],
    ),
    "a tie among those that are seen": (
        None,
        [{"kind": "linkages", "fields": {"source": "{act}", "target": "{party}", "modality": "hotline"}}],
    ),
    "an id in another register": (
        None,
        [{"kind": "external_ids", "fields": {"subject": "ucdp_actor:5700", "scheme": "x", "value": "1"}}],
    ),
    "a process": ("processes/{pro}/", [change("processes", "{pro}", name="The process, renamed")]),
    "a row of a log after a hidden one": (
        "processes/{pro}/",
        [change("momentum_changes", "{mom}", reason="both said so")],
    ),
    "a new row at the end of such a log": (
        None,
        [{"kind": "momentum_changes", "fields": {"process": "{pro}", "status": "dormant"}}],
    ),
    "a new row in the middle of such a log": (
        None,
        [{"kind": "momentum_changes", "after": None, "fields": {"process": "{pro}", "status": "unknown"}}],
    ),
    "a row that the log refuses": (
        None,
        [{"kind": "momentum_changes", "fields": {"process": "{pro}", "status": "stalled"}}],
    ),
    "a linkage, its process and nonsense": (
        "linkages/{lnk}/",
        [change("linkages", "{lnk}", purpose="letters"), change("processes", "{pro}", "W/1", start="soon")],
    ),
    "what was read otherwise": (None, [change("linkages", "{lnk}", 'W/"0"', purpose="letters")]),
    "what was not read": (None, [change("linkages", "{lnk}", "", purpose="letters")]),
}


def filled(value, names):
    """What is sent, with ids and tags in their places."""
    if isinstance(value, str):
        return re.sub(r"{(\w+)}", lambda match: names[match[1]], value)
    if isinstance(value, dict):
        return {name: filled(one, names) for name, one in value.items()}
    return [filled(one, names) for one in value] if isinstance(value, list) else value


def proposed(client, names=SENT):
    """{proposal: (status, headers, body, queries)}, each taken back, without ids and times that are drawn anew."""
    found = {}
    for name in names:
        address, records = SENT[name]
        tag = client.get(f"/api/v1/{address.format(**IDS)}")["ETag"] if address else ""
        sources = {} if records[0]["kind"] == "external_ids" else SOURCE
        said = filled({"reason": "read", "records": records} | sources, IDS | {"tag": tag})
        with transaction.atomic():
            TokenUse.objects.all().delete()
            with CaptureQueriesContext(connection) as queries:
                response = client.post(
                    PROPOSALS, said, content_type="application/json", headers={"Idempotency-Key": name}
                )
            transaction.set_rollback(True)
        headers = {key: value for key, value in response.headers.items() if key != "Content-Length"}
        text = repr((headers, response.content.decode()))
        drawn = r"prp-\w+|\d{4}-\d\d-\d\dT[\d:.]+Z|t=\d+"
        found[name] = response.status_code, re.sub(drawn, "", text), len(queries)
    return found


@pytest.mark.parametrize("level", [0, 2])
def test_guarded_records_change_nothing_in_how_a_proposal_is_answered(level):
    register = build_public()
    client = token_reader(officer(), level=level)
    without, with_guarded = compared(partial(proposed, client), lambda: build_guarded_twice(register))
    assert {name: status for name, (status, *_rest) in without.items() if status != 201} == {
        "a hidden actor": 400,
        "a name of a hidden actor": 400,
        "a tie to a hidden actor": 400,
        "an id in another register": 400,
        "a row that the log refuses": 400,
        "a linkage, its process and nonsense": 400,
        "what was read otherwise": 412,
        "what was not read": 428,
    }
    for name, answer in without.items():
        assert with_guarded[name] == answer, name
