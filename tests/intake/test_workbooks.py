"""Workbooks, teams, and the refusal of what is no table."""

from datetime import datetime

import openpyxl
import pytest

from processes.models import Actor, Agreement, Signatory
from tests.factories import TeamFactory
from tests.intake.conftest import ids_of, written
from tests.intake.test_agreements import PAAX, PAX, paax, pax

pytestmark = pytest.mark.django_db


@pytest.fixture
def workbook(tmp_path):
    """Writes a workbook: (title of a tab, its rows)."""

    def made(name, *tabs):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in tabs:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append([cell if cell != "" else None for cell in row])
        book.save(tmp_path / name)
        return tmp_path / name

    return made


def test_a_workbook_is_read_by_its_tabs_whatever_their_order(workbook, run):
    header = PAAX.split("|")
    columns = [
        place
        for place, name in enumerate(header)
        if name in ["id_paax", "actor_name", "actor_type", "actor_iso3c"]
    ]
    actors = [
        [row[place] for place in columns]
        for row in (header, paax(), paax(id_paax="ARM_40", actor_name="Öğüt"))
    ]
    path = workbook(
        "paax_v0.2.xlsx", ("variables", [["Field"], ["AgtId"]]), ("actors", actors), ("s", [header, paax()])
    )
    report = run("import_paax", path)
    assert [(file["tab"], file["rows"]) for file in report["files"]] == [("s", 1), ("actors", 2)]
    assert sorted(Actor.objects.values_list("name", flat=True)) == ["Border Tigers", "Öğüt"]
    assert Signatory.objects.get().actor.name == "Border Tigers"


def test_days_and_numbers_of_a_workbook_are_read_as_they_are_shown(workbook, run):
    row = dict(zip(PAX.split("|"), pax(), strict=True)) | {
        "Dat": datetime(1994, 8, 31),
        "AgtId": 601,
        "PP": 41.0,
    }
    run("import_pax", workbook("pax.xlsx", ("PA-X", [PAX.split("|"), list(row.values())])), edition="7")
    assert Agreement.objects.get().start == "1994-08-31"
    assert ids_of(Agreement.objects.get()) == [("pax_agreement", "601", "exact")]


def test_what_is_brought_in_for_a_team_is_open_to_it_alone(write, run):
    team = TeamFactory(name="Heron")
    path = write("paax.csv", PAAX, paax())
    run("import_paax", path, team="Heron", level=2)
    actor = Actor.objects.get()
    assert (actor.level, actor.team, actor.effective_teams) == (2, team, [team.pk])
    assert all(
        counts[:2] == (0, 0) for counts in written(run("import_paax", path, team="Heron", level=2)).values()
    )


def test_a_file_that_is_no_table_is_refused(tmp_path, refused):
    path = tmp_path / "page.csv"
    path.write_text("<html><body>Not found</body></html>")
    [fault] = refused("import_pax", path)
    assert fault.startswith("page.csv: ")
    assert not Agreement.objects.exists()
