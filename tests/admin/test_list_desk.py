"""Beside a list: columns that an account chooses, lists saved under a name and shared, the list as a file."""

import csv
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from peaceinfra.admin import list_files
from peaceinfra.core.models import ListColumns, SavedList
from peaceinfra.core.visibility import Viewer, viewing
from processes.models import Actor
from tests import factories
from tests.admin.screens import listing, words

pytestmark = pytest.mark.django_db

ACTORS, AT = "processes.actor", "/admin/lists/processes.actor/"


def heads(client, query=""):
    return client.get(listing(Actor) + query).context["cl"].list_display


def file_rows(client, query=""):
    response = client.get(f"{AT}file.csv{query}")
    return [*csv.reader(StringIO(response.content.decode("utf-8-sig")))], response


def save(client, name, query="", shared_with=""):
    return client.post(f"{AT}save/", {"name": name, "query": query, "shared_with": shared_with})


def found(client):
    return [row.name for row in client.get(listing(Actor)).context["desk"].saved]


def test_the_columns_of_a_list_are_those_that_an_account_chose_and_nobody_elses(signed_in, analyst, steward):
    factories.ActorFactory(name="Ministry", countries=["LK"])
    client = signed_in(analyst)
    own = heads(client)
    client.post(f"{AT}columns/", {"column": ["countries", "name", "password", "secret"]})
    assert heads(client) == ["action_checkbox", "name", "countries", "row_actions"]
    assert "LK" in words(client.get(listing(Actor)))
    assert heads(signed_in(steward)) == own
    client = signed_in(analyst)
    client.post(f"{AT}columns/", {"reset": "1"})
    assert heads(client) == own and not ListColumns.objects.exists()


def test_a_list_is_saved_opened_again_replaced_and_deleted(desk):
    save(desk, "The states", "kind__exact=state&o=1&p=3")
    [saved] = desk.get(listing(Actor)).context["desk"].saved
    assert saved.url == f"{listing(Actor)}?kind__exact=state&o=1" and saved.is_mine
    save(desk, "The states", "kind__exact=individual")
    assert SavedList.objects.get().query == "kind__exact=individual"
    assert desk.get(saved.url).status_code == 200
    desk.post(f"{AT}saved/{SavedList.objects.get().pk}/forget/")
    assert found(desk) == []


def test_a_list_is_found_by_those_it_is_shared_with_and_deleted_by_its_owner_alone(signed_in, analyst):
    team = factories.TeamFactory()
    member, other = factories.AnalystFactory(), factories.AnalystFactory()
    for account in (analyst, member):
        factories.TeamGrantFactory(team=team, account=account)
    client = signed_in(analyst)
    save(client, "Mine")
    save(client, "Of the team", shared_with=f"team:{team.pk}")
    save(client, "Of all", shared_with="all")
    assert found(client) == ["Mine", "Of all", "Of the team"]
    assert found(signed_in(member)) == ["Of all", "Of the team"]
    client = signed_in(other)
    assert found(client) == ["Of all"]
    save(client, "Not my team", shared_with=f"team:{team.pk}")
    client.post(f"{AT}saved/{SavedList.objects.get(name='Of all').pk}/forget/")
    assert SavedList.objects.count() == 3
    for viewer, number in (
        (Viewer(3, account=other.pk), 1),
        (Viewer(3, {team.pk}, member.pk), 2),
        (Viewer(0), 0),
    ):
        with viewing(viewer):
            assert SavedList.objects.count() == number


def test_a_shared_list_that_names_what_is_hidden_is_found_by_who_may_see_that(signed_in, analyst):
    hidden, open_one = factories.ActorFactory(level=3), factories.ActorFactory()
    client = signed_in(analyst)
    roles = "/admin/lists/processes.role/save/"
    for name, actor in (("Guarded", hidden), ("Open", open_one)):
        client.post(roles, {"name": name, "query": f"actor__id={actor.pk}", "shared_with": "all"})
    both = f"actor__id={hidden.pk}&actor__id={open_one.pk}"
    client.post(roles, {"name": "Both", "query": both, "shared_with": "all"})
    save(client, "A search", "q=SECRET", "all")
    save(client, "Two searches", "q=SECRET&q=", "all")
    assert {*SavedList.objects.values_list("name", flat=True)} == {"Both", "Guarded", "Open"}
    seen = {}
    for level in (2, 3):
        page = signed_in(factories.AnalystFactory(clearance=level)).get("/admin/processes/role/")
        seen[level] = [row.name for row in page.context["desk"].saved]
    assert seen == {2: ["Open"], 3: ["Both", "Guarded", "Open"]}


def test_a_list_becomes_a_file_as_it_is_shown(desk):
    factories.ActorFactory(name="=1+1", kind="state", countries=["LK", "NO"], level=2)
    factories.ActorFactory(name="وزارة", kind="state")
    factories.ActorFactory(name="A person", kind="individual")
    desk.post(f"{AT}columns/", {"column": ["name", "countries"]})
    rows, response = file_rows(desk, "?kind__exact=state")
    assert rows[0] == ["id", "Label", "Countries", "tlp"]
    assert [row[1:] for row in rows[1:]] == [["'=1+1", "LK, NO", "TLP:AMBER"], ["وزارة", "", "TLP:CLEAR"]]
    assert response.headers["Content-Disposition"] == 'attachment; filename="actor-TLP-AMBER.csv"'
    book = load_workbook(BytesIO(desk.get(f"{AT}file.xlsx?kind__exact=state").content))
    assert [[cell.value for cell in row][1:3] for row in book["List"]] == [
        ["Label", "Countries"], ["=1+1", "LK, NO"], ["وزارة", ""],
    ]  # fmt: skip
    assert book["List"]["B2"].data_type == "s" and book["About"]["B2"].value == "TLP:AMBER"


def test_a_file_that_does_not_hold_all_rows_says_so_in_its_name_and_beside_the_rows(desk, monkeypatch):
    monkeypatch.setattr(list_files, "MOST_ROWS", 2)
    names = []
    for name in ("One", "ဗမာ", "Three"):
        factories.ActorFactory(name=name)
        rows, response = file_rows(desk)
        names.append((len(rows) - 1, response.headers["Content-Disposition"].partition("=")[2]))
    assert names == [
        (1, '"actor-TLP-CLEAR.csv"'), (2, '"actor-TLP-CLEAR.csv"'), (2, '"actor-first-2-TLP-CLEAR.csv"'),
    ]  # fmt: skip
    book = load_workbook(BytesIO(desk.get(f"{AT}file.xlsx").content))
    assert "the first 2 of more" in [cell.value for cell in book["About"]["B"]]


def test_a_file_holds_what_its_reader_may_see_and_says_what_is_public_of_it(signed_in):
    factories.ActorFactory(name="Open")
    factories.ActorFactory(name="SECRET", level=3)
    rows, response = file_rows(signed_in(factories.AnalystFactory(clearance=2)))
    assert [row[1] for row in rows[1:]] == ["Open"] and "TLP-CLEAR" in response.headers["Content-Disposition"]


def test_a_record_whose_source_may_not_leave_is_reduced_in_a_file(desk):
    actor = factories.ActorFactory(name="Reduced")
    factories.CitationFactory(
        subject=actor, source=factories.SourceFactory(export_override="ids", export_reason="its terms")
    )
    [row] = file_rows(desk)[0][1:]
    assert row[0] == actor.public_id and "Reduced" not in row and row[-1].startswith("ids only")


@pytest.mark.parametrize("label", ["processes.actor", "processes.Actor", "core.account", "no.such", "x"])
def test_only_who_edits_gets_a_list_of_records_as_a_file(signed_in, label):
    url = f"/admin/lists/{label}/file.csv"
    security = signed_in(factories.AccountFactory(role="security", clearance=4))
    assert security.get(url).status_code == (403 if label == "processes.actor" else 404)
    desk = signed_in(factories.AnalystFactory())
    assert desk.get(url).status_code == (200 if label == "processes.actor" else 404)
    if label != "processes.actor":
        assert desk.post(f"/admin/lists/{label}/save/", {"name": "x", "query": ""}).status_code == 404
        assert not SavedList.objects.exists()


def test_a_filter_that_cannot_be_read_is_not_found_in_a_file(desk):
    assert desk.get(f"{AT}file.csv?level=x").status_code == 404
    assert desk.get(f"{AT}file.xlsx?level={'9' * 5000}").status_code == 404


def test_a_file_asks_the_same_number_of_queries_at_one_and_at_five_rows(desk):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            file_rows(desk)
        return len(queries)

    factories.ActorFactory()
    asked()
    before = asked()
    for _each in range(4):
        factories.ActorFactory()
    assert asked() == before
