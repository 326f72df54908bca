"""Every change of an account, a clearance and a membership: who and when, for the owner of the database alone."""

import pytest
from django.db import ProgrammingError, connection

from peaceinfra.core.choices import AccountRole
from peaceinfra.core.models import Account, TeamGrant
from peaceinfra.core.visibility import Viewer, viewing
from tests.admin.screens import address, row, save
from tests.factories import AccountFactory, AnalystFactory, TeamFactory

pytestmark = pytest.mark.django_db


def test_a_clearance_given_in_the_browser_is_kept_with_who_gave_it(client):
    officer, account = AccountFactory(role=AccountRole.SECURITY, clearance=4), AccountFactory(role="analyst")
    client.force_login(officer)
    save(client, address(account), {"clearance": "3"})
    assert [(event.pgh_label, event.clearance) for event in account.events.all()] == [
        ("added", 0),
        ("changed", 3),
    ]
    assert account.events.last().pgh_context == {
        "account": officer.pk,
        "reason": "corrected after reading",
    }


def test_a_membership_given_in_the_browser_is_kept_with_who_gave_it(client):
    officer, account, team = AccountFactory(role=AccountRole.SECURITY), AnalystFactory(), TeamFactory()
    client.force_login(officer)
    save(client, address(account), row("team_grants", 0, team=team.pk, reason="works in the valley"))
    event = TeamGrant.objects.get().events.get()
    assert (event.team, event.account, event.reason) == (team, account, "works in the valley")
    assert event.pgh_context["account"] == officer.pk


def test_passwords_and_sign_ins_are_not_in_the_history(client):
    account = AnalystFactory()
    account.set_password("another long password")
    account.save()
    client.force_login(account)
    names = {field.name for field in account.events.model._meta.fields}
    assert [event.password_set_at is None for event in account.events.all()] == [False, True]
    assert not names & {"password", "last_login"}


def test_a_role_changed_past_the_application_is_kept_too():
    account = AnalystFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_account SET role = 'steward' WHERE id = %s", [account.pk])
    assert [event.role for event in account.events.all()] == ["analyst", "steward"]


@pytest.mark.parametrize("model", [Account, TeamGrant])
@pytest.mark.parametrize("statement", ["SELECT * FROM {}", "DELETE FROM {}", "INSERT INTO {} DEFAULT VALUES"])
def test_the_web_login_reaches_no_history_of_accounts(model, statement):
    table = model.events.rel.related_model._meta.db_table
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, viewing(Viewer(4)), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_the_web_login_still_writes_it():
    account = AnalystFactory()
    with viewing(Viewer(0)):
        Account.objects.filter(pk=account.pk).update(first_name="Amina")
    assert account.events.last().first_name == "Amina"
