"""The key of a draft stands in the pages of its account alone."""

import re

import pytest

from tests import factories
from tests.admin.screens import address

pytestmark = pytest.mark.django_db


def lock(client, page):
    return re.search(r'data-lock="([^"]*)"', client.get(page).content.decode())[1]


def test_an_account_has_one_key_for_its_drafts_and_another_account_has_another(signed_in):
    page = address(factories.ActorFactory())
    first, second = factories.AnalystFactory(), factories.AnalystFactory()
    locks = [lock(signed_in(account), page) for account in (first, second, first)]
    assert len(locks[0]) == 44
    assert locks[0] == locks[2] != locks[1]


def test_a_page_with_a_key_is_kept_by_no_browser(desk):
    response = desk.get(address(factories.ActorFactory()))
    assert "no-store" in response.headers["Cache-Control"]
