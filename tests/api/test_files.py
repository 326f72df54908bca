"""What is taken away as a file says itself what it is, how far it may travel, and how to cite it."""

import csv
import io
import re
import zipfile

import orjson
import pytest
from django.utils import timezone
from openpyxl import load_workbook

from peaceinfra.api.columns import columns_of, described, fields_of
from peaceinfra.api.files import workbook
from peaceinfra.api.files.marking import MarkingRaised
from peaceinfra.api.lists import LISTS, OTHER_LISTS
from peaceinfra.api.root import LISTS as LISTS_OF_THE_API
from processes.models import Actor
from tests import factories as make
from tests.api.conftest import Reader
from tests.shared import module_fixture
from tests.tokens import make_token, officer, tool

# The tags of HXL 1.1, of which ours are some.
CORE_TAGS = {
    "access", "activity", "adm1", "adm2", "adm3", "adm4", "adm5", "affected", "beneficiary", "capacity", "cause",
    "channel", "contact", "country", "crisis", "currency", "date", "delivery", "description", "event", "frequency",
    "geo", "group", "impact", "indicator", "inneed", "item", "loc", "meta", "modality", "need", "operations", "org",
    "output", "population", "reached", "region", "respondee", "sector", "service", "severity", "status", "subsector",
    "targeted", "value",
}  # fmt: skip
LONG = "a village by the river, " * 1500


def build():
    """Public records with hidden ones between them, and names that a spreadsheet would take for something else."""
    names = [
        "=1+1",
        "<r>&</r>",
        "_x0041_",
        "https://example.org/",
        "007",
        "لجنة السلام",
        "ငြိမ်းချမ်းရေး",
        "@here",
    ]
    actors = [make.ActorFactory(name=name) for name in names]
    make.ActorFactory(name="Hidden in the middle", level=3)
    for_partners = make.ActorFactory(name="For partners", level=1)
    process = make.PeaceProcessFactory(name="Lake process", countries=["LK"])
    body = make.BodyActorFactory(name="Lake office", start_kind="actual", start="2004~", description=LONG)
    make.ActorNameFactory(actor=body, name="+94 office")
    make.ActorNameFactory(actor=body, name="Lake Office")
    make.PrincipalFactory(body=body, principal=actors[0], process=process)
    make.PrincipalFactory(body=body, principal=actors[1], process=process, level=2)
    make.CitationFactory(subject=process, source=make.SourceFactory(licence="cc_by"))
    make.CitationFactory(subject=process, source=make.SourceFactory(licence="permission", level=3))
    return {"names": names, "body": body, "process": process, "partners": for_partners}


world = module_fixture(build)


@pytest.fixture
def reader(db, world):
    return {level: Reader(level and make.AccountFactory(clearance=level)) for level in (0, 1, 2)}


def content(response):
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content) if response.streaming else response.content


def opened(response):
    return load_workbook(io.BytesIO(content(response)))


def table(response):
    return list(csv.reader(io.StringIO(content(response).decode("utf-8-sig"))))


def rows_of(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_a_workbook_has_the_rows_and_the_columns_of_the_table_and_no_cell_is_a_formula_or_a_link(
    reader, world
):
    response = reader[0].answer("actors/xlsx/")
    assert response["Content-Disposition"] == 'attachment; filename="actors-TLP-CLEAR.xlsx"'
    book = opened(response)
    head, *lines = table(reader[0].answer("actors/csv/"))
    rows = rows_of(book["actors"])
    assert list(rows[0]) == head
    assert [row["id"] for row in rows] == [line[0] for line in lines]
    # In a workbook `_x005F_` is an underscore, where what follows would else be one character.
    assert {row["name"].strip().replace("_x005F_", "_") for row in rows} == {*world["names"], "Lake office"}
    kinds = {cell.data_type for row in book["actors"].iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n", "inlineStr", "d"}
    assert [cell.value for row in book["actors"].iter_rows() for cell in row if cell.hyperlink] == []
    quoted = [cell for row in book["actors"].iter_rows() for cell in row if cell.quotePrefix]
    assert {cell.value for cell in quoted} == {"=1+1", "@here"}


def test_parts_stand_on_sheets_of_their_own_and_days_are_days(reader, world):
    book = opened(reader[0].answer("bodies/xlsx/", as_of="2005-01-01"))
    [body] = rows_of(book["bodies"])
    assert body["validity.start"] == "2004~"
    assert body["validity.start_min"].date() == Actor.objects.get(pk=world["body"].pk).start_min
    assert body["hybrid"] is False
    assert body["description"].endswith("[cut: see About]") and len(body["description"]) == 32_767
    assert {row["name"] for row in rows_of(book["names"])} == {"+94 office", "Lake Office"}
    assert {row["record"] for row in rows_of(book["names"])} == {world["body"].public_id}
    assert "memberships" not in book.sheetnames
    about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
    assert f"{world['body'].public_id} description" in about["Cut"]
    assert (about["Marking"], about["Day"]) == ("TLP:CLEAR", "2005-01-01")
    assert timezone.localdate().isoformat() in about["How to cite"]


def test_the_marking_is_the_highest_of_what_stands_in_the_file_parts_too(reader, world):
    for level, name in ((0, "TLP-CLEAR"), (1, "TLP-GREEN")):
        response = reader[level].answer("actors/csv/")
        assert response["Content-Disposition"] == f'attachment; filename="actors-{name}.csv"'
        assert len(table(response)) == 10 + level
    # The body is public, and one whom it serves is told to who is cleared for it.
    for level, name in ((1, "TLP-CLEAR"), (2, "TLP-AMBER")):
        response = reader[level].answer("bodies/jsonl/")
        assert response["Content-Disposition"] == f'attachment; filename="bodies-{name}.jsonl"'
        assert reader[level].read("bodies/about/")["marking"]["tlp"] == name.replace("-", ":")
    # What is not asked for is not in it.
    assert reader[2].read("bodies/about/", fields="name")["marking"]["tlp"] == "TLP:CLEAR"


def test_a_file_with_what_is_for_a_team_names_the_team(world):
    team = make.TeamFactory(name="Lake team")
    make.ActorFactory(name="Of the team", level=0, team=team)
    member = Reader(make.TeamGrantFactory(team=team, account=make.AccountFactory(clearance=0)).account)
    assert member.read("actors/about/")["marking"] == {"level": 0, "tlp": "TLP:AMBER", "teams": ["Lake team"]}
    assert 'filename="actors-TLP-AMBER.csv"' in member.answer("actors/csv/")["Content-Disposition"]


def test_a_file_that_is_marked_higher_before_its_rows_are_read_breaks_off(reader, world):
    response = reader[1].answer("bodies/csv/")
    assert "TLP-CLEAR" in response["Content-Disposition"]
    Actor.objects.filter(pk=world["body"].pk).update(level=1)
    with pytest.raises(MarkingRaised):
        content(response)


def test_what_stands_beside_a_table_describes_each_of_its_columns(reader):
    response = reader[0].answer("bodies/csv/", q="lake", hxl=1)
    address, kind = re.fullmatch(r'<(.*)>; rel="describedby"; type="(.*)"', response["Link"]).groups()
    described = reader[0].client.get(address)
    assert (described["Content-Type"], kind) == ("application/csvm+json",) * 2
    said = described.json()
    head, tags, *rows = table(response)
    assert [column["titles"] for column in said["tableSchema"]["columns"]] == [
        [name, tag] for name, tag in zip(head, tags, strict=True)
    ]
    assert said["dialect"]["headerRowCount"] == 2 and len(rows) == 1
    assert said["url"].endswith("/api/v1/bodies/csv/?q=lake&hxl=1")
    assert said["dc:accessRights"] == "TLP:CLEAR"
    columns = {column["name"]: column for column in said["tableSchema"]["columns"]}
    assert columns["countries"]["separator"] == ";" and columns["principals.principal.id"]["separator"] == ";"
    assert columns["hybrid"]["datatype"] == "boolean"
    assert columns["validity.start_min"]["datatype"] == "date"
    assert columns["validity.start"]["datatype"] == "string"


def test_the_terms_are_those_of_the_sources_that_the_reader_may_see(reader):
    about = reader[0].read("processes/about/", country="LK")
    assert about["licences"] == ["CC BY"]
    assert about["filters"] == {"country": ["LK"]}
    assert about["url"].endswith("/api/v1/processes/?country=LK")
    assert about["citation"].endswith(about["url"])


@pytest.mark.parametrize("viewset", [*LISTS.values(), *(one for *_names, one in OTHER_LISTS[:-1])])
def test_every_column_has_a_tag_of_hxl(viewset):
    for column in columns_of(fields_of(described(viewset.serializer_class), True)):
        assert re.fullmatch(r"#[a-z][a-z0-9]*(\+[a-z][a-z0-9_]*)*", column.tag), column.name
        assert re.match("#([a-z0-9]+)", column.tag)[1] in CORE_TAGS, column.name


def test_more_rows_than_a_sheet_holds_are_refused_in_words(reader, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    assert "room for 5 rows" in reader[0].errors("actors/xlsx/")["rows"][0]


def test_a_workbook_that_takes_too_long_is_refused_in_words(reader, monkeypatch):
    monkeypatch.setattr(workbook, "LONGEST", -1)
    assert "too long for a spreadsheet" in reader[0].errors("actors/xlsx/")["rows"][0]


def test_the_table_of_one_record_names_the_marking_of_all_that_it_tells(reader, world):
    for level, tlp in ((0, "TLP-CLEAR"), (2, "TLP-AMBER")):
        response = reader[level].answer(f"bodies/{world['body'].public_id}/csv/")
        name = f"{world['body'].public_id}-{tlp}.csv"
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("file", ["csv", "xlsx", "csv/about", "about"])
def test_what_a_file_does_not_take_is_refused(reader, file):
    assert set(reader[0].errors(f"actors/{file}/", limit=1, hxl="yes")) == {"hxl"}
    assert set(reader[0].errors(f"actors/{file}/", limit=1)) == {"limit"}


def unpacked(response):
    """{name: content} of an archive."""
    assert response["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(content(response))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def lines_in(text):
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))


@pytest.mark.slow
def test_the_archive_has_every_list_as_its_table_and_describes_each_of_their_columns(reader, world):
    response = reader[1].answer("export/")
    day = timezone.localdate().isoformat()
    assert response["Content-Disposition"] == f'attachment; filename="peaceinfra-{day}-TLP-GREEN.zip"'
    files = unpacked(response)
    for name in (*LISTS_OF_THE_API,):
        assert files[f"{name}.csv"] == content(reader[1].answer(f"{name}/csv/")), name
    described = orjson.loads(files.pop("datapackage.json"))
    assert (described["marking"]["tlp"], described["recorded"], described["licences"]) == (
        "TLP:GREEN",
        day,
        ["CC BY"],
    )
    assert "TLP:GREEN" in files.pop("README.txt").decode()
    resources = {resource["path"]: resource for resource in described["resources"]}
    assert set(resources) == set(files)
    for path, text in files.items():
        head, *rows = lines_in(text)
        fields = resources[path]["schema"]["fields"]
        assert head == [field["name"] for field in fields], path
        assert all(len(row) == len(head) for row in rows), path
    assert resources["actors.csv"]["marking"]["tlp"] == "TLP:GREEN"
    assert resources["bodies.csv"]["marking"]["tlp"] == "TLP:CLEAR"


def test_parts_are_tables_of_their_own_in_the_archive(reader, world):
    files = unpacked(reader[0].answer("export/"))
    head, *names = lines_in(files["bodies.names.csv"])
    assert head[:3] == ["record", "id", "name"]
    assert {(row[0], row[2]) for row in names} == {
        (world["body"].public_id, name) for name in ("'+94 office", "Lake Office")
    }
    assert len(lines_in(files["bodies.principals.csv"])) == 2
    assert len(lines_in(unpacked(reader[2].answer("export/"))["bodies.principals.csv"])) == 3


def test_an_archive_says_nothing_of_what_is_hidden(reader, world):
    before = content(reader[0].answer("export/"))
    make.ActorFactory(name="Another", level=2)
    make.ActorNameFactory(actor=world["body"], name="Hidden name", level=3)
    assert content(reader[0].answer("export/")) == before


def test_a_token_pays_for_the_rows_of_the_archive(world):
    def left(**fields):
        return tool(make_token(officer(), scopes=["export"], **fields)[1]).get("/api/v1/export/")

    rows = sum(len(Reader().read(f"{name}/")["results"]) for name in LISTS_OF_THE_API if name != "codelists")
    assert f'"rows";r={50 - rows};' in left(daily_rows=50)["RateLimit"]
    assert left(daily_rows=rows - 1).status_code == 429


def test_records_with_a_place_are_features_at_the_point_of_the_country_and_say_so(reader, world):
    valley = make.PlaceFactory(name="A valley", country="LK")
    places = [
        valley,
        make.PlaceFactory(name="A village", country="", parent=valley),
        make.PlaceFactory(name="A region", country="", m49="034"),
        make.PlaceFactory(name="An invented place", country="XA"),
    ]
    make.PlaceFactory(name="Hidden place", country="NP", level=3)
    event = make.EventFactory(process=world["process"], place=valley)
    make.EventFactory(process=world["process"], place=None)
    response = reader[0].answer("places/geojson/")
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/geo+json",
        'attachment; filename="places-TLP-CLEAR.geojson"',
    )
    told = orjson.loads(content(response))
    assert (told["type"], told["about"]["marking"]["tlp"]) == ("FeatureCollection", "TLP:CLEAR")
    found = {one["id"]: (one["geometry"], one["properties"]["precision"]) for one in told["features"]}
    point = {"type": "Point", "coordinates": [80.7, 7.5]}
    at_country, nowhere = (point, "country"), (None, None)
    assert found == dict(
        zip([place.public_id for place in places], [at_country, at_country, nowhere, nowhere], strict=True)
    )
    told = orjson.loads(content(reader[0].answer("events/geojson/")))
    assert [one["geometry"] for one in told["features"] if one["id"] == event.public_id] == [point]
    assert [one["geometry"] for one in told["features"] if one["id"] != event.public_id] == [None]
    assert orjson.loads(content(reader[0].answer("events/geojson/", kind="ceasefire")))["features"] == []
    listed = {one["id"]: one for one in reader[0].read("events/")["results"]}
    for one in told["features"]:
        assert {name: one["properties"][name] for name in listed[one["id"]]} == listed[one["id"]]
