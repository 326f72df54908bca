"""What rests only on sources whose licences do not allow it is not whole in any file, and each file says so."""

import csv
import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from peaceinfra.core.visibility import PUBLIC, Viewer
from processes.exports import count_restricted, restrictions
from processes.models import Actor, Source
from tests import factories as make
from tests.api.conftest import Reader
from tests.shared import module_fixture

pytestmark = pytest.mark.django_db


class World:
    """Actors by the licences of what they rest on, and a process with a linkage from a dataset."""

    def __init__(self):
        self.open = make.SourceFactory(name="Open", licence="cc_by")
        self.dataset = make.SourceFactory(name="Rows", kind="dataset", licence="cc_by_nc_sa")
        self.unknown = make.SourceFactory(name="Unknown rows", kind="dataset", licence="none_known")
        self.private = make.SourceFactory(
            name="To be read only", licence="permission", export_override="no", export_reason="for reading"
        )
        self.guarded = make.SourceFactory(name="Guarded", licence="cc_by", level=3)
        self.actors = {
            "uncited": self.actor(),
            "open": self.actor(self.open),
            "news": self.actor(make.SourceFactory(name="News", kind="media")),
            "rows": self.actor(self.dataset),
            "unknown rows": self.actor(self.unknown),
            "both rows": self.actor(self.dataset, self.unknown),
            "rows and open": self.actor(self.dataset, self.open),
            "private": self.actor(self.private),
            "rows and private": self.actor(self.dataset, self.private),
            "rows and guarded": self.actor(self.dataset, self.guarded),
            "claimed": make.ActorFactory(name="ကချင် “claimed”"),
            "rows retired": self.actor(make.SourceFactory(name="Old", licence="cc_by_nc", retired=True)),
        }
        make.ClaimFactory(subject=self.actors["claimed"], source=self.dataset, value="ကချင် “claimed”")
        make.ActorNameFactory(actor=self.actors["open"], name="Kept")
        for name, source in (("Of the rows", self.dataset), ("Of the letter", self.private)):
            row = make.ActorNameFactory(actor=self.actors["open"], name=name)
            make.CitationFactory(subject=row, source=source)
        make.CitationFactory(subject=make.ActorFactory(name="Hidden", level=3), source=self.private)
        link = make.ExternalIdFactory(subject=self.actors["open"], scheme="paax", value="ARM_1")
        make.CitationFactory(subject=link, source=self.dataset)
        self.process = make.PeaceProcessFactory(name="Talks")
        self.linkages = [
            make.LinkageFactory(
                source=self.actors[source],
                target=self.actors[target],
                process=self.process,
                purpose="kept apart",
            )
            for source, target in (
                ("open", "news"),
                ("open", "uncited"),
                ("rows", "open"),
                ("private", "open"),
            )
        ]
        make.CitationFactory(subject=self.linkages[0], source=self.dataset)

    def actor(self, *sources):
        actor = make.ActorFactory(
            name=f"Actor of {'، '.join(source.name for source in sources)}", description="Text"
        )
        for source in sources:
            make.CitationFactory(subject=actor, source=source)
        return actor


world = module_fixture(World)

REDUCED = {"rows", "unknown rows", "both rows", "rows and private", "claimed"}
LEFT_OUT = {"private"}


def file_of(reader, address):
    response = reader.answer(address)
    assert response.status_code == 200
    return response, b"".join(response.streaming_content).decode("utf-8-sig")


def records_of(world, text):
    """{name of an actor here: the record in the file}"""
    told = {record["id"]: record for record in map(json.loads, text.splitlines())}
    return {name: told[actor.public_id] for name, actor in world.actors.items() if actor.public_id in told}


def test_json_lines_hold_ids_alone_of_what_rests_only_on_restricted_sources(world, anybody):
    response, text = file_of(anybody, "actors/jsonl/")
    told = records_of(world, text)
    only_rows = {"rows and guarded"}
    assert world.actors.keys() - told.keys() == LEFT_OUT
    assert {name for name, record in told.items() if "reduced" in record} == REDUCED | only_rows
    assert told["both rows"] == {
        "id": world.actors["both rows"].public_id,
        "url": told["both rows"]["url"],
        "reduced": {
            "kind": "act",
            "licences": ["cc_by_nc_sa", "none_known"],
            "sources": sorted([world.dataset.public_id, world.unknown.public_id], key=lambda id: id),
        },
    }
    assert all("ကချင်" not in line for line in text.splitlines())
    assert response.headers["Restricted-By-Licence"] == (
        "cc_by_nc_sa;reduced=3;left-out=0, cc_by_nc_sa+none_known;reduced=1;left-out=0,"
        " cc_by_nc_sa+permission;reduced=1;left-out=0, none_known;reduced=1;left-out=0,"
        " permission;reduced=0;left-out=1"
    )


def test_parts_of_a_record_have_sources_of_their_own(world, anybody):
    told = records_of(world, file_of(anybody, "actors/jsonl/")[1])["open"]
    names, [link] = told["names"], told["external_ids"]
    assert (link["scheme"], link["value"]) == ("paax", "ARM_1")
    assert [row.get("name") for row in names if "reduced" not in row] == ["Kept"]
    assert [row["reduced"]["sources"] for row in names if "reduced" in row] == [[world.dataset.public_id]]
    assert len(names) == 2


def test_a_table_has_a_line_with_the_id_and_why_there_is_no_more(world, anybody):
    _response, text = file_of(anybody, "actors/csv/?fields=name&fields=kind&fields=url")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
    row = rows[world.actors["rows"].public_id]
    assert (row["name"], row["kind"], row["reduced.licences"]) == ("", "", "cc_by_nc_sa")
    assert row["reduced.sources"] == world.dataset.public_id and row["url"].endswith(f"{row['id']}/")
    assert rows[world.actors["open"].public_id]["reduced.licences"] == ""
    assert world.actors["private"].public_id not in rows
    single = anybody.answer(f"actors/{world.actors['rows'].public_id}/csv/").content.decode()
    assert "Text" not in single and world.dataset.public_id in single
    [header] = (
        anybody.answer(f"actors/{world.actors['private'].public_id}/csv/").content.decode().splitlines()
    )
    assert header.startswith("\ufeffid,")


def test_who_sees_an_open_source_beside_gets_the_record_whole(world, cleared):
    told = records_of(world, file_of(cleared, "actors/jsonl/")[1])
    assert {name for name, record in told.items() if "reduced" in record} == REDUCED


def test_pages_of_lists_are_for_reading_and_tell_all(world, anybody):
    told = {record["id"]: record for record in anybody.read("actors/", limit=100)["results"]}
    assert told[world.actors["private"].public_id]["description"] == "Text"
    assert not any("reduced" in record for record in told.values())


def test_a_claim_rests_on_its_source_and_a_citation_is_always_told(world, anybody):
    _response, claims = file_of(anybody, "claims/jsonl/")
    assert [json.loads(line)["reduced"]["licences"] for line in claims.splitlines()] == [["cc_by_nc_sa"]]
    _response, citations = file_of(anybody, "citations/jsonl/")
    told = [json.loads(line) for line in citations.splitlines()]
    assert {row["licence"] for row in told} >= {"cc_by_nc_sa", "permission", "cc_by", "none_known"}
    assert not any("reduced" in row for row in told)


def test_what_is_counted_is_what_is_reduced(world):
    for viewer in (PUBLIC, Viewer(level=4)):
        found = restrictions(Actor.objects.shown_to(viewer).values_list("pk", flat=True), viewer)
        counted = count_restricted(Actor.objects.shown_to(viewer), viewer)
        assert sum(row.reduced + row.left_out for row in counted) == len(found)
        assert sum(row.left_out for row in counted) == [found.rule for found in found.values()].count("no")


def test_a_network_file_has_no_name_of_a_reduced_node_and_no_tie_that_may_not_be_told(world, insider):
    address = f"processes/{world.process.public_id}/network/kumu/"
    map_of = json.loads(insider.answer(address).content)
    elements = {element["id"]: element for element in map_of["elements"]}
    rows, private = (world.actors[name] for name in ("rows", "private"))
    assert elements[rows.public_id]["label"] == rows.public_id
    assert private.public_id not in elements
    kept = {connection["id"] for connection in map_of["connections"]}
    assert kept == {world.linkages[1].public_id, world.linkages[2].public_id}
    assert "cc_by_nc_sa;reduced=2" in elements[world.process.public_id]["restricted_by_licence"]
    for extension in ("graphml", "gexf"):
        text = insider.answer(address.replace("kumu", extension)).content.decode()
        assert private.name not in text and "permission;reduced=0;left-out=1" in text


def test_a_release_says_how_many_are_not_whole_and_keeps_it_when_one_is_withdrawn(world, tmp_path, settings):
    settings.RELEASES = tmp_path / "releases"
    call_command("release", "2026-12", verbosity=0)
    folder = settings.RELEASES / "2026-12"
    told = records_of(world, (folder / "actors.jsonl").read_text())
    assert {name for name, record in told.items() if "reduced" in record} == REDUCED | {"rows and guarded"}
    assert world.actors["private"].public_id not in (folder / "actors.jsonl").read_text()
    said = json.loads((folder / "manifest.json").read_text())["restricted_by_licence"]
    rows = {tuple(row["sources"]): row for row in said}
    # Three actors, a claim and a linkage.
    assert rows[(world.dataset.public_id,)] == {
        "licences": ["cc_by_nc_sa"],
        "sources": [world.dataset.public_id],
        "reduced": 5,
        "left_out": 0,
    }
    call_command("withdraw_release", "2026-12", world.dataset.public_id, verbosity=0)
    folder = settings.RELEASES / "2026-12.1"
    files = [path for path in folder.iterdir() if path.name != "tombstones.jsonl"]
    assert not any(world.dataset.public_id in path.read_text() for path in files)


def test_a_hidden_citation_and_a_hidden_record_change_nothing(world, anybody):
    before = file_of(anybody, "actors/jsonl/")
    make.CitationFactory(subject=world.actors["rows"], source=world.open, level=3)
    make.CitationFactory(subject=make.ActorFactory(level=2), source=world.dataset)
    make.CitationFactory(subject=world.actors["open"], source=make.SourceFactory(licence="cc_by_nc", level=4))
    after = file_of(anybody, "actors/jsonl/")
    assert (after[1], after[0].headers) == (before[1], before[0].headers)


def test_one_row_and_many_take_the_same_number_of_queries(world):
    def queries(number):
        actors = [actor.public_id for actor in world.actors.values()][:number]
        with CaptureQueriesContext(connection) as captured:
            file_of(Reader(), "actors/jsonl/?" + "&".join(f"id={actor}" for actor in actors))
        return len(captured)

    assert queries(1) == queries(12)


def test_where_every_source_is_open_nothing_is_looked_up_and_nothing_said(world, anybody):
    Source.objects.update(licence="public_domain", export_override="", export_reason="")
    with CaptureQueriesContext(connection) as captured:
        response, text = file_of(anybody, "actors/jsonl/")
    assert "Restricted-By-Licence" not in response.headers and '"reduced"' not in text
    assert [query for query in captured.captured_queries if "processes_citation" in query["sql"]] == []


def test_a_workbook_and_the_description_of_a_file_say_the_same(world, anybody):
    told = anybody.read("actors/about/")["restricted_by_licence"]
    assert {
        "licences": ["permission"],
        "sources": [world.private.public_id],
        "reduced": 0,
        "left_out": 1,
    } in told
    assert sum(row["reduced"] for row in told) == len(REDUCED) + 1
    response = anybody.answer("actors/xlsx/")
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)), read_only=True)
    rows = {row[0]: row for row in book["actors"].iter_rows(values_only=True)}
    assert "Text" not in rows[world.actors["rows"].public_id]
    assert "cc_by_nc_sa" in rows[world.actors["rows"].public_id]
    assert world.actors["private"].public_id not in rows
    about = dict(row[:2] for row in book["About"].iter_rows(values_only=True))
    assert f"permission given ({world.private.public_id}): 0 with ids only, 1 left out" in str(about)


def test_the_archive_of_all_lists_keeps_the_rule_and_says_so_once(world, anybody):
    pieces = b"".join(anybody.answer("export/").streaming_content)
    with zipfile.ZipFile(io.BytesIO(pieces)) as archive:
        actors = archive.read("actors.csv").decode()
        names = archive.read("actors.names.csv").decode()
        said = json.loads(archive.read("datapackage.json"))["restricted_by_licence"]
    assert world.actors["rows"].public_id in actors and f"{world.actors['rows'].name}," not in actors
    assert world.actors["private"].public_id not in actors
    assert "Kept" in names and "Of the rows" not in names and "Of the letter" not in names
    rows = next(row for row in said if row["sources"] == [world.dataset.public_id])
    assert (rows["reduced"], rows["left_out"]) == (5, 0)
