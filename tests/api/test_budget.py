"""A token reads so many rows a day, and not one more, whatever else is asked at the same time."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from peaceinfra.core.models import TokenUse
from peaceinfra.core.partner_tokens import renewed_at
from tests import factories as make
from tests.api.test_routes import SETTING_UP
from tests.api.test_tokens import TokenReader
from tests.tokens import make_token, officer

pytestmark = pytest.mark.django_db


def reader_of(rows, **fields):
    scopes = ["read", "export", "questions"]
    return TokenReader(make_token(officer(), daily_rows=rows, scopes=scopes, **fields)[1])


def left_after(response) -> int:
    assert response.status_code == 200, response.content
    b"".join(response.streaming_content) if response.streaming else response.content
    name, left, seconds = response["RateLimit"].split(";")
    until = (renewed_at(timezone.now()) - timezone.now()).total_seconds()
    assert (name, abs(int(seconds.removeprefix("t=")) - until) < 60) == ('"rows"', True)
    return int(left.removeprefix("r="))


@pytest.fixture
def process():
    """A process with a linkage by way of a third; hidden actors stand between those of a list."""
    for number, level in enumerate((0, 3, 0, 2, 0)):
        make.ActorFactory(pk=10 + number, level=level)
    return make.IntermediaryFactory(linkage__start_kind="actual", linkage__start="2003").linkage.process


#: {address: how many rows it counts for}; three actors of the list, and three of the linkage, are public.
ROWS = {
    "actors/": 6,
    "actors/brief/?limit=4": 4,
    "actors/{act}/": 1,
    "actors/{act}/?fields=label": 1,
    "actors/csv/": 6,
    "actors/jsonl/": 6,
    "actors/{act}/csv/": 1,
    "processes/{pro}/network/": 5,
    "processes/{pro}/network/graphml/": 5,
    "processes/{pro}/network/gexf/": 5,
    "processes/{pro}/difference/?from=2002-01-01&to=2004-01-01": 1,
    "questions/links-between-the-levels/": 1,  # the process for which there is no answer
    "me/": 0,
    "": 0,
    "codelists/": 0,
    "schema/": 0,
    "nothing/": None,
    "actors/x-1/": None,
    "actors/?nothing=1": None,
}


def test_an_answer_counts_for_the_rows_it_tells(process):
    reader, left = reader_of(1000), 1000
    ids = {"act": make.ActorFactory._meta.model.objects.get(pk=10).public_id, "pro": process.public_id}
    for address, rows in ROWS.items():
        response = reader.answer(address.format(**ids))
        if rows is None:
            assert response.status_code >= 400
            continue
        assert (address, left_after(response)) == (address, left - rows)
        left -= rows
    assert reader.read("me/")["budget"]["rows_left"] == left
    assert reader.answer("me/")["RateLimit-Policy"] == '"rows";q=1000;w=86400;qu="rows"'


def test_records_for_which_a_question_has_no_answer_count_too_as_they_are_named():
    for _number in range(3):
        make.PeaceProcessFactory()
    reader = reader_of(100)
    response = reader.answer("questions/parity/")
    told = response.json()
    assert len(told["unanswered"]) + len(told["passed_over"]) == 3
    assert left_after(response) == 100 - 3 - len(told["results"])


def test_an_answer_that_the_budget_does_not_hold_is_not_given_and_not_counted(process):
    reader = reader_of(8)
    assert left_after(reader.answer("actors/?limit=5")) == 3
    response = reader.answer("actors/")
    assert response.status_code == 429
    assert response.json() == {
        "errors": {
            "budget": [
                "This token may read 8 rows a day, and 3 are left until 00:00 UTC. This answer has 6. Ask for fewer,"
                " by a filter or a smaller limit, or wait."
            ]
        }
    }
    assert 0 < int(response["Retry-After"]) <= 86400
    assert response["RateLimit"].startswith('"rows";r=3;t=')
    assert left_after(reader.answer("actors/?limit=3")) == 0


@pytest.mark.parametrize("address", ["actors/", "actors/csv/", "actors/x-1/", "questions/", "processes/"])
def test_without_a_row_left_nothing_is_looked_up(process, address, django_assert_max_num_queries):
    reader = reader_of(6)
    assert left_after(reader.answer("actors/")) == 0
    with django_assert_max_num_queries(20) as captured:
        response = reader.answer(address)
    asked = [query["sql"] for query in captured if not query["sql"].startswith(SETTING_UP)]
    assert len(asked) == 1 and "core_token_reader" in asked[0]
    assert response.status_code == 429
    assert response.json() == {
        "errors": {"budget": ["This token may read 6 rows a day, and 0 are left until 00:00 UTC."]}
    }
    assert 0 < int(response["Retry-After"]) <= 86400
    assert reader.read("me/")["budget"]["rows_left"] == 0


@pytest.mark.django_db(transaction=True)  # the feed tells what is committed
def test_a_token_without_a_row_left_is_still_told_what_was_withdrawn():
    make.ActorFactory.create_batch(2)
    reader = TokenReader(make_token(officer(), daily_rows=3, scopes=["read", "changes"])[1])
    place = reader.read("changes/", start="1")["cursor"]
    actor = make.ActorFactory()
    change = [(actor.public_id, "upsert")]
    assert left_after(reader.answer("changes/", cursor=place)) == 3
    assert left_after(reader.answer("changes/", cursor=place, expand="1")) == 2
    reader.read("actors/", limit=2)
    told = reader.read("changes/", cursor=place)["results"]
    assert [(row["id"], row["op"]) for row in told] == change
    assert reader.answer("changes/", cursor=place, expand="1").status_code == 429


def test_an_answer_larger_than_a_day_is_said_to_be_so(process):
    [words] = reader_of(5).answer("actors/csv/").json()["errors"]["budget"]
    assert words.endswith("This answer has 6, more than it may ever read on one day.")


def test_headers_alone_count_for_nothing_but_are_not_given_without_a_budget(process):
    reader = reader_of(6)
    for address in ("actors/", "actors/csv/"):
        response = reader.client.head(f"/api/v1/{address}")
        assert (response.status_code, response["RateLimit"].split(";")[1]) == (200, "r=6")
    reader.read("actors/")
    assert reader.client.head("/api/v1/actors/").status_code == 429


def test_a_list_that_is_asked_for_by_post_counts_as_one_by_get(process):
    reader = reader_of(10)
    response = reader.client.post("/api/v1/actors/query/", {"limit": 4}, "application/json")
    assert (len(response.json()["results"]), left_after(response)) == (4, 6)


def test_what_the_tool_has_already_counts_for_nothing(process):
    reader = reader_of(10)
    first = reader.answer("actors/")
    again = reader.client.get("/api/v1/actors/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["RateLimit"].split(";")[1]) == (304, "r=4")
    without = reader.answer("actors/?limit=4")
    assert left_after(without) == 0


def test_a_new_day_brings_all_rows_again(process):
    reader = reader_of(6)
    reader.read("actors/")
    TokenUse.objects.update(day=timezone.now().date() - timedelta(days=1))
    assert left_after(reader.answer("actors/")) == 0


def test_people_and_the_public_have_no_budget(anybody, insider, process):
    for reader in (anybody, insider):
        response = reader.answer("actors/")
        assert "RateLimit" not in response and "RateLimit-Policy" not in response


def test_hidden_rows_are_not_counted(process):
    public, cleared = reader_of(1000), reader_of(1000, level=4)
    assert [left_after(reader.answer("actors/csv/")) for reader in (public, cleared)] == [994, 992]


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_time_do_not_go_past_the_budget_together():
    make.ActorFactory.create_batch(10)
    text = make_token(officer(), daily_rows=35)[1]
    answers, begin = [], threading.Barrier(8)

    def read():
        try:
            begin.wait(timeout=30)
            answers.append(TokenReader(text).answer("actors/").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=read) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answers) == [200] * 3 + [429] * 5
    assert TokenUse.objects.get().rows == 30
