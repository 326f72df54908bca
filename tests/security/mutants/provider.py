"""Mistakes in whose account somebody opens for whom a provider of sign-in vouches."""

from django.test import override_settings

from peaceinfra.core import accounts
from peaceinfra.core.models import Account, ProviderIdentity
from peaceinfra.core.visibility import account_sql, identity_sql, password_sql
from peaceinfra.settings.sign_in_provider import SignInProvider
from tests import factories as make
from tests.security.mutants import Mutant
from tests.security.mutants.accounts import in_function
from tests.security.test_account_passwords import administrator

LEAK = "A4"
ISSUER = "https://login.example"
PROVIDER = SignInProvider(ISSUER, "the register", "a secret", "Example")


def linked(**fields):
    account = make.AccountFactory(**fields)
    ProviderIdentity.objects.create(account=account, issuer=ISSUER, identifier="ana")
    return account


def link(account):
    page = {"identifier": "ana", "reason": "asked at the desk"}
    with override_settings(SIGN_IN_PROVIDER=PROVIDER):
        return administrator().post(f"/admin/core/account/{account.pk}/identity/", page)


def a_switched_off_account_is_opened_by_nobody():
    linked(is_active=False)
    assert accounts.account_of_identity(ISSUER, "subject", "ana") is None


def who_has_the_name_later_does_not_open_what_is_bound():
    account = linked()
    assert accounts.account_of_identity(ISSUER, "subject", "ana") == account
    assert accounts.account_of_identity(ISSUER, "another", "ana") is None


def another_issuer_opens_nothing():
    linked()
    assert accounts.account_of_identity("https://evil.example", "subject", "ana") is None


def linking_ends_the_password():
    account = make.AccountFactory()
    link(account)
    assert not Account.objects.get(pk=account.pk).check_password("a password of the tests")


def a_cleared_account_is_linked_by_two_persons():
    account = make.AnalystFactory()
    link(account)
    assert not ProviderIdentity.objects.filter(account=account).exists()


def a_one_time_link_ends_the_linking():
    account = linked()
    administrator().post(f"/admin/core/account/{account.pk}/link/")
    assert accounts.account_of_identity(ISSUER, "subject", "ana") is None


MUTANTS = [
    Mutant(
        "who is switched off signs in by a provider",
        in_function(identity_sql.SIGN_IN, "AND a.is_active", ""),
        a_switched_off_account_is_opened_by_nobody,
    ),
    Mutant(
        "an account is found by the identifier after it was bound to a subject",
        in_function(identity_sql.SIGN_IN, "i.subject = '' AND i.identifier", "i.identifier"),
        who_has_the_name_later_does_not_open_what_is_bound,
    ),
    Mutant(
        "whichever provider says it, somebody is signed in",
        in_function(identity_sql.SIGN_IN, "i.issuer = by_issuer AND", ""),
        another_issuer_opens_nothing,
    ),
    Mutant(
        "an account has a password beside the provider",
        in_function(identity_sql.LINK, "password = core_no_password(), ", ""),
        linking_ends_the_password,
    ),
    Mutant(
        "an administrator alone links a cleared account",
        in_function(account_sql.WAITS, "WHEN 'identity' THEN core_account_is_cleared(subject)", ""),
        a_cleared_account_is_linked_by_two_persons,
    ),
    Mutant(
        "a one-time link leaves the provider a way in",
        in_function(
            password_sql.GIVE_LINK, "DELETE FROM core_provideridentity WHERE account_id = account;", ""
        ),
        a_one_time_link_ends_the_linking,
    ),
]
