"""Mistakes in what asks for a second factor, and in who gives one to whom."""

from contextlib import contextmanager
from unittest import mock

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings

from peaceinfra.core import factor_forms, factor_keys, factors
from peaceinfra.core.models import Account, AccountChange
from peaceinfra.core.sign_in_adapter import AccountAdapter
from peaceinfra.core.visibility import Viewer, account_sql, factor_sql, viewing
from tests import factories as make
from tests.admin.screens import address, save
from tests.security import test_factors as tried
from tests.security.mutants import Mutant
from tests.security.mutants.accounts import by_statement, in_function
from tests.security.mutants.sign_in import patched


@contextmanager
def as_another_process():
    """What allauth keeps in the memory of one process is not there."""
    with mock.patch("allauth.mfa.totp.internal.auth.cache.add", return_value=True):
        yield


def who_has_none_opens_nothing():
    client = tried.sign_in(make.AnalystFactory())
    assert client.get("/").status_code == 302 and client.get("/api/v1/actors/").status_code == 403


def an_administrator_who_has_none_opens_nothing():
    assert tried.sign_in(make.AccountFactory(role="administrator")).get("/").status_code == 302


def a_proxy_is_not_the_machine_itself():
    client = Client(**tried.DEMO, HTTP_X_FORWARDED_FOR="192.0.2.1")
    tried.sign_in(make.AnalystFactory(username="analyst"), client)
    with (
        override_settings(DEMONSTRATION=True),
        mock.patch.dict(settings.DATABASES["default"], {"EMBEDDED_IN": "here"}),
    ):
        assert client.get("/").status_code == 302


def a_code_is_good_once():
    account = make.AnalystFactory()
    code = tried.code_of(tried.with_app(account))
    with as_another_process():
        answers = [tried.sign_in(account).post(tried.STEP, {"code": code}).status_code for _time in range(2)]
    assert answers == [302, 200]


def ten_wrong_codes_are_enough():
    account = make.AnalystFactory()
    tried.with_app(account)
    client = tried.sign_in(account)
    assert [client.post(tried.STEP, {"code": "0"}).status_code for _number in range(11)][-1] == 429


def nobody_gives_a_first_factor_to_themselves():
    account = make.AnalystFactory()
    try:
        with transaction.atomic(), viewing(Viewer(4, account=account.pk)):
            factors.prove_factors(account)
            TOTP.activate(account, generate_totp_secret())
    except DatabaseError:
        return
    raise AssertionError("it was set up")


def the_code_of_an_officer_is_good_once():
    account = make.AnalystFactory()
    code = tried.code_from(account)
    for _time in range(2):
        Authenticator.objects.all().delete()
        done = tried.set_up(tried.sign_in(account), code)
    assert done.status_code == 200


def a_factor_of_before_the_clearance_does_not_count():
    account = make.AccountFactory()
    tried.with_app(account)
    save(tried.officer(), address(account), {"clearance": "2"})
    assert not Authenticator.objects.exists()


def an_administrator_alone_ends_no_factor():
    account = make.AnalystFactory()
    tried.with_app(account)
    tried.administrator().post(f"/admin/core/account/{account.pk}/factors/", {"reason": "lost"})
    assert Authenticator.objects.exists() and AccountChange.objects.exists()


def another_account_has_its_own_factors():
    account, other = make.AccountFactory(), make.AccountFactory()
    tried.with_app(account)
    with viewing(Viewer(4, account=account.pk)):
        factors.prove_factors(other)
        assert not Authenticator.objects.exists()


def what_was_begun_ends_with_the_account():
    account = make.AnalystFactory()
    secret = tried.with_app(account)
    client = tried.sign_in(account)
    Account.objects.filter(pk=account.pk).update(password="!")
    client.post(tried.STEP, {"code": tried.code_of(secret)})
    assert not tried.reader(client).is_authenticated


def a_dump_holds_no_secret():
    secret = tried.with_app(make.AnalystFactory())
    with connection.cursor() as cursor:
        assert secret not in str(cursor.execute("SELECT data FROM mfa_authenticator").fetchall())


def the_password_alone_confirms_nothing():
    account = make.AnalystFactory()
    secret = tried.with_app(account)
    client = tried.sign_in(account)
    client.post(tried.STEP, {"code": tried.code_of(secret)})
    with mock.patch.object(factors, "RECENT", -1):
        assert client.post("/account/second-factor/codes/")["Location"].startswith("/account/confirm/code/")


LEAK = "A9"
MUTANTS = [
    Mutant(
        "a session without a factor opens all",
        patched(factors, "factor_is_missing", lambda request: False),
        who_has_none_opens_nothing,
    ),
    Mutant(
        "who lets others in needs no factor without a clearance",
        patched(factors, "OVER_ACCOUNTS", ()),
        an_administrator_who_has_none_opens_nothing,
    ),
    Mutant(
        "who comes through a proxy is taken for the machine itself",
        patched(factors, "FORWARDED", ()),
        a_proxy_is_not_the_machine_itself,
        is_long=True,
    ),
    Mutant(
        "a code is good as long as it is shown",
        patched(factor_forms, "is_first_use", lambda account, code: True),
        a_code_is_good_once,
        is_long=True,
    ),
    Mutant(
        "codes are tried without a limit",
        patched(factor_forms.Attempt, "is_allowed", lambda attempt: True),
        ten_wrong_codes_are_enough,
        is_long=True,
    ),
    Mutant(
        "the password is enough for a first factor",
        in_function(factor_sql.ADDED, "core_account_needs_factor(subject)", "false"),
        nobody_gives_a_first_factor_to_themselves,
    ),
    Mutant(
        "the code of an officer is good twice",
        in_function(factor_sql.USE_CODE, "l.used_at IS NULL", "true"),
        the_code_of_an_officer_is_good_once,
        is_long=True,
    ),
    Mutant(
        "a factor set by the password alone counts for a clearance",
        in_function(account_sql.TOUCHED, "DELETE FROM mfa_authenticator WHERE user_id = NEW.id", "NULL"),
        a_factor_of_before_the_clearance_does_not_count,
        is_long=True,
    ),
    Mutant(
        "one person ends a second factor",
        in_function(account_sql.WAITS, "WHEN 'factors' THEN true", "WHEN 'factors' THEN false"),
        an_administrator_alone_ends_no_factor,
    ),
    Mutant(
        "the factors of all are shown to each",
        by_statement(
            f"ALTER POLICY {factor_sql.POLICY} ON {factor_sql.TABLE} USING (true)",
            f"ALTER POLICY {factor_sql.POLICY} ON {factor_sql.TABLE} USING (user_id = core_factors_of_whom())",
        ),
        another_account_has_its_own_factors,
    ),
    Mutant(
        "what was begun with an old password is gone on with",
        patched(factors.FactorStage, "is_valid", lambda stage: True),
        what_was_begun_ends_with_the_account,
        is_long=True,
    ),
    Mutant(
        "secrets of factors are stored as they are",
        patched(factor_keys, "encipher", lambda text: text),
        a_dump_holds_no_secret,
    ),
    Mutant(
        "the password is enough to change factors",
        patched(
            AccountAdapter,
            "get_reauthentication_methods",
            DefaultAccountAdapter.get_reauthentication_methods,
        ),
        the_password_alone_confirms_nothing,
    ),
]
