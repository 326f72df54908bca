"""The holder of an account sees where it is signed in, and ends it there; a session is not for ever."""

import time

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session as stored
from django.db import OperationalError, connection
from django.db.models import F
from django.test import Client

from peaceinfra.core import session_list, sessions
from peaceinfra.core.models import Session
from peaceinfra.core.visibility import Viewer, viewing
from tests import factories as make
from tests.admin.screens import words

pytestmark = pytest.mark.django_db

RIGHT = "a password of the tests"
PAGE = "/account/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36 Edg/140"


def signed_in(account, address="192.0.2.77", agent=FIREFOX):
    client = Client(REMOTE_ADDR=address, headers={"user-agent": agent})
    client.post("/account/sign-in/", {"username": account.username, "password": RIGHT})
    return client


def is_signed_in(client):
    return client.get("/").context["user"].is_authenticated


def test_each_session_is_listed_to_its_holder_with_when_and_roughly_where():
    account = make.AccountFactory()
    here = signed_in(account)
    signed_in(account, "2001:db8:1:2::3", EDGE)
    signed_in(make.AccountFactory())
    page = here.get(PAGE)
    listed = [(row.browser, row.network, row.is_this) for row in page.context["sessions"]]
    assert listed == [("Firefox, Linux", "192.0.2.0/24", True), ("Edge, Windows", "2001:db8:1::/48", False)]
    assert "192.0.2.77" not in words(page)


def test_one_session_is_ended_and_the_others_go_on():
    account = make.AccountFactory()
    here, there, third = signed_in(account), signed_in(account), signed_in(account)
    digests = {sessions.digest(there.cookies["sessionid"].value)}
    here.post(PAGE, {"which": Session.objects.get(digest__in=digests).pk})
    assert [is_signed_in(client) for client in (here, there, third)] == [True, False, True]
    here.post(PAGE)
    assert [is_signed_in(client) for client in (here, third)] == [True, False]


def test_nobody_ends_the_session_of_another_account():
    mine, theirs = signed_in(make.AccountFactory()), signed_in(make.AccountFactory())
    other = Session.objects.get(digest=sessions.digest(theirs.cookies["sessionid"].value))
    for which in (str(other.pk), "x", "-1", str(2**80)):
        mine.post(PAGE, {"which": which})
    mine.post(PAGE)
    assert is_signed_in(theirs)


def test_the_web_login_sees_the_sessions_of_whose_request_it_is():
    account = make.AccountFactory()
    for holder in (account, account, make.AccountFactory()):
        signed_in(holder)
    with viewing(Viewer()):
        assert Session.objects.count() == 0
    with viewing(Viewer(account=account.pk)):
        assert Session.objects.count() == 2


def test_a_session_is_found_again_after_a_new_password_and_the_others_are_over():
    account = make.AccountFactory()
    here, there = signed_in(account), signed_in(account)
    new = "seven tall lanterns"
    here.post("/admin/password_change/", {"old_password": RIGHT, "new_password1": new, "new_password2": new})
    assert [row.is_this for row in here.get(PAGE).context["sessions"]] == [True]
    assert not is_signed_in(there)


def test_what_is_over_is_forgotten_at_the_next_sign_in():
    account = make.AccountFactory()
    signed_in(account).post("/account/sign-out/")
    signed_in(account)
    assert Session.objects.filter(account=account).count() == 1


def test_who_signs_in_twice_in_one_browser_has_one_session():
    account = make.AccountFactory()
    client = signed_in(account)
    client.post("/account/sign-in/", {"username": account.username, "password": RIGHT})
    assert len(client.get(PAGE).context["sessions"]) == 1


@pytest.mark.parametrize(
    ("factory", "hours", "stays"),
    [
        (make.AccountFactory, 700, True),
        (make.AccountFactory, 721, False),
        (lambda: make.AccountFactory(clearance=1), 71, True),
        (lambda: make.AccountFactory(clearance=1), 73, False),
        (make.AnalystFactory, 23, True),
        (make.AnalystFactory, 25, False),
    ],
)
def test_a_session_ends_at_the_latest_some_hours_after_the_sign_in(factory, hours, stays):
    client = Client()
    client.force_login(factory())
    session = client.session
    session[sessions.BEGUN] = time.time() - hours * 3600
    session.save()
    assert is_signed_in(client) is stays


@pytest.mark.parametrize(
    ("address", "network"), [("", ""), ("unix", ""), ("198.51.100.200", "198.51.100.0/24"), ("::1", "::/48")]
)
def test_of_an_address_the_network_is_kept(address, network):
    assert session_list.network_of(address) == network


def lost(execute, sql, params, many, context):
    """The connection breaks while a session is stored."""
    if sql.startswith('UPDATE "django_session"'):
        raise OperationalError("the connection was lost")
    return execute(sql, params, many, context)


def test_a_database_that_is_away_when_a_session_is_stored_is_said_so():
    client = signed_in(make.AccountFactory())
    client.raise_request_exception = False
    stored.objects.update(expire_date=F("expire_date") - 2 * sessions.REFRESHED_AFTER)
    with connection.execute_wrapper(lost):
        answer = client.get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert client.get("/").status_code == 200


def test_a_session_that_was_ended_meanwhile_is_not_stored_again():
    client = signed_in(make.AccountFactory())
    store = sessions.SessionStore(client.cookies["sessionid"].value)
    store["said"] = "hello"
    stored.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
