"""After a test that commits, the database is as it was migrated."""

import pytest
from django.apps import apps
from django.db import connection

from tests import factories as make
from tests.emptying import BUT_THESE, KEPT, empty

pytestmark = pytest.mark.django_db(transaction=True)


def numbers():
    """{table: number of its rows} of all tables that have any."""
    names = connection.introspection.table_names()
    with connection.cursor() as cursor:
        found = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            found[name] = cursor.fetchone()[0]
    return {name: number for name, number in found.items() if number}


def test_what_a_test_committed_is_gone_with_its_history_and_what_migrating_wrote_stays():
    before = numbers()
    assert set(before) == KEPT | set(BUT_THESE)
    make.IntermediaryFactory(actor__level=3)
    make.TeamGrantFactory()
    assert len(numbers()) > 10
    empty(None)
    assert numbers() == before
    assert not any(model._base_manager.exists() for model in apps.get_app_config("processes").get_models())
