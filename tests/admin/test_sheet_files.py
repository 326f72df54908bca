"""Files into a sheet: templates to fill in, columns by name, label or hashtag, and those that are not known."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from peaceinfra.core.models import ColumnMapping
from peaceinfra.core.uploads import LimitedUpload
from processes.models import Actor, Role
from tests import factories
from tests.admin.screens import words
from tests.admin.sheets import SHEET, check, faults, save, sheet

HEADS = "label;Kind;ignored;Start\n"
TEXT = f"{HEADS}Comité “A”;national NGO;x;2004\nمجلس;body;y;\n"


def send(client, content, name="actors.csv", **more):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(SHEET, sheet(factories.SourceFactory(), upload="1", **more) | {"file": file})


def rows_in(response) -> list[tuple[str, dict]]:
    shown = [row.row for kind in response.context["grid"].kinds for row in kind.rows]
    return [(row.kind, row.cells) for row in shown if row.cells]


def columns_for(response, **chosen):
    """What the page on which columns are chosen sends."""
    pending = response.context["pending"]
    return sheet(factories.SourceFactory(), map="1", pending=pending) | {
        f"map.0.{name.removeprefix('of_')}": value for name, value in chosen.items()
    }


def test_a_table_is_read_into_the_sheet_and_saved_as_typed_rows_are(desk):
    response = send(
        desk, "id,ref,name,Kind *,start,start_kind\n,a,Comité “A”,national NGO,2004~,the first sighting\n"
    )
    cells = {
        "ref": "a",
        "name": "Comité “A”",
        "kind": "national NGO",
        "start": "2004~",
        "start_kind": "the first sighting",
    }
    assert rows_in(response) == [("actors", cells)]
    with_mark = send(desk, b"\xef\xbb\xbfname,kind\nCouncil,body\n")
    assert "Read as UTF-8, with comma" in words(with_mark)
    assert "1 row was read. Read as UTF-8, with comma between cells. Nothing was saved yet." in words(
        response
    )
    save(desk, sheet(factories.SourceFactory(), ("actors", cells)))
    assert Actor.objects.get().start_kind == "first_cited"


def test_the_workbook_of_templates_comes_back_as_it_is_filled_in(desk):
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"{SHEET}template/").content))
    heads = {
        tab.title: [cell.value for cell in tab[1]] for tab in book.worksheets if tab.sheet_state == "visible"
    }
    assert heads["Actors"][:3] == ["Handle", "Label *", "Kind *"] and len(heads) > 40
    book["Actors"].append(["a1", "Council", "body"])
    book["Roles in processes"].append([None, "#a1", "Talks", "party"])
    book["Peace processes"].append([None, "Talks", None, "Sri Lanka"])
    file = io.BytesIO()
    book.save(file)
    response = send(desk, file.getvalue(), "sheet.xlsx")
    assert sorted(rows_in(response), key=repr) == [
        ("actors", {"ref": "a1", "name": "Council", "kind": "body"}),
        ("processes", {"name": "Talks", "countries": "Sri Lanka"}),
        ("roles", {"actor": "#a1", "process": "Talks", "kind": "party"}),
    ]
    save(desk, sheet(factories.SourceFactory(), *rows_in(response)))
    assert Role.objects.get().actor.name == "Council"


def test_columns_are_known_by_their_hashtags_too(desk):
    lines = words(desk.get(f"{SHEET}template/?kind=roles")).lstrip("\ufeff").splitlines()
    assert lines[0].startswith("Handle,Actor,Process,Role") and lines[1].startswith(
        "#x_roles+ref,#x_roles+actor,"
    )
    response = send(
        desk,
        "قائد,ကဏ္ဍ,Rolle,Beginn\n#x_roles+actor,#x_roles+process,#x_roles+kind,#date +start\nA,B,party,2004\n",
    )
    assert rows_in(response) == [("roles", {"actor": "A", "process": "B", "kind": "party", "start": "2004"})]
    assert desk.get(f"{SHEET}template/?kind=secrets").status_code == 404


def test_unknown_columns_are_asked_about_once(desk, signed_in):
    response = send(desk, TEXT)
    [(tab, kind, _choices)] = response.context["tabs"]
    assert (kind.name, tab.columns, rows_in(response)) == (
        "actors",
        {"label": "name", "Kind": "kind", "Start": "start"},
        [],
    )
    assert '<select name="map.0.2" aria-label="ignored">' in words(response)
    chosen = columns_for(response, kind="actors", of_0="name", of_1="kind", of_2="description", of_3="")
    taken = desk.post(SHEET, chosen)
    first = {"name": "Comité “A”", "kind": "national NGO", "description": "x"}
    assert rows_in(taken) == [
        ("actors", first),
        ("actors", {"name": "مجلس", "kind": "body", "description": "y"}),
    ]
    assert rows_in(send(desk, TEXT)) == rows_in(taken)
    twice = desk.post(SHEET, columns_for(response, kind="actors", of_2="name"))
    assert "Two columns of the file would be “name”" in words(twice)
    # Somebody else is asked.
    client = signed_in(factories.AnalystFactory())
    assert send(client, TEXT).context["tabs"] and ColumnMapping.objects.count() == 1


def test_of_a_table_of_no_known_kind_the_kind_is_asked_first(desk):
    response = send(desk, "who,what\nA,B\n", "table.csv")
    [(tab, kind, _choices)] = response.context["tabs"]
    assert (tab.kind, kind) == ("", None)
    [(tab, kind, _choices)] = desk.post(SHEET, columns_for(response, kind="stances")).context["tabs"]
    assert (kind.name, tab.unknown) == ("stances", ["who", "what"])


@pytest.mark.parametrize(
    "pending",
    [
        "",
        "[",
        "[1]",
        "{}",
        '[{"title": "x"}]',
        '[{"title":1,"heads":1,"rows":1,"kind":1,"columns":1}]',
        "[" * 9_000,
        # Half of a character, and NUL.
        r'[{"title":"x","heads":["\ud800"],"rows":[["1"]],"kind":"actors","columns":{}}]',
        r'[{"title":"x","heads":["name"],"rows":[["\u0000"]],"kind":"actors","columns":{}}]',
    ],
)
def test_what_is_pending_is_not_trusted(desk, pending):
    response = desk.post(SHEET, sheet(factories.SourceFactory(), map="1", pending=pending))
    assert (response.status_code, rows_in(response)) == (200, [])


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "x.csv", "The file is empty."),
        ("name,kind\n", "actors.csv", "The file has no rows below a row with heads of columns."),
        (b"PK\x03\x04" + bytes(50), "x.xlsx", "The workbook is damaged"),
        ("," * 400, "x.csv", "At most 300 are read."),
        ("name,kind\n" + "a,b\n" * 1_001, "actors.csv", "more than 1,000 rows"),
        (None, "", "Choose a file first."),
    ],
)
def test_files_that_cannot_be_read_are_refused_and_write_nothing(desk, content, name, said):
    if content is None:
        response = desk.post(SHEET, sheet(factories.SourceFactory(), upload="1"))
    else:
        response = send(desk, content, name)
    [(_where, message)] = faults(response)
    assert said in message and rows_in(response) == []
    assert (Actor.objects.count(), ColumnMapping.objects.count()) == (0, 0)


def test_what_stands_on_the_sheet_stays_when_a_file_is_read(desk):
    row = {"c.0.roles.actor": "typed before"}
    response = send(desk, "name,kind\nA,body\n", **row)
    assert rows_in(response) == [
        ("roles", {"actor": "typed before"}),
        ("actors", {"name": "A", "kind": "body"}),
    ]
    assert check(desk, sheet(None)).context["faults"]


class SmallUpload(LimitedUpload):
    most = 70_000


def test_a_file_that_is_too_large_is_not_kept_on_the_way_and_the_rest_of_the_form_is_read(desk, settings):
    settings.FILE_UPLOAD_HANDLERS = [f"{__name__}.SmallUpload", *settings.FILE_UPLOAD_HANDLERS[1:]]
    response = send(
        desk, "name,kind\n" + "a,body\n" * 20_000, **{"c.0.roles.actor": "typed before"}, reason="read"
    )
    [(_where, message)] = faults(response)
    assert message.startswith("The file is larger than")
    assert rows_in(response) == [("roles", {"actor": "typed before"})]
    assert response.context["form"]["reason"].value() == "read" and not response.wsgi_request.FILES


def test_columns_that_are_not_known_are_guessed_by_cells_and_heads_and_nothing_is_taken_unasked(desk):
    text = "Name of the party;What;Country;From;Whatever\nمجلس;body;Norway;2003-05;7\nCouncil;state;;;x\n"
    response = send(desk, text, "actors.csv")
    assert rows_in(response) == []
    [(_tab, kind, choices)] = response.context["tabs"]
    assert kind.name == "actors"
    assert {choice["head"]: (choice["name"], choice["is_guess"]) for choice in choices} == {
        "Name of the party": ("name", True),
        "What": ("kind", True),
        "Country": ("countries", True),
        "From": ("start", True),
        "Whatever": ("", False),
    }
    assert words(response).count("a guess: look at it") == 4
    places = {f"of_{choice['place']}": choice["name"] for choice in choices}
    taken = desk.post(SHEET, columns_for(response, kind="actors", **places))
    assert rows_in(taken)[0] == (
        "actors",
        {"name": "مجلس", "kind": "body", "countries": "Norway", "start": "2003-05"},
    )
