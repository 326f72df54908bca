"""Hidden and absent answer alike: to an analyst without the team, by whichever way the question is put."""

import re

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.core.identity import public_id
from processes.models import Actor
from tests import factories as make
from tests.admin.screens import REASON, TOKENS, address, listing, opened, row

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ABSENT = 7_777_777_777_777_777_777
NOISE = re.compile(TOKENS.encode() + rb"|csrfmiddlewaretoken%22.*?&|<time[^>]*>[^<]*</time>")


@pytest.fixture
def analyst():
    return make.AnalystFactory(clearance=3)


@pytest.fixture
def desk(client, analyst):
    client.force_login(analyst)
    return client


@pytest.fixture
def hidden():
    return make.ActorFactory(name="Secret mediator", level=3, team=make.TeamFactory(name="Circle of X"))


def answer(client, ask, key):
    with CaptureQueriesContext(connection) as queries:
        response = ask(client, key)
    own_id = re.compile("[a-z]{3}" + public_id("", key))
    body = NOISE.sub(b"", response.content).replace(str(key).encode(), b"KEY")
    body = re.sub(own_id.pattern.encode(), b"ID", body)
    # A tag is of one address under a key of ours: those of two addresses never agree.
    left_out = {"Content-Length", "Expires", "ETag"}
    headers = {name: value for name, value in response.headers.items() if name not in left_out}
    for name in headers:
        headers[name] = own_id.sub("ID", headers[name].replace(str(key), "KEY"))
    return response.status_code, headers, body, len(queries)


def alike(client, ask, *keys):
    """The one answer to all questions; AssertionError where one is answered unlike that for what is absent."""
    # What Django asks once per process; without it, no first answer takes a query more than the next.
    ContentType.objects.get_for_models(*apps.get_models())
    absent = answer(client, ask, ABSENT)
    for key in keys:
        assert answer(client, ask, key) == absent
    return absent


@pytest.mark.parametrize("page", ["change", "history", "retire"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_screens_of_a_record(desk, hidden, page, method):
    def ask(client, key):
        url = f"/admin/processes/actor/{key}/{page}/"
        return getattr(client, method)(url, {"reason": "x", "seen_version": "1", "name": "mine"})

    assert alike(desk, ask, hidden.pk)[0] == 404


def test_an_end_of_a_linkage_in_a_posted_form(desk, hidden):
    linkage = make.LinkageFactory()
    values = opened(desk, address(linkage)) | REASON

    def ask(client, key):
        return client.post(address(linkage), values | {"source": str(key)})

    assert alike(desk, ask, hidden.pk)[0] == 200


def test_rows_and_anchors_in_a_posted_form(desk, hidden):
    process = make.PeaceProcessFactory()
    values = opened(desk, address(process)) | REASON
    prefixes = sorted({name.rpartition("-TOTAL")[0] for name in values if name.endswith("-TOTAL_FORMS")})
    role = next(one for one in prefixes if one.startswith("roles"))
    bound = next(one for one in prefixes if "relative" in one or "bound" in one)

    def by_role(client, key):
        return client.post(address(process), values | row(role, 0, actor=key, kind="party", level="0"))

    def by_anchor(client, key):
        said = {"bound": "start", "relation": "not_after", "anchor_bound": "start", "level": "0"}
        return client.post(address(process), values | row(bound, 0, anchor=public_id("act", key), **said))

    assert alike(desk, by_role, hidden.pk)[0] == 200
    assert alike(desk, by_anchor, hidden.pk)[0] == 200


def test_a_hidden_row_posted_as_one_of_the_screen(desk, hidden):
    actor = make.ActorFactory()
    secret = make.ActorNameFactory(actor=actor, name="real name", level=3, team=hidden.team)
    values = opened(desk, address(actor)) | REASON

    def ask(client, key):
        counts = {"names-TOTAL_FORMS": "1", "names-INITIAL_FORMS": "1"}
        said = {"names-0-id": str(key), "names-0-name": "x", "names-0-kind": "alias", "names-0-level": "0",
                "names-0-seen_version": "1", "names-0-actor": str(actor.pk)}  # fmt: skip
        return client.post(address(actor), values | counts | said)

    alike(desk, ask, secret.pk)
    secret.refresh_from_db()
    assert secret.name == "real name"


@pytest.mark.parametrize(
    "query",
    [
        "/admin/tracks/linkage/?source__id__exact={}",
        "/admin/processes/role/?actor__id__exact={}",
        "/admin/autocomplete/?app_label=tracks&model_name=linkage&field_name=source&term=Secret&x={}",
        "/admin/processes/actor/?q=Secret&x={}",
        "/admin/core/account/{}/change/",
        "/admin/core/team/{}/change/",
    ],
)
def test_filters_and_choices(desk, hidden, query):
    make.LinkageFactory(source=hidden)
    alike(desk, lambda client, key: client.get(query.format(key)), hidden.pk)


@pytest.mark.parametrize(
    "query",
    [
        "/api/v1/linkages/?actor={}",
        "/api/v1/linkages/?intermediary={}",
        "/api/v1/roles/?actor={}",
        "/api/v1/events/?held_by={}",
        "/api/v1/bodies/?principal={}",
        "/api/v1/claims/?subject={}",
        "/api/v1/citations/?subject={}",
        "/api/v1/actors/{}/",
        "/api/v1/actors/{}/?as_of=2003",
        "/actors/{}/",
        "/secretariats/{}/",
        "/records/{}/history/",
    ],
)
@pytest.mark.parametrize("method", ["get", "head", "options", "post"])
def test_addresses_of_the_register(desk, hidden, query, method):
    linkage = make.LinkageFactory(source=hidden)
    make.IntermediaryFactory(linkage=make.LinkageFactory(), actor=hidden)
    make.EventFactory(held_by=hidden)
    make.CitationFactory(subject=hidden)
    make.RoleFactory(actor=hidden, process=linkage.process)
    alike(desk, lambda client, key: getattr(client, method)(query.format(public_id("act", key))), hidden.pk)


@pytest.mark.parametrize(
    "query",
    [
        "?name__startswith=Secret",
        "?internal_note__contains=a",
        "?effective_level__gte=0",
        "?events__name__startswith=S",
        "?names__name__contains=S",
        "?linkages_out__target__name=x",
        "?team__name__startswith=C",
        "?team__isnull=0",
        "?pk__in=1",
    ],
)
def test_lookups_in_the_address_are_refused(desk, query):
    assert desk.get(listing(Actor) + query).status_code in (302, 400)


def test_no_page_of_the_admin_names_a_team_that_is_not_mine(desk, hidden):
    actor = make.ActorFactory()
    pages = ["/admin/", listing(Actor), listing(Actor, "add"), address(actor), address(actor, "history")]
    assert not [page for page in pages if b"Circle of X" in desk.get(page).content]


def test_a_record_is_not_written_above_ones_own_clearance(desk, hidden):
    values = opened(desk, listing(Actor, "add")) | REASON | {"name": "new", "kind": "state"}
    for marking in ({"level": "4"}, {"level": "0", "team": str(hidden.team_id)}):
        assert desk.post(listing(Actor, "add"), values | marking).status_code == 200
    assert [actor.name for actor in Actor.objects.all()] == ["Secret mediator"]


def test_a_forged_cursor_shifts_a_list_and_says_nothing(desk, hidden):
    for name in range(3):
        make.ActorFactory(name=f"public {name}")
    for direction in ("after", "before"):
        found = desk.get(f"/api/v1/actors/?cursor={public_id(direction, hidden.pk)}").json()
        assert public_id("act", hidden.pk)[4:] not in str(found)
        assert "Secret" not in str(found)
