"""What nobody can store or look for is refused in words, wherever it stands: never a failure of ours."""

import json
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from peaceinfra.core.readable import Handler
from tests import factories
from tests.admin.screens import address, errors, send

pytestmark = pytest.mark.django_db

KEY = "9" * 5000
ADDRESSES = [
    "/search/?q=%00",
    "/processes/?q=a%00b",
    "/actors/?country=%00",
    "/records/%00/",
    "/actors/act-0000000000000/?as_of=%00",
    "/%00/",
    "/static/%00",
    "/admin/processes/actor/?kind__exact=%00",
    "/admin/processes/actor/?q=%00",
    "/admin/processes/actor/?%00=1",
    "/admin/autocomplete/?app_label=tracks&model_name=linkage&field_name=source&term=%00",
    "/admin/records/?term=%00",
    "/admin/dates/?text=%00",
    "/api/v1/actors/?q=%00",
    "/api/v1/actors/act-%00/",
]


@pytest.fixture
def analyst():
    client = Client(raise_request_exception=False)
    client.force_login(factories.AnalystFactory())
    return client


@pytest.mark.parametrize("asked", ADDRESSES)
def test_a_nul_character_in_an_address_is_refused_in_words(analyst, asked):
    answer = analyst.get(asked)
    assert answer.status_code == 400
    words = answer.json()["errors"]["request"][0] if asked.startswith("/api/") else answer.content.decode()
    assert "This request could not be read" in words


def test_a_nul_character_in_a_form_is_refused_in_words(analyst):
    answer = analyst.post("/admin/processes/actor/add/", {"name": "a\x00b", "reason": "seen"})
    assert (answer.status_code, "This request could not be read" in answer.content.decode()) == (400, True)


def test_a_nul_character_in_a_cookie_is_refused_in_words():
    client = Client(raise_request_exception=False)
    answer = client.get("/", headers={"cookie": 'sessionid="aaaaaaaaaaaa\\000"'})
    assert answer.status_code == 400


CHARSETS = [
    "rot13",
    "hex",
    "zip",
    "undefined",
    "idna",
    "utf-16",
    "latin-1",
    "not-a-charset",
    "UTF-8",
    "x" * 11_000,
]


@pytest.mark.parametrize("charset", CHARSETS)
def test_no_request_chooses_the_codec_by_which_it_is_read(charset):
    actor = factories.ActorFactory(name="မြန်မာ")
    factories.ActorFactory()
    environ = {
        "HTTP_HOST": "testserver",
        "PATH_INFO": "/api/v1/actors/",
        "QUERY_STRING": urlencode({"q": actor.name}),
        "CONTENT_TYPE": f"text/plain; charset={charset}",
    }
    setup_testing_defaults(environ)
    handler = Handler()
    answer = handler.get_response(handler.request_class(environ))
    assert [told["id"] for told in json.loads(answer.content)["results"]] == [actor.public_id]


SENT = {
    "half a character as a name": b'{"\\ud800": 1}',
    "half a character": b'{"q": "\\ud800"}',
    "half a character as a field": b'{"fields": ["\\udfff"]}',
    "depth": b"[" * 200_000,
    "depth of names": b'{"a":' * 100_000,
    "a number without end": b'{"limit": ' + b"9" * 5000 + b"}",
    "no number": b'{"limit": NaN}',
    "no UTF-8": b'{"q": "\xff\xfe"}',
    "NUL": b'{"q": "\\u0000"}',
    "nothing": b" ",
    "too many ids": b'{"id": [' + b'"act-0000000000001",' * 10_000 + b'"act-0000000000001"]}',
}


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
def test_a_question_that_no_text_can_answer_is_refused_in_json(sent):
    assert refusal_of(sent) == (400, ["errors"])


def test_a_question_that_is_longer_than_is_read_is_refused_as_that():
    assert refusal_of(b'{"q": "' + b"a" * 3_000_000 + b'"}') == (413, ["errors"])


def refusal_of(sent):
    client = Client(raise_request_exception=False)
    answer = client.post("/api/v1/actors/query/", sent, content_type="application/json")
    return answer.status_code, list(answer.json())


@pytest.mark.parametrize("model", ["contexts", "context", "actorevent", "actor", "record"])
def test_no_address_leads_from_a_table_and_a_key_to_a_record(analyst, model):
    kinds = ContentType.objects.filter(model=model).values_list("pk", flat=True)
    key = factories.ActorFactory().pk
    for kind in [*kinds, 0, KEY]:
        assert analyst.get(f"/admin/r/{kind}/{key}/").status_code == 404


@pytest.mark.parametrize("key", [KEY, "9" * 30, str(2**63), "-1", "٣"])
@pytest.mark.parametrize("page", ["retire", "restore", "history", "change"])
@pytest.mark.parametrize("screen", ["processes/actor", "secretariats/principal", "tracks/localmediator"])
def test_a_key_that_no_record_can_have_is_not_found(analyst, screen, page, key):
    assert analyst.get(f"/admin/{screen}/{key}/{page}/", follow=True).status_code in (200, 404)


def test_numbers_too_large_for_any_column_are_no_numbers(analyst):
    for asked in (
        f"/admin/secretariats/channel/add/?first_end={KEY}",
        f"/admin/waiting/stale/?p={KEY}",
        f"/admin/processes/actor/?p={KEY}",
    ):
        assert analyst.get(asked, follow=True).status_code in (200, 404)
    boxes = {"c.999999999.roles.actor": "x", "page": KEY, "known": KEY, "check": "1"}
    assert analyst.post("/admin/sheet/", boxes).status_code == 200


def test_a_screen_whose_date_is_refused_says_so_though_the_record_is_named_by_its_dates(analyst):
    mandate = factories.MandateFactory(instrument="")
    response = send(analyst, address(mandate), {"start_kind": "actual", "start": "not-a-date"})
    assert response.status_code == 200
    assert "is not a date that can be read" in errors(response)["start"][0]
