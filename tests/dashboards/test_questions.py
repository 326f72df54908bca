"""The pages, the data and the tables of all questions, made from their declarations alone."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peaceinfra.analysis.questions import QUESTIONS
from peaceinfra.core.choices import Level
from tests import factories as make
from tests.dashboards.test_pages import text_of
from tests.dashboards.worlds import many, small_world
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db
SLUGS = [question.slug for question in QUESTIONS]
DAY = "as_of=2006-06-30"


world = module_fixture(small_world)


@pytest.fixture
def adviser(client):
    client.force_login(make.AdviserFactory())
    return client


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        assert response.status_code == 200, address
        if response.streaming:
            b"".join(response.streaming_content)
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


@pytest.mark.slow
def test_every_page_table_and_answer_takes_as_many_queries_for_much_as_for_little(world, adviser):
    addresses = ["/questions/", "/api/v1/questions/"]
    addresses += [f"/{api}questions/{slug}/" for api in ("", "api/v1/") for slug in SLUGS]
    addresses += [f"/questions/{slug}/csv/" for slug in SLUGS]
    addresses = [f"{address}?{DAY}" for address in addresses]
    client = Client()
    client.force_login(make.AdviserFactory())
    before = {address: queries(client, address) for address in addresses}
    many(world, 3)
    make.LinkageFactory(process=world.process, last_evidence="1999")
    assert {
        address: (before[address], now)
        for address in addresses
        if (now := queries(client, address)) > before[address]
    } == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_page_table_and_data_give_the_same_rows(world, adviser, slug):
    page = adviser.get(f"/questions/{slug}/?{DAY}")
    told = adviser.get(f"/api/v1/questions/{slug}/?{DAY}").json()
    response = adviser.get(f"/questions/{slug}/csv/?{DAY}")
    content = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert told["sentence"] in text_of(page)
    assert len(rows) == len(told["results"])
    assert [row["certainty"] for row in rows] == [row["certainty"] or "" for row in told["results"]]
    assert [row["tlp"] for row in rows] == [row["marking"]["tlp"] for row in told["results"]]
    assert all(set(row["values"]) == {column["key"] for column in told["columns"]} for row in told["results"])


def test_below_its_floor_a_question_is_listed_nowhere_and_not_found(client):
    guarded = [question.slug for question in QUESTIONS if question.floor > Level.PUBLIC]
    listed = {one["slug"] for one in client.get("/api/v1/questions/").json()["results"]}
    assert listed == set(SLUGS) - set(guarded)
    page = client.get("/questions/").content.decode()
    for slug in guarded:
        assert f"/questions/{slug}/" not in page
        for address in (f"/questions/{slug}/", f"/questions/{slug}/csv/", f"/api/v1/questions/{slug}/"):
            assert client.get(address).status_code == 404


def test_what_cannot_be_read_is_said_and_answers_400(adviser):
    for address in ("/questions/", f"/questions/{SLUGS[0]}/", f"/questions/{SLUGS[0]}/csv/"):
        for query in ("as_of=never", "country=nowhere", "phase=none"):
            assert adviser.get(f"{address}?{query}").status_code == 400, (address, query)
    page = text_of(adviser.get("/questions/links-not-confirmed/?country=nowhere"))
    assert "Not answered: a filter cannot be read." in page and "No link is past" not in page
    answer = adviser.get("/api/v1/questions/?country=nowhere&as_of=June 2006&page=2")
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"country", "as_of", "page"}
    assert adviser.get(f"/api/v1/questions/{SLUGS[0]}/?cursor=act-1").status_code == 400


def test_the_next_page_of_data_is_at_the_address_that_it_gives(adviser):
    process = make.PeaceProcessFactory()
    for _ in range(60):
        make.LinkageFactory(last_evidence="2020", process=process)
    chosen = f"?process={process.public_id}"
    first = adviser.get(f"/api/v1/questions/links-not-confirmed/{chosen}").json()
    second = adviser.get(first["next"]).json()
    assert (len(first["results"]), len(second["results"]), second["next"]) == (50, 10, None)
    page = adviser.get(f"/questions/links-not-confirmed/{chosen}")
    assert 'rel="next"' in page.content.decode()
    table = b"".join(adviser.get(f"/questions/links-not-confirmed/csv/{chosen}").streaming_content).decode()
    assert len(table.splitlines()) == 61


def marked(client, slug, query=""):
    """(markings that the data, the table and the page give to one answer)"""
    told = client.get(f"/api/v1/questions/{slug}/{query}").json()
    table = b"".join(client.get(f"/questions/{slug}/csv/{query}").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(table)))
    page = text_of(client.get(f"/questions/{slug}/{query}"))
    return told["marking"]["tlp"], {row["tlp"] for row in rows}, "Do not share it" in page


def test_each_finding_says_how_many_rows_it_has_and_draws_a_square_for_each(client, world):
    process = make.PeaceProcessFactory()
    for start in ("2001", "2002", ""):
        make.LinkageFactory(
            process=process, start=start, start_kind="actual" if start else "unknown", last_evidence="2005"
        )
    address = f"/questions/links-not-confirmed/?process={process.public_id}"
    page = client.get(address)
    assert "Answers: 3" in text_of(page)
    assert "One square for each answer: dates certain confirmed" in text_of(page)
    [caption] = re.findall("<caption>.*?</caption>", page.content.decode(), re.DOTALL)
    assert caption.count("<rect") == caption.count('class="f-poss"') == 3
    # Without dates there is nothing to be sure of.
    contradictions = client.get("/questions/sources-contradict/").content.decode()
    assert "One square for each answer" not in contradictions


def test_a_list_of_targets_is_marked_as_one_also_where_each_part_is_public(world, adviser):
    whole, rows, says = marked(adviser, "direct-access-to-the-mediator")
    assert rows == {"TLP:AMBER"}
    assert (whole, says) == ("TLP:AMBER", True)


def test_what_is_for_a_team_and_what_is_not_answered_mark_an_answer(adviser):
    grant = make.TeamGrantFactory(account=make.AdviserFactory())
    process = make.PeaceProcessFactory(team=grant.team)
    client = Client()
    client.force_login(grant.account)
    chosen = f"?process={process.public_id}"
    # Nobody looked for functions in it: it is named as not answered.
    assert marked(client, "early-functions", chosen) == ("TLP:AMBER", set(), True)
    make.LinkageFactory(process=process, last_evidence="1999")
    assert marked(client, "links-not-confirmed", chosen) == ("TLP:AMBER", {"TLP:AMBER"}, True)
    assert marked(adviser, "links-not-confirmed")[0] == "TLP:CLEAR"


def test_a_door_leads_to_where_a_tool_is_for_who_may_use_it(world, client, adviser):
    process = world.process.public_id
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    for slug, address in (
        ("what-changed-between-two-days", f"/processes/{process}/difference/"),
        ("as-recorded-on-a-day", f"/processes/{process}/?recorded={yesterday}"),
    ):
        page = Client().get(f"/questions/{slug}/").content.decode()
        assert f'href="{address}"' in page
        assert adviser.get(address).status_code == 200
        assert f'href="/questions/{slug}/"' in Client().get("/questions/").content.decode()


@pytest.mark.slow
def test_a_door_to_the_desk_is_there_for_those_alone_who_work_there(adviser):
    analyst = Client()
    analyst.force_login(make.AnalystFactory())
    for slug, address in (
        ("what-would-become-visible", "/admin/processes/loweringrequest/"),
        ("my-work-this-week", "/admin/"),
    ):
        for reader in (Client(), adviser):
            assert reader.get(f"/questions/{slug}/").status_code == 404
            assert slug not in reader.get("/questions/").content.decode()
        page = analyst.get(f"/questions/{slug}/").content.decode()
        assert f'href="{address}"' in page
        assert analyst.get(address).status_code == 200
        assert f'href="/questions/{slug}/"' in analyst.get("/questions/").content.decode()
        assert analyst.get(f"/questions/{slug}/csv/").status_code == 404


def test_phases_are_chosen_by_the_words_that_the_start_page_has(world, adviser):
    def offered(address):
        page = adviser.get(address).content.decode()
        return re.findall(
            r"<option[^>]*>([^<]+)</option>",
            re.search(r'<select[^>]*name="phase".*?</select>', page, re.S)[0],
        )

    on_questions = offered("/questions/")
    assert on_questions[1:] == offered("/")[1:]
    assert "exploring whether to talk (exploration)" in on_questions
