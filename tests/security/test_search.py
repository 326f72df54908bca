"""The search that runs with the owner's rights gives what the viewer of the transaction may see, and nothing else."""

import pytest
from django.db import connection

from peaceinfra.core.models import Team
from peaceinfra.core.searched import matching_rows
from peaceinfra.core.visibility import PUBLIC, Viewer, search_sql, viewing
from peaceinfra.core.visibility.inspection import differences
from processes.models import Actor
from tests import factories as make
from tests.core.walls.test_web_login import as_viewer, web  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

SEARCH = """SELECT name FROM core_search('lake', 'lake', '%%lake%%', '{%%lake%%}', NULL, %s, %s, '{}', '{}',
  '{"{}"}', '{}', NULL, '', '', 100)"""


def names(viewer, words=("lake",), **given) -> list[str]:
    with viewing(viewer):
        return [match.text for match in matching_rows(words, [()] * len(words), **given)]


@pytest.fixture
def lake():
    """Public names between hidden ones that match better, by level and by team."""
    team = make.TeamFactory()
    for number in range(5):
        make.ActorFactory(name=f"Lake {number}", level=3)
        make.ActorFactory(name=f"Lake {number}", team=team, level=0)
        make.ActorFactory(name=f"Lake public {number}", level=0)
    return team


def test_hidden_rows_take_no_place_of_those_that_may_be_seen(lake):
    assert names(PUBLIC, most=5) == [f"lake public {number}" for number in range(5)]
    assert names(PUBLIC, words=("lkae",), typos=True, most=5) == [
        f"lake public {number}" for number in range(5)
    ]
    assert names(PUBLIC, words=("la",), most=5) == [f"lake public {number}" for number in range(5)]


def test_a_team_and_a_clearance_add_what_they_open(lake):
    assert len(names(Viewer(0, frozenset({lake.pk})))) == 10
    assert len(names(Viewer(3, frozenset()))) == 10
    assert len(names(Viewer(3, frozenset({lake.pk})))) == 15
    assert len(names(Viewer(2, frozenset({lake.pk + 1})))) == 5


@pytest.mark.parametrize("typos", [False, True])
def test_outside_of_any_view_nothing_is_found(typos):
    make.ActorFactory(name="Lake")
    assert matching_rows(["lake"], [()], typos=typos) == []


def test_hidden_names_places_ids_and_citations_find_nothing_of_a_visible_record():
    actor = make.ActorFactory(name="Visible")
    make.ActorNameFactory(actor=actor, name="Lake name", level=3)
    make.ExternalIdFactory(subject=actor, scheme="paax", value="lake", level=3)
    process = make.PeaceProcessFactory(name="Talks", countries=["NP"])
    make.EventFactory(process=process, place=make.PlaceFactory(name="Lake", level=3))
    make.EventFactory(process=process, place=make.PlaceFactory(name="Lake"), level=3)
    make.CitationFactory(subject=process, source=make.SourceFactory(name="Lake report", level=3))
    make.AgreementFactory(process=process, name="Lake accord", level=3)
    make.PeaceProcessFactory(name="Hidden talks", countries=["LK"], level=3)
    with viewing(PUBLIC):
        assert matching_rows(["lake"], [()], identifier=("", "lake")) == []
        assert matching_rows(["lkae"], [()], typos=True) == []
        assert matching_rows(["zzz"], [("LK",)]) == []
        assert [match.text for match in matching_rows(["zzz"], [("NP",)])] == ["talks"]


def test_who_is_raised_is_hidden_at_once_under_all_names():
    actor = make.ActorFactory(name="Lake")
    make.ActorNameFactory(actor=actor, name="Lake of old")
    make.ExternalIdFactory(subject=actor, scheme="paax", value="lake")
    assert len(names(PUBLIC, identifier=("", "lake"))) == 3
    Actor.objects.filter(pk=actor.pk).update(level=3)
    assert names(PUBLIC, identifier=("", "lake")) == []
    assert len(names(Viewer(3, frozenset()), identifier=("", "lake"))) == 3


def test_it_finds_what_a_plain_reading_of_the_tables_finds_for_every_reader():
    teams = [make.TeamFactory() for _ in range(2)]
    for level in range(5):
        for team in (None, *teams):
            actor = make.ActorFactory(name=f"Lake {level} {team}", level=level, team=team)
            for other in range(5):
                make.ActorNameFactory(actor=actor, name=f"Lake {level} {other}", level=other)
    for level in range(5):
        for members in ([], teams[:1], teams):
            viewer = Viewer(level, frozenset(team.pk for team in members))
            visible = Actor.objects.visible_to(viewer).count() + sum(
                actor.names.visible_to(viewer).count() for actor in Actor.objects.visible_to(viewer)
            )
            assert len(names(viewer, most=500)) == visible


@pytest.mark.django_db(transaction=True)
def test_the_web_login_is_given_what_it_may_see_and_an_error_tells_nothing(web):  # noqa: F811
    make.ActorFactory(name="Lake")
    make.ActorFactory(name="Lake of secrets", level=3)
    by_index, without_index = [["%lake%"]] * 2, [None] * 2
    for ways in (by_index, without_index):
        assert web.execute(SEARCH, ways).fetchall() == []
    as_viewer(web, "0")
    for ways in (by_index, without_index):
        assert web.execute(SEARCH, ways).fetchall() == [("lake",)]
    plan = "\n".join(row[0] for row in web.execute(f"EXPLAIN {SEARCH}", by_index).fetchall())
    assert "processes_actor" not in plan


def test_another_body_of_the_search_is_found():
    statement = search_sql.search_function().statement
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("effective_level <=", "effective_level <>"))
        try:
            assert differences() == ["function core_search differs from its declaration"]
        finally:
            cursor.execute(statement)
    assert Team.objects.count() == 0
