"""An import reads, compares and writes its rows in portions: where they end makes no difference."""

import pytest

from peaceinfra.datasets import folders, rows
from peaceinfra.datasets.exporting import export_dataset
from peaceinfra.datasets.importing import import_dataset
from processes.models import PhaseChange
from tests.datasets.conftest import A, B, actor, body, contents, fill, phase, process
from tests.datasets.test_import_faults import places_of

pytestmark = pytest.mark.django_db

C = "act-0000000000003"


@pytest.fixture(autouse=True)
def portions_of_one(monkeypatch):
    for module in (folders, rows):
        monkeypatch.setattr(module, "AT_ONCE", 1)


def several(folder, *, kind="igo", label="Three"):
    fill(folder, "actors", body(A, "One"), actor(B, "Two", kind=kind), actor(C, "Three"))
    fill(
        folder,
        "actor_names",
        {"id": "nam-0000000000021", "actor": C, "actor_label": label, "name": "Trois", "kind": "alias"},
        {"id": "nam-0000000000022", "actor": B, "actor_label": "Two", "name": "Deux", "kind": "alias"},
    )
    fill(folder, "processes", process())
    fill(folder, "phase_changes", phase(2, "negotiation", "2002"), phase(1, "exploration", "2001"))


def imported(folder):
    return [
        (count.table.name, count.added, count.changed, count.unchanged)
        for count in import_dataset(folder, by=None, reason="a test").counts
    ]


def test_what_was_read_in_portions_is_written_whole_and_once(folder, tmp_path):
    several(folder)
    wanted = [("actors", 3), ("actor_names", 2), ("processes", 1), ("phase_changes", 2)]
    assert imported(folder) == [(name, number, 0, 0) for name, number in wanted]
    order = PhaseChange.objects.order_by("position").values_list("status", flat=True)
    assert [*order] == ["exploration", "negotiation"]
    assert imported(folder) == [(name, 0, 0, number) for name, number in wanted]
    export_dataset(tmp_path / "again", viewer=None)
    first = contents(tmp_path / "again")
    fill(folder, "actors", body(A, "One"), actor(B, "Zwei", kind="igo"), actor(C, "Three"))
    assert imported(folder)[0] == ("actors", 0, 1, 2)
    export_dataset(tmp_path / "changed", viewer=None)
    assert contents(tmp_path / "changed")["actors.csv"] == first["actors.csv"].replace(b"Two", b"Zwei")


def test_a_fault_is_found_in_whichever_portion_it_stands(folder):
    several(folder, kind="kingdom", label="Four")
    fill(folder, "mandates", {"id": "man-0000000000041", "body": C})
    found = [(file, row, column) for file, row, column, _value in places_of(folder)]
    assert found == [
        ("actors.csv", 3, "kind"),
        ("actor_names.csv", 2, "actor_label"),
        ("mandates.csv", 2, "body"),
    ]
