"""docs/access.md, performed: each verb as each role, on records of its level, above it and of a team it is not in.

What the document says is parsed and compared exactly, both with what `core.roles` declares and with what is done.
"""

import tempfile
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.utils import timezone

from peaceinfra.analysis.questions import QUESTIONS
from peaceinfra.core import partner_tokens
from peaceinfra.core.choices import AccountRole, Level, TokenScope
from peaceinfra.core.models import AccountChange, Erasure, Proposal
from peaceinfra.core.roles import MAY
from peaceinfra.datasets.folders import read_folder
from peaceinfra.datasets.importing import import_rows
from processes.matching import Incoming
from processes.models import LoweringRequest, Note, OpenMatch, Source
from processes.services import BatchDetails, Change, merge_records, request_lowering, retire_records
from processes.services.matching import leave_open
from tests import factories as make
from tests.admin.screens import address, listing, opened
from tests.admin.test_subscriptions import subscription
from tests.api.test_proposals import Proposer
from tests.api.test_proposals import actor as proposed_actor
from tests.datasets.conftest import actor, fill
from tests.security.attempts import ATTEMPTS, OF_RECORDS, VERBS
from tests.shared import module_fixture
from tests.tokens import make_token, tool

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"
SIGNED_OUT = "signed out"
COLUMNS = [SIGNED_OUT, *AccountRole.values]
LEVELS = list(Level)


def table(title) -> dict:
    """{first cell of a row: {column: cell}} of the table below a heading of the document."""
    section = DOCUMENT.read_text().split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {first: dict(zip(cells[0][1:], rest, strict=True)) for first, *rest in cells[2:]}


def client_of(account):
    client = Client()
    if account:
        client.force_login(account)
    return client


def a_batch():
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), "actors", actor("act-00000000000x1", "Imported"))
        batch = BatchDetails("UCDP Actor", scheme="ucdp", edition="21.1", level=0, files=())
        build = lambda: read_folder(Path(folder), lambda words: None)  # noqa: E731
        return import_rows(build, by=None, reason="an import", batch=batch).batch


def accompany(world, source, analyst):
    """What the verbs need beside a record: a request, a claim, a twin, a merge and a retired one, marked alike."""
    marking = {"level": source.level, "team": source.team}
    source.level, level = 0, source.level
    if level:
        world.lowerings[source.pk] = request_lowering([Change(source)], by=analyst, reason="published")
    source.refresh_from_db()
    world.claims[source.pk] = make.ClaimFactory(
        subject=source, field="publisher", value="A press", status="proposed", source=world.public
    )
    world.twins[source.pk] = make.SourceFactory(name=source.name, **marking)
    world.changed[source.pk] = make.SourceFactory(**marking)
    Source.objects.filter(pk=world.changed[source.pk].pk).update(authors="Written since")
    world.retired[source.pk] = make.SourceFactory(**marking)
    retire_records([world.retired[source.pk]], by=None, reason="twice")
    erased = make.SourceFactory(**marking)
    world.erasures[source.pk] = Erasure.objects.create(
        record_id=erased.pk, reason="law", asked_by=analyst, asked_at=timezone.now()
    )
    merged = [make.SourceFactory(name="Merged", **marking) for _side in range(2)]
    world.merges[source.pk] = merge_records(*merged, by=None, reason="the same")


def build():
    team = make.TeamFactory()
    accounts = {
        role: make.AccountFactory(role=role, clearance=0 if role == AccountRole.ADMINISTRATOR else 3)
        for role in AccountRole.values
    }
    world = SimpleNamespace(team=team, accounts=accounts, public=make.SourceFactory(level=0))
    world.lowerings, world.claims, world.twins, world.retired, world.merges = {}, {}, {}, {}, {}
    world.erasures, world.changed = {}, {}
    # A second person, who sees all of it.
    analyst = make.StewardFactory()
    make.TeamGrantFactory(account=analyst, team=team)
    marked = {"own": {"level": 2}, "above": {"level": 4}, "team": {"level": 2, "team": team}}
    world.sources = {place: make.SourceFactory(**marking) for place, marking in marked.items()}
    for source in world.sources.values():
        accompany(world, source, analyst)
    world.waiting = [lowering.pk for lowering in LoweringRequest.objects.all()]
    world.linkage = make.LinkageFactory(level=0, source=make.ActorFactory(name="Valley Army"))
    leave_open([Incoming("paax", "1", "act", ("The Valley Army",))], level=1)
    world.match = OpenMatch.objects.get()
    world.batch = a_batch()
    world.subject = make.AccountFactory()
    world.cleared = make.AdviserFactory()
    world.with_factor = make.AdviserFactory()
    TOTP.activate(world.with_factor, generate_totp_secret())
    world.change = AccountChange.objects.create(
        account=world.cleared, field="role", value="reader", reason="x", asked_at=timezone.now(),
        asked_by=make.AccountFactory(role=AccountRole.ADMINISTRATOR),
    )  # fmt: skip
    world.token = make_token(accounts["security"])[0]
    world.subscription = subscription(accounts["security"])
    Proposer(level=0).made(proposed_actor())
    world.proposal = Proposal.objects.get()
    everything = client_of(analyst)
    world.empty_form = opened(everything, listing(Source, "add"))
    world.note_form = opened(everything, listing(Note, "add"))
    world.forms = {source.pk: opened(everything, address(source)) for source in world.sources.values()}
    world.token_form = {
        "purpose": "A mirror", "level": "0", "scopes": ["read"], "networks": "0.0.0.0/0", "reason": "agreed",
        "daily_rows": str(partner_tokens.DAILY_ROWS), "last_day": str(timezone.now().date() + timedelta(days=30)),
    }  # fmt: skip
    return world


world = module_fixture(build)


def tried(act, *given) -> bool:
    """Whether it was done; it is taken back."""
    with transaction.atomic():
        done = act(*given)
        transaction.set_rollback(True)
    return bool(done)


def declared() -> dict:
    return {
        verb: {column: "yes" if column in MAY[action] else "no" for column in COLUMNS}
        for verb, action in VERBS.items()
    }


def test_the_document_says_what_is_declared_and_each_verb_is_attempted():
    assert table("Verbs") == declared()
    assert (set(VERBS), set(VERBS.values())) == (set(ATTEMPTS), set(MAY))


@pytest.mark.slow
@pytest.mark.parametrize("column", COLUMNS)
def test_each_verb_is_done_by_the_roles_of_the_document_and_by_no_other(world, column):
    client, said = client_of(world.accounts.get(column)), table("Verbs")
    own = [world.sources["own"]]
    done = {
        verb: tried(act, client, world, *(own if verb in OF_RECORDS else ()))
        for verb, act in ATTEMPTS.items()
    }
    assert done == {verb: cells[column] == "yes" for verb, cells in said.items()}


@pytest.mark.slow
@pytest.mark.parametrize("place", ["above", "team"])
def test_nothing_is_done_to_a_record_above_ones_level_or_of_another_team(world, place):
    clients = {column: client_of(world.accounts.get(column)) for column in COLUMNS}
    done = [
        (column, verb)
        for column, client in clients.items()
        for verb in sorted(OF_RECORDS)
        if tried(ATTEMPTS[verb], client, world, world.sources[place])
    ]
    assert done == []


def reads(client, source) -> bool:
    status = client.get(f"/api/v1/sources/{source.public_id}/").status_code
    assert status in (200, 404), status
    return status == HTTPStatus.OK


def test_who_reads_what_goes_by_level_and_team_alone():
    """Of accounts and of tokens; the maker of the tokens reads everything."""
    team, others = make.TeamFactory(), make.TeamFactory()
    maker = make.AccountFactory(role=AccountRole.SECURITY, clearance=4)
    accounts = {f"clearance {level}": make.AdviserFactory(clearance=level) for level in LEVELS}
    for account in (maker, *accounts.values()):
        make.TeamGrantFactory(account=account, team=team)
    clients = {SIGNED_OUT: Client()} | {name: client_of(account) for name, account in accounts.items()}
    for level in (0, 1, 2, 3):
        clients[f"token of level {level}"] = tool(make_token(maker, level=level, teams=[team.pk])[1])
    found = {}
    for level in LEVELS:
        for words, of in (("no team", None), ("own team", team), ("another team", others)):
            source = make.SourceFactory(level=level, team=of)
            found[f"{level.value}, {words}"] = {
                name: "yes" if reads(client, source) else "no" for name, client in clients.items()
            }
    assert found == table("Reading")


#: {what a scope is for: (method, address)}
USES = {
    TokenScope.READ: ("get", "/api/v1/sources/?limit=1"),
    TokenScope.CHANGES: ("get", "/api/v1/changes/?limit=1"),
    TokenScope.EXPORT: ("get", "/api/v1/sources/csv/"),
    TokenScope.PROPOSE: ("get", "/api/v1/proposals/"),
    TokenScope.QUESTIONS: ("get", f"/api/v1/questions/{next(q.slug for q in QUESTIONS if q.has_floor)}/"),
}


def test_a_token_does_what_its_scopes_name():
    maker = make.AccountFactory(role=AccountRole.SECURITY, clearance=4)
    found = {}
    for scope in TokenScope:
        client = tool(make_token(maker, level=2, scopes=[scope])[1])
        statuses = {use: getattr(client, verb)(url).status_code for use, (verb, url) in USES.items()}
        assert set(statuses.values()) <= {200, 403}, statuses
        found[scope.value] = {
            use.value: "yes" if code == HTTPStatus.OK else "no" for use, code in statuses.items()
        }
    assert found == table("Tokens")


@pytest.mark.slow
def test_each_screen_opens_to_the_roles_of_the_document(world):
    """A list is asked by a filter that it has not: who may open it is led back, and no page is made."""
    clients = {column: client_of(world.accounts.get(column)) for column in COLUMNS}
    found = {
        model._meta.label: ", ".join(column for column in COLUMNS if opens(clients[column], model))
        for model in admin.site._registry
    }
    assert found == {label: cells["opens to"] for label, cells in table("Screens").items()}


def opens(client, model) -> bool:
    answer = client.get(listing(model), {"none-such": "1"})
    if answer.status_code == HTTPStatus.FOUND:
        return answer.url.endswith("?e=1")
    assert answer.status_code in (200, 400, 403), (model, answer.status_code)
    return answer.status_code != HTTPStatus.FORBIDDEN


#: The addresses that each screen has by itself; a screen opens by the table of screens.
USUAL = ("changelist", "add", "change", "history", "delete", "retire", "restore", "version", "copy", "row")


def own_addresses():
    """The names of addresses of the desk that are of no screen alone."""
    found, patterns = set(), [admin.site.urls[0]]
    while patterns:
        for pattern in patterns.pop():
            if hasattr(pattern, "url_patterns"):
                patterns.append(pattern.url_patterns)
            elif pattern.name and pattern.name.rpartition("_")[2] not in USUAL:
                found.add(pattern.name)
    return found


def test_each_address_of_the_desk_stands_in_the_document():
    named = table("Addresses of the desk")
    assert own_addresses() == set(named)
    assert {cells["needs"] for cells in named.values()} <= {
        *VERBS,
        *MAY,
        "nothing",
        "one of the roles of the desk",
    }
