"""The same records give the same bytes; the retired stay out; what is taken in comes out as it was."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from peaceinfra.core.models import Team
from peaceinfra.core.visibility import Viewer
from peaceinfra.datasets.exporting import export_dataset
from peaceinfra.datasets.lines import line
from processes.models import Actor
from processes.services import retire_records
from tests.datasets.conftest import FIXTURES, actor, contents, fill, load
from tests.factories import ActorFactory, CitationFactory, LinkageFactory, SourceFactory
from tests.measuring import unmeasured

pytestmark = pytest.mark.django_db


def test_the_committed_fixtures_pass_the_check(db):
    output = StringIO()
    with unmeasured():
        call_command("check_dataset", FIXTURES, stdout=output)
    assert output.getvalue() == f"{FIXTURES} can be imported, and an export writes the same bytes.\n"
    assert not Actor.objects.exists()


def test_signs_that_other_programs_stumble_over_come_out_as_they_went_in(db, folder, tmp_path):
    name, places = 'A "quoted", name\r\nof two lines', {"countries": "LK;XA"}
    fill(
        folder, "actors", actor("act-0000000000abc", name, description=" =1+1", cohesion="unified", **places)
    )
    assert b'"A ""quoted"", name\r\nof two lines"' in contents(folder)["actors.csv"]
    load(folder)
    export_dataset(tmp_path / "again", viewer=None)
    assert contents(tmp_path / "again") == contents(folder)


def test_a_part_comes_out_with_its_whole_whichever_stands_first(db, folder, tmp_path):
    parts = {"id": "plc-0000000000001", "parent": "plc-0000000000003"}
    label = {"parent_label": "Region"}
    places = [parts | label, {"id": "plc-0000000000002"}, {"id": "plc-0000000000003", "name": "Region"}]
    fill(folder, "places", *({"name": "Town"} | place for place in places))
    load(folder)
    export_dataset(tmp_path / "again", viewer=None)
    assert contents(tmp_path / "again") == contents(folder)


def test_the_retired_stay_out_and_with_them_what_refers_to_them(folder):
    linkage, other = LinkageFactory(), LinkageFactory()
    retire_records([linkage.source], by=None, reason="entered twice")
    export_dataset(folder, viewer=None)
    text = (folder / "linkages.csv").read_text()
    assert other.public_id in text and linkage.public_id not in text
    assert linkage.source.public_id not in (folder / "actors.csv").read_text()


def test_what_an_account_exports_is_without_what_rests_only_on_a_restricted_source(folder):
    source = SourceFactory(kind="dataset", licence="cc_by_nc_sa")
    linkage = LinkageFactory(source=ActorFactory(name="Of the dataset"), target=ActorFactory(name="Ours"))
    CitationFactory(subject=linkage.source, source=source)
    export_dataset(folder, viewer=Viewer(level=4))
    text = b"".join(contents(folder).values()).decode()
    assert "Ours" in text and "Of the dataset" not in text and linkage.public_id not in text
    said = [json.loads(line) for line in (folder / "not_whole.jsonl").read_text().splitlines()]
    why = {"licences": ["cc_by_nc_sa"], "sources": [source.public_id]}
    assert said == [{"id": linkage.source.public_id} | why, why | {"reduced": 1, "left_out": 0}]
    export_dataset(folder, viewer=None)
    assert (
        "Of the dataset" in (folder / "actors.csv").read_text() and not (folder / "not_whole.jsonl").exists()
    )


def test_a_file_of_an_earlier_export_goes_when_nothing_is_left_for_it(folder):
    (folder / "linkages.csv").write_text("of another day")
    ActorFactory()
    export_dataset(folder, viewer=None)
    assert sorted(contents(folder)) == ["actors.csv"]


def test_teams_are_exported_by_name(folder):
    ActorFactory(team=Team.objects.create(name="Heron"))
    export_dataset(folder, viewer=None)
    assert contents(folder)["teams.csv"] == b"name\nHeron\n"


def test_a_folder_that_is_not_written_as_an_export_fails_the_check(folder):
    ActorFactory(name="One")
    export_dataset(folder, viewer=None)
    path = folder / "actors.csv"
    path.write_text(path.read_text().replace(",One,", ',"One",'))
    errors = StringIO()
    with pytest.raises(CommandError, match="Faults: 1."):
        call_command("check_dataset", folder, stderr=errors)
    assert errors.getvalue().startswith("actors.csv, row 2: an export writes here: act-")


def test_a_row_too_many_fails_the_check(folder):
    ActorFactory(name="One")
    export_dataset(folder, viewer=None)
    with (folder / "actors.csv").open("a") as file:
        file.write("\n")
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("check_dataset", folder, stderr=errors)
    assert errors.getvalue().startswith("actors.csv, row 3: has 0 cells, the header has 14.")


def test_quotes_stand_only_where_they_are_needed():
    assert line(["a b", "a,b", 'a "b"', "a\nb", "a\rb", "=1"]) == 'a b,"a,b","a ""b""","a\nb","a\rb",=1\n'
