"""Records straight from their rows: what is read by kept SQL is what is read by narrowing, to the byte."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from rest_framework import serializers

from peaceinfra.api.reader.compiling import time_in_json
from peaceinfra.core.choices import Level
from peaceinfra.core.prepared import prepare
from processes.models import Actor
from tests.factories import ActorFactory, IntermediaryFactory, LinkageFactory

# A filter that narrows nothing: the list is then found by its keys first.
NARROWED = {"updated_since": "2000-01-01"}


@pytest.mark.django_db
@pytest.mark.parametrize("microsecond", [0, 1, 120000, 123400, 999999])
def test_a_time_is_told_as_the_framework_tells_it(microsecond):
    time = datetime(2026, 1, 31, 23, 59, 1, microsecond, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz::text, to_json(%s::timestamptz) #>> '{}'", [time, time])
        as_column, as_json = cursor.fetchone()
    expected = serializers.DateTimeField().to_representation(time)
    assert [time_in_json(as_column), time_in_json(as_json)] == [expected, expected]


def pages(reader, address, **parameters) -> list[list[dict]]:
    """The pages of a list, forwards and then back again."""
    page = reader.read(address, **parameters)
    found = [page["results"]]
    for way in ("next", "previous"):
        while page[way]:
            page = reader.client.get(page[way]).json()
            found.append(page["results"])
    return found


@pytest.mark.parametrize("address", ["linkages/", "linkages/brief/", "actors/"])
def test_all_records_page_by_page_are_those_of_a_list_that_is_narrowed(anybody, cleared, address):
    for number in range(5):
        linkage = LinkageFactory(source__name=f"نورة {number}", target__name=f"မောင် {number}")
        IntermediaryFactory(linkage=linkage)
    LinkageFactory(level=Level.RESTRICTED)
    LinkageFactory(source=ActorFactory(retired=True))
    for reader in (anybody, cleared):
        whole = pages(reader, address, limit=2)
        assert whole == pages(reader, address, limit=2, **NARROWED)
        forwards = whole[: (len(whole) + 1) // 2]
        assert whole[len(forwards) :] == forwards[-2::-1]
    assert len(cleared.labels("linkages/", limit=500)) > len(anybody.labels("linkages/", limit=500)) == 5


@pytest.mark.django_db
def test_what_is_followed_and_left_in_the_middle_is_closed():
    keys = sorted(ActorFactory().pk for _number in range(5))
    rows = Actor.objects.order_by("pk").values_list("pk")
    assert list(prepare(rows).portions(2)) == [
        [(keys[0],), (keys[1],)],
        [(keys[2],), (keys[3],)],
        [(keys[4],)],
    ]
    left = prepare(rows).portions(2)
    assert next(left) == [(keys[0],), (keys[1],)]
    assert open_cursors() == 1
    left.close()
    assert open_cursors() == 0


def open_cursors() -> int:
    with connection.cursor() as cursor:
        return cursor.execute("SELECT count(*) FROM pg_cursors").fetchone()[0]
