"""Whatever is listed, searched, drawn or downloaded: nothing of a guarded record, nor in what is kept beside.

Each text of each guarded row holds a word of its own. The pages below are read by who may see none of them; `make
canaries` reads every address, the whole desk, and saves what can be saved.
"""

import os

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from peaceinfra.api.root import LISTS as ENDPOINTS
from peaceinfra.core import kept
from peaceinfra.core.choices import TokenScope
from peaceinfra.core.models import Proposal
from peaceinfra.core.visibility import PUBLIC, Viewer, visibility_of
from peaceinfra.core.visibility.inspection import guarded_models
from peaceinfra.core.visibility.rule import HistoryVisibility
from peaceinfra.dashboards.lists import LISTS, PROCESSES
from peaceinfra.datasets.exporting import export_dataset
from processes.models import Batch, Judgement, OpenMatch
from processes.services import Change, MergeChoices, merge_records, request_lowering
from tests import factories as make
from tests.drawn_worlds import READER
from tests.security.canaries import Canaries, is_text, logged
from tests.shared import module_fixture
from tests.test_non_interference import every_address
from tests.test_non_interference_of_drawn_worlds import screens
from tests.test_non_interference_of_writes import SAVES
from tests.tokens import make_token, officer, tool
from tests.two_worlds import IDS, build_guarded_twice, build_public

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

IS_WHOLE = bool(os.environ.get("CANARIES"))
PAGES = [
    "/", "/search/?q=mediator", "/search/?q=actor", "/search/?q=zq", "/feed.atom", "/none-such/?q=zq", "/data/",
    *(f"/{one.slug}{end}" for one in (PROCESSES, *LISTS) for end in ("/", ".csv", "/?as_of=2004-06-01")),
    *(f"/api/v1/{name}/{end}" for name in ENDPOINTS if name != "codelists" for end in ("", "brief/")),
    "/processes/{pro}/", "/processes/{pro}/brief/", "/processes/{pro}/brief/?as_of=2004-06-01",
    "/secretariats/{sec}/", "/actors/{act}/", "/actors/{party}/", "/actors/{mediator}/", "/actors/{unit}/",
    "/linkages/{lnk}/", "/channels/{chn}/", "/events/{evt}/", "/agreements/{agr}/", "/communities/{com}/",
    "/sources/{src}/", "/api/v1/processes/{pro}/network/", "/records/{sec}/history/", "/records/{chn}/history/",
    "/api/v1/actors/?external_id=none:1", "/api/v1/actors/?order=zq",
]  # fmt: skip
LOW_READERS = [
    "signed out", "reader", "adviser", "analyst", "administrator", "security", "public token", "token of a partner",
]  # fmt: skip
#: Texts that stand only where something else does, which no row here has.
WITHOUT = {"processes.Source.export_reason"}


def of_role(factory, **fields):
    """A client of an account in a team that guards nothing."""
    client = Client(raise_request_exception=False)
    client.force_login(make.TeamGrantFactory(account=factory(**fields)).account)
    return client


def built():
    build_guarded_twice(build_public())
    build_guarded_work()
    return Canaries(READER)


def build_guarded_work():
    """What people and imports did with guarded records, as the queues of the desk show it."""
    guard, here = {"level": 4}, {"scheme": "pax", "value": "1"}
    request_lowering([Change(hidden(level=0))], by=make.StewardFactory(), reason="published")
    merge_records(hidden(), hidden(), MergeChoices(fields={"name": "merged"}), by=None, reason="one")
    Batch.objects.create(title="An import", reason="agreed", **guard)
    OpenMatch.objects.create(kind="act", names=["One"], **here, **guard)
    Judgement.objects.create(verdict="none", **here, **guard)
    Proposal.objects.create(series=1, token="pit_1", content={}, sent_at=timezone.now(), **guard)


def hidden(**changes):
    """A guarded actor, with changes that are not saved."""
    actor = make.ActorFactory(level=4)
    actor.refresh_from_db()
    for name, value in changes.items():
        setattr(actor, name, value)
    return actor


canaries = module_fixture(built)


@pytest.fixture
def readers(canaries):
    maker = officer()
    return {
        "signed out": Client(raise_request_exception=False),
        "reader": of_role(make.AccountFactory, clearance=2),
        "adviser": of_role(make.AdviserFactory),
        "analyst": of_role(make.AnalystFactory, clearance=2),
        "administrator": of_role(make.AccountFactory, role="administrator"),
        "security": of_role(make.AccountFactory, role="security", clearance=2),
        "public token": tool(make_token(maker, scopes=TokenScope.values)[1]),
        "token of a partner": tool(make_token(maker, level=2, scopes=TokenScope.values)[1]),
    }


@pytest.fixture(autouse=True)
def keeps():
    """With all that may be kept, and counted."""
    counted = ["peaceinfra.core.metrics.MetricsMiddleware", *settings.MIDDLEWARE]
    kept.room.clear()
    with override_settings(KEPT_ANSWERS=32 * 2**20, MIDDLEWARE=counted):
        yield
    kept.room.clear()


def read(canaries, client, paths) -> dict:
    """{address: canaries in its answer}; what is kept of an answer was asked for twice."""
    found = {}
    for path in paths:
        response = client.get(path)
        assert response.status_code < 500, path
        # What is asked for by its id may be told that it is not there, by its id.
        shown = {
            canary for canary in canaries.found_in_answer(response) if canary.partition(":")[0] not in path
        }
        if shown:
            found[path] = shown
    return found


def test_each_text_of_each_guarded_table_holds_a_word(canaries):
    declared = {
        f"{model._meta.label}.{field.name}"
        for model in guarded_models()
        if not (isinstance(visibility_of(model), HistoryVisibility) or visibility_of(model).stored)
        for field in model._meta.concrete_fields
        if is_text(field)
    }
    assert sorted(declared - canaries.texts) == sorted(WITHOUT)


def test_no_page_list_or_file_shows_a_canary_and_nothing_keeps_one(canaries, readers):
    paths = [path.format(**IDS) for path in PAGES]
    with logged() as lines:
        told = {name: read(canaries, readers[name], paths) for name in ("signed out", "reader", "analyst")}
    assert {name: found for name, found in told.items() if found} == {}
    assert canaries.found_beside() == {}
    assert canaries.found_in(lines.getvalue()) == set()


def test_no_export_holds_a_canary(canaries, tmp_path):
    for viewer in (PUBLIC, Viewer(2)):
        export_dataset(tmp_path, viewer=viewer)
        files = [path.read_bytes() for path in tmp_path.iterdir()]
        assert [canaries.found_in(content) for content in files if canaries.found_in(content)] == []


def test_who_may_see_them_is_shown_canaries(canaries):
    """Else the words would stand where nobody is shown anything."""
    client = Client()
    client.force_login(make.AdviserFactory(clearance=3))
    shown = set().union(*(read(canaries, client, [path.format(**IDS) for path in PAGES[-12:]]).values()))
    assert len(shown) > 30


@pytest.mark.parametrize("name", LOW_READERS if IS_WHOLE else [])
def test_no_address_shows_a_canary_to_who_may_see_none(canaries, readers, name):
    boxes = ["/admin/records/?term=zq", "/admin/search/?q=zq", "/admin/waiting/review/"]
    paths = [*every_address(), *screens(), *boxes]
    with logged() as lines:
        assert read(canaries, readers[name], paths) == {}
    assert canaries.found_beside() == {}
    # The log names the address that was asked, and with it an id that the reader knew.
    asked = " ".join(paths)
    assert [one for one in canaries.found_in(lines.getvalue()) if one.partition(":")[0] not in asked] == []


@pytest.mark.parametrize("name", SAVES if IS_WHOLE else [])
def test_no_save_is_answered_with_a_canary(canaries, name):
    account, client = make.StewardFactory(clearance=2), Client()
    client.force_login(account)
    with logged() as lines:
        answer = SAVES[name](client, account)
    assert canaries.found_in(repr(answer)) == set()
    assert canaries.found_beside() == {}
    assert canaries.found_in(lines.getvalue()) == set()
