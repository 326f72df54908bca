"""The headers of every answer of the inventory, and how large a request may be."""

import runpy

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client, override_settings

from peaceinfra.core.headers import ALWAYS
from peaceinfra.core.request_limits import LARGEST_BODY, LONGEST_ADDRESS
from tests import factories as make
from tests.settings.test_production import GOOD
from tests.test_non_interference import INVENTORY
from tests.tokens import make_token, officer, tool
from tests.two_worlds import IDS, build_public

pytestmark = pytest.mark.django_db

#: Beside the inventory: files, redirects, what is not there, what is refused, the desk, health.
OTHERS = [
    "/static/css/register.css", "/static/none-such.css", "/processes", "/none-such/", "/api/none-such/", "/admin/",
    "/admin/processes/actor/", "/?q=%00", "/api/v1/actors/?cursor=x", f"/?q={'a' * LONGEST_ADDRESS}", "/health/live",
    "/admin/processes/actor/none-such/change/",
]  # fmt: skip


def addresses():
    """The first address of each route, and of each that names a hidden record."""
    found = [urls[0].format(**IDS) for urls in INVENTORY.values() if urls]
    return [*found, *OTHERS]


def faults_of(response, url) -> set:
    """What is wrong with the headers."""
    found = {name for name, value in ALWAYS.items() if response.headers.get(name) != value}
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy or "unsafe" in policy:
        found.add("Content-Security-Policy")
    if response.headers.get("X-Frame-Options") != "DENY":
        found.add("X-Frame-Options")
    return found


def asked(client, url):
    client.raise_request_exception = False
    response = client.get(url)
    response.close()
    return response


@pytest.mark.slow
def test_each_answer_has_the_headers_and_no_cache_keeps_what_one_reader_was_given():
    build_public()
    reader = Client()
    reader.force_login(make.AnalystFactory(clearance=2))
    clients = {"signed out": Client(), "signed in": reader, "token": tool(make_token(officer())[1])}
    wrong = {}
    for who, client in clients.items():
        for url in addresses():
            response = asked(client, url)
            found, kept = faults_of(response, url), response.headers.get("Cache-Control", "")
            is_file = url.startswith(settings.STATIC_URL) and response.status_code == 200
            if (
                (who != "signed out" or response.status_code >= 400)
                and "no-store" not in kept
                and not is_file
            ):
                found.add(f"Cache-Control: {kept}")
            if found:
                wrong[who, url] = found
    assert wrong == {}


def test_what_is_too_large_is_refused_in_words_and_nothing_of_it_is_read():
    client = Client()
    large = client.post("/account/sign-in/", {}, CONTENT_LENGTH=str(LARGEST_BODY + 1))
    assert (large.status_code, "too large" in large.content.decode()) == (413, True)
    of_tools = client.get("/api/v1/actors/", {"q": "a" * LONGEST_ADDRESS})
    assert (of_tools.status_code, [*of_tools.json()]) == (414, ["errors"])
    headers = client.get("/", headers={f"X-{number}": "a" * 4000 for number in range(9)})
    assert (headers.status_code, "headers" in headers.content.decode()) == (431, True)


@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_what_does_not_say_how_long_it_is_is_refused_in_words(method):
    pieces = {"HTTP_TRANSFER_ENCODING": "chunked"}
    page = getattr(Client(), method)("/account/sign-in/", **pieces)
    assert (page.status_code, "how long" in page.content.decode()) == (411, True)
    of_tools = getattr(Client(), method)("/api/v1/actors/query/", **pieces)
    assert (of_tools.status_code, [*of_tools.json()]) == (411, ["errors"])


@pytest.mark.parametrize(
    "form",
    [
        {"next": "a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE},
        dict.fromkeys(
            [f"file{number}" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)],
            SimpleUploadedFile("a.csv", b"a"),
        ),
    ],
    ids=["long", "files"],
)  # fmt: skip
def test_a_form_that_is_too_long_or_has_too_many_files_is_refused_in_words(form):
    make.AnalystFactory()
    answer = Client().post("/theme/", form)
    assert (answer.status_code, "too large" in answer.content.decode()) == (413, True)


@pytest.fixture
def production(monkeypatch):
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # left by a test with a browser
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SECRET_KEY", "a1b2c3d4e5" * 5)
    read = runpy.run_module("peaceinfra.settings.production")
    chosen = {name: value for name, value in read.items() if name.isupper() and hasattr(settings, name)}
    for name in ("DATABASES", "LOGGING", "MIDDLEWARE", "STORAGES", "TEMPLATES"):
        chosen.pop(name)
    with override_settings(**chosen):
        yield


@pytest.mark.slow
def test_production_has_nothing_that_the_check_of_a_deployment_speaks_of(production, capsys):
    call_command("check", deploy=True, fail_level="DEBUG")
    assert capsys.readouterr() == ("System check identified no issues (0 silenced).\n", "")


def test_production_is_read_by_https_alone_and_tells_browsers_to_stay_there(production):
    """Whatever is answered: a page, a refusal, what is not there, the API, a file."""
    host = {"SERVER_NAME": settings.ALLOWED_HOSTS[0]}
    client = Client(raise_request_exception=False)
    for path in ("/account/sign-in/", "/none-such/", "/admin/", "/api/v1/nothing/", "/?q=%00", "/api/v1/"):
        answer = client.get(path, secure=True, **host)
        assert answer.headers["Strict-Transport-Security"] == "max-age=3600; includeSubDomains; preload", path
        moved = client.get(path, **host)
        assert (moved.status_code, moved.headers["Location"]) == (301, f"https://{host['SERVER_NAME']}{path}")
