"""Who signs in by a provider is who an administrator linked, by what the provider was verified to say."""

import json
import re
import subprocess
import sys
import time
from html import unescape
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from peaceinfra.core import accounts, outbound, sign_in_provider
from peaceinfra.core.models import Account, AccountChange, ProviderIdentity
from peaceinfra.core.visibility import Viewer, viewing
from peaceinfra.settings.sign_in_provider import SignInProvider
from tests import factories as make
from tests.admin.screens import seen_of, words
from tests.security.openid_provider import CLIENT, SECRET
from tests.security.test_account_passwords import link_from, set_by
from tests.security.test_factors import STEP, administrator, code_of, officer, reader, sign_in, with_app

pytestmark = pytest.mark.django_db

# What Django draws anew for each page.
MASKED = re.compile(r'value="\w{64}"')
START, DONE = "/account/provider/", "/account/provider/done/"


@pytest.fixture(scope="module")
def process():
    """The address of a provider that runs."""
    command = [sys.executable, "-m", "tests.security.openid_provider"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=settings.CHECKOUT) as running:
        yield f"http://127.0.0.1:{running.stdout.readline().strip()}"
        running.terminate()


@pytest.fixture
def provider(process, settings):
    """The provider, by settings; what is called with is how it behaves."""
    settings.SIGN_IN_PROVIDER = SignInProvider(process, CLIENT, SECRET, "Example login")

    def behave(**how):
        sign_in_provider._kept.clear()
        sign_in_provider._left.clear()
        requests.post(f"{process}/behave", data=json.dumps(how), timeout=10)

    behave()
    return behave


def linked(account=None, identifier="subject-1"):
    """An account that an administrator linked, on the page for it."""
    account = account or make.AccountFactory()
    link(account, identifier)
    return account


def link(account, identifier, client=None):
    page = {"identifier": identifier, "reason": "asked at the desk"}
    return (client or administrator()).post(f"/admin/core/account/{account.pk}/identity/", page)


def begun(client, target=""):
    """Where the page leads; (the answer, the address at the provider)."""
    page = client.post(START, {"next": target})
    return unescape(re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())[1])


def back(address):
    """The address of the register to which the provider leads from there."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    return answer.headers["Location"].removeprefix("http://testserver")


def through(client=None, target=""):
    """(the client, the answer at the end)"""
    client = client or Client()
    return client, client.get(back(begun(client, target)))


def test_who_is_linked_signs_in_and_nothing_is_kept_of_them_but_the_subject(provider, caplog):
    account = linked()
    client, answer = through(target="/how-to-read/")
    assert (answer.status_code, answer["Location"]) == (302, "/how-to-read/")
    assert reader(client) == account
    identity = ProviderIdentity.objects.get()
    assert (identity.account, identity.subject, identity.issuer) == (
        account,
        "subject-1",
        settings.SIGN_IN_PROVIDER.issuer,
    )
    assert f"Signed in: account {account.pk}" in caplog.text and "subject-1" not in caplog.text


def test_the_way_there_has_state_nonce_and_a_challenge_that_are_new_each_time(provider):
    first, second = (parse_qs(urlsplit(begun(Client())).query) for _time in range(2))
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name] and len(first[name][0]) >= 32
    assert (first["scope"], first["code_challenge_method"]) == (["openid"], ["S256"])


@pytest.mark.parametrize(
    "how",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"aud": "another register"}},
        {"claims": {"aud": ["the register", "another"], "azp": "another"}},
        {"claims": {"iss": "http://127.0.0.1:1"}},
        {"claims": {"exp": 1700000000}},
        {"claims": {"exp": None}},
        {"claims": {"sub": None}},
        {"claims": {"sub": 7}},
        {"claims": {"sub": "subject-1\x1f"}},
        {"signed": "none"},
        {"signed": "stranger"},
        {"signed": "secret"},
        {"fault": "refuse"},
        {"fault": "nonsense"},
        {"fault": "large"},
        {"fault": "redirect"},
        {"described": {"issuer": "https://login.example"}},
        {"described": {"token_endpoint": "file:///etc/passwd"}},
    ],
    ids=str,
)
def test_what_is_wrong_with_the_answer_signs_nobody_in(provider, how, caplog):
    linked()
    client = Client()
    way = begun(client)
    provider(**how)
    answer = client.get(back(way))
    assert answer.status_code == 502 and "did not answer as it should" in words(answer)
    assert not reader(client).is_authenticated
    assert "Sign-in by the provider failed" in caplog.text and "subject-1" not in caplog.text
    assert ProviderIdentity.objects.get().subject == ""


def test_a_provider_that_is_away_or_drips_is_not_waited_for(provider, settings):
    linked()
    client = Client()
    with mock.patch.object(outbound, "PATIENCE", 0.5):
        way = begun(client)
        provider(fault="drip")
        assert client.get(back(way)).status_code == 502
    settings.SIGN_IN_PROVIDER = settings.SIGN_IN_PROVIDER._replace(issuer="http://127.0.0.1:1")
    assert client.post(START).status_code == 502


def test_a_provider_that_did_not_answer_is_asked_again_after_a_while_and_nobody_waits_for_it_meanwhile(
    provider,
):
    away = outbound.Answer(None, "timed out")
    with (
        mock.patch.object(sign_in_provider, "time", mock.Mock(wraps=time)) as clock,
        mock.patch.object(sign_in_provider, "ask", side_effect=[away]) as asked,
    ):
        assert [Client().post(START).status_code for _time in range(3)] == [502] * 3
        assert asked.call_count == 1
        clock.monotonic.side_effect = lambda: time.monotonic() + sign_in_provider.LEFT_FOR
        asked.side_effect = outbound.ask
        assert begun(Client())


def test_an_answer_is_good_once_and_in_the_browser_that_asked(provider):
    linked()
    client = Client()
    path = back(begun(client))
    assert Client().get(path).status_code == 400
    assert client.get(path).status_code == 302
    client.post("/account/sign-out/")
    assert client.get(path).status_code == 400
    # The code of another sign-in, with the state of this one.
    own, other = (parse_qs(urlsplit(back(begun(client))).query) for _time in range(2))
    assert client.get(DONE, {"state": own["state"][0], "code": other["code"][0]}).status_code == 400
    for state in ("", "é", "x" * 5000):
        begun(client)
        assert client.get(DONE, {"state": state, "code": "x"}).status_code == 400
    assert not reader(client).is_authenticated


def test_what_was_begun_long_ago_or_refused_there_is_begun_anew(provider):
    linked()
    client = Client()
    path = back(begun(client))
    with mock.patch.object(sign_in_provider, "GOOD_FOR", -1):
        assert client.get(path).status_code == 400
    state = parse_qs(urlsplit(begun(client)).query)["state"][0]
    answer = client.get(DONE, {"state": state, "error": "access_denied", "error_description": "<b>you</b>"})
    assert answer.status_code == 403 and "you</b>" not in answer.content.decode()


def test_nobody_learns_whether_there_is_an_account(provider):
    """Not linked, linked to another subject, or switched off: one answer."""
    off = linked(identifier="subject-2")
    Account.objects.filter(pk=off.pk).update(is_active=False)
    make.AccountFactory(username="subject-3", email="somebody@example.org")
    answers = []
    for subject in ("subject-2", "subject-3", "subject-4"):
        provider(claims={"sub": subject, "email": "somebody@example.org", "email_verified": True})
        client, answer = through()
        assert not reader(client).is_authenticated
        answers.append((answer.status_code, MASKED.sub("", words(answer))))
    assert len(set(answers)) == 1 and answers[0][0] == 403
    assert Account.objects.exclude(role="administrator").count() == 2
    assert ProviderIdentity.objects.get().subject == ""


def test_a_subject_that_is_bound_is_not_bound_to_another_account(provider, settings):
    """By a claim that changes: what counts after the first time is the subject."""
    settings.SIGN_IN_PROVIDER = settings.SIGN_IN_PROVIDER._replace(identifier="preferred_username")
    account = linked(identifier="ana")
    provider(claims={"preferred_username": "ana"})
    assert reader(through()[0]) == account
    # Somebody else takes the name at the provider.
    provider(claims={"preferred_username": "ana", "sub": "subject-2"})
    assert through()[1].status_code == 403
    # The holder has another one there by now.
    linked(identifier="benedict")
    provider(claims={"preferred_username": "benedict"})
    assert reader(through()[0]) == account


def test_only_this_host_is_where_one_goes_afterwards(provider):
    linked()
    for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"):
        client, answer = through(target=target)
        assert answer["Location"] == "/", target


def test_a_session_begins_anew(provider):
    linked()
    client = Client()
    path = back(begun(client))
    before = client.cookies["sessionid"].value
    client.get(path)
    assert client.cookies["sessionid"].value != before


def test_the_second_factor_of_the_register_comes_after_the_provider(provider):
    account = make.AnalystFactory()
    secret = with_app(account)
    ProviderIdentity.objects.create(
        account=account, issuer=settings.SIGN_IN_PROVIDER.issuer, identifier="subject-1"
    )
    provider(claims={"amr": ["mfa"], "acr": "high"})
    client, answer = through(target="/how-to-read/")
    assert answer["Location"] == STEP and not reader(client).is_authenticated
    assert client.post(STEP, {"code": code_of(secret)})["Location"] == "/how-to-read/"
    assert reader(client) == account


@pytest.mark.parametrize(
    "claims",
    [{}, {"amr": ["pwd"]}, {"amr": "mfa pwd"}, {"acr": "mfa"}, {"amr": [["mfa"]]}, {"amr": {"mfa": 1}}],
)
def test_what_the_operator_does_not_let_count_is_no_second_factor(provider, settings, claims):
    account = make.AnalystFactory()
    with_app(account)
    issuer = settings.SIGN_IN_PROVIDER.issuer
    ProviderIdentity.objects.create(account=account, issuer=issuer, identifier="subject-1")
    settings.SIGN_IN_PROVIDER = settings.SIGN_IN_PROVIDER._replace(
        factors=frozenset({("amr", "mfa"), ("acr", "high")})
    )
    provider(claims=claims)
    client, answer = through()
    assert answer["Location"] == STEP


def test_a_factor_that_the_provider_saw_counts_where_the_operator_says_so(provider, settings):
    """For who has none here, too; it is not one with which factors are changed later."""
    account = make.AnalystFactory()
    issuer = settings.SIGN_IN_PROVIDER.issuer
    ProviderIdentity.objects.create(account=account, issuer=issuer, identifier="subject-1")
    client, _answer = through()
    assert client.get("/")["Location"] == "/account/second-factor/"
    settings.SIGN_IN_PROVIDER = settings.SIGN_IN_PROVIDER._replace(factors=frozenset({("amr", "mfa")}))
    provider(claims={"amr": ["pwd", "mfa"]})
    client, answer = through()
    assert answer["Location"] == "/" and reader(client) == account


def test_linking_ends_the_password_and_a_password_ends_the_link(provider):
    account, boss = make.AccountFactory(), administrator()
    password = set_by(link_from(boss, account))
    assert password.status_code == 302
    open_session = sign_in(account, password="seven tall lanterns")
    old_link = link_from(boss, account)
    assert link(account, "subject-1", boss).status_code == 302
    assert not reader(open_session).is_authenticated
    assert set_by(old_link).status_code == 404
    assert not reader(sign_in(account, password="seven tall lanterns")).is_authenticated
    assert reader(through()[0]) == account

    by_provider, _answer = through()
    link_from(boss, account)
    assert not reader(by_provider).is_authenticated and not ProviderIdentity.objects.exists()
    assert through()[1].status_code == 403


def test_who_linked_an_account_does_not_read_by_it_when_it_is_cleared(provider):
    """Nothing is added until somebody signed in by the provider; the officer then asks the holder, as of a link."""
    account = linked()
    page = words(officer().get(f"/admin/core/account/{account.pk}/change/"))
    assert "or signed in by the provider" in page and "subject-1" in page
    account.refresh_from_db()
    assert account.password_set_at is None
    through()
    account.refresh_from_db()
    assert account.password_set_at is not None
    assert "Ask the holder whether this is they" in words(
        officer().get(f"/admin/core/account/{account.pk}/change/")
    )


def test_a_cleared_account_is_linked_and_unlinked_by_two_persons(provider):
    account, boss = make.AnalystFactory(), administrator()
    link(account, "subject-1", boss)
    assert not ProviderIdentity.objects.exists() and through()[1].status_code == 403
    change = AccountChange.objects.get()
    assert str(change) == "sign in by the provider as “subject-1”"
    sent = {"change": change.pk, "decision": "confirm", "seen": seen_of(account)}
    boss.post(f"/admin/core/account/{account.pk}/decide/", sent)
    assert not ProviderIdentity.objects.exists()
    officer().post(f"/admin/core/account/{account.pk}/decide/", sent)
    assert ProviderIdentity.objects.get().account == account
    link(account, "", boss)
    assert ProviderIdentity.objects.exists()


def test_an_identifier_is_linked_to_one_account(provider):
    linked()
    other = make.AccountFactory()
    assert "Another account is linked" in words(link(other, "subject-1"))
    assert ProviderIdentity.objects.count() == 1


def test_an_administrator_links_nobody_to_their_own_account(provider):
    boss = make.AccountFactory(role="administrator")
    client = Client()
    client.force_login(boss)
    assert link(boss, "subject-1", client).status_code == 403
    assert link(make.AccountFactory(), "subject-1", officer()).status_code == 403


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO core_provideridentity (id, account_id, issuer, identifier, subject) VALUES (1, %s, 'i', 'a', '')",
        "UPDATE core_provideridentity SET subject = 'mine' WHERE account_id = %s",
        "DELETE FROM core_provideridentity WHERE account_id = %s",
        "SELECT core_identity_link(%s, 'i mine')",
        "SELECT core_identity_sign_in('i', 'subject-1', 'subject-1', %s::text)",
        "SELECT core_account_change(%s, 'identity', 'i mine', '-')",
    ],
)
def test_the_web_login_links_nobody_and_binds_nobody(statement):
    account = make.AnalystFactory()
    ProviderIdentity.objects.create(account=account, issuer="i", identifier="subject-1")
    with pytest.raises(DatabaseError), transaction.atomic(), viewing(Viewer(account=account.pk)):
        connection.cursor().execute(statement, [account.pk])
    assert ProviderIdentity.objects.get().subject == ""


def test_who_has_neither_password_nor_factor_confirms_by_signing_in_anew(provider):
    account = linked()
    client, _answer = through()
    page = client.get("/account/second-factor/app/")
    assert page.status_code == 200
    session = client.session
    session["account_authentication_methods"][-1]["at"] = 0
    session.save()
    asked = client.get("/account/second-factor/app/")
    assert asked["Location"] == "/account/sign-in/?next=%2Faccount%2Fsecond-factor%2Fapp%2F"
    # The provider asks who is signed in there, too, and says when it did.
    provider(claims={"auth_time": 1700000000})
    assert through(client)[1].status_code == 502
    provider(claims={"auth_time": None})
    assert through(client)[1].status_code == 502
    provider()
    through(client)
    assert client.get("/account/second-factor/app/").status_code == 200 and reader(client) == account


def test_somebody_else_who_signs_in_takes_nothing_over(provider):
    before = sign_in(make.AccountFactory())
    account = linked()
    before.session["x"] = 1
    through(before)
    assert reader(before) == account and "x" not in before.session


def test_an_account_whose_clearance_has_ended_reads_what_is_public(provider):
    account = linked(make.AccountFactory(username="former"))
    through()
    Account.objects.filter(pk=account.pk).update(clearance=1, clearance_until="2026-01-01")
    client, _answer = through()
    assert client.get("/api/v1/me/").json()["level"] == 0


def test_without_a_provider_there_is_no_button_and_no_address():
    client = Client()
    assert "Sign in with" not in words(client.get("/account/sign-in/"))
    account = make.AccountFactory()
    boss = administrator()
    answers = [client.post(START), client.get(DONE), boss.get(f"/admin/core/account/{account.pk}/identity/")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_with_one_the_page_names_it_and_a_link_begins_nothing(provider):
    client = Client()
    page = words(client.get("/account/sign-in/?next=/how-to-read/"))
    assert "Sign in with Example login" in page
    assert client.get(START).status_code == 405
    checking = Client(enforce_csrf_checks=True)
    assert checking.post(START).status_code == 403


def test_no_transaction_is_open_while_the_provider_is_asked(provider):
    linked()
    client, asked, depths = Client(), sign_in_provider.ask, []

    def ask(*args):
        depths.append(len(connection.savepoint_ids))
        return asked(*args)

    with mock.patch.object(sign_in_provider, "ask", ask):
        through(client)
    assert reader(client).is_authenticated
    assert depths == [len(connection.savepoint_ids)] * 3


def test_the_identity_of_an_account_is_in_its_history(provider):
    account = linked()
    through()
    labels = ProviderIdentity.objects.get().events.order_by("pgh_id").values_list("pgh_label", "subject")
    assert [*labels] == [("added", ""), ("changed", "subject-1")]
    assert accounts.account_of_identity("elsewhere", "subject-1", "subject-1") is None
    assert account.pk
