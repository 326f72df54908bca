"""Nobody gives themselves more to read; who manages accounts reads what everybody may."""

from datetime import date

import pytest

from peaceinfra.core.choices import AccountRole
from peaceinfra.core.models import TeamGrant
from peaceinfra.core.visibility import PUBLIC, viewer_of
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 1)


def grant_team(client, account, team):
    return client.post(
        f"/admin/core/account/{account.pk}/change/",
        {
            "username": account.username,
            "role": account.role,
            "clearance": account.clearance,
            "team_grants-TOTAL_FORMS": "1",
            "team_grants-INITIAL_FORMS": "0",
            "team_grants-0-team": str(team.pk),
            "team_grants-0-reason": "works on it",
            "seen": account.session_version,
        },
    )


def officer(**kwargs):
    return make.AccountFactory(role=AccountRole.SECURITY, **kwargs)


def test_a_security_officer_grants_a_team_to_others_and_not_to_themselves(client):
    me, other, team = officer(clearance=4), make.AnalystFactory(), make.TeamFactory()
    client.force_login(me)
    grant_team(client, me, team)
    grant_team(client, other, team)
    assert [grant.account for grant in TeamGrant.objects.all()] == [other]


def test_an_administrator_reads_no_record_of_a_team():
    administrator = make.AccountFactory(role=AccountRole.ADMINISTRATOR)
    make.TeamGrantFactory(account=administrator)
    assert viewer_of(administrator, TODAY) == PUBLIC


@pytest.mark.parametrize("role", ["reader", "adviser", "analyst", "steward", "administrator"])
def test_only_a_security_officer_changes_a_clearance(client, role):
    account = make.AccountFactory(role=role)
    other = make.AccountFactory()
    client.force_login(account)
    for one in (account, other):
        client.post(
            f"/admin/core/account/{one.pk}/change/",
            {
                "username": one.username,
                "role": one.role,
                "clearance": "4",
                "is_active": "on",
                "seen": one.session_version,
            },
        )
        one.refresh_from_db()
        assert one.clearance == 0


def test_a_security_officer_does_not_change_what_an_account_may_do(client):
    account = make.AnalystFactory()
    client.force_login(officer(clearance=4))
    client.post(
        f"/admin/core/account/{account.pk}/change/",
        {
            "username": "other",
            "role": "steward",
            "clearance": "2",
            "seen": account.session_version,
            "team_grants-TOTAL_FORMS": "0",
            "team_grants-INITIAL_FORMS": "0",
        },
    )
    account.refresh_from_db()
    assert (account.role, account.clearance, account.username != "other") == ("analyst", 2, True)


@pytest.mark.parametrize(
    "lookup",
    [
        "clearance__gte=3",
        "password__startswith=a",
        "team_grants__team__name__startswith=C",
        "email__contains=a",
    ],
)
def test_the_list_of_accounts_is_not_asked_by_other_fields(client, lookup):
    client.force_login(make.AccountFactory(role=AccountRole.ADMINISTRATOR))
    assert client.get("/admin/core/account/?role__exact=analyst").status_code == 200
    assert client.get(f"/admin/core/account/?{lookup}").status_code in (302, 400)
