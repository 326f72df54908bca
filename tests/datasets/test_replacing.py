from pathlib import Path

import pytest

from peaceinfra.datasets.replacing import replaced

NAMES = {"actors.csv", "events.csv"}


def write(folder, **files):
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)


def held(folder: Path) -> dict:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "export", actors="earlier", events="earlier", notes="of somebody")
    return tmp_path / "export"


def test_a_folder_is_replaced_as_a_whole_and_what_is_not_of_it_stays(folder):
    with replaced(folder, NAMES) as fresh:
        write(fresh, actors="newer")
        assert held(folder)["actors.csv"] == "earlier"
    assert held(folder) == {"actors.csv": "newer", "notes.csv": "of somebody"}
    assert [path.name for path in folder.parent.iterdir()] == ["export"]


def test_where_writing_fails_the_earlier_folder_is_as_it_was(folder):
    before = held(folder)
    with pytest.raises(OSError, match="full"), replaced(folder, NAMES) as fresh:
        write(fresh, actors="half")
        raise OSError("full")
    assert held(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["export"]


@pytest.mark.parametrize("is_moved_in", [False, True], ids=["before it took the place", "after"])
def test_the_next_run_clears_up_what_a_killed_one_left(folder, is_moved_in):
    unfinished, before = (folder.parent / f".export.{end}" for end in ("unfinished", "before"))
    folder.rename(before)
    write(folder if is_moved_in else unfinished, actors="newer")
    with pytest.raises(KeyError), replaced(folder, NAMES):
        raise KeyError
    held_now = {"actors.csv": "newer", "notes.csv": "of somebody"}
    earlier = {"actors.csv": "earlier", "events.csv": "earlier", "notes.csv": "of somebody"}
    assert held(folder) == (held_now if is_moved_in else earlier)
    assert [path.name for path in folder.parent.iterdir()] == ["export"]


def test_a_folder_that_is_not_there_is_made(tmp_path):
    with replaced(tmp_path / "new" / "export", NAMES) as fresh:
        write(fresh, actors="first")
    assert held(tmp_path / "new" / "export") == {"actors.csv": "first"}
