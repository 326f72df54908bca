"""Processes side by side: what is compared, year by year of the calendar or from the start of talks."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dashboards.worlds import many, small_world
from tests.factories import (
    BodyActorFactory,
    EventFactory,
    FunctionFactory,
    InclusionFactory,
    MomentumChangeFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    PrincipalFactory,
    RoleFactory,
)

pytestmark = pytest.mark.django_db


def compared(client, *processes, **query):
    return client.get("/compare/", {"process": [process.public_id for process in processes]} | query)


def plain(cell) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", str(cell)).split())


def rows(response) -> dict[str, list[str]]:
    """{what is compared: the words of each process}"""
    return {row.heading: [plain(cell) for _name, cell in row.cells] for row in response.context["rows"]}


def years(response) -> dict[str, list[str]]:
    return {row.heading: [plain(cell) for _name, cell in row.cells] for row in response.context["years"]}


@pytest.fixture
def talks():
    """Talks of 2002 that stood still and began again in 2006; an office of 2001, a round between two years."""
    process = PeaceProcessFactory(name="Talks", start_kind="actual", start="2001")
    PhaseChangeFactory(process=process, status="negotiation", date="2002-09-01")
    for position, (status, day) in enumerate((("stalled", "2003"), ("active", "2006")), 1):
        MomentumChangeFactory(process=process, position=position, status=status, date=day)
    party = RoleFactory(process=process, kind="party", side="government").actor
    office = BodyActorFactory(name="Office", start_kind="actual", start="2001-09-01")
    PrincipalFactory(body=office, principal=party, process=process)
    EventFactory(name="Round", process=process, start_kind="actual", start="[2004-12-01..2005-01-31]")
    InclusionFactory(
        process=process, actor=None, group="Women of the lake", modality="direct", weight="decides"
    )
    return process


def test_it_says_when_talks_began_and_what_was_set_up_before_them(client, talks):
    other = PeaceProcessFactory(name="အခြား")
    found = rows(compared(client, talks, other))
    assert found["Talks began"] == ["1 Sep 2002 2006, again", "not recorded"]
    assert found["Set up before talks"] == [
        "Office 365 days before the talks of 1 Sep 2002 · dates certain",
        "nothing recorded",
    ]
    assert found["Who is included"] == [
        "Women of the lake direct representation; takes part in deciding",
        "nothing recorded",
    ]


def test_of_each_party_it_says_how_far_the_early_functions_came(client, talks):
    office = BodyActorFactory.create(name="Front office", start_kind="actual", start="2001")
    front = RoleFactory(process=talks, kind="party", side="front", actor__name="Front").actor
    PrincipalFactory(body=office, principal=front, process=talks)
    FunctionFactory(body=office, process=talks, party=front, task="connection", state="performed")
    FunctionFactory(body=office, process=talks, party=front, task="connection", state="mandated", level=3)
    [said] = rows(compared(client, talks))["Early functions, by party"]
    assert "Front connection and coordination: possibly performed" in said
    assert said.count("nothing recorded") == 1


def test_how_a_process_ended_is_said_as_on_its_own_page(client):
    over = PeaceProcessFactory(name="Over", ending="military_victory")
    PhaseChangeFactory(process=over, status="concluded", date="2009")
    [said] = rows(compared(client, over))["Status"]
    assert said.startswith("Ended in 2009 by military victory")


def test_what_lies_between_two_years_stands_in_both_and_what_lies_within_one_once(client, talks):
    found = years(compared(client, talks))
    assert found["2003"] == ["talks: stalled"]
    assert found["2004"] == ["from then on possibly: Round"]
    assert found["2005"] == ["by then: Round"]
    assert found["2006"] == ["talks: active"]


def test_years_are_counted_from_the_first_start_of_talks(client, talks):
    other = PeaceProcessFactory(name="No talks", start_kind="actual", start="1990")
    response = compared(client, talks, other, by="start")
    assert list(years(response)) == [
        "2 years before",
        "1 year before",
        "year 1 of the talks",
        "year 2 of the talks",
        "year 3 of the talks",
        "year 4 of the talks",
        "year 5 of the talks",
    ]
    assert response.context["without_start"] == ["No talks"]
    assert all(cells[1] == "" for cells in years(response).values())


def test_a_hidden_process_is_answered_like_one_that_is_not_there(client, talks):
    hidden = PeaceProcessFactory(name="Hidden talks", level=3)
    for unknown in (hidden.public_id, "pro-0000000000000"):
        response = client.get("/compare/", {"process": [talks.public_id, unknown]})
        assert (response.status_code, response.context["unknown"]) == (400, [unknown])
        assert [plain(column) for column in response.context["columns"]] == ["Talks"]
        assert "Hidden talks" not in response.content.decode()


def test_only_four_are_compared_and_the_others_are_named(client):
    found = [PeaceProcessFactory(name=f"Talks {n}") for n in range(5)]
    response = compared(client, *found)
    assert (response.status_code, response.context["too_many"]) == (400, [found[4].public_id])
    assert len(response.context["columns"]) == 4


def test_hidden_parts_change_nothing(client, talks):
    before = compared(client, talks).content
    EventFactory(name="Secret round", process=talks, level=3, start_kind="actual", start="1999")
    InclusionFactory(process=talks, actor=None, group="Guarded", level=3)
    assert compared(client, talks).content == before


def test_four_processes_with_more_of_everything_ask_as_often_as_one(client):
    world = small_world()
    with CaptureQueriesContext(connection) as few:
        compared(client, world.process)
    many(world, 3)
    others = [PeaceProcessFactory(), PeaceProcessFactory()]
    with CaptureQueriesContext(connection) as more:
        compared(client, world.process, *others)
    assert len(more) == len(few)


def test_without_a_choice_it_says_what_to_do(client):
    assert "Choose two processes or more" in client.get("/compare/").content.decode()
