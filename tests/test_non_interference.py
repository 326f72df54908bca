"""Two registers, one with more guarded records than the other: who may not see them gets the same bytes.

Every address of the register stands in the inventory below; a new one without an entry fails. The dual keeps
the test honest: who may see the guarded records gets different bytes.
"""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from peaceinfra.analysis.questions import QUESTIONS
from peaceinfra.api.addresses import ENDPOINTS
from peaceinfra.api.root import LISTS as ENDPOINTS_OF_THE_API
from peaceinfra.core import sessions
from peaceinfra.core.models import Record, Team
from peaceinfra.core.visibility import PUBLIC, Viewer
from peaceinfra.dashboards.lists import LISTS, PROCESSES
from peaceinfra.dashboards.tools import TOOLS
from peaceinfra.datasets.exporting import export_dataset
from tests import factories as make
from tests.two_worlds import IDS, build_guarded_twice, build_public

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# {route: addresses to read}. Places in braces are public ids of the register below; `{hidden}` is guarded.
# {list of the API: addresses that ask for hidden records by their ids, beside one that is public}
ASKED_BY_ID = {
    name: [f"/api/v1/{name}/query/?id={{{kind}}}&id={{hidden_{kind}}}", f"/api/v1/{name}/query/?id={{hidden_{kind}}}"]
    for name, kind in (("processes", "pro"), ("actors", "act"), ("channels", "chn"), ("linkages", "lnk"))
}  # fmt: skip
NO_SUBSCRIPTION, NO_LETTER = "whs-0000000000001", "ltr-0000000000001"
INVENTORY = {
    "": ["/", "/?q=process", "/?country=LK", "/?phase=implementation&as_of=2007-01-01"],
    "processes/": ["/processes/", "/processes/?q=process", "/processes/?country=LK", "/processes/?as_of=2005-01-01"],
    "processes/<str:public_id>/": [
        "/processes/{pro}/", "/processes/{pro}/?as_of=2005-01-01", "/processes/{hidden_pro}/",
    ],
    **{
        f"processes/<str:public_id>/{slug}/": [
            f"/processes/{{pro}}/{slug}/", f"/processes/{{pro}}/{slug}/?as_of=2005-01-01",
            f"/processes/{{hidden_pro}}/{slug}/",
        ]
        for slug in ("time", "bodies", "agreements", "evidence")
    },
    "processes/<str:public_id>/brief/": [
        "/processes/{pro}/brief/", "/processes/{pro}/brief/?as_of=2005-01-01", "/processes/{hidden_pro}/brief/",
    ],
    "compare/": ["/compare/", "/compare/?process={pro}&by=start", "/compare/?process={pro}&process={hidden_pro}"],
    "processes/<str:public_id>/difference/": [
        "/processes/{pro}/difference/", "/processes/{pro}/difference/?from=2001-01-01&to=2005-01-01",
        "/processes/{hidden_pro}/difference/",
    ],
    "processes/<str:public_id>/difference/csv/": [
        "/processes/{pro}/difference/csv/?from=2001-01-01&to=2005-01-01", "/processes/{hidden_pro}/difference/csv/",
    ],
    "api/v1/processes/(?P<id>[^/]+)/difference/": [
        "/api/v1/processes/{pro}/difference/?from=2001-01-01&to=2005-01-01",
        "/api/v1/processes/{hidden_pro}/difference/?from=2001-01-01&to=2005-01-01",
    ],
    "processes/<str:public_id>/paths/": [
        "/processes/{pro}/paths/", "/processes/{pro}/paths/?from={party}&to={act}", "/processes/{hidden_pro}/paths/",
    ],
    "processes/<str:public_id>/feed.atom": ["/processes/{pro}/feed.atom", "/processes/{hidden_pro}/feed.atom"],
    "feed.atom": ["/feed.atom"],
    "following/": ["/following/", "/following/?add={hidden_pro}"],
    "processes/<str:public_id>/brief.pdf": [
        "/processes/{pro}/brief.pdf", "/processes/{pro}/brief.pdf?as_of=2005-01-01",
        "/processes/{hidden_pro}/brief.pdf", "/processes/{pro}/brief.pdf?audience=public&section=map",
    ],
    "processes/<str:public_id>/brief.docx": [
        "/processes/{pro}/brief.docx", "/processes/{pro}/brief.docx?as_of=2005-01-01",
        "/processes/{hidden_pro}/brief.docx",
    ],
    "secretariats/<str:public_id>/": ["/secretariats/{sec}/", "/secretariats/{sec}/?as_of=2005-01-01"],
    "actors/<str:public_id>/": [
        "/actors/{act}/", "/actors/{party}/", "/actors/{mediator}/", "/actors/{unit}/", "/actors/{hidden_act}/",
    ],
    "linkages/<str:public_id>/": ["/linkages/{lnk}/", "/linkages/{lnk}/?as_of=2005-01-01", "/linkages/{hidden_lnk}/"],
    "channels/<str:public_id>/": ["/channels/{chn}/", "/channels/{chn}/?as_of=2005-01-01", "/channels/{hidden_chn}/"],
    "events/<str:public_id>/": ["/events/{evt}/", "/events/{evt}/?as_of=2005-01-01"],
    "agreements/<str:public_id>/": ["/agreements/{agr}/", "/agreements/{agr}/?as_of=2005-01-01"],
    "communities/<str:public_id>/": ["/communities/{com}/", "/communities/{com}/?as_of=2005-01-01"],
    "places/<str:public_id>/": ["/places/{plc}/", "/places/{plc}/?as_of=2005-01-01"],
    "conflicts/<str:public_id>/": ["/conflicts/{cfl}/", "/conflicts/{cfl}/?as_of=2005-01-01"],
    "sources/<str:public_id>/": ["/sources/{src}/"],
    "questions/": ["/questions/", "/questions/?as_of=2005-01-01", "/questions/?country=LK"],
    "questions/<slug:slug>/": [
        *(f"/questions/{one.slug}/" for one in (*QUESTIONS, *TOOLS)),
        "/questions/none-such/", "/questions/who-can-carry-a-message/?to={act}",
        "/questions/who-can-carry-a-message/?to={com}", "/questions/who-can-carry-a-message/?to={hidden_act}",
    ],
    "questions/<slug:slug>/csv/": [f"/questions/{one.slug}/csv/?as_of=2005-01-01" for one in QUESTIONS],
    "api/v1/questions/": ["/api/v1/questions/", "/api/v1/questions/?as_of=2005-01-01"],
    "api/v1/questions/<slug:slug>/": [f"/api/v1/questions/{one.slug}/?as_of=2005-01-01" for one in QUESTIONS],
    "search/": ["/search/", "/search/?q=actor", "/search/?q=secret", "/search/?q=a&as_of=2005-01-01",
        "/search/?q=570", "/search/?q=ucdp_actor:5700", "/search/?q=secert", "/search/?q=sri+lanka+process",
        "/search/?q=lakeside", "/search/?q=movemnet", "/search/?q={hidden_act}", "/search/?q={act}",
    ],
    "records/<str:public_id>.csv": [
        "/records/{pro}.csv", "/records/{act}.csv?as_of=2005-01-01", "/records/{lnk}.csv", "/records/{hidden_act}.csv",
    ],
    "records/<str:public_id>/history/": [
        "/records/{pro}/history/", "/records/{act}/history/", "/records/{lnk}/history/",
    ],
    "how-to-read/": ["/how-to-read/"],
    "about/dates/": ["/about/dates/"],
    "glossary/": ["/glossary/"],
    "cite/": ["/cite/", "/cite/?view=/processes/{hidden_pro}/%3Fas_of=2005-01-01"],
    "theme/": ["/theme/"],
    "data/": ["/data/", "/data/?as_of=2005-01-01"],
    "data/dictionary.txt": ["/data/dictionary.txt"],
    "account/sign-in/": ["/account/sign-in/"],
    "account/password/": ["/account/password/", "/account/password/?link=secret"],
    "account/provider/": ["/account/provider/"],
    "account/provider/done/": ["/account/provider/done/", "/account/provider/done/?state=secret&code=secret"],
    "account/sign-out/": ["/account/sign-out/"],
    "account/sessions/": ["/account/sessions/"],
    "account/second-factor/": ["/account/second-factor/"],
    "account/second-factor/sign-in/": ["/account/second-factor/sign-in/"],
    # What these show is drawn by chance; they ask whether one has confirmed it first.
    "account/second-factor/app/": ["/account/second-factor/app/"],
    "account/second-factor/app/remove/": ["/account/second-factor/app/remove/"],
    "account/second-factor/key/": ["/account/second-factor/key/"],
    "account/second-factor/key/<int:pk>/remove/": ["/account/second-factor/key/1/remove/"],
    "account/second-factor/codes/": ["/account/second-factor/codes/"],
    "account/confirm/": ["/account/confirm/"],
    "account/confirm/code/": ["/account/confirm/code/"],
    "account/confirm/key/": ["/account/confirm/key/"],
    "api/v1/": ["/api/v1/"],
} | {
    f"{one.slug}/": [f"/{one.slug}/", f"/{one.slug}/?q=secret", f"/{one.slug}/?as_of=2005-01-01"] for one in LISTS
} | {
    f"{one.slug}.{file}": [f"/{one.slug}.{file}", f"/{one.slug}.{file}?as_of=2005-01-01"]
    for one in (PROCESSES, *LISTS) for file in one.extensions
} | {
    "api/v1/me/": ["/api/v1/me/"],
    # Between two readings of changes hidden rows are written in `tests/api/test_changes.py`, where each is committed.
    "api/v1/changes/": ["/api/v1/changes/", "/api/v1/changes/?start=1", "/api/v1/changes/?limit=1&expand=1"],
    "api/v1/digest/": ["/api/v1/digest/", "/api/v1/digest/?kind=lnk&kind=act"],
    # Of a token; what it is sent, and that nothing hidden causes it, is in `tests/api/test_webhooks.py`.
    "api/v1/subscriptions/": ["/api/v1/subscriptions/"],
    "api/v1/subscriptions/<str:id>/": [f"/api/v1/subscriptions/{NO_SUBSCRIPTION}/"],
    "api/v1/subscriptions/<str:id>/dead-letters/": [f"/api/v1/subscriptions/{NO_SUBSCRIPTION}/dead-letters/"],
    "api/v1/subscriptions/<str:id>/dead-letters/<str:letter>/": [
        f"/api/v1/subscriptions/{NO_SUBSCRIPTION}/dead-letters/{NO_LETTER}/",
    ],
    "api/v1/subscriptions/<str:id>/dead-letters/<str:letter>/send-again/": [
        f"/api/v1/subscriptions/{NO_SUBSCRIPTION}/dead-letters/{NO_LETTER}/send-again/",
    ],
    **{
        f"api/v1/subscriptions/<str:id>/{name}/": [f"/api/v1/subscriptions/{NO_SUBSCRIPTION}/{name}/"]
        for name in ("pause", "resume", "test", "secret")
    },
    # Of a holder: `tests/core/test_recalls.py`.
    "recalls/": ["/recalls/"],
    "api/v1/recalls/": ["/api/v1/recalls/"],
    "api/v1/recalls/<str:id>/acknowledge/": ["/api/v1/recalls/rcl-0000000000001/acknowledge/"],
    "api/v1/releases/": ["/api/v1/releases/"],
    "api/v1/export/": ["/api/v1/export/"],
    "api/v1/followthemoney/": ["/api/v1/followthemoney/"],
    "api/v1/releases/<str:name>/": ["/api/v1/releases/none-such/"],
    "api/v1/releases/<str:name>/<str:file>": ["/api/v1/releases/none-such/actors.jsonl"],
    # What is sent there is compared in `test_non_interference_of_tokens.py`.
    "api/v1/proposals/": ["/api/v1/proposals/", "/api/v1/proposals/?status=waiting"],
    "api/v1/proposals/<str:id>/": ["/api/v1/proposals/prp-0123456789abc/", "/api/v1/proposals/{hidden_act}/"],
    "api/v1/schema/": ["/api/v1/schema/"],
    "api/v1/docs/": ["/api/v1/docs/"],
    "api(?:/.*)?": ["/api", "/api/v1/nothing/", "/api/v1/actors/{act}"],
} | {
    f"api/v1/{name}/": [
        f"/api/v1/{name}/", f"/api/v1/{name}/?as_of=2005-01-01", f"/api/v1/{name}/?limit=1",
    ]
    for name in ENDPOINTS_OF_THE_API
} | {
    f"api/v1/{name}/csv/": [f"/api/v1/{name}/csv/", f"/api/v1/{name}/csv/?hxl=1"] for name in ENDPOINTS_OF_THE_API
} | {
    f"api/v1/{name}/{file}/": [f"/api/v1/{name}/{file}/"]
    for name in ENDPOINTS_OF_THE_API for file in ("xlsx", "about", "csv/about")
} | {
    f"api/v1/{name}/geojson/": [f"/api/v1/{name}/geojson/"]
    for name in ("places", "events", "agreements", "communities")
} | {
    f"api/v1/{name}/jsonl/": [f"/api/v1/{name}/jsonl/?omit=updated_at"] for name in ENDPOINTS_OF_THE_API
} | {
    f"api/v1/{name}/query/": [f"/api/v1/{name}/query/?fields=label,marking,contested", *ASKED_BY_ID.get(name, ())]
    for name in ENDPOINTS_OF_THE_API
} | {
    f"api/v1/{name}/brief/": [f"/api/v1/{name}/brief/", f"/api/v1/{name}/brief/?limit=1"]
    for name in ENDPOINTS_OF_THE_API
}  # fmt: skip
# {list of the API: the public id of which of its records is read}
DETAILS = {name: prefix for prefix, name in ENDPOINTS.items()} | {
    "bodies": "sec", "secretariats": "sec", "support-units": "unit", "mediators": "mediator", "codelists": "codelist",
}  # fmt: skip
UNDATED = {
    "places", "sources", "citations", "codelists", "external-ids", "relative-bounds", "remarks", "derivations",
    "consents", "safe-contacts", "threat-notes",
}  # fmt: skip

# Where a reader cleared for the guarded records of `build_guarded` must see them.
SHOWS_GUARDED = [
    "/processes/{pro}/", "/processes/{pro}/?as_of=2005-01-01", "/processes/{hidden_pro}/", "/processes/{pro}/brief/",
    "/processes/{pro}/brief.pdf", "/processes/{pro}/brief.docx", "/secretariats/{sec}/",
    "/actors/{act}/", "/actors/{hidden_act}/", "/actors/{unit}/", "/actors/{mediator}/", "/linkages/{hidden_lnk}/",
    "/channels/{chn}/", "/channels/{hidden_chn}/", "/events/{evt}/", "/agreements/{agr}/", "/communities/{com}/",
    "/conflicts/{cfl}/", "/places/{plc}/", "/search/?q=secret", "/search/?q=actor",
    "/api/v1/processes/", "/api/v1/actors/", "/api/v1/roles/", "/api/v1/events/", "/api/v1/linkages/",
    "/api/v1/sources/", "/api/v1/claims/", "/api/v1/citations/", "/api/v1/processes/{pro}/network/",
    "/api/v1/bodies/{sec}/", *(f"/api/v1/{name}/" for name in ENDPOINTS.values()),
    "/api/v1/conflicts/{cfl}/", "/api/v1/posts/{pst}/", "/api/v1/channels/{chn}/", "/api/v1/agreements/{agr}/",
]  # fmt: skip

# No row of theirs is marked below restricted: a reader of a team who is cleared for less sees none.
RESTRICTED = {"/api/v1/consents/", "/api/v1/safe-contacts/", "/api/v1/threat-notes/"}

# Headers that tell the time, or the length of what tells the time.
CLOCK = {"Content-Length", "Date", "Expires"}
# What differs between any two answers and says nothing about records.
NOISE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|<time[^>]*>[^<]*</time>|\d\d:\d\d UTC')


def routes():
    """Every pattern of the register's own pages and API, in words; the admin has its own test."""

    def walk(patterns, prefix=""):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, route)
            else:
                yield re.sub(r"(?<!\[)\^", "", route).replace("$", "")

    return sorted({route for route in walk(get_resolver().url_patterns) if not route.startswith("admin/")})


def addresses():
    """{route: addresses} for every route there is. A route that nobody listed fails here."""
    found = {}
    for route in routes():
        detail = re.fullmatch(
            r"api/v1/([\w-]+)/\(\?P<\w+>.*?\)(/csv|/network(?:/graphml|/gexf|/kumu)?)?/", route
        )
        if route in INVENTORY:
            found[route] = INVENTORY[route]
        elif detail:
            name, more = detail.groups()
            path = f"/api/v1/{name}/{{{DETAILS[name]}}}{more or ''}/"
            found[route] = [path] if name in UNDATED else [path, f"{path}?as_of=2005-01-01"]
        else:
            raise AssertionError(f"{route} is not in the inventory: add what is read of it")
    return found


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def every_address():
    """Those of the inventory, and the file and the history of each record that there is."""
    listed = [path.format(**IDS) for paths in addresses().values() for path in paths]
    listed += [
        path.replace("{hidden_", "{team_").format(**IDS) for paths in addresses().values() for path in paths
    ]
    records = [record.public_id for record in Record.objects.order_by("pk")]
    own = [path for record in records for path in (f"/records/{record}.csv", f"/records/{record}/history/")]
    return list(dict.fromkeys([*listed, *own]))


def answers(client, paths):
    """{address: (status, headers, body without noise, number of queries)}."""
    found = {}
    for path in paths:
        address = path.format(**IDS)
        reset_queries()  # the log of queries has room for 9,000
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        headers = {name: value for name, value in response.headers.items() if name not in CLOCK}
        found[address] = (response.status_code, headers, NOISE.sub(b"", body_of(response)), len(queries))
    return found


@pytest.mark.parametrize("account", [None, make.AdviserFactory], ids=["signed out", "adviser"])
def test_guarded_records_change_no_byte_for_who_may_not_see_them(client, account, monkeypatch):
    # Where both worlds take longer than this to be read, a session is stored once more in the middle of one.
    monkeypatch.setattr(sessions, "REFRESHED_AFTER", timedelta(days=1))
    register = build_public()
    if account:
        client.force_login(account())
    # What Django asks once per process, and what is kept for a session, before answers are compared.
    ContentType.objects.get_for_models(*apps.get_models())
    client.get("/")
    paths = every_address()
    without = answers(client, paths)
    build_guarded_twice(register)
    with_guarded = answers(client, paths)
    for address, answer in without.items():
        assert with_guarded[address] == answer, address


def exported(viewer, folder):
    """{file: bytes} of an export for a viewer."""
    export_dataset(folder, viewer=viewer)
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


@pytest.mark.parametrize("viewer", [PUBLIC, Viewer(2)], ids=["the public", "cleared up to internal"])
def test_guarded_records_change_no_byte_of_an_export(viewer, tmp_path):
    register = build_public()
    without = exported(viewer, tmp_path / "without")
    build_guarded_twice(register)
    assert exported(viewer, tmp_path / "with") == without


@pytest.mark.parametrize("guard", ["hidden", "team"])
def test_who_may_see_half_of_them_gets_other_bytes(client, guard):
    """Those guarded by level alone, or those guarded by team alone: neither half hides what is told of the other."""
    register, reader = build_public(), make.AdviserFactory(clearance=3 if guard == "hidden" else 2)
    client.force_login(reader)
    shows = [path for path in SHOWS_GUARDED if guard == "hidden" or path not in RESTRICTED]
    paths = [path.replace("{hidden_", f"{{{guard}_") for path in shows]
    without = answers(client, paths)
    build_guarded_twice(register)
    if guard == "team":
        make.TeamGrantFactory(account=reader, team=Team.objects.get())
        reader.refresh_from_db()
        client.force_login(reader)  # a change of teams ends the sessions there are
    with_guarded = answers(client, paths)
    assert [address for address in without if without[address][2] == with_guarded[address][2]] == []


def test_of_what_is_never_below_restricted_a_team_guards_its_own(client):
    """Who is cleared for all of it sees other rows within the team than outside of it."""
    build_guarded_twice(build_public())
    reader = make.AdviserFactory(clearance=3)
    client.force_login(reader)
    outside = answers(client, sorted(RESTRICTED))
    make.TeamGrantFactory(account=reader, team=Team.objects.get())
    reader.refresh_from_db()
    client.force_login(reader)
    within = answers(client, sorted(RESTRICTED))
    assert [address for address in outside if outside[address][2] == within[address][2]] == []
