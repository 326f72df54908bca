"""Passwords are not guessed one after the other, and a session that nobody uses ends."""

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.auth.hashers import get_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peaceinfra.core.models import Account, SignInLimit
from peaceinfra.core.sign_in import FAILURES_OF_A_NAME, FAILURES_OF_AN_ADDRESS, WINDOW
from peaceinfra.settings import base
from tests import factories as make

pytestmark = pytest.mark.django_db

RIGHT = "a password of the tests"


def attempt(name, password="wrong", address="192.0.2.1", **headers):
    page = {"username": name, "password": password}
    return Client().post("/account/sign-in/", page, REMOTE_ADDR=address, **headers)


def test_after_ten_failures_no_password_is_looked_at_until_a_quarter_of_an_hour_is_over():
    account = make.AccountFactory()
    answers = [attempt(account.username).status_code for _number in range(FAILURES_OF_A_NAME + 1)]
    assert answers == [200] * 10 + [429]
    refused = attempt(account.username, RIGHT, address="192.0.2.2")
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    SignInLimit.objects.update(since=timezone.now() - WINDOW - timedelta(seconds=1))
    assert attempt(account.username, RIGHT).status_code == 302


def test_a_name_that_nobody_has_is_answered_like_one_that_somebody_has():
    known, unknown = make.AccountFactory().username, "nobody1"

    def answers(name):
        return [
            (page.status_code, page.content.decode().replace(name, "NAME").split("csrfmiddlewaretoken")[0])
            for page in (attempt(name, address="") for _number in range(FAILURES_OF_A_NAME + 1))
        ]

    assert answers(known) == answers(unknown)


def test_one_address_does_not_try_name_after_name():
    account = make.AccountFactory()
    for number in range(FAILURES_OF_AN_ADDRESS):
        assert attempt(f"name{number}").status_code == 200
    assert attempt(account.username, RIGHT).status_code == 429
    assert attempt(account.username, RIGHT, address="192.0.2.2").status_code == 302


def test_who_signs_in_rightly_is_not_counted():
    account = make.AccountFactory()
    for _round in range(3):
        for _number in range(FAILURES_OF_A_NAME - 1):
            attempt(account.username, address="")
        assert attempt(account.username, RIGHT, address="").status_code == 302
    for _number in range(FAILURES_OF_AN_ADDRESS + 1):
        assert attempt(account.username, RIGHT).status_code == 302


def test_behind_a_proxy_the_address_is_the_one_the_proxy_added(settings):
    settings.BEHIND_PROXY = True
    account = make.AccountFactory()
    for number in range(FAILURES_OF_AN_ADDRESS):
        attempt(f"name{number}", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, 198.51.100.7")
    assert attempt(account.username, RIGHT, HTTP_X_FORWARDED_FOR="198.51.100.7").status_code == 429
    assert attempt(account.username, RIGHT, HTTP_X_FORWARDED_FOR="198.51.100.8").status_code == 302


def test_who_tries_a_name_on_purpose_does_not_keep_out_the_browser_that_knows_it():
    account, other = make.AccountFactory(), make.AccountFactory()
    mine, theirs = Client(), Client()
    for client, holder in ((mine, account), (theirs, other)):
        client.post("/account/sign-in/", {"username": holder.username, "password": RIGHT})
        client.post("/account/sign-out/")
    for _number in range(FAILURES_OF_A_NAME + 1):
        attempt(account.username)
    page = {"username": account.username, "password": RIGHT}
    assert theirs.post("/account/sign-in/", page).status_code == 429
    assert mine.post("/account/sign-in/", page).status_code == 302
    mine.post("/account/sign-out/")
    wrong = page | {"password": "wrong"}
    answers = [mine.post("/account/sign-in/", wrong).status_code for _number in range(FAILURES_OF_A_NAME + 1)]
    assert answers == [200] * 10 + [429]


def test_a_name_is_not_told_by_the_cookie_of_a_browser_that_knows_it():
    account = make.AccountFactory(username="mira")
    client = Client()
    client.post("/account/sign-in/", {"username": account.username, "password": RIGHT})
    cookie = client.cookies["known_browser"]
    assert "mira" not in cookie.value and (cookie["httponly"], cookie["path"]) == (True, "/account/")


def no_password(account):
    Account.objects.filter(pk=account.pk).update(password="!" + "x" * 40)


@pytest.mark.parametrize("state", ["switched off", "without a password"])
def test_the_same_is_asked_for_a_name_that_nobody_has(state, django_assert_num_queries):
    known = make.AccountFactory()
    if state == "switched off":
        Account.objects.filter(pk=known.pk).update(is_active=False)
    else:
        no_password(known)
    attempt("another")  # what is asked once per process

    def asked(name, password):
        with CaptureQueriesContext(connection) as queries:
            page = attempt(name, password, address="")
        text = page.content.decode().replace(name, "NAME").split("csrfmiddlewaretoken")[0]
        statements = [re.sub(r"'[^']*'|[0-9]+", "?", query["sql"]) for query in queries]
        return page.status_code, text, statements

    assert asked(known.username, RIGHT) == asked("nobody", RIGHT)


def test_each_attempt_computes_one_hash():
    hashed = []
    hasher = type(get_hasher())
    with mock.patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as encode:
        for name in (make.AccountFactory().username, "nobody"):
            encode.reset_mock()
            attempt(name)
            hashed.append(encode.call_count)
    assert hashed == [1, 1]


def test_passwords_are_kept_by_argon2id():
    with override_settings(PASSWORD_HASHERS=base.PASSWORD_HASHERS):
        assert make_password(RIGHT).startswith("argon2$argon2id$")


def test_neither_a_name_nor_an_address_is_kept_as_it_was_typed():
    attempt("a password typed in the box of the name", address="192.0.2.77")
    kept = str(list(SignInLimit.objects.values_list("key", flat=True)))
    assert len(SignInLimit.objects.all()) == 2
    assert "password" not in kept and "192.0.2.77" not in kept


def test_the_old_password_is_not_guessed_from_a_session_left_open():
    client = Client()
    client.force_login(make.AccountFactory())
    page = {"new_password1": "seven tall lanterns", "new_password2": "seven tall lanterns"}
    for _number in range(FAILURES_OF_A_NAME):
        client.post("/admin/password_change/", page | {"old_password": "wrong"})
    assert client.post("/admin/password_change/", page | {"old_password": RIGHT}).status_code == 200


@pytest.mark.parametrize("password", ["Summer26", "Summer26now", "123456789012"])
def test_a_short_or_plain_password_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


def signed_in(account, idle):
    """A client whose last request was so long ago."""
    client = Client()
    client.force_login(account)
    for session in Session.objects.all():
        session.expire_date -= idle
        session.save()
    return client


@pytest.mark.parametrize(
    ("account", "idle", "stays"),
    [
        (make.AnalystFactory, timedelta(hours=11), True),
        (make.AnalystFactory, timedelta(hours=12, minutes=1), False),
        (lambda: make.AccountFactory(role="administrator"), timedelta(hours=12, minutes=1), False),
        (lambda: make.AccountFactory(clearance=1), timedelta(hours=12, minutes=1), False),
        (make.AccountFactory, timedelta(days=6), True),
        (make.AccountFactory, timedelta(days=7, minutes=1), False),
    ],
)
def test_a_session_that_nobody_uses_ends(account, idle, stays):
    client = signed_in(account(), idle)
    assert client.get("/").context["user"].is_authenticated is stays


def test_a_session_in_use_goes_on():
    client = signed_in(make.AnalystFactory(), timedelta(hours=11))
    client.get("/")
    (session,) = Session.objects.all()
    assert session.expire_date - timezone.now() > timedelta(days=6, hours=23)


def test_a_page_within_ten_minutes_writes_no_session(django_assert_num_queries):
    client = signed_in(make.AccountFactory(), timedelta(minutes=9))
    before = Session.objects.get().expire_date
    client.get("/")
    assert Session.objects.get().expire_date == before


def test_who_is_signed_in_stays_so_over_a_change_of_the_secret_key_while_the_one_before_is_named(settings):
    client = Client()
    client.force_login(make.AccountFactory())
    before = settings.SECRET_KEY

    def is_signed_in():
        return client.get("/").wsgi_request.user.is_authenticated

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = (
        "a later key of the tests, which guards nothing",
        [before],
    )
    assert is_signed_in()
    settings.SECRET_KEY_FALLBACKS = []
    assert is_signed_in(), "the session was signed anew"
    settings.SECRET_KEY = "a key that follows one that somebody stole, without a fallback"
    assert not is_signed_in()
