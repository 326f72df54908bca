"""What follows from the records of a page is reckoned once, however many of its tables and drawings show it."""

from collections import Counter

import pytest

from peaceinfra.analysis import derived, evidence
from peaceinfra.analysis.network import layout
from peaceinfra.core.choices import Level
from tests.dashboards.worlds import small_world
from tests.factories import ActorFactory, LinkageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reckonings(monkeypatch):
    """How often the rule of a name was asked the same question."""
    counts = Counter()

    def count(room, name):
        rule = getattr(room, name)

        def counted(*question):
            counts[name, *map(repr, question)] += 1
            return rule(*question)

        monkeypatch.setattr(room, name, counted)

    count(derived, "status")
    count(evidence, "contested_fields")
    count(evidence, "is_solid")
    return counts


@pytest.mark.parametrize("query", ["", "?as_of=2006-06-30"])
@pytest.mark.parametrize("page", ["process", "time", "bodies", "evidence", "secretariat", "brief"])
def test_each_state_of_a_log_and_each_contested_record_is_reckoned_once(client, reckonings, page, query):
    world = small_world()
    process = f"/processes/{world.process.public_id}/"
    address = {
        "process": process,
        "secretariat": f"/secretariats/{world.secretariat.public_id}/",
    }.get(page, f"{process}{page}/")
    assert client.get(address + query).status_code == 200
    assert {name for name, *_question in reckonings} >= {"status"}
    assert {question: count for question, count in reckonings.items() if count > 1} == {}


def test_a_layout_is_kept_by_what_the_reader_is_shown_and_a_hidden_tie_makes_no_other(client):
    world = small_world()
    page = f"/processes/{world.process.public_id}/"
    before = drawings(client.get(page))
    kept = layout._lay_out.cache_info()
    LinkageFactory(
        source=ActorFactory(), target=ActorFactory(), process=world.process, level=Level.RESTRICTED
    )
    assert drawings(client.get(page)) == before
    assert layout._lay_out.cache_info().misses == kept.misses
    assert layout._lay_out.cache_info().hits > kept.hits


def test_a_tie_that_the_reader_is_shown_is_laid_out_anew(client):
    world = small_world()
    page = f"/processes/{world.process.public_id}/"
    before, kept = drawings(client.get(page)), layout._lay_out.cache_info()
    LinkageFactory(source=ActorFactory(), target=ActorFactory(), process=world.process, level=Level.PUBLIC)
    assert drawings(client.get(page)) != before
    assert layout._lay_out.cache_info().misses > kept.misses


def drawings(response) -> str:
    return response.content.decode().split('<figure class="map"')[1].split("</figure>")[0]
