"""Mistakes in what protects accounts: who may be raised, by whom, and what the web login may write."""

from contextlib import contextmanager, suppress

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client, override_settings

from peaceinfra.core import accounts
from peaceinfra.core.choices import AccountRole
from peaceinfra.core.models import Account, AccountChange, Erasure
from peaceinfra.core.visibility import account_sql, erasure_sql
from peaceinfra.core.visibility.acting import prove_acting
from tests import factories as make
from tests.admin.screens import address, send
from tests.erasing import test_two_persons
from tests.security import test_cookies
from tests.security.mutants import Mutant


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def in_function(function, old, new):
    """The function of the database with other words in it."""

    @contextmanager
    def mutate():
        assert old in function.statement
        with connection.cursor() as cursor:
            cursor.execute(function.statement.replace(old, new))
            try:
                yield
            finally:
                cursor.execute(function.statement)

    return mutate


def by_statement(statement, back):
    @contextmanager
    def mutate():
        with connection.cursor() as cursor:
            cursor.execute(statement)
            yield
            cursor.execute(back)

    return mutate


def stored(account):
    return Account.objects.get(pk=account.pk)


def officer():
    return make.AccountFactory(role=AccountRole.SECURITY, clearance=4)


def administrator():
    return make.AccountFactory(role=AccountRole.ADMINISTRATOR)


def an_account_that_an_administrator_touched_is_not_raised():
    account = make.AccountFactory()
    send(signed_in(administrator()), address(account), {"email": "mine@example.org"})
    send(signed_in(officer()), address(account), {"clearance": "4"})
    assert stored(account).clearance == 0


def a_raised_account_is_signed_out():
    account = make.AccountFactory()
    client = signed_in(account)
    send(signed_in(officer()), address(account), {"clearance": "4"})
    assert stored(account).clearance == 4
    assert not client.get("/").context["user"].is_authenticated


def a_link_works_once():
    account = make.AccountFactory()
    page = signed_in(administrator()).post(f"/admin/core/account/{account.pk}/link/")
    token = page.context["link"].partition("link=")[2]
    for password in ("seven tall lanterns", "eight tall lanterns"):
        sent = {"link": token, "new_password1": password, "new_password2": password}
        Client().post("/account/password/", sent)
    assert stored(account).check_password("seven tall lanterns")


def the_role_of_a_cleared_account_waits():
    account = make.AnalystFactory()
    send(signed_in(administrator()), address(account), {"role": "steward"})
    assert stored(account).role == "analyst"


def an_officer_does_not_confirm_what_ends_the_last_other():
    only = officer()
    send(signed_in(administrator()), address(only), {"is_active": ""})
    assert not AccountChange.objects.exists()


def an_administrator_does_not_confirm_the_own_request():
    account, admin = make.AnalystFactory(), administrator()
    send(signed_in(admin), address(account), {"role": "steward"})
    # Not by the screen, which asks before it whether an officer saw the account: by SQL, as a stolen login would.
    with suppress(ValidationError), transaction.atomic(), connection.cursor() as cursor:
        prove_acting(cursor, admin.pk)
        accounts.decide_change(AccountChange.objects.get(), accept=True)
    assert stored(account).role == "analyst"


def two_accounts_that_nobody_cleared_do_not_erase():
    person = make.ActorFactory(kind="individual", level=0)
    one, other = make.StewardFactory(clearance=0), make.StewardFactory(clearance=0)
    erasure = test_two_persons.ask(one, person)
    with suppress(ValidationError):
        test_two_persons.decide(other, erasure)
    assert Erasure.objects.get().status == "waiting"


def who_is_only_named_acts_as_nobody():
    account, named = make.AccountFactory(), officer()
    with connection.cursor() as cursor:
        proof = f"{named.pk}:{'0' * 64}"
        cursor.execute("SELECT set_config('peaceinfra.acting', %s, true)", [proof])
        cursor.execute("SELECT core_account_refusal(%s, 'clearance', '4')", [account.pk])
        assert cursor.fetchone() == ("not yours",)


def the_web_role_writes_no_clearance():
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege('peaceinfra_web', 'core_account', 'clearance', 'UPDATE')")
        assert cursor.fetchone() == (False,)


def no_cookie_names_a_record():
    test_cookies.test_no_cookie_names_a_record_after_a_write(test_cookies.retire)


MUTANTS = [
    Mutant(
        "an erasure is confirmed by any second account",
        in_function(erasure_sql.DECIDE, "core_account_is_cleared(actor) IS NOT TRUE", "false"),
        two_accounts_that_nobody_cleared_do_not_erase,
        leak="A10",
    ),
    Mutant(
        "an account is raised whoever touched it",
        in_function(account_sql.STATE_REFUSAL, "subject.password_set_at IS NULL", "false"),
        an_account_that_an_administrator_touched_is_not_raised,
        leak="A4",
    ),
    Mutant(
        "an e-mail address is changed without a trace in the account",
        in_function(account_sql.TOUCHED, "NEW.email", "OLD.email"),
        an_account_that_an_administrator_touched_is_not_raised,
        leak="A4",
    ),
    Mutant(
        "sessions outlive a new clearance",
        in_function(account_sql.TOUCHED, "NEW.session_version := OLD.session_version + 1", "NULL"),
        a_raised_account_is_signed_out,
        leak="A4",
    ),
    Mutant(
        "a used link is good again",
        in_function(account_sql.USE_LINK, "SET used_at = clock_timestamp()", "SET used_at = NULL"),
        a_link_works_once,
        leak="A4",
    ),
    Mutant(
        "one person changes the role of a cleared account",
        in_function(account_sql.IS_CLEARED, "subject.clearance > 0", "false"),
        the_role_of_a_cleared_account_waits,
        leak="A10",
    ),
    Mutant(
        "the last security officer is switched off",
        in_function(account_sql.STATE_REFUSAL, "id <> subject.id", "true"),
        an_officer_does_not_confirm_what_ends_the_last_other,
        leak="A10",
    ),
    Mutant(
        "an administrator confirms alone",
        in_function(
            account_sql.DECIDE,
            "accept AND waiting.asked_by_id IS NOT DISTINCT FROM actor.id THEN refused := 'second';\n"
            "  ELSIF actor.id = subject.id THEN refused := 'own';\n"
            "  ELSIF core_account_role(actor) IS DISTINCT FROM 'security'\n    AND",
            "false THEN\n  ELSIF false AND",
        ),
        an_administrator_does_not_confirm_the_own_request,
        leak="A10",
    ),
    Mutant(
        "who acts is believed without a proof",
        by_statement(
            account_sql.ACTING.statement.replace("= said[2]", "IS NOT NULL"),
            account_sql.ACTING.statement,
        ),
        who_is_only_named_acts_as_nobody,
        leak="A7",
    ),
    Mutant(
        "the web role writes the clearance",
        by_statement(
            "GRANT UPDATE (clearance) ON core_account TO peaceinfra_web",
            "REVOKE UPDATE (clearance) ON core_account FROM peaceinfra_web",
        ),
        the_web_role_writes_no_clearance,
        leak="A7",
    ),
    Mutant(
        "messages travel in a cookie",
        lambda: override_settings(MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage"),
        no_cookie_names_a_record,
        leak="A3",
    ),
]
