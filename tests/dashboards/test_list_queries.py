"""In how many queries a list is answered, as a page and as a table: as many for five rows as for one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from peaceinfra.dashboards.lists import LISTS, PROCESSES
from tests.dashboards.test_lists import DAY, SLUGS, one_of_each
from tests.shared import module_fixture

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PAGES = ["", "processes/", *(f"{slug}/" for slug in SLUGS)]
ADDRESSES = [f"/{page}{day}" for page in PAGES for day in ("", "?as_of=2004-01-01")]
TABLES = [f"/{which.slug}.csv?{DAY}" for which in (PROCESSES, *LISTS)]


def queries(address):
    with CaptureQueriesContext(connection) as captured:
        response = Client().get(address)
        assert response.status_code == 200, address
        if response.streaming:
            b"".join(response.streaming_content)
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


def one_row_and_then_five():
    """{address: queries at one row}."""
    one_of_each()
    counts = {address: queries(address) for address in (*ADDRESSES, *TABLES)}
    for number in range(1, 5):
        one_of_each(number)
    return counts


at_one = module_fixture(one_row_and_then_five)


def test_pages_ask_no_more_often_for_five_rows_than_for_one(at_one):
    assert {address: more for address in ADDRESSES if (more := queries(address)) > at_one[address]} == {}


@pytest.mark.parametrize("address", TABLES)
def test_a_table_of_one_row_and_one_of_five_take_the_same_number_of_queries(at_one, address):
    assert queries(address) == at_one[address]
