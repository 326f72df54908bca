"""UCDP: actors, conflicts and dyads, together and alone, in any order of files, columns and rows."""

import pytest
from django.core.management.base import CommandError

from peaceinfra.core.identity import key_from
from processes.models import Actor, ActorName, Conflict, ConflictLink, ConflictParty, Lineage, Source
from tests.factories import ActorFactory, ExternalIdFactory, PeaceProcessFactory
from tests.intake.conftest import cited, ids_of, rolled_back, warned, written

pytestmark = pytest.mark.django_db

ACTORS = (
    "\ufeffActorId|NameData|NameOrig|NameOrigFull|NameOrigFullEng|NameChange|NewName|NewNameFullEng|"
    "Org|ActorIdPrev|ActorIdAlliance|GWNOLoc|Splinter|Version"
)
TIGERS = [
    "9001",
    "BTT ",
    "BTT",
    "n/a",
    "Border\u00a0Tigers",
    "0",
    "",
    "",
    "1",
    "",
    "",
    "775,  800",
    "0",
    "77.1",
]
WING = [
    "9002",
    "BTT-R",
    "BTT-R",
    "تحالف الحدود",
    "Border Tigers – River wing",
    "1",
    "RIV, R2",
    "River Front, River Two",
    "2",
    "9001",
    "",
    "775",
    "1",
    "77.1",
]
STATE = [
    "9003",
    "Government of Thailand",
    "Government of Thailand",
    "n/a",
    "Government of Thailand",
    "0",
    "",
    "",
    "4",
    "",
    "",
    "800, 775",
    "0",
    "77.1",
]

DYADS = (
    "dyad_id|conflict_id|location|side_a|side_a_id|side_a_2nd|side_b|side_b_id|side_b_2nd|"
    "incompatibility|territory_name|year|intensity_level|start_date|start_prec|gwno_a|gwno_a_2nd|"
    "gwno_b|gwno_loc|version"
)


def dyad(year, **cells):
    usual = {
        "dyad_id": "5001",
        "conflict_id": "700",
        "location": "Thailand",
        "side_a": "Government of Thailand",
        "side_a_id": "9003",
        "side_b": "BTT",
        "side_b_id": "9001",
        "incompatibility": "1",
        "territory_name": "Tenasserim",
        "gwno_a": "800",
        "gwno_loc": "800",
        "version": "77.1",
    }
    return [(usual | cells | {"year": str(year)}).get(name, "") for name in DYADS.split("|")]


CONFLICTS = (
    "conflict_id|location|side_a|side_a_id|side_a_2nd|side_b|side_b_id|side_b_2nd|incompatibility|"
    "territory_name|year|start_date|start_prec|ep_end|ep_end_date|gwno_a|gwno_loc|version"
)


def conflict(year, **cells):
    usual = {"start_date": "1989-12-31", "start_prec": "4", "ep_end": "0"}
    row = dict(zip(DYADS.split("|"), dyad(year), strict=True)) | usual | cells
    return [row.get(name, "") for name in CONFLICTS.split("|")]


def register():
    """Everything that was brought in, as it would be told."""
    return (
        sorted(Actor.objects.values_list("pk", "name", "kind", "countries")),
        sorted(ActorName.objects.values_list("pk", "name", "kind")),
        sorted(Conflict.objects.values_list("pk", "name", "incompatibility", "countries", "start", "end")),
        sorted(ConflictParty.objects.values_list("pk", "actor", "side", "part", "start", "end")),
        sorted(Lineage.objects.values_list("pk", "actor", "origin", "kind")),
        sorted((actor.pk, ids_of(actor), cited(actor)) for actor in Actor.objects.all()),
    )


def test_actors_come_with_their_names_origins_ids_and_the_place_in_the_source(write, run):
    report = run("import_ucdp", actors=write("ucdp-actor-771.csv", ACTORS, TIGERS, WING, STATE))
    assert written(report)["actors"] == (3, 0, 0)
    tigers, wing = Actor.objects.get(name="BTT"), Actor.objects.get(name="BTT-R")
    state = Actor.objects.get(name="Government of Thailand")
    assert (tigers.pk, tigers.kind, tigers.countries, tigers.level) == (
        key_from("act", "ucdp_actor", "9001"),
        "armed_organisation",
        ["MM", "TH"],
        3,
    )
    assert (state.kind, state.countries) == ("state", ["TH"])
    assert [name.name for name in tigers.names.all()] == ["Border Tigers"]
    assert sorted(wing.names.values_list("name", "kind", "language")) == [
        ("Border Tigers – River wing", "former", "en"),
        ("R2", "acronym", ""),
        ("RIV", "acronym", ""),
        ("River Front", "official", "en"),
        ("River Two", "official", "en"),
        ("تحالف الحدود", "former", ""),
    ]
    assert [(row.origin, row.kind) for row in wing.origins.all()] == [(tigers, "splinter")]
    assert ids_of(tigers) == [("ucdp_actor", "9001", "exact")]
    assert cited(tigers) == [("UCDP Actor Dataset, version 77.1", "ActorId 9001")]
    assert (Source.objects.get().licence, Source.objects.get().publisher) == (
        "cc_by",
        "Uppsala Conflict Data Program",
    )


def test_the_report_counts_what_was_taken_and_left_out_of_each_column(write, run):
    header = ACTORS.lstrip("\ufeff") + "|Shoe size"
    path = write("ucdp-actor-771.csv", header, [*TIGERS, "43"], [*STATE, ""], delimiter=";")
    [file] = run("import_ucdp", actors=path)["files"]
    assert (file["edition"], file["encoding"], file["delimiter"], file["rows"]) == ("77.1", "utf-8", ";", 2)
    assert file["columns"]["Shoe size"] == {"taken": 0, "left_out": {"left out: no place": 1}}
    assert file["columns"]["NameOrigFullEng"]["taken"] == 2
    assert file["columns"]["Splinter"]["left_out"] == {"The same stands in another column that is taken.": 2}


def test_years_of_many_rows_are_one_party_for_each_episode(write, run):
    rows = [dyad(year) for year in (1992, 1990, 1991, 1995)]
    rows.append(dyad(1991, side_a_2nd="Government of Laos, Government of Japan", gwno_a_2nd="740, 812"))
    run("import_ucdp", dyads=write("ucdp-dyadic-771.csv", DYADS, *rows), level=0)
    parties = ConflictParty.objects.filter(conflict__name="Thailand: Tenasserim")
    assert sorted(parties.values_list("actor__name", "side", "part", "start", "end")) == [
        ("BTT", "b", "primary", "1990", "1992"),
        ("BTT", "b", "primary", "1995", "1995"),
        ("Government of Japan", "a", "supporting", "1991", "1991"),
        ("Government of Laos", "a", "supporting", "1991", "1991"),
        ("Government of Thailand", "a", "primary", "1990", "1992"),
        ("Government of Thailand", "a", "primary", "1995", "1995"),
    ]
    assert ("gwno", "800", "close") in ids_of(Actor.objects.get(name="Government of Thailand"))
    first = parties.get(actor__name="BTT", start="1990")
    assert (ids_of(first), first.level, first.start_kind, first.end_kind) == (
        [("ucdp_dyad", "5001", "related")],
        0,
        "first_cited",
        "last_cited",
    )


def test_a_conflict_is_dated_as_precisely_as_its_source_knows(write, run):
    rows = [conflict(1990), conflict(1993, ep_end="1", ep_end_date="1993-06-30", territory_name="")]
    run("import_ucdp", conflicts=write("ucdp-prio-acd-771.csv", CONFLICTS, *rows))
    found = Conflict.objects.get()
    assert (found.name, found.start_kind, found.start, found.end_kind, found.end) == (
        "Thailand: Government",
        "first_cited",
        "1989",
        "last_cited",
        "1993-06-30",
    )
    assert ids_of(found) == [("ucdp_conflict", "700", "exact")]


@pytest.mark.slow
def test_the_files_together_alone_and_in_any_order_make_the_same_register(write, run):
    files = {
        "actors": write("actors.csv", ACTORS, TIGERS, WING, STATE),
        "conflicts": write("conflicts.csv", CONFLICTS, conflict(1990), conflict(1991)),
        "dyads": write("dyads.csv", DYADS, dyad(1991), dyad(1990)),
    }
    seen = []
    for order in (["actors", "conflicts", "dyads"], ["dyads", "conflicts", "actors"]):
        with rolled_back():
            for part in order:
                run("import_ucdp", **{part: files[part]})
            seen.append(register())
    run("import_ucdp", **files)
    assert seen == [register(), register()]
    assert all(counts[:2] == (0, 0) for counts in written(run("import_ucdp", **files)).values())


def test_columns_and_rows_in_another_order_with_the_names_of_an_older_edition_are_the_same(write, run):
    run("import_ucdp", dyads=write("dyads.csv", DYADS, dyad(1990), dyad(1991)))
    before, header = register(), [name.replace("_", " ").upper() + " " for name in DYADS.split("|")]
    shuffled = [list(reversed(row)) for row in (dyad(1991), dyad(1990))]
    report = run(
        "import_ucdp", dyads=write("other.csv", "|".join(reversed(header)), *shuffled, encoding="utf-16")
    )
    assert register() == before
    assert all(counts[:2] == (0, 0) for counts in written(report).values())


def test_a_dry_run_and_a_fault_write_nothing(write, run, refused):
    run("import_ucdp", actors=write("actors.csv", ACTORS, TIGERS), dry_run=True)
    long = ["9009", "x" * 900, *TIGERS[2:]]
    [fault] = refused("import_ucdp", actors=write("actors.csv", ACTORS, TIGERS, long))
    assert fault.startswith("actors.csv, row 3, column NameData: “xxx")
    assert not Actor.objects.exists() and not Source.objects.exists()


def test_a_file_of_another_kind_is_refused_and_named(write, refused):
    [fault] = refused("import_ucdp", actors=write("x.csv", DYADS, dyad(1990)))
    assert fault.startswith(
        "x.csv, row 1: is not a file of UCDP Actor Dataset: it lacks the columns ActorId, NameData"
    )
    assert fault.endswith("By its columns it is one of UCDP Dyadic Dataset.")


def test_an_unknown_code_and_an_unknown_actor_are_said_by_row_and_not_recorded(write, run):
    odd = [*TIGERS[:8], "7", "9999", *TIGERS[10:]]
    report = run("import_ucdp", actors=write("actors.csv", ACTORS, STATE, odd))
    assert warned(report) == [(3, "Org", "7"), (3, "ActorIdPrev", "9999")]
    assert Actor.objects.get(name="BTT").kind == "not_recorded"


def test_a_record_that_has_the_id_is_found_and_keeps_what_is_recorded_of_it(write, run):
    mine = ActorFactory(name="Border Tigers of Tenasserim", kind="coalition", level=0)
    ExternalIdFactory(subject=mine, scheme="ucdp_actor", value="9001")
    run("import_ucdp", actors=write("actors.csv", ACTORS, TIGERS), level=2)
    mine.refresh_from_db()
    assert (Actor.objects.count(), mine.name, mine.kind, mine.level, mine.version) == (
        1,
        "Border Tigers of Tenasserim",
        "coalition",
        0,
        1,
    )
    assert [name.name for name in mine.names.all()] == ["Border Tigers"]
    assert ids_of(mine) == [("ucdp_actor", "9001", "exact")]


def test_a_process_that_names_the_conflict_is_linked_with_it(write, run):
    process = PeaceProcessFactory()
    ExternalIdFactory(subject=process, scheme="ucdp_conflict", value="700", match="broad")
    run("import_ucdp", dyads=write("dyads.csv", DYADS, dyad(1990)))
    assert [(link.process, link.conflict.name) for link in ConflictLink.objects.all()] == [
        (process, "Thailand: Tenasserim")
    ]


def test_rows_are_left_out_by_their_numbers_and_a_number_that_is_none_is_refused(write, run):
    path = write("actors.csv", ACTORS, TIGERS, WING, STATE)
    run("import_ucdp", actors=path, skip=["3"])
    left = set(Actor.objects.values_list("name", flat=True))
    run("import_ucdp", actors=path, skip=["actors.csv:2"])
    assert len(left) == 2
    assert left < set(Actor.objects.values_list("name", flat=True))
    for numbers, words in (
        (["1"], "below the header"),
        (["other.csv:2"], "files are: actors.csv"),
        (["x"], "row"),
    ):
        with pytest.raises(CommandError, match=words):
            run("import_ucdp", actors=path, skip=numbers)
