"""Which records the ids of a folder mean, and what a file that has fewer columns says."""

import pytest

from peaceinfra.datasets.importing import import_dataset
from processes.models import Actor, ActorName
from processes.services import merge_records
from tests.datasets.conftest import A, B, actor, alias, contents, faults_of, fill, load, process, put

pytestmark = pytest.mark.django_db


def _merged(folder, kept="Kept", merged="ကော်မတီ"):
    fill(folder, "actors", actor(A, kept), actor(B, merged))
    load(folder)
    kept, merged = Actor.objects.get(name=kept), Actor.objects.get(name=merged)
    merge_records(kept, merged, by=None, reason="the same")
    return kept, merged


def test_a_reference_to_a_merged_record_is_one_to_the_kept_one_and_the_report_says_so(folder):
    kept, merged = _merged(folder)
    (folder / "actors.csv").unlink()
    fill(folder, "actor_names", alias(1, actor=B, name="لجنة"), alias(2, actor=B, name="Dos"))
    report = import_dataset(folder, by=None, reason="a test")
    assert set(ActorName.objects.filter(name__in=["لجنة", "Dos"]).values_list("actor", flat=True)) == {
        kept.pk
    }
    assert report.messages == [f"{B} was merged into {A}: 2 references to it are to that now"]
    again = import_dataset(folder, by=None, reason="a test")
    assert (again.counts[0].unchanged, again.batch) == (2, None)


def test_the_row_of_a_merged_record_itself_is_left_alone(folder):
    kept, merged = _merged(folder)
    fill(folder, "actors", actor(A, "Kept"), actor(B, "Another name"))
    (count,) = import_dataset(folder, by=None, reason="a test").counts
    assert (count.added, count.changed, count.unchanged, count.retired) == (0, 0, 1, 1)
    kept.refresh_from_db()
    assert kept.name == "Kept"


def test_the_characters_of_an_id_that_stand_in_two_kinds_are_a_fault_of_the_second_row(folder):
    same = A.replace("act-", "pro-")
    fill(folder, "actors", actor(A), actor(B, "Two"))
    fill(folder, "processes", process(same))
    fill(folder, "roles", {"id": "rol-0000000000001", "actor": B, "actor_label": "Two", "process": same})
    # Each takes the characters of another that stands before it, in the order of the tables.
    places = [place for place, message in faults_of(folder) if "characters of another record" in message]
    assert {(place[0], place[2]) for place in places} >= {("roles.csv", "id")} and len(places) == 2


def test_a_row_that_takes_the_characters_of_a_stored_record_of_another_kind_is_refused(folder):
    fill(folder, "actors", actor(A))
    load(folder)
    (folder / "actors.csv").unlink()
    fill(folder, "processes", process(A.replace("act-", "pro-")))
    ((place, message),) = faults_of(folder)
    assert place[:3] == ("processes.csv", 2, "id") and "characters of another record" in message


def test_the_file_of_an_older_export_without_dates_leaves_those_that_are_recorded(folder):
    fill(folder, "actors", actor(A))
    fill(folder, "actor_names", alias(1, name="Uno", start_kind="actual", start="2004"))
    load(folder)
    before = contents(folder)["actor_names.csv"].decode().splitlines()
    header = before[0].split(",")
    cells = dict(zip(header, before[1].split(","), strict=True))
    older = [name for name in header if name not in {"start_kind", "start", "end_kind", "end"}]
    fresh = {**cells, "id": cells["id"][:-1] + "9", "name": "Dos"}
    put(
        folder,
        "actor_names",
        *(",".join(row[n] for n in older) for row in (dict(zip(older, older, strict=True)), cells, fresh)),
    )
    report = import_dataset(folder, by=None, reason="a test")
    assert [(count.added, count.changed, count.unchanged) for count in report.counts] == [
        (0, 0, 1),
        (1, 0, 1),
    ]
    assert report.messages == [
        "actor_names.csv has no column start_kind, start, end_kind, end: what is recorded there stays as it is"
    ]
    assert dict(ActorName.objects.values_list("name", "start")) == {"Uno": "2004", "Dos": ""}
