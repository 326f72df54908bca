"""The role of a cleared account, and the end of a security officer, take an administrator and a security officer."""

import pytest
from django.test import Client

from peaceinfra.core.choices import AccountRole
from peaceinfra.core.models import Account, AccountChange
from tests import factories as make
from tests.admin.screens import address, errors, save, seen_of, send, words

pytestmark = pytest.mark.django_db


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def administrator():
    return make.AccountFactory(role=AccountRole.ADMINISTRATOR)


def officer():
    return make.AccountFactory(role=AccountRole.SECURITY, clearance=4)


def decide(account, who, decision="confirm"):
    change = AccountChange.objects.get(account=account)
    return signed_in(who).post(
        f"/admin/core/account/{account.pk}/decide/",
        {"change": change.pk, "decision": decision, "seen": seen_of(account)},
        follow=True,
    )


def stored(account):
    return Account.objects.get(pk=account.pk)


def test_the_role_of_a_cleared_account_waits_for_a_security_officer():
    analyst, admin, second = make.AnalystFactory(), administrator(), officer()
    save(signed_in(admin), address(analyst), {"role": "steward"})
    assert stored(analyst).role == "analyst"
    assert analyst.username in words(signed_in(second).get("/admin/"))
    page = words(signed_in(second).get(address(analyst)))
    assert "change the role from analyst to steward" in page
    assert f"Requested by {admin.username}" in page
    assert "The change was made." in words(decide(analyst, second))
    assert stored(analyst).role == "steward"
    event = analyst.events.last()
    assert event.pgh_context == {
        "account": second.pk,
        "asked_by": admin.pk,
        "reason": "corrected after reading",
    }


def test_the_role_of_an_account_that_is_in_a_team_waits_too():
    grant = make.TeamGrantFactory()
    save(signed_in(administrator()), address(grant.account), {"role": "analyst"})
    assert (stored(grant.account).role, AccountChange.objects.count()) == ("reader", 1)


def test_a_change_that_waits_needs_a_reason():
    analyst = make.AnalystFactory()
    refused = send(signed_in(administrator()), address(analyst), {"role": "steward", "reason": ""})
    assert list(errors(refused)) == ["reason"]


@pytest.mark.parametrize("decision", ["refuse", "withdraw"])
def test_a_refused_or_withdrawn_change_is_not_made(decision):
    analyst, admin = make.AnalystFactory(), administrator()
    save(signed_in(admin), address(analyst), {"role": "steward"})
    decide(analyst, officer() if decision == "refuse" else admin, "refuse")
    change = AccountChange.objects.get()
    assert (stored(analyst).role, change.accepted, change.decided_at is None) == ("analyst", False, False)


def test_neither_an_administrator_nor_the_account_itself_confirms():
    security, other = officer(), officer()
    admin = administrator()
    save(signed_in(admin), address(security), {"is_active": ""})
    for who in (admin, administrator(), security):
        decide(security, who)
        assert stored(security).is_active
    decide(security, other)
    assert not stored(security).is_active


def test_the_last_security_officer_is_not_switched_off():
    only = officer()
    refused = send(signed_in(administrator()), address(only), {"is_active": ""})
    assert "last security officer" in errors(refused)["is_active"][0]
    assert stored(only).is_active


def test_two_officers_who_are_to_be_switched_off_do_not_both_go():
    first, second = officer(), officer()
    admin = administrator()
    save(signed_in(admin), address(first), {"is_active": ""})
    save(signed_in(admin), address(second), {"is_active": ""})
    decide(first, second)
    decide(second, officer_off := first)
    assert (stored(officer_off).is_active, stored(second).is_active) == (False, True)


def test_the_last_administrator_stays():
    admin, gone = administrator(), administrator()
    client = signed_in(admin)
    save(client, address(gone), {"is_active": ""})
    assert not stored(gone).is_active
    save(client, address(admin), {"is_active": "", "role": "reader"})
    assert (stored(admin).is_active, stored(admin).role) == (True, "administrator")


def test_a_cleared_account_is_switched_off_at_once_and_on_again_by_two():
    analyst, admin = make.AnalystFactory(), administrator()
    save(signed_in(admin), address(analyst), {"is_active": ""})
    assert not stored(analyst).is_active
    save(signed_in(admin), address(analyst), {"is_active": "on"})
    assert not stored(analyst).is_active
    decide(analyst, officer())
    assert stored(analyst).is_active


def test_the_role_of_an_account_without_a_clearance_is_changed_at_once():
    account = make.AccountFactory()
    save(signed_in(administrator()), address(account), {"role": "analyst"})
    assert (stored(account).role, AccountChange.objects.count()) == ("analyst", 0)


def test_who_requests_a_change_is_led_to_where_it_waits_without_a_word_of_success():
    analyst, admin = make.AnalystFactory(), administrator()
    client = signed_in(admin)
    answer = send(client, address(analyst), {"role": "steward"})
    assert answer["Location"] == address(analyst)
    page = client.get(answer["Location"])
    assert [str(message) for message in page.context["messages"]] == [
        "A security officer confirms this change first; until then nothing changes."
    ]
    assert "Withdraw the request" in words(page)


def test_another_last_day_of_a_role_that_waits_is_said_in_words():
    change = AccountChange(account=make.AnalystFactory(), field="role_until", value="2026-12-31")
    assert str(change) == "another last day of the role: 2026-12-31"
    change.value = ""
    assert str(change) == "another last day of the role: no end"
