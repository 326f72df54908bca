"""A page asks as many questions of the database for five rows as for one, and its size is bounded."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peaceinfra.dashboards.subpages import SUB_PAGES
from peaceinfra.dashboards.views.processes import NAMES_TARGETS
from tests.dashboards.test_pages import address, all_pages
from tests.dashboards.worlds import LIVED, many, small_world
from tests.factories import ActorFactory, AdviserFactory, AnalystFactory
from tracks.models import Linkage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def queries_of(client, page) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200, page
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


def test_pages_ask_no_more_questions_for_five_than_for_one(client):
    world = small_world()
    many(world, 1)
    pages = all_pages(world)
    pages += [f"{page}{'&' if '?' in page else '?'}as_of=2006-06-30" for page in pages]
    one = {page: len(queries_of(client, page)) for page in pages}
    many(world, 4)
    assert {page: more for page in pages if (more := len(queries_of(client, page))) > one[page]} == {}


def test_each_page_of_a_process_is_asked_for_in_at_most_eight_questions(client):
    """With the settings of its transaction, that of the note of who read, and both their ends: fourteen."""
    world = small_world()
    many(world, 3)
    client.force_login(AdviserFactory())
    for page in SUB_PAGES:
        found = queries_of(client, address(world.process, page.route))
        # The request of a test is inside of its transaction: it reads the settings there, which no other does.
        asked = [
            sql for sql in found if "set_config" not in sql and not sql.startswith("SELECT current_setting")
        ]
        assert len(asked) <= 8, page.slug
        assert sum("core_readentry" in sql for sql in asked) == (page in NAMES_TARGETS)


def test_the_page_of_a_very_large_process_stays_small(client):
    world = small_world()
    villages = [ActorFactory(name=f"Village {i}", usual_level="grassroots", **LIVED) for i in range(40)]
    Linkage.objects.bulk_create(
        Linkage(
            source=villages[i % 40],
            target=world.broker,
            process=world.process,
            level=0,
            last_evidence=f"{2000 + i % 20}-01",
        )
        for i in range(2000)
    )
    small = len(queries_of(client, address(world.secretariat, "secretariat_detail")))
    client.force_login(AnalystFactory())
    response = client.get(address(world.process))
    page = response.content.decode()
    assert len(response.content) < 400_000
    assert page.count('id="lnk-') == 30
    assert "linkages_after=lnk-" in page
    assert small <= 51
