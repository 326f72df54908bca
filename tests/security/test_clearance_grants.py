"""A clearance has a last day: after it nothing is left of it, at the next request, and for tokens that rest on it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from peaceinfra.core.accounts import change_account
from peaceinfra.core.choices import AccountRole
from peaceinfra.core.models import Account
from peaceinfra.core.visibility import Viewer, viewing
from peaceinfra.core.visibility.viewer import viewer_of
from tests import factories as make
from tests.admin.screens import address, errors, listing, save, send, words
from tests.tokens import make_token, officer, reader_by, tool

pytestmark = pytest.mark.django_db


def day(number):
    return timezone.now().date() + timedelta(days=number)


def until(account, number):
    """As time goes by: past every rule, and the open sessions go on."""
    Account.objects.filter(pk=account.pk).update(clearance_until=day(number))
    account.refresh_from_db()


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.mark.parametrize(("last", "level"), [(-1, 0), (0, 3), (1, 3)])
def test_a_clearance_holds_on_its_last_day_and_not_after_it(last, level):
    account = make.AnalystFactory(clearance=3, clearance_until=day(last))
    assert viewer_of(account, day(0)).level == level
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_account_clearance(a) FROM core_account a WHERE id = %s", [account.pk])
        assert cursor.fetchone() == (level,)


def test_a_reader_whose_clearance_ended_is_shown_what_everybody_is():
    account, secret = make.AnalystFactory(clearance=3), make.SourceFactory(level=3)
    url = f"/api/v1/sources/{secret.public_id}/"
    assert signed_in(account).get(url).status_code == 200
    until(account, -1)
    assert signed_in(account).get(url).status_code == 404


def test_a_token_lends_nothing_of_a_clearance_that_ended_and_none_can_be_made_of_it():
    maker = officer(clearance=3)
    _token, text = make_token(maker, level=2)
    assert (reader_by(text).viewer.level, tool(text).get("/api/v1/me/").json()["level"]) == (2, 2)
    until(maker, -1)
    assert (reader_by(text).viewer.level, tool(text).get("/api/v1/me/").json()["level"]) == (0, 0)
    with pytest.raises(ValidationError):
        make_token(maker, level=2)


def test_an_officer_gives_a_clearance_with_a_last_day_and_a_reason_and_extends_it():
    me, account = officer(clearance=4), make.AdviserFactory(clearance=0)
    client = signed_in(me)
    save(client, address(account), {"clearance": "2", "clearance_until": str(day(5)), "reason": "a mission"})
    account.refresh_from_db()
    assert (account.clearance, account.clearance_until) == (2, day(5))
    save(client, address(account), {"clearance_until": str(day(90)), "reason": "it goes on"})
    account.refresh_from_db()
    assert account.clearance_until == day(90)
    last = account.events.order_by("-pgh_id").first()
    assert (last.clearance_until, last.pgh_context) == (day(90), {"account": me.pk, "reason": "it goes on"})


def test_a_later_end_is_more_and_is_given_to_nobody_whose_password_another_touched():
    account = make.AdviserFactory(clearance_until=day(5), password_set_at=None)
    client = signed_in(officer(clearance=4))
    for later in (str(day(9)), ""):
        response = send(client, address(account), {"clearance_until": later})
        assert [*errors(response)] == ["clearance_until"]
    save(client, address(account), {"clearance_until": str(day(1))})
    account.refresh_from_db()
    assert account.clearance_until == day(1)


@pytest.mark.parametrize("role", AccountRole.values)
def test_nobody_but_an_officer_moves_the_end_and_no_officer_their_own(role):
    actor = make.AccountFactory(role=role)
    subject = actor if role == AccountRole.SECURITY else make.AdviserFactory(clearance_until=day(5))
    with viewing(Viewer(account=actor.pk)), pytest.raises(ValidationError):
        change_account(subject, "clearance_until", day(9), reason="longer")


def test_the_list_says_what_ends_soon_to_officers_alone():
    soon = make.AdviserFactory(username="ends-soon", clearance_until=day(3))
    team = make.TeamGrantFactory(account__username="leaves-soon", expires_on=day(30)).account
    ended = make.TeamGrantFactory(account__username="left", expires_on=day(-1)).account
    make.AdviserFactory(username="stays", clearance_until=day(31))
    client = signed_in(officer(clearance=4))
    found = {
        ends: {row.pk for row in client.get(listing(Account), {"ends": ends}).context["cl"].result_list}
        for ends in ("soon", "ended")
    }
    assert found == {"soon": {soon.pk, team.pk}, "ended": {ended.pk}}
    others = signed_in(make.AccountFactory(role=AccountRole.ADMINISTRATOR))
    assert "last day of the clearance" not in words(others.get(listing(Account))).lower()
    assert [*others.get(listing(Account), {"ends": "soon"}).context["cl"].result_list] == []
