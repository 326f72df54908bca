"""An officer gives to an account as the officer saw it: where it is another one by then, it is asked for anew."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from peaceinfra.core import accounts
from peaceinfra.core.models import Account, TeamGrant
from peaceinfra.core.visibility import Viewer, viewing
from tests import factories as make
from tests.admin.screens import address, opened, row, seen_of, send, words

pytestmark = pytest.mark.django_db


def signed_in(role, **more):
    client = Client()
    client.force_login(make.AccountFactory(role=role, **more))
    return client


@pytest.fixture
def officer():
    return signed_in("security", clearance=4)


def clearance_of(account):
    return Account.objects.get(pk=account.pk).clearance


def test_a_clearance_is_asked_for_anew_where_the_role_is_another_one_by_then(officer):
    account = make.AccountFactory(role="adviser")
    seen = opened(officer, address(account))
    send(signed_in("administrator"), address(account), {"role": "steward"})
    answer = send(officer, address(account), {"clearance": "3"}, base=seen)
    page = words(answer)
    assert "changed since you opened the page" in page and "Its role is now: steward" in page
    assert clearance_of(account) == 0
    # What the page shows now was looked at.
    again = send(
        officer,
        address(account),
        {"clearance": "3", "seen": answer.context["adminform"].form["seen"].value()},
        base=seen,
    )
    assert (again.status_code, clearance_of(account)) == (302, 3)


def test_a_clearance_is_asked_for_anew_where_the_teams_are_others_by_then(officer):
    account, team = make.AccountFactory(), make.TeamFactory(name="North <b>")
    seen = opened(officer, address(account))
    other = row("team_grants", 0, team=team.pk, expires_on="2030-05-01", reason="she works on it")
    assert send(signed_in("security"), address(account), other).status_code == 302
    page = words(send(officer, address(account), {"clearance": "2"}, base=seen))
    assert "its teams: North &lt;b&gt; until 1 May 2030" in page and clearance_of(account) == 0


def test_a_team_is_asked_for_anew_as_well_and_so_is_what_forgot_what_was_seen(officer):
    account = make.AccountFactory()
    seen = opened(officer, address(account))
    new = row("team_grants", 0, team=make.TeamFactory().pk, reason="she works on it")
    Account.objects.filter(pk=account.pk).update(role="analyst")
    for lost in ({}, {"seen": ""}, {"seen": "x"}, {"seen": str(2**63)}):
        assert send(officer, address(account), new | lost, base=seen).status_code == 200
    assert not TeamGrant.objects.exists()


def test_a_change_that_waits_is_confirmed_of_the_account_that_was_seen(officer):
    account = make.AnalystFactory(clearance=2)
    send(signed_in("administrator"), address(account), {"role": "steward"})
    change, seen = account.changes.waiting().get(), seen_of(account)
    page = f"/admin/core/account/{account.pk}/decide/"
    sent = {"change": change.pk, "decision": "confirm"}
    Account.objects.filter(pk=account.pk).update(clearance=4)
    for then in ({"seen": seen}, {}, {"seen": "x"}):
        assert "Look at it again" in words(officer.post(page, sent | then, follow=True))
    assert account.changes.waiting().exists()
    shown = words(officer.get(address(account)))
    assert f'name="seen" value="{seen_of(account)}"' in shown
    officer.post(page, sent | {"seen": seen_of(account)})
    assert Account.objects.get(pk=account.pk).role == "steward"


def test_who_is_no_officer_is_told_of_no_version():
    account, asking = make.AccountFactory(), make.AccountFactory(role="administrator")
    for version in (account.session_version, 99):
        with (
            viewing(Viewer(0, account=asking.pk)),
            pytest.raises(ValidationError, match="Your role does not"),
        ):
            accounts.check_seen(account, version)
