"""Folders of small files, and what an import of one counts and refuses."""

import pytest
from django.conf import settings

from peaceinfra.core.visibility import visibility_of
from peaceinfra.datasets import tables
from peaceinfra.datasets.faults import FaultyDataset
from peaceinfra.datasets.importing import import_dataset
from peaceinfra.datasets.lines import line

FIXTURES = settings.CHECKOUT / "fixtures"

# Ids of the rows below.
A, B, P, Q = "act-0000000000001", "act-0000000000002", "pro-0000000000011", "pro-0000000000012"


@pytest.fixture
def folder(tmp_path):
    """An empty folder for files of a dataset."""
    path = tmp_path / "dataset"
    path.mkdir()
    return path


def contents(folder) -> dict[str, bytes]:
    """{name of a file: its bytes} of a folder."""
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def load(path, **options):
    """{table name: (added, changed, unchanged)} of an import by a command."""
    report = import_dataset(path, by=None, reason="a test", **options)
    return {count.table.name: (count.added, count.changed, count.unchanged) for count in report.counts}


def faults_of(path):
    """(file, row, column, value) and message of every fault of a folder that cannot be imported."""
    with pytest.raises(FaultyDataset) as caught:
        load(path)
    return [
        ((fault.file, fault.row, fault.column, fault.value), fault.message) for fault in caught.value.faults
    ]


def places_of(path):
    """The places of the faults alone."""
    return [place for place, _message in faults_of(path)]


def fill(folder, name, *rows):
    """Writes `name.csv` from {column: text}; what is not told is as public as may be, undated, or what a model sets."""
    table = tables.FILES[f"{name}.csv"]
    usual = {"id": ""} | {column.name: _usual(table, column) for column in tables.columns(table)}
    given = {*usual, *(column for row in rows for column in row)}
    header = [column for column in tables.header(table) if column in given]
    assert given == set(header)
    cells = [[(usual | row).get(column, "") for column in header] for row in rows]
    put(folder, name, *(line(row).removesuffix("\n") for row in [header, *cells]))


def _usual(table, column):
    if column.name == "level":
        return str(visibility_of(table.model).least)
    value = "" if column.is_reference or tables.is_team(column) else column.field.get_default()
    return column.write(value) if value not in (None, "") else ""


def put(folder, name, *rows):
    """Writes `name.csv` from rows of text, the header first."""
    (folder / f"{name}.csv").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def actor(id=A, name="One", **cells):
    return {"id": id, "name": name, "kind": "state", "usual_level": "top"} | cells


def body(id=A, name="Office", **cells):
    return actor(id, name) | {"kind": "body"} | cells


def process(id=P, name="Talks", **cells):
    return {"id": id, "name": name} | cells


def alias(number=1, actor=A, name="Uno", **cells):
    return {"id": f"nam-000000000009{number}", "actor": actor, "name": name} | cells


def phase(position, status, date="", **cells):
    row = {"id": f"pha-000000000003{position}", "process": P, "position": str(position)}
    return row | {"status": status, "date": date} | cells
