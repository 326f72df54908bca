"""A clearance, a team or a role is given to the person who holds the account, not to who made it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from peaceinfra.core.choices import AccountRole
from peaceinfra.core.models import Account, PasswordLink, TeamGrant
from tests import factories as make
from tests.admin.screens import address, errors, listing, row, save, send, shown, words

pytestmark = pytest.mark.django_db

PASSWORD = "seven tall lanterns"


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def administrator():
    return signed_in(make.AccountFactory(role=AccountRole.ADMINISTRATOR))


def officer():
    return signed_in(make.AccountFactory(role=AccountRole.SECURITY, clearance=4))


def link_from(client, account):
    """The path of a new one-time link, as the page of the administrator shows it once."""
    page = words(client.post(f"/admin/core/account/{account.pk}/link/"))
    return re.search(r'value="http://testserver(/account/password/\?link=[\w-]+)"', page)[1]


def set_by(path, password=PASSWORD, client=None):
    token = path.partition("link=")[2]
    page = {"link": token, "new_password1": password, "new_password2": password}
    return (client or Client()).post("/account/password/", page)


def test_who_made_an_account_does_not_read_by_it_when_it_is_cleared():
    admin = administrator()
    admin.post(listing(Account, "add"), {"username": "amina", "role": "analyst"})
    account = Account.objects.get(username="amina")
    refused = send(officer(), address(account), {"clearance": "4"})
    assert "has not set the password" in errors(refused)["clearance"][0]
    set_by(link_from(admin, account))
    mine = Client()
    assert mine.login(username="amina", password=PASSWORD)
    save(officer(), address(account), {"clearance": "4"})
    assert not mine.get("/").context["user"].is_authenticated
    account.refresh_from_db()
    assert account.clearance == 4


@pytest.mark.parametrize(
    "touched", [{"username": "other"}, {"email": "a@example.org"}, {"first_name": "A"}, {"last_name": "B"}]
)
def test_an_account_that_an_administrator_touched_is_raised_after_its_holder_set_the_password(touched):
    account, team = make.AccountFactory(), make.TeamFactory()
    save(administrator(), address(account), touched)
    assert "clearance" in errors(send(officer(), address(account), {"clearance": "1"}))
    refused = send(officer(), address(account), row("team_grants", 0, team=team.pk, reason="works there"))
    assert (refused.status_code, TeamGrant.objects.count()) == (200, 0)
    assert "role" in errors(send(administrator(), address(account), {"role": "steward"}))


def test_what_an_account_has_is_taken_back_whoever_touched_it():
    account = make.AnalystFactory(password_set_at=None)
    save(officer(), address(account), {"clearance": "1"})
    plain = make.AccountFactory(role="steward", password_set_at=None)
    save(administrator(), address(plain), {"role": "reader"})
    account.refresh_from_db()
    plain.refresh_from_db()
    assert (account.clearance, plain.role) == (1, "reader")


def test_a_membership_is_shortened_but_not_prolonged_while_the_password_is_not_the_holders():
    grant = make.TeamGrantFactory(account__password_set_at=None, expires_on=timezone.now().date())
    later = {"team_grants-0-expires_on": str(grant.expires_on + timedelta(days=9))}
    assert send(officer(), address(grant.account), later).status_code == 200
    sooner = {"team_grants-0-expires_on": str(grant.expires_on - timedelta(days=9))}
    save(officer(), address(grant.account), sooner)
    before = grant.expires_on
    grant.refresh_from_db()
    assert grant.expires_on == before - timedelta(days=9)


def test_a_link_works_once_and_shows_whose_password_it_sets():
    account = make.AccountFactory(password_set_at=None)
    path = link_from(administrator(), account)
    page = Client().get(path)
    assert account.username in words(page)
    assert "no-store" in page["Cache-Control"]
    assert set_by(path)["Location"] == "/account/sign-in/"
    assert Client().login(username=account.username, password=PASSWORD)
    assert (Client().get(path).status_code, set_by(path, "another long phrase").status_code) == (404, 404)
    assert not Client().login(username=account.username, password="another long phrase")


def test_a_newer_link_ends_the_older_one_and_the_password_before_it():
    account = make.AccountFactory()
    first = link_from(administrator(), account)
    second = link_from(administrator(), account)
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    assert not Client().login(username=account.username, password="a password of the tests")


def test_an_old_link_sets_nothing():
    account = make.AccountFactory()
    path = link_from(administrator(), account)
    PasswordLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert set_by(path).status_code == 404


def test_a_link_given_before_the_account_was_cleared_is_no_way_into_it():
    account = make.AccountFactory()
    path = link_from(administrator(), account)
    Account.objects.filter(pk=account.pk).update(clearance=3, is_active=True)
    assert set_by(path).status_code == 404


def test_the_token_of_a_link_is_not_stored():
    path = link_from(administrator(), make.AccountFactory())
    assert path.partition("link=")[2] not in PasswordLink.objects.get().digest


def test_a_password_shorter_than_twelve_characters_is_refused():
    path = link_from(administrator(), make.AccountFactory(password_set_at=None))
    page = set_by(path, "Summer26now")
    assert "at least 12 characters" in words(page)


def change_clearance(account):
    save(officer(), address(account), {"clearance": "1"})


def change_team(account):
    save(officer(), address(account), row("team_grants", 0, team=make.TeamFactory().pk, reason="works there"))


def change_role(account):
    save(administrator(), address(account), {"role": "adviser"})


def switch_off(account):
    save(administrator(), address(account), {"is_active": ""})


def give_link(account):
    link_from(administrator(), account)


def set_own_password(account):
    page = {"old_password": "a password of the tests", "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert signed_in(account).post("/admin/password_change/", page).status_code == 302


@pytest.mark.parametrize(
    "change", [change_clearance, change_team, change_role, switch_off, give_link, set_own_password]
)
def test_open_sessions_end_when_what_an_account_is_changes(change):
    account = make.AccountFactory()
    client = signed_in(account)
    assert client.get("/").context["user"].is_authenticated
    change(account)
    assert not client.get("/").context["user"].is_authenticated


def test_who_changes_the_own_password_stays_signed_in_and_may_be_raised():
    account = make.AccountFactory(password_set_at=None)
    client = signed_in(account)
    page = {"old_password": "a password of the tests", "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post("/admin/password_change/", page).status_code == 302
    assert client.get("/").context["user"].is_authenticated
    save(officer(), address(account), {"clearance": "2"})
    account.refresh_from_db()
    assert account.clearance == 2


def test_the_officer_reads_when_the_password_was_set():
    known, unknown = make.AccountFactory(), make.AccountFactory(password_set_at=None)
    assert "on 1 Jan 2026" in words(officer().get(address(known)))
    assert "has not set the password" in words(officer().get(address(unknown)))
    assert "clearance" in shown(officer().get(address(known)))
