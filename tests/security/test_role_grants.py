"""A role has a last day: after it nothing but a reader's is left of it, at the next request, screen and function."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from peaceinfra.core.accounts import change_account, make_account
from peaceinfra.core.choices import AccountRole, Level
from peaceinfra.core.models import Account, ReadEntry
from peaceinfra.core.roles import MAY, may
from peaceinfra.core.visibility import Viewer, viewing
from peaceinfra.core.visibility.acting import prove_acting
from tests import factories as make
from tests.admin.screens import address, errors, listing, save, seen_of, send, words
from tests.security.test_clearance_grants import day, signed_in
from tests.tokens import make_token, officer, reader_by, tool

pytestmark = pytest.mark.django_db


def until(account, number):
    """As time goes by: past every rule."""
    Account.objects.filter(pk=account.pk).update(role_until=day(number))
    account.refresh_from_db()


def administrator(**kwargs):
    return make.AccountFactory(role=AccountRole.ADMINISTRATOR, **kwargs)


@pytest.mark.parametrize(("last", "is_left"), [(-1, False), (0, True), (1, True)])
def test_a_role_holds_on_its_last_day_and_not_after_it(last, is_left):
    for role in AccountRole.values:
        account = make.AccountFactory(role=role, role_until=day(last))
        with connection.cursor() as cursor:
            cursor.execute("SELECT core_account_role(a) FROM core_account a WHERE id = %s", [account.pk])
            assert cursor.fetchone() == (role if is_left else "reader",)
        assert {action for action in MAY if may(account, action)} == {
            action for action, roles in MAY.items() if is_left and role in roles
        }


def test_who_is_no_analyst_any_more_still_reads_by_clearance_and_writes_nothing():
    account, source = make.AnalystFactory(clearance=3), make.SourceFactory(level=3)
    screen = listing(type(source))
    assert signed_in(account).get(screen).status_code == 200
    until(account, -1)
    client = signed_in(account)
    assert client.get(screen).status_code in (302, 403)
    assert client.get(f"/api/v1/sources/{source.public_id}/").status_code == 200
    assert client.get("/api/v1/me/").json()["role"] == "reader"
    assert client.get("/").status_code == 200


def test_an_officer_whose_role_ended_grants_nothing_lends_nothing_and_reads_no_log():
    me, account = officer(clearance=3), make.AdviserFactory(clearance=0)
    token, text = make_token(me, level=2)
    assert reader_by(text).viewer.level == 2
    until(me, -1)
    with viewing(Viewer(account=me.pk)), pytest.raises(ValidationError):
        change_account(account, "clearance", Level.STRICT, reason="?")
    with pytest.raises(ValidationError):
        make_token(me, level=1)
    assert (reader_by(text), tool(text).get("/api/v1/me/").status_code) == (None, 401)
    assert signed_in(me).get(listing(ReadEntry)).status_code in (302, 403)
    with viewing(Viewer(account=me.pk)), connection.cursor() as cursor:
        prove_acting(cursor, me.pk)
        cursor.execute("SELECT core_is_officer()")
        assert cursor.fetchone() == (False,)


def test_an_administrator_whose_role_ended_makes_no_account_and_reads_what_everybody_may():
    me, source = administrator(), make.SourceFactory(level=1)
    make.TeamGrantFactory(account=me)
    until(me, -1)
    with viewing(Viewer(account=me.pk)), pytest.raises(ValidationError):
        make_account("another", "reader")
    assert signed_in(me).get(f"/api/v1/sources/{source.public_id}/").status_code == 404


def test_an_administrator_gives_a_role_with_a_last_day_and_a_reason():
    me, account = administrator(), make.AccountFactory()
    save(
        signed_in(me), address(account), {"role": "analyst", "role_until": str(day(5)), "reason": "a season"}
    )
    account.refresh_from_db()
    assert (account.role, account.role_until) == ("analyst", day(5))
    last = account.events.order_by("-pgh_id").first()
    assert (last.role_until, last.pgh_context) == (day(5), {"account": me.pk, "reason": "a season"})


def test_a_later_end_of_a_cleared_accounts_role_waits_for_an_officer():
    account = make.AnalystFactory(clearance=2, role_until=day(5))
    client = signed_in(administrator())
    response = send(client, address(account), {"role_until": str(day(90)), "reason": ""})
    assert [*errors(response)] == ["reason"]
    save(client, address(account), {"role_until": str(day(90)), "reason": "it goes on"})
    account.refresh_from_db()
    assert account.role_until == day(5)
    change = account.changes.waiting().get()
    decide = reverse("admin:core_account_decide", args=[account.pk])
    sent = {"change": change.pk, "decision": "confirm", "seen": seen_of(account)}
    signed_in(officer(clearance=4)).post(decide, sent)
    account.refresh_from_db()
    assert account.role_until == day(90)


def test_a_later_end_is_more_and_is_given_to_nobody_whose_password_another_touched():
    account = make.AnalystFactory(clearance=0, role_until=day(5), password_set_at=None)
    client = signed_in(administrator())
    for later in (str(day(9)), ""):
        assert [*errors(send(client, address(account), {"role_until": later}))] == ["role_until"]
    save(client, address(account), {"role_until": str(day(1))})
    account.refresh_from_db()
    assert account.role_until == day(1)


def test_the_role_of_an_officer_and_of_the_last_administrator_gets_no_end_in_a_screen():
    me, other = administrator(), administrator(role_until=day(5))
    for subject in (officer(), me):
        with viewing(Viewer(account=me.pk)), pytest.raises(ValidationError):
            change_account(subject, "role_until", day(9), reason="?")
    with viewing(Viewer(account=other.pk)), pytest.raises(ValidationError, match="last administrator"):
        change_account(me, "role_until", day(9), reason="?")


@pytest.mark.parametrize("role", [role for role in AccountRole.values if role != "administrator"])
def test_nobody_but_an_administrator_moves_the_end(role):
    actor, subject = make.AccountFactory(role=role), make.AnalystFactory(role_until=day(5))
    with viewing(Viewer(account=actor.pk)), pytest.raises(ValidationError):
        change_account(subject, "role_until", day(9), reason="longer")


def test_the_list_says_which_roles_end_soon_and_to_administrators_nothing_of_clearances():
    soon = make.AnalystFactory(username="ends-soon", role_until=day(3))
    ended = make.AnalystFactory(username="ended", role_until=day(-1))
    make.AccountFactory(username="a-reader", role_until=day(3))
    make.AdviserFactory(username="cleared", clearance_until=day(3))
    client = signed_in(administrator())
    found = {
        ends: {row.pk for row in client.get(listing(Account), {"ends": ends}).context["cl"].result_list}
        for ends in ("soon", "ended")
    }
    assert found == {"soon": {soon.pk}, "ended": {ended.pk}}
    assert "last day of the role" in words(client.get(listing(Account))).lower()
