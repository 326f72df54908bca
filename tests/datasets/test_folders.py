"""Files that are no tables of a dataset: each is told with where it goes wrong."""

import codecs

import pytest
from django.core.management import CommandError, call_command

from peaceinfra.datasets import lines
from processes.models import Actor
from tests.datasets.conftest import B, actor, alias, faults_of, fill, load, places_of, process, put

pytestmark = pytest.mark.django_db


def test_another_encoding_is_told(folder):
    fill(folder, "actors", actor(name="Café"))
    fill(folder, "processes", process())
    fill(folder, "actor_names", alias())
    paths = [folder / f"{name}.csv" for name in ("actors", "processes", "actor_names")]
    for path, encoding in zip(paths, ("latin-1", "utf-16", "utf-16-be"), strict=True):
        path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    header, row = paths[0].read_bytes().splitlines()
    position = len(header) + 1 + row.index(b"\xe9")
    utf_16 = "is UTF-16. Save it as UTF-8; spreadsheets call it CSV UTF-8."
    assert faults_of(folder) == [
        (
            ("actors.csv", None, "", ""),
            f"is not UTF-8: byte {position} (line 2) cannot be read. Save it as UTF-8.",
        ),
        (("actor_names.csv", None, "", ""), utf_16),
        (("processes.csv", None, "", ""), utf_16),
    ]


def test_a_file_is_looked_through_in_parts_that_cut_letters_and_is_whole(folder, monkeypatch):
    monkeypatch.setattr(lines, "READ_AT_ONCE", 1)
    fill(folder, "actors", actor(name="မြန်မာ"))
    path = folder / "actors.csv"
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    load(folder)
    assert Actor.objects.get().name == "မြန်မာ"
    position = len(path.read_bytes()) - len(codecs.BOM_UTF8)
    path.write_bytes(path.read_bytes() + "က".encode()[:2])
    [(place, message)] = faults_of(folder)
    assert place[0] == "actors.csv" and message.startswith(f"is not UTF-8: byte {position} (line 3) ")


def test_a_file_with_other_separators_is_one_fault(folder):
    fill(folder, "actors", actor())
    path = folder / "actors.csv"
    path.write_text(path.read_text().replace(",", ";"))
    (folder / "actor_names.csv").write_text("")
    assert [(place[0], message[:33]) for place, message in faults_of(folder)] == [
        ("actors.csv", "has no commas between its cells. "),
        ("actor_names.csv", "is empty. Write the header, or ta"),
    ]


def test_columns_that_are_missing_unknown_or_there_twice(folder):
    put(folder, "teams", "name,colour")
    put(folder, "actor_names", "id,actor,actor,nmae,kind,language,script,level,team")
    put(folder, "actor", "id")
    assert [(place[0], place[1], place[3]) for place, _message in faults_of(folder)] == [
        ("actor.csv", None, ""),
        ("teams.csv", 1, "colour"),
        ("actor_names.csv", 1, "actor"),
        ("actor_names.csv", 1, "nmae"),
        ("actor_names.csv", 1, ""),
    ]


def test_all_columns_that_are_missing_are_named_together(folder):
    put(folder, "actor_names", "id,actor,kind,language,team")
    put(folder, "teams", "")
    assert [message for place, message in faults_of(folder) if place[0] == "actor_names.csv"] == [
        "The header lacks the columns name, level. Add them."
    ]


def test_what_is_the_code_of_no_country_is_refused_in_words(folder):
    fill(folder, "actors", actor(countries="LK;QX"))
    fill(folder, "places", {"id": "plc-00000000000zz", "name": "Town", "country": "Sri Lankka", "level": "0"})
    assert dict(faults_of(folder)) == {
        (
            "actors.csv",
            2,
            "countries",
            "LK;QX",
        ): "“QX” is not a country. Write its name, or two letters of ISO 3166, for example LK.",
        (
            "places.csv",
            2,
            "country",
            "Sri Lankka",
        ): "“Sri Lankka” is not a country. Did you mean Sri Lanka? Else write two letters of ISO 3166.",
    }


def test_rows_of_another_length_open_quotes_and_signs_text_cannot_have(folder):
    fill(folder, "actors", actor(), actor(B, name="a\x00b"))
    path = folder / "actors.csv"
    path.write_text(path.read_text().replace(",One,", ",One,more,"))
    fill(folder, "processes", process(name="open"))
    path = folder / "processes.csv"
    path.write_text(path.read_text().replace("open", '"open'))
    assert [place[:3] for place in places_of(folder)] == [
        ("actors.csv", 2, ""),
        ("actors.csv", 3, "name"),
        ("processes.csv", 2, ""),
    ]


def test_names_of_teams_that_are_none(folder):
    put(folder, "teams", "name", "Heron", '""', "Heron", "x" * 81)
    assert [place[1:] for place in places_of(folder)] == [
        (3, "name", ""),
        (4, "name", "Heron"),
        (5, "name", "x" * 81),
    ]


def test_a_folder_without_files_is_refused(folder):
    for command in ("import_dataset", "check_dataset"):
        with pytest.raises(CommandError, match="holds no CSV file"):
            call_command(command, folder)
