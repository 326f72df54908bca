"""The screens of accounts speak as those of records do: faults at the head, days, what was done."""

from datetime import UTC, datetime

import pytest

from peaceinfra.core.models import Account
from tests import factories
from tests.admin.screens import words

pytestmark = pytest.mark.django_db

ADD = "/admin/core/account/add/"


@pytest.fixture
def administrator(client):
    client.force_login(factories.AccountFactory(role="administrator"))
    return client


def test_what_is_wrong_with_an_account_is_listed_at_its_head(administrator):
    factories.AccountFactory(username="mira")
    response = administrator.post(ADD, {"username": "mira", "role": "reader"})
    assert [fault.where for fault in response.context["faults"]] == ["Username"]
    assert "Nothing was saved: 1 thing to mend" in words(response)


def test_a_new_account_is_said_to_have_been_added(administrator):
    response = administrator.post(ADD, {"username": "mira", "role": "reader"}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "The account “mira” was added. Its holder needs the one-time link of this page to sign in."
    ]


def test_days_in_the_list_of_accounts_are_written_as_on_the_pages(administrator):
    account = factories.AccountFactory(username="mira")
    Account.objects.filter(pk=account.pk).update(last_login=datetime(2026, 2, 3, 14, 5, tzinfo=UTC))
    assert "3 Feb 2026, 14:05" in words(administrator.get("/admin/core/account/"))


def test_a_refused_password_is_said_at_the_head_of_its_screen(administrator):
    sent = {"old_password": "wrong", "new_password1": "a b c d e f g", "new_password2": "another"}
    read = words(administrator.post("/admin/password_change/", sent))
    assert "The password was not changed" in read
    assert '<a href="#id_old_password">' in read and "Please correct" not in read
