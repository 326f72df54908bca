"""The path finder of a process: who is asked for, what it answers, and who may ask."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from processes.models import Actor
from tests.dashboards.worlds import LIVED, many, small_world
from tests.factories import AccountFactory, ActorFactory, CommunityFactory, LinkageFactory, ReachFactory
from tests.shared import module_fixture

DAY = "2006-06-30"

pytestmark = pytest.mark.django_db

world = module_fixture(small_world)


@pytest.fixture
def adviser(client):
    client.force_login(AccountFactory(clearance=2))
    return client


def ask(client, world, start=None, **question):
    query = {"as_of": DAY} | ({"from": start.public_id} if start else {}) | question
    return client.get(f"/processes/{world.process.public_id}/paths/", query)


def answer(response) -> str:
    """The sentence of the answer."""
    found = re.search(r'id="answer">(.*?)</p>', response.content.decode())
    return found[1] if found else ""


def body(response) -> str:
    """The whole page without the token of its form of signing out, which is another on every page."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def ways(response) -> list[tuple[str, list[str]]]:
    """[(title, names along the way)]"""
    return [(way.title, [hop.name for hop in way.hops]) for way in response.context["finder"].ways]


def test_it_names_the_way_and_those_through_whom_every_way_runs(adviser, world):
    response = ask(adviser, world, world.elders)
    assert answer(response) == (
        "Elders of Lakeside reaches the table (Kingdom of Norrland) through Bridge House. "
        "Every recorded way runs through Bridge House."
    )
    assert ways(response) == [("Surest, freshest and shortest way", ["Bridge House", "Kingdom of Norrland"])]


def test_without_the_only_broker_there_is_none_on_the_records_one_may_see(adviser, world):
    response = ask(adviser, world, world.elders, without=world.broker.public_id)
    assert answer(response) == (
        "Without Bridge House, no way from Elders of Lakeside to the table is on the records you may see."
    )
    assert ways(response) == []


def test_where_no_way_is_confirmed_none_is_called_the_surest_and_the_dated_one_comes_first(adviser, world):
    herders = CommunityFactory(name="Herders", **LIVED)
    seen = {"start_kind": "first_cited", "start": "2003", "end_kind": "last_cited", "end": "2004-11"}
    ReachFactory(
        actor=world.elders, community=herders, process=world.process, quality="trusted", level=2, **seen
    )
    ReachFactory(actor=world.party, community=herders, process=world.process, quality="unknown", level=2)
    response = ask(adviser, world, herders)
    assert answer(response) == (
        "Herders reaches the table (Kingdom of Norrland) through Elders of Lakeside → Bridge House. "
        "No way is confirmed. The weakest step: Herders – Elders of Lakeside, last seen Nov 2004."
    )
    assert [title for title, _names in ways(response)] == ["Freshest way", "Shortest way"]


def test_a_destination_is_the_table_the_mediators_team_a_party_or_anybody(adviser, world):
    choices = {choice.name: choice.code for choice in ask(adviser, world).context["finder"].goals}
    assert choices == {
        "the table (whoever takes part in the talks)": "table",
        "the mediator’s team": "mediation",
        "Government of Testland (party, and the bodies that serve it)": world.party.public_id,
    }
    to_party = ask(adviser, world, world.elders, to=world.party.public_id)
    assert answer(to_party) == (
        "No way from Elders of Lakeside to Government of Testland is on the records you may see."
    )
    to_broker = ask(adviser, world, world.elders, to=world.broker.public_id)
    assert answer(to_broker) == "Elders of Lakeside is tied to Bridge House directly."


def test_a_party_is_reached_through_the_body_that_serves_it(adviser, world):
    LinkageFactory(source=world.elders, target=world.secretariat, process=world.process, **LIVED)
    response = ask(adviser, world, world.elders, to=world.party.public_id)
    assert answer(response) == (
        "Elders of Lakeside is tied to Government of Testland (Secretariat of Testland) directly."
    )


def test_somebody_at_the_destination_is_said_to_be_there(adviser, world):
    assert answer(ask(adviser, world, world.mediator)) == (
        "Kingdom of Norrland is part of that destination itself."
    )


def test_a_community_is_a_start_and_its_sightings_are_as_precise_as_typed(adviser, world):
    herders = CommunityFactory(name="နွားကျောင်းသားများ", **LIVED)
    ReachFactory(
        actor=world.elders, community=herders, process=world.process, quality="trusted", level=2,
        start_kind="actual", start="2005", end_kind="ongoing", end="2006-03",
    )  # fmt: skip
    response = ask(adviser, world, herders)
    assert answer(response).startswith("နွားကျောင်းသားများ reaches the table (Kingdom of Norrland) through")
    [way] = response.context["finder"].ways
    assert [(hop.tie, hop.seen) for hop in way.hops] == [
        ("reach, trusted", "Mar 2006"),
        ("linkage, consultation forum", "15 Jan 2006"),
        ("linkage, briefing or analysis", "15 Jan 2006"),
    ]


def test_who_is_not_of_the_process_is_said_to_be_nobody_there(adviser, world):
    stranger = ActorFactory(name="A stranger")
    response = ask(adviser, world, stranger)
    assert (response.status_code, answer(response)) == (400, "")
    assert "Nobody of that name is in this process on this day" in response.content.decode()
    assert "A stranger" not in response.content.decode()


def test_below_the_floor_the_page_is_not_there(client, world):
    assert ask(client, world, world.elders).status_code == 404
    client.force_login(AccountFactory(clearance=1))
    assert ask(client, world, world.elders).status_code == 404


def test_a_hidden_go_between_is_on_no_way_and_in_no_box(adviser, world):
    before = body(ask(adviser, world, world.elders))
    secret = ActorFactory(name="Secret Friend", level=3, **LIVED)
    for source, target in ((world.elders, secret), (secret, world.mediator)):
        LinkageFactory(source=source, target=target, process=world.process, level=3, **LIVED)
    assert body(ask(adviser, world, world.elders)) == before
    cleared = AccountFactory(clearance=3)
    adviser.force_login(cleared)
    assert "Every recorded way" not in answer(ask(adviser, world, world.elders))
    assert "Secret Friend" in ask(adviser, world, world.elders).content.decode()


def test_it_asks_as_often_for_five_of_everything_as_for_one(adviser, world):
    many(world, 1)
    with CaptureQueriesContext(
        connection,
    ) as few:
        ask(adviser, world, world.elders)
    many(world, 4)
    assert Actor.objects.filter(name__startswith="Village").count() == 5
    with CaptureQueriesContext(connection) as more:
        ask(adviser, world, world.elders)
    assert len(more) == len(few)


DOOR = "/questions/who-can-carry-a-message/"


def test_the_question_who_can_carry_a_message_is_a_door_to_the_ways_of_each_process(adviser, world):
    assert (
        f'<a href="{DOOR}">Who can carry a message to somebody?</a>'
        in adviser.get("/questions/").content.decode()
    )
    page = adviser.get(DOOR).content.decode()
    assert f'<a href="/processes/{world.process.public_id}/paths/">' in page


def test_from_the_page_of_an_actor_and_of_a_community_it_leads_to_their_ways(adviser, world):
    community = CommunityFactory(name="ရွာသားများ")
    ReachFactory(actor=world.broker, community=community, quality="trusted")
    for address, subject in ((f"/actors/{world.elders.public_id}/", world.elders),
                             (f"/communities/{community.public_id}/", community)):  # fmt: skip
        assert f'<a href="{DOOR}?to={subject.public_id}">' in adviser.get(address).content.decode()
        page = adviser.get(DOOR, {"to": subject.public_id}).content.decode()
        way = f"/processes/{world.process.public_id}/paths/?from={subject.public_id}"
        assert f"Who can carry a message to <bdi>{subject.name}</bdi>?" in page
        assert f'href="{way}"' in page and adviser.get(way).status_code == 200


def test_below_the_floor_there_is_no_such_door(client, world):
    assert client.get(DOOR).status_code == 404
    assert "carry a message" not in client.get("/questions/").content.decode()
    assert "carry a message" not in client.get(f"/actors/{world.elders.public_id}/").content.decode()


def test_who_is_hidden_is_not_found_and_who_is_tied_to_nobody_is_said_so(adviser, world):
    hidden, alone = ActorFactory(level=3), ActorFactory(name="Alone")
    for absent in (hidden.public_id, "act-0000000000001", "nonsense", world.process.public_id):
        assert adviser.get(DOOR, {"to": absent}).status_code == 404
    page = adviser.get(DOOR, {"to": alone.public_id}).content.decode()
    assert "No tie of <bdi>Alone</bdi> in a process is on the records you may see" in page


def test_the_door_asks_as_often_for_many_processes_as_for_one(adviser):
    actor = ActorFactory()

    def cost():
        with CaptureQueriesContext(connection) as asked:
            adviser.get(DOOR, {"to": actor.public_id})
        return len(asked)

    LinkageFactory(source=actor)
    cost()
    few = cost()
    for _ in range(4):
        LinkageFactory(source=actor)
    assert cost() == few
