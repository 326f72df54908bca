"""Who reads guarded records shows a second factor, whichever way they go, and nobody gives one to themselves."""

import re
import time
from datetime import timedelta
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from peaceinfra.core import accounts, factor_keys, factors
from peaceinfra.core.choices import AccountRole, Level
from peaceinfra.core.models import Account, AccountChange, PasswordLink
from peaceinfra.core.visibility import Viewer, viewing
from peaceinfra.core.visibility.factor_sql import TABLE
from tests import factories as make
from tests.admin.screens import address, save, seen_of, words

pytestmark = pytest.mark.django_db

RIGHT = "a password of the tests"
SIGN_IN, STEP, LIST = "/account/sign-in/", "/account/second-factor/sign-in/", "/account/second-factor/"
APP = "/account/second-factor/app/"


def code_of(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_app(account):
    """The secret of an app that was set up."""
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    return secret


def sign_in(account, client=None, password=RIGHT, **page):
    client = client or Client()
    client.post(SIGN_IN, {"username": account.username, "password": password} | page)
    return client


def officer():
    client = Client()
    client.force_login(make.AccountFactory(role="security", clearance=4))
    return client


def administrator():
    client = Client()
    client.force_login(make.AccountFactory(role="administrator"))
    return client


def code_from(account):
    """The code of an officer for the account, as the page shows it once."""
    page = words(officer().post(f"/admin/core/account/{account.pk}/factor-code/"))
    return re.search(r'value="((?:\w{4}-){3}\w{4})"', page)[1]


def set_up(client, officers_code=None, code=None):
    """Sets up an app as its page asks; the answer."""
    secret = client.get(APP).context["form"].secret
    sent = {"code": code or code_of(secret)} | ({"officers_code": officers_code} if officers_code else {})
    return client.post(APP, sent)


def reader(client):
    return client.get("/").context["user"]


@pytest.mark.parametrize(
    "path", ["/", "/admin/", "/processes/", "/admin/password_change/", "/following/", "/nowhere/"]
)
@pytest.mark.parametrize(
    "account",
    [
        make.AdviserFactory,
        lambda: make.AccountFactory(role="security"),
        lambda: make.AccountFactory(role="administrator"),
    ],
)
def test_who_has_no_factor_opens_nothing_but_the_pages_of_accounts(account, path):
    client = sign_in(account())
    assert client.get(path)["Location"] == LIST
    assert client.post(path)["Location"] == LIST
    assert "set up a second factor" in words(client.get(LIST))


def test_the_api_refuses_who_used_no_factor():
    client = sign_in(make.AnalystFactory())
    answer = client.get("/api/v1/actors/")
    assert (answer.status_code, answer["Cache-Control"]) == (403, "no-store")
    assert "second factor" in answer.json()["errors"]["request"][0]


@pytest.mark.parametrize("role", ["reader", "adviser", "analyst", "steward"])
def test_who_reads_no_guarded_records_and_lets_nobody_in_needs_none(role):
    assert reader(sign_in(make.AccountFactory(role=role, clearance=1))).is_authenticated


def test_the_database_and_the_pages_ask_the_same_accounts_for_a_factor():
    made = [
        make.AccountFactory.build(username=f"{role}-{level}", role=role, clearance=level, password="!")
        for role in AccountRole.values
        for level in (Level.values if role != "administrator" else [0])
    ]
    Account.objects.bulk_create(made)
    with connection.cursor() as cursor:
        cursor.execute("SELECT username, core_account_needs_factor(a) FROM core_account a")
        by_database = dict(cursor.fetchall())
    assert by_database == {account.username: factors.needs_factor(account) for account in made}


def test_the_first_administrator_comes_in_with_what_the_operator_was_printed(capsys):
    call_command("make_account", "omar", "--role", "administrator")
    printed = re.findall(r"shown only now: (\S+)", capsys.readouterr().out)
    account = Account.objects.get(username="omar")
    client = sign_in(account, password=printed[0])
    assert client.get("/admin/")["Location"] == LIST
    assert set_up(client, printed[1])["Location"] == "/account/second-factor/codes/"
    assert client.get("/admin/core/account/").status_code == 200


def test_an_administrator_makes_no_further_one_alone():
    sent = {"role": "administrator", "reason": "she will manage accounts"}
    account = make.AccountFactory(password_set_at=timezone.now())
    assert set_up(sign_in(account)).status_code == 302
    save(administrator(), address(account), sent)
    account.refresh_from_db()
    assert account.role == "administrator" and not Authenticator.objects.exists()
    assert "officers_code" in set_up(sign_in(account)).context["form"].errors


def test_after_the_password_comes_the_factor_and_nothing_is_open_before():
    account = make.AnalystFactory()
    secret = with_app(account)
    client = Client()
    first = client.post(SIGN_IN, {"username": account.username, "password": RIGHT, "next": "/processes/"})
    assert first["Location"] == STEP
    assert not reader(client).is_authenticated
    for path in ("/admin/", LIST, APP, "/account/second-factor/codes/"):
        assert client.get(path)["Location"].startswith(("/admin/login/", SIGN_IN, "/account/confirm/")), path
    assert "Type the code" in words(client.get(STEP))
    last = client.post(STEP, {"code": code_of(secret)})
    assert (last.status_code, last["Location"]) == (302, "/processes/")
    assert reader(client) == account


def test_a_new_session_begins_at_each_step():
    account = make.AnalystFactory()
    secret, client = with_app(account), Client()
    keys = [client.session.session_key]
    sign_in(account, client)
    keys.append(client.cookies["sessionid"].value)
    client.post(STEP, {"code": code_of(secret)})
    keys.append(client.cookies["sessionid"].value)
    assert len(set(keys)) == 3


def test_a_wrong_code_signs_nobody_in_and_ten_of_them_end_the_trying(caplog):
    account = make.AnalystFactory()
    secret = with_app(account)
    client = sign_in(account)
    answers = [client.post(STEP, {"code": "000 000"}).status_code for _number in range(10)]
    assert answers == [200] * 10
    assert f"Second factor failed: account {account.pk}" in caplog.text
    refused = client.post(STEP, {"code": code_of(secret)})
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert not reader(client).is_authenticated


def test_who_knows_the_password_and_tries_codes_keeps_the_holder_out_of_no_browser_they_know():
    account = make.AnalystFactory()
    secret, mine = with_app(account), Client()
    sign_in(account, mine).post(STEP, {"code": code_of(secret, -1)})
    mine.post("/account/sign-out/")
    theirs = sign_in(account)
    for _number in range(10):
        theirs.post(STEP, {"code": "0"})
    assert theirs.post(STEP, {"code": code_of(secret)}).status_code == 429
    assert sign_in(account, mine).post(STEP, {"code": code_of(secret)}).status_code == 302


def test_a_code_is_good_once_in_whichever_process():
    account = make.AnalystFactory()
    code = code_of(with_app(account))
    assert sign_in(account).post(STEP, {"code": code}).status_code == 302
    with mock.patch("allauth.mfa.totp.internal.auth.cache.add", return_value=True):  # that of another process
        again = sign_in(account).post(STEP, {"code": f"{code[:3]} {code[3:]}"})
    assert again.status_code == 200


def test_a_code_of_yesterday_is_not_good():
    account = make.AnalystFactory()
    secret = with_app(account)
    assert sign_in(account).post(STEP, {"code": code_of(secret, steps=-4)}).status_code == 200


def test_a_recovery_code_is_good_once():
    account = make.AnalystFactory()
    with_app(account)
    code = RecoveryCodes.activate(account).get_unused_codes()[0]
    assert sign_in(account).post(STEP, {"code": code}).status_code == 302
    assert sign_in(account).post(STEP, {"code": code}).status_code == 200


@pytest.mark.parametrize("change", [{"is_active": False}, {"clearance": 1}, {"password": "!"}])
def test_what_was_begun_with_the_password_ends_when_the_account_changes(change):
    account = make.AnalystFactory()
    secret = with_app(account)
    client = sign_in(account)
    Account.objects.filter(pk=account.pk).update(**change)
    assert client.post(STEP, {"code": code_of(secret)})["Location"] == SIGN_IN
    assert not reader(client).is_authenticated


def test_the_step_is_no_way_in_without_the_password():
    account = make.AnalystFactory()
    secret = with_app(account)
    assert Client().post(STEP, {"code": code_of(secret)})["Location"] == SIGN_IN


def test_where_one_goes_after_the_factor_is_this_register():
    account = make.AnalystFactory()
    secret = with_app(account)
    client = sign_in(account, next="https://elsewhere.example/")
    assert client.post(STEP, {"code": code_of(secret)})["Location"] == "/"


def test_the_first_factor_of_a_cleared_account_needs_the_code_of_an_officer():
    account = make.AnalystFactory()
    client = sign_in(account)
    assert "officers_code" in set_up(client).context["form"].errors
    assert set_up(client, "ABCD-EFGH-IJKL-MNOP").status_code == 200
    other = make.AnalystFactory()
    assert set_up(client, code_from(other)).status_code == 200
    assert not Authenticator.objects.exists()
    code = code_from(account)
    done = set_up(client, code.lower().replace("-", " "))
    assert done["Location"] == "/account/second-factor/codes/"
    assert reader(client) == account
    assert {factor.type for factor in Authenticator.objects.all()} == {"totp", "recovery_codes"}
    Authenticator.objects.all().delete()
    assert set_up(sign_in(account), code).status_code == 200, "a code is good once"


def test_an_old_code_of_an_officer_sets_up_nothing():
    account = make.AnalystFactory()
    code = code_from(account)
    PasswordLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert set_up(sign_in(account), code).status_code == 200


def test_a_link_for_the_password_is_no_code_and_a_code_is_no_link():
    account = make.AccountFactory(role="security", clearance=0)
    code = code_from(account)
    assert Client().get("/account/password/", {"link": accounts.plain_code(code)}).status_code == 404


def test_the_database_refuses_a_first_factor_without_a_code():
    account = make.AnalystFactory()
    with pytest.raises(Exception, match="factor code"), viewing(Viewer(4, account=account.pk)):
        factors.prove_factors(account)
        TOTP.activate(account, generate_totp_secret())


def test_a_factor_of_before_the_clearance_does_not_count_for_it():
    account = make.AccountFactory()
    assert set_up(sign_in(account)).status_code == 302
    save(officer(), address(account), {"clearance": "2"})
    assert not Authenticator.objects.exists()


def test_the_rows_of_factors_are_shown_for_one_proven_account():
    account, other = make.AccountFactory(), make.AccountFactory()
    with_app(account)
    with viewing(Viewer(4, account=account.pk)):
        assert not Authenticator.objects.exists()
        factors.prove_factors(other)
        assert not Authenticator.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('peaceinfra.factors', %s, true)", [f"{account.pk}:{'0' * 64}"])
        assert not Authenticator.objects.exists()
        factors.prove_factors(account)
        assert Authenticator.objects.count() == 1


def test_a_dump_holds_no_secret_of_a_factor():
    account = make.AnalystFactory()
    client = sign_in(account)
    secret = client.get(APP).context["form"].secret
    client.post(APP, {"code": code_of(secret), "officers_code": code_from(account)})
    client.get(APP)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT data::text FROM {TABLE}")
        stored = "".join(text for (text,) in cursor.fetchall())
    sessions = str([session.get_decoded() for session in Session.objects.all()])
    assert secret not in stored + sessions
    assert factor_keys.decipher(Authenticator.objects.get(type="totp").data["secret"]) == secret


NEW_KEY, OLD_KEY = (
    "QSBuZXcga2V5IG9mIHRoZSB0ZXN0cywgbm90aGluZyE=",
    "QW4gb2xkIGtleSBvZiB0aGUgdGVzdHMsIG5vdGhpbmc=",
)


def test_keys_are_changed_without_a_factor_lost(capsys):
    with override_settings(FACTORS_KEYS=[OLD_KEY]):
        account = make.AnalystFactory()
        secret = with_app(account)
        RecoveryCodes.activate(account)
    with override_settings(FACTORS_KEYS=[NEW_KEY, OLD_KEY]):
        call_command("encipher_factors")
    with override_settings(FACTORS_KEYS=[NEW_KEY]):
        assert sign_in(account).post(STEP, {"code": code_of(secret)}).status_code == 302
    with override_settings(FACTORS_KEYS=[OLD_KEY]), pytest.raises(factor_keys.NotDeciphered):
        factor_keys.decipher(Authenticator.objects.get(type="totp").data["secret"])
    assert "2 second factors" in capsys.readouterr().out


def test_a_lost_factor_is_ended_by_two_persons_and_its_sessions_with_it():
    account = make.AnalystFactory()
    secret = with_app(account)
    mine = sign_in(account)
    mine.post(STEP, {"code": code_of(secret)})
    page = f"/admin/core/account/{account.pk}/factors/"
    assert officer().post(page, {"reason": "lost"}).status_code == 403
    assert administrator().post(page, {}).status_code == 200
    administrator().post(page, {"reason": "the telephone was stolen; she came to the office"})
    change = AccountChange.objects.get()
    assert Authenticator.objects.exists() and reader(mine).is_authenticated
    assert "end the second factor" in words(officer().get(address(account)))
    sent = {"change": change.pk, "decision": "confirm", "seen": seen_of(account)}
    administrator().post(f"/admin/core/account/{account.pk}/decide/", sent)
    assert Authenticator.objects.exists()
    officer().post(f"/admin/core/account/{account.pk}/decide/", sent)
    assert not Authenticator.objects.exists() and not reader(mine).is_authenticated
    change.refresh_from_db()
    assert (change.accepted, change.reason[:13]) == (True, "the telephone")
    assert set_up(sign_in(account), code_from(account)).status_code == 302


def test_an_officer_gives_no_code_to_themselves_or_to_who_has_a_factor():
    account = make.AnalystFactory()
    with_app(account)
    assert officer().post(f"/admin/core/account/{account.pk}/factor-code/").status_code == 403
    self = make.AccountFactory(role="security", clearance=4)
    client = Client()
    client.force_login(self)
    assert client.post(f"/admin/core/account/{self.pk}/factor-code/").status_code == 403
    assert administrator().post(f"/admin/core/account/{self.pk}/factor-code/").status_code == 403


def test_the_operator_gives_a_code_and_ends_factors(capsys):
    account = make.AccountFactory(role="security", clearance=4)
    with_app(account)
    call_command("factor_code", account.username, "--end-factors")
    out = capsys.readouterr().out
    assert "1 second factors were ended" in out
    assert set_up(sign_in(account), out.split()[-1]).status_code == 302


def test_the_last_factor_of_who_needs_one_is_not_removed():
    account = make.AnalystFactory()
    client = sign_in(account)
    set_up(client, code_from(account))
    assert "the only one" in words(client.post("/account/second-factor/app/remove/"))
    assert Authenticator.objects.filter(type="totp").exists()


def test_who_needs_none_removes_it_and_the_recovery_codes_go_too():
    client = sign_in(make.AccountFactory())
    assert set_up(client).status_code == 302
    assert client.post("/account/second-factor/app/remove/")["Location"] == LIST
    assert not Authenticator.objects.exists()


def test_a_session_left_open_changes_no_factor_without_the_factor_again():
    account = make.AnalystFactory()
    secret = with_app(account)
    client = sign_in(account)
    client.post(STEP, {"code": code_of(secret)})
    with mock.patch.object(factors, "RECENT", -1):
        asked = client.post("/account/second-factor/codes/")
        assert asked["Location"].startswith("/account/confirm/code/?next=")
        assert client.post("/account/confirm/", {"password": RIGHT})["Location"].startswith(
            "/account/confirm/code/"
        )
    assert client.post("/account/confirm/code/", {"code": code_of(secret, 1)}).status_code == 302
    assert len(client.post("/account/second-factor/codes/").context["codes"]) == 10


def test_a_session_left_open_and_the_password_change_no_password_without_the_factor():
    account = make.AnalystFactory()
    secret, page, new = with_app(account), "/admin/password_change/", "seven tall lanterns"
    client = sign_in(account)
    client.post(STEP, {"code": code_of(secret)})
    sent = {"old_password": RIGHT, "new_password1": new, "new_password2": new}
    with mock.patch.object(factors, "RECENT", -1):
        for asked in (client.get(page), client.post(page, sent)):
            assert asked["Location"] == "/account/confirm/code/?next=/admin/password_change/"
    stored = Account.objects.get(pk=account.pk)
    assert stored.check_password(RIGHT) and new not in str({**client.session})
    # The password is no confirmation, whatever address takes one.
    session = client.session
    session["account_authentication_methods"][-1]["at"] = 0
    session.save()
    client.post("/account/confirm/", {"password": RIGHT})
    assert client.get(page).status_code == 302
    assert client.post("/account/confirm/code/", {"code": code_of(secret, 1)}).status_code == 302
    assert client.post(page, sent).status_code == 302
    assert Account.objects.get(pk=account.pk).check_password(new)


def test_recovery_codes_are_shown_once():
    account = make.AnalystFactory()
    client = sign_in(account)
    set_up(client, code_from(account))
    page = client.post("/account/second-factor/codes/")
    code = page.context["codes"][0]
    assert "no-store" in page["Cache-Control"]
    assert code not in words(client.get("/account/second-factor/codes/")).replace(" ", "")


DEMO = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("name", "asked", "spared"),
    [
        ("analyst", DEMO, True),
        ("analyst", DEMO | {"REMOTE_ADDR": "::1", "HTTP_HOST": "localhost:8000"}, True),
        ("mira", DEMO, False),
        ("analyst", DEMO | {"REMOTE_ADDR": "192.0.2.7"}, False),
        ("analyst", DEMO | {"HTTP_HOST": "testserver"}, False),
        ("analyst", DEMO | {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ("analyst", DEMO | {"HTTP_FORWARDED": "for=127.0.0.1"}, False),
    ],
)
def test_demonstration_accounts_are_spared_on_the_machine_itself(settings, name, asked, spared):
    settings.DEMONSTRATION = True
    embedded = settings.DATABASES["default"] | {"EMBEDDED_IN": "here"}
    client = Client(**asked)
    sign_in(make.AnalystFactory(username=name), client)
    with mock.patch.dict(settings.DATABASES, {"default": embedded}):
        assert (client.get("/").status_code == 200) is spared


@pytest.mark.parametrize("lacks", ["the embedded database", "the demonstration"])
def test_nobody_is_spared_elsewhere(settings, lacks):
    settings.DEMONSTRATION = lacks != "the demonstration"
    entry = dict(settings.DATABASES["default"], EMBEDDED_IN="here")
    if lacks == "the embedded database":
        del entry["EMBEDDED_IN"]
    client = sign_in(make.AnalystFactory(username="analyst"), Client(**DEMO))
    with mock.patch.dict(settings.DATABASES, {"default": entry}):
        assert client.get("/")["Location"] == LIST
