"""Mistakes in what limits guessing, idle sessions, and the accounts of a demonstration."""

from contextlib import contextmanager, suppress
from datetime import timedelta
from unittest import mock

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from peaceinfra.core import sessions, sign_in, sign_in_adapter, sign_in_backend
from peaceinfra.core.models import Account
from tests import factories as make
from tests.security import test_sign_in
from tests.security.mutants import Mutant


def patched(target, name, value):
    return lambda: mock.patch.object(target, name, value)


@contextmanager
def no_length_asked():
    with override_settings(AUTH_PASSWORD_VALIDATORS=[]):
        yield


def ten_failures_are_enough():
    name = make.AccountFactory().username
    answers = [test_sign_in.attempt(name, address="").status_code for _number in range(11)]
    assert answers[-1] == 429


def an_address_has_a_limit():
    for number in range(sign_in.FAILURES_OF_AN_ADDRESS):
        test_sign_in.attempt(f"name{number}")
    assert test_sign_in.attempt("another").status_code == 429


def no_hash_for_nobody(account, password):
    return bool(account.pk) and check_password(account, password)


check_password = Account.check_password


def a_name_that_nobody_has_costs_what_one_costs_that_somebody_has():
    numbers = []
    for name in (make.AccountFactory().username, "nobody"):
        with CaptureQueriesContext(connection) as queries:
            test_sign_in.attempt(name)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def another_browser_is_no_way_around_the_limit():
    name, client = make.AccountFactory().username, Client()
    page = {"username": make.AccountFactory().username, "password": test_sign_in.RIGHT}
    client.post("/account/sign-in/", page)
    client.post("/account/sign-out/")
    for _number in range(sign_in.FAILURES_OF_A_NAME):
        test_sign_in.attempt(name, address="")
    page = {"username": name, "password": test_sign_in.RIGHT}
    assert client.post("/account/sign-in/", page).status_code == 429


def a_cleared_session_ends():
    client = test_sign_in.signed_in(make.AnalystFactory(), timedelta(hours=13))
    assert not client.get("/").context["user"].is_authenticated


def a_short_password_is_refused():
    try:
        test_sign_in.validate_password("Summer26now")
    except test_sign_in.ValidationError:
        return
    raise AssertionError("it was taken")


def no_demonstration_accounts_are_made():
    with suppress(CommandError):
        call_command("demo_accounts", stdout=mock.Mock())
    assert not Account.objects.exists()


LEAK = "A9"
MUTANTS = [
    Mutant(
        "attempts of a name are not counted",
        patched(sign_in, "FAILURES_OF_A_NAME", 10_000),
        ten_failures_are_enough,
    ),
    Mutant(
        "attempts of an address are not counted",
        patched(sign_in_adapter, "address_of", lambda request: ""),
        an_address_has_a_limit,
    ),
    Mutant(
        "a name that nobody has is answered at once",
        patched(sign_in_backend.Account, "check_password", no_hash_for_nobody),
        a_name_that_nobody_has_costs_what_one_costs_that_somebody_has,
    ),
    Mutant(
        "a browser that knows one name may try every name",
        patched(sign_in, "_known_browser", lambda mark, name: f"{mark}.known"),
        another_browser_is_no_way_around_the_limit,
    ),
    Mutant(
        "an idle session of a cleared account goes on",
        patched(sessions, "limits_of", lambda account: (168, 720)),
        a_cleared_session_ends,
    ),
    Mutant("a password of eleven characters is taken", no_length_asked, a_short_password_is_refused),
    Mutant(
        "the register is taken for a demonstration",
        lambda: override_settings(DEMONSTRATION=True),
        no_demonstration_accounts_are_made,
        leak="A8",
    ),
]
