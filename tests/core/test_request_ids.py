"""Each request has a name, which stands in its answer and in every line of the log that is written for it."""

import io
import json
import logging
import re

import pytest
from django.conf import settings as stored
from django.test import Client

from peaceinfra.settings.logs import JsonLine, WithoutData, WithoutQuery
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db
MIDDLEWARE = "peaceinfra.core.request_ids.RequestIdMiddleware"
GIVEN = "3f2a-from-the-proxy"


@pytest.fixture(autouse=True)
def named_requests(settings):
    settings.MIDDLEWARE = [MIDDLEWARE, *stored.MIDDLEWARE]


@pytest.fixture
def log():
    """A function: the lines written since, by a formatter."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutQuery())
    loggers = [logging.getLogger(name) for name in ("django", "peaceinfra.core.sign_in_log")]

    def lines(formatter=None):
        handler.setFormatter(formatter or WithoutData("{levelname} {message}", style="{"))
        return stream.getvalue().splitlines()

    for logger in loggers:
        logger.addHandler(handler)
    lines()
    yield lines
    for logger in loggers:
        logger.removeHandler(handler)


def test_a_request_that_fails_is_found_in_the_log_by_the_name_in_its_answer(log):
    response = Client().get("/nowhere/?q=secretname")
    name = response.headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{16}", name)
    assert log() == [f"WARNING Not Found: /nowhere/ [{name}]"]
    assert Client().get("/nowhere/").headers["X-Request-Id"] != name


def test_only_a_proxy_that_is_trusted_gives_names_and_none_that_breaks_a_line(settings):
    def named(value):
        return Client().get("/health/live", headers={"x-request-id": value}).headers["X-Request-Id"]

    assert named(GIVEN) != GIVEN
    settings.BEHIND_PROXY = True
    assert named(GIVEN) == GIVEN
    for broken in ("short", "a" * 65, "two words here", "name\nERROR forged"):
        assert re.fullmatch("[0-9a-f]{16}", named(broken))


def test_as_json_a_line_says_the_same_in_parts(log):
    log(JsonLine())
    name = Client().get("/nowhere/?q=secretname").headers["X-Request-Id"]
    [line] = log(JsonLine())
    said = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", said.pop("time"))
    assert said == {
        "level": "WARNING",
        "logger": "django.request",
        "message": "Not Found: /nowhere/",
        "request": name,
    }


def test_an_error_as_json_quotes_nothing():
    try:
        raise ValueError("Key (name)=(Elder Amal) already exists")
    except ValueError as error:
        record = logging.LogRecord(
            "django", logging.ERROR, __file__, 1, "Error: %s", ("/save/",), (type(error), error, None)
        )
    assert "Amal" not in (line := JsonLine().format(record)) and "builtins.ValueError" in line


def test_attempts_to_sign_in_leave_a_line_without_the_name_that_was_typed(log):
    account = AccountFactory(username="mira", password="a long passphrase")
    client = Client()
    client.post("/account/sign-in/", {"username": "hunter2-my-password", "password": "mira"})
    client.post("/account/sign-in/", {"username": "mira", "password": "a long passphrase"})
    client.post("/account/sign-out/")
    lines = [re.sub(r" \[\w+\]$", "", line) for line in log()]
    assert lines == [
        "WARNING Sign-in failed from 127.0.0.1",
        f"INFO Signed in: account {account.pk} from 127.0.0.1",
        f"INFO Signed out: account {account.pk}",
    ]
