"""Who enters which screen: by the table of roles alone."""

import pytest
from django.contrib.admin.models import LogEntry

from peaceinfra.core.models import Account, Team, TeamGrant
from processes.models import Actor
from tests import factories
from tests.admin.screens import REASON, address, errors, listing, row, save, send, shown, words


@pytest.fixture
def administrator(signed_in, db):
    return signed_in(factories.AccountFactory(role="administrator"))


@pytest.fixture
def officer(signed_in, db):
    return signed_in(factories.AccountFactory(role="security", clearance=4))


def test_who_is_signed_out_is_sent_to_the_one_page_to_sign_in(client, db):
    response = client.get("/admin/processes/actor/", follow=False)
    assert response["Location"].startswith("/admin/login/")
    assert client.get(response["Location"])["Location"] == "/account/sign-in/?next=/admin/processes/actor/"


@pytest.mark.parametrize("role", ["reader", "adviser"])
def test_readers_and_advisers_do_not_enter(signed_in, db, role):
    client = signed_in(factories.AccountFactory(role=role, clearance=4))
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("role", ["reader", "adviser"])
def test_everybody_changes_the_own_password(signed_in, db, role):
    account = factories.AccountFactory(role=role)
    client = signed_in(account)
    page = {"old_password": "a password of the tests", "new_password1": "another phrase"}
    page["new_password2"] = page["new_password1"]
    assert client.post("/admin/password_change/", page, follow=True).status_code == 200
    account.refresh_from_db()
    assert account.check_password("another phrase")
    assert 'href="/admin/"' not in words(client.get("/admin/password_change/"))


def test_who_is_signed_out_changes_no_password(client, db):
    assert client.get("/admin/password_change/")["Location"].startswith("/account/sign-in/")


@pytest.mark.parametrize(("role", "shown"), [("reader", False), ("analyst", True), ("administrator", True)])
def test_the_pages_lead_to_these_screens_those_who_may_enter(signed_in, db, role, shown):
    page = words(signed_in(factories.AccountFactory(role=role)).get("/"))
    assert ('href="/admin/"' in page, 'href="/admin/password_change/"' in page) == (shown, True)


def test_the_screen_of_an_account_shows_nothing_of_its_password_and_no_log(administrator):
    public, cleared = factories.AccountFactory(), factories.AdviserFactory()
    for account, offered in ((public, True), (cleared, False)):
        page = words(administrator.get(address(account)))
        assert ("argon2" in page, "History" in page) == (False, False)
        assert (("Give a one-time link" in page), ("This account has a clearance" in page)) == (
            offered,
            not offered,
        )
        assert administrator.get(address(account, "history")).status_code == 404


def test_a_staff_flag_opens_nothing(signed_in, db):
    client = signed_in(factories.AccountFactory(is_staff=True))
    assert client.get("/admin/", follow=True).status_code == 403


def test_analysts_see_records_and_no_accounts(desk):
    page = words(desk.get("/admin/"))
    assert ("Bodies" in page, "Accounts" in page, "Teams" in page, "Recent actions" in page) == (
        True,
        False,
        False,
        False,
    )
    assert desk.get(listing(Account)).status_code == 403


def test_administrators_see_accounts_and_no_records(administrator):
    page = words(administrator.get("/admin/"))
    assert ("Accounts" in page, "Actors" in page, "Teams" in page) == (True, False, False)
    actor = factories.ActorFactory()
    assert [
        administrator.get(url).status_code
        for url in (listing(Actor), address(actor), address(actor, "history"))
    ] == [403] * 3


def test_an_administrator_adds_an_account_that_reads_public_records_only(administrator):
    response = administrator.post(listing(Account, "add"), {"username": "amina", "role": "adviser"})
    assert response.status_code == 302, errors(response)
    account = Account.objects.get(username="amina")
    assert response["Location"] == f"/admin/core/account/{account.pk}/link/"
    assert (account.role, account.clearance, account.has_usable_password()) == ("adviser", 0, False)


def test_an_administrator_cannot_set_a_clearance(administrator):
    account = factories.AdviserFactory()
    save(administrator, address(account), {"clearance": "4", "first_name": "Amina"})
    account.refresh_from_db()
    assert (account.first_name, account.clearance) == ("Amina", 2)


def test_an_administrator_cannot_take_over_an_account_with_a_clearance(administrator):
    account = factories.AdviserFactory()
    assert administrator.post(f"/admin/core/account/{account.pk}/link/").status_code == 403
    public = factories.AccountFactory()
    assert administrator.get(f"/admin/core/account/{public.pk}/link/").status_code == 200


def test_an_administrator_appoints_no_security_officer(administrator):
    account = factories.AccountFactory()
    assert "role" in errors(send(administrator, address(account), {"role": "security"}))


def test_a_security_officer_edits_clearance_and_teams_and_nothing_else(officer):
    account, team = factories.AccountFactory(), factories.TeamFactory()
    changes = {"clearance": "2", "role": "steward", "username": "other"}
    changes |= row("team_grants", 0, team=team.pk, reason="works in the valley")
    save(officer, address(account), changes)
    stored = Account.objects.get(pk=account.pk)
    assert (stored.clearance, stored.role, stored.username) == (2, "reader", account.username)
    assert TeamGrant.objects.get().granted_by.role == "security"
    assert officer.get(listing(Account, "add")).status_code == 403
    assert officer.get(listing(Team)).status_code == 200


def test_a_security_officer_does_not_raise_the_own_clearance(signed_in, db):
    officer = factories.AccountFactory(role="security", clearance=2)
    save(signed_in(officer), address(officer), {"clearance": "4"})
    officer.refresh_from_db()
    assert officer.clearance == 2


def test_nothing_can_be_deleted_and_retiring_asks_a_reason(desk):
    actor = factories.ActorFactory()
    assert desk.post(f"/admin/processes/actor/{actor.pk}/delete/").status_code in (302, 404)
    assert desk.post(address(actor, "retire"), {"reason": ""}).status_code == 200
    assert desk.post(address(actor, "retire"), {"reason": "entered twice"}).status_code == 302
    actor.refresh_from_db()
    assert actor.retired
    assert desk.get(address(actor)).status_code == 404
    assert "entered twice" in words(desk.get(address(actor, "history")))


def test_retiring_a_body_retires_what_is_the_same_thing(desk):
    body = factories.BodyActorFactory()
    desk.post(f"/admin/secretariats/bodyactor/{body.pk}/retire/", {"reason": "entered twice"})
    body.body.refresh_from_db()
    assert body.body.retired


def test_a_body_opens_on_its_own_screen(desk):
    body = factories.BodyActorFactory()
    assert desk.get(address(body))["Location"] == f"/admin/secretariats/bodyactor/{body.pk}/change/"


def test_the_history_says_who_when_and_why(desk, analyst):
    process = factories.PeaceProcessFactory(name="Before")
    save(desk, address(process), {"name": "After"})
    page = words(desk.get(address(process, "history")))
    assert all(text in page for text in (analyst.username, "corrected after reading", "Before", "After"))
    assert not LogEntry.objects.exists()


def test_the_password_is_changed_here(desk, analyst):
    page = {
        "old_password": "a password of the tests",
        "new_password1": "another phrase",
        "new_password2": "another phrase",
    }
    assert desk.post("/admin/password_change/", page).status_code == 302
    analyst.refresh_from_db()
    assert analyst.check_password("another phrase")


def test_a_record_that_vanished_while_it_was_edited_answers_404(desk):
    actor = factories.ActorFactory()
    page = shown(desk.get(address(actor)))
    Actor.objects.filter(pk=actor.pk).update(retired=True)
    assert desk.post(address(actor), page | REASON).status_code == 404
