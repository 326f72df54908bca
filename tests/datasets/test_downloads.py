"""Records as CSV for people: exact bytes, nothing hidden, no formulas, as many queries for many rows as for one."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from peaceinfra.core.models import Team
from peaceinfra.core.visibility import PUBLIC, Viewer
from peaceinfra.datasets import downloads, tables
from peaceinfra.datasets.downloads import csv_download
from peaceinfra.datasets.exporting import AT_ONCE
from processes.models import Actor, PeaceProcess, PhaseChange, Role, Source
from processes.services import retire_records
from processes.services.bulk import write_records
from tests.factories import (
    ActorFactory,
    CitationFactory,
    LinkageFactory,
    PeaceProcessFactory,
    PhaseChangeFactory,
    RoleFactory,
    SourceFactory,
)
from tracks.models import Linkage

pytestmark = pytest.mark.django_db

DAY = date(2004, 6, 1)


def download(rows, viewer=PUBLIC, day=None):
    """(response, its text without the byte order mark) of all rows of a query."""
    response = csv_download(tables.table_of(rows.model), rows, viewer, day)
    return response, b"".join(response.streaming_content).decode("utf-8-sig")


def test_the_bytes_of_a_small_file():
    table = tables.FILES["sources.csv"]
    stand_in = SourceFactory(name="Trusted contact", kind="contact")
    guarded = SourceFactory(name="Zoë, by line", kind="interview", stand_in=stand_in, level=2)
    rows = Source.objects.order_by("-folded")
    response = csv_download(table, rows, Viewer(level=2), None)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="sources.csv"'
    assert (
        b"".join(response.streaming_content)
        == (
            "\ufeffid,name,kind,authors,publisher,published,url,reliability,licence,terms,export_override,"
            "export_reason,stand_in,stand_in_label,level,team,tlp\n"
            f'{guarded.public_id},"Zoë, by line",interview,,,,,B,none_known,,,,{stand_in.public_id},'
            "Trusted contact,2,,TLP:AMBER\n"
            f"{stand_in.public_id},Trusted contact,contact,,,,,B,none_known,,,,,,0,,TLP:CLEAR\n"
        ).encode()
    )


def test_dated_records_say_when_in_words_and_on_a_day_how_certainly():
    PeaceProcessFactory(name="Talks", start_kind="actual", start="2002-02-22")
    response, text = download(PeaceProcess.objects.all(), day=DAY)
    header, row = text.splitlines()
    assert response.headers["Content-Disposition"] == 'attachment; filename="processes-2004-06-01.csv"'
    assert header.endswith(",level,team,dates_in_words,certainty,tlp")
    assert row.endswith(",0,,from 22 Feb 2002; end not known,possible,TLP:CLEAR")
    _response, text = download(PeaceProcess.objects.all())
    assert text.splitlines()[0].endswith(",level,team,dates_in_words,tlp")


def test_a_certainty_that_a_filter_has_worked_out_is_kept():
    PeaceProcessFactory(start_kind="actual", start="2002", end_kind="actual", end="2009")
    rows = PeaceProcess.objects.possible_on(DAY).with_certainty(DAY)
    assert download(rows, day=DAY)[1].splitlines()[1].endswith(",certain,TLP:CLEAR")


def test_a_row_of_a_log_says_its_day_in_words():
    PhaseChangeFactory(date="[2007..2008]")
    header, row = download(PhaseChange.objects.all(), day=DAY)[1].splitlines()
    assert header.endswith(",dates_in_words,tlp")
    assert row.endswith(",between 2007 and 2008,TLP:CLEAR")


def test_the_marking_is_the_one_in_force():
    LinkageFactory(target=ActorFactory(level=3), level=1)
    [row] = download(Linkage.objects.all(), Viewer(level=4))[1].splitlines()[1:]
    assert row.split(",")[-4:] == ["1", "", "at some time", "TLP:AMBER+STRICT"]


def test_what_the_viewer_may_not_see_is_absent_and_leaves_no_trace():
    RoleFactory(actor__name="Seen")
    before = download(Role.objects.all())[1]
    heron = Team.objects.create(name="Heron")
    RoleFactory(actor__name="Guarded", actor__level=3)
    RoleFactory(actor__name="Of a team", actor__team=heron)
    RoleFactory(level=1)
    assert download(Role.objects.all())[1] == before
    cleared = download(Role.objects.all(), Viewer(level=4, teams=frozenset([heron.pk])))[1]
    assert "Guarded" in cleared and "Of a team" in cleared and len(cleared.splitlines()) == 5


def test_a_team_is_named_to_its_members_and_no_label_says_that_others_may_have_it():
    heron = Team.objects.create(name="Heron")
    ActorFactory(team=heron)
    [row] = download(Actor.objects.all(), Viewer(teams=frozenset([heron.pk])))[1].splitlines()[1:]
    assert row.endswith(",0,Heron,at some time,TLP:AMBER")


def test_what_was_retired_is_neither_a_row_nor_named_beside_one():
    role = RoleFactory(appointed_by=ActorFactory(name="Entered twice"))
    retire_records([role.appointed_by, RoleFactory().actor], by=None, reason="entered twice")
    retire_records([RoleFactory()], by=None, reason="entered twice")
    text = download(Role.objects.filter(actor__retired=False))[1]
    assert "Entered twice" not in text and len(text.splitlines()) == 2


def test_a_row_that_rests_only_on_a_restricted_source_has_its_id_alone_or_is_left_out():
    first, second, third = (PhaseChangeFactory(reason=f"Reason {number}") for number in range(3))
    rows = SourceFactory(kind="dataset", licence="cc_by_nc")
    CitationFactory(subject=second, source=rows)
    private = SourceFactory(licence="permission", export_override="no", export_reason="for reading")
    CitationFactory(subject=third, source=private)
    _header, *lines = download(PhaseChange.objects.all())[1].splitlines()
    told = {line.partition(",")[0]: line for line in lines}
    assert told.keys() == {first.public_id, second.public_id} and "Reason 0" in told[first.public_id]
    assert set(told[second.public_id].split(",")) == {
        second.public_id,
        "",
        f"ids only: cc_by_nc; {rows.public_id}",
    }


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(sign):
    SourceFactory(name=f"{sign}1+1", terms=f"a {sign} b")
    text = download(Source.objects.all())[1]
    assert f"'{sign}1+1" in text and f"a {sign} b" in text and f",{sign}1" not in text


@pytest.mark.parametrize("end", [";", "; ", "\n", "\r\n"])
def test_no_cell_is_a_formula_for_a_spreadsheet_that_parts_cells_by_semicolons(end):
    """It reads our commas as text, and no quotation mark that stands within."""
    SourceFactory(terms=f"a{end}=1+1{end}b;c")
    text = download(Source.objects.all())[1]
    table = Client().get("/api/v1/sources/csv/").getvalue().decode()
    for file in (text, table):
        cells = re.split("[;\n\r]", file)
        assert "b" in {cell.strip() for cell in cells} and not [
            cell for cell in cells if cell.strip().startswith("=")
        ]


def test_one_row_and_five_take_the_same_number_of_queries():
    def queries():
        with CaptureQueriesContext(connection) as captured:
            download(Linkage.objects.all(), Viewer(level=4), DAY)
        return len(captured)

    LinkageFactory(process=PeaceProcessFactory())
    one = queries()
    for _number in range(4):
        LinkageFactory(process=PeaceProcessFactory())
    assert queries() == one


def test_portions_follow_one_another_without_a_gap():
    names = [f"Actor {number:04}" for number in range(AT_ONCE + 1)]
    actors = [Actor(name=name, kind="state", level=0) for name in names]
    write_records(actors, [], by=None, reason="a test")
    lines = download(Actor.objects.order_by("name"))[1].splitlines()[1:]
    assert [line.split(",")[1] for line in lines] == names


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
def test_every_table_can_be_downloaded(table):
    [header] = download(table.model.objects.all(), day=DAY)[1].splitlines()
    assert header.split(",") == downloads.header(table, DAY)
