"""The importer: all or nothing, a second run changes nothing, and every fault is told with its place."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from peaceinfra.core.models import Team
from peaceinfra.core.registry import models_by_kind
from peaceinfra.datasets import tables
from peaceinfra.datasets.cells import column_of
from peaceinfra.datasets.faults import Fault, FaultyDataset
from peaceinfra.datasets.importing import import_dataset
from processes.models import (
    Actor,
    Claim,
    ExternalId,
    MomentumChange,
    PeaceProcess,
    PhaseChange,
    RelativeBound,
    Role,
)
from processes.services import retire_records
from processes.services.records import KEPT
from tests.datasets.conftest import FIXTURES, faults_of, load, put
from tests.factories import ActorFactory, ClaimFactory, EventFactory, PeaceProcessFactory

pytestmark = pytest.mark.django_db

A, B, P, Q = "act-0000000000001", "act-0000000000002", "pro-0000000000011", "pro-0000000000012"
ACTORS = ",".join(tables.header(tables.FILES["actors.csv"]))
PROCESSES = "id,name,parent,countries,boundary,internal_note,start_kind,start,end_kind,end,level,team"
NAMES = "id,actor,actor_label,name,kind,language,script,level,team"
PHASES = "id,process,position,status,date,reason,decided_by"
EXTERNAL = "id,subject,scheme,value,match,level,team"
RELATIVE = "id,subject,bound,relation,anchor,anchor_bound,level,team"
EVENTS = "id,name,kind,process,held_by,track,place,outcome,start_kind,start,end_kind,end,level,team"


def actor(id=A, name="One", dates="unknown,,unknown,", level="0", team=""):
    return f"{id},{name},state,top,,,,,{dates},{level},{team}"


def process(id=P, name="Talks", parent="", dates="unknown,,unknown,"):
    return f"{id},{name},{parent},,,,{dates},0,"


def places_of(folder):
    return [place for place, _message in faults_of(folder)]


# --- what it does ---


def test_records_are_added_and_a_second_run_writes_nothing(folder):
    put(folder, "actors", ACTORS, actor(A), actor(B))
    assert load(folder) == {"actors": (2, 0, 0)}
    before = list(Actor.objects.order_by("pk").values_list("version", "updated_at"))
    assert load(folder) == {"actors": (0, 0, 2)}
    assert list(Actor.objects.order_by("pk").values_list("version", "updated_at")) == before
    assert Actor.objects.get(name="One", pk=1).events.count() == 1


def test_the_fixtures_are_idempotent(register):
    assert {counts[:2] for counts in load(FIXTURES).values()} == {(0, 0)}


def test_a_record_that_differs_is_changed_with_all_that_is_computed_from_it(folder):
    put(folder, "actors", ACTORS, actor(A), actor(B))
    load(folder)
    put(folder, "actors", ACTORS, actor(A, "Ónë", "actual,2004,unknown,"), actor(B))
    assert load(folder) == {"actors": (0, 1, 1)}
    changed = Actor.objects.get(pk=1)
    assert (changed.name, changed.folded, changed.version) == ("Ónë", "one", 2)
    assert (changed.start_min.isoformat(), changed.start_max.isoformat()) == ("2004-01-01", "2004-12-31")
    assert [event.pgh_context["reason"] for event in changed.events.order_by("pgh_id")] == ["a test", "a test"]


def test_a_record_that_no_file_names_is_left_alone(folder):
    other = ActorFactory(name="Other")
    put(folder, "actors", ACTORS, actor())
    load(folder)
    other.refresh_from_db()
    assert (other.name, other.version, other.retired) == ("Other", 1, False)


def test_a_retired_record_is_not_brought_back(folder):
    put(folder, "actors", ACTORS, actor())
    load(folder)
    retire_records([Actor.objects.get()], by=None, reason="entered twice")
    put(folder, "actors", ACTORS, actor(name="Another name"))
    assert load(folder) == {"actors": (0, 0, 0)}
    assert Actor.objects.get().name == "One" and Actor.objects.get().retired


def test_files_and_rows_may_refer_to_one_another_in_any_order(folder):
    put(folder, "actor_names", NAMES, f"nam-0000000000093,{A},One,Uno,alias,es,Latn,0,")
    put(folder, "processes", PROCESSES, process(P, parent=Q), process(Q, "Whole"))
    put(folder, "actors", ACTORS, actor())
    load(folder)
    assert Actor.objects.get().names.get().name == "Uno"
    assert PeaceProcess.objects.get(name="Talks").parent.name == "Whole"
    assert PeaceProcess.objects.get(name="Talks").effective_level == 0


def test_a_dry_run_says_the_same_and_writes_nothing(folder):
    put(folder, "teams", "name", "Heron")
    put(folder, "actors", ACTORS, actor(team="Heron", level="3"))
    output = StringIO()
    call_command("import_dataset", folder, "--dry-run", stdout=output)
    assert output.getvalue().split() == (
        ["actors.csv", "1", "added", "0", "changed", "0", "unchanged", "A", "dry", "run:", "nothing", "was", "written."]
    )
    assert not Actor.objects.exists() and not Team.objects.exists()


def test_a_team_of_the_file_is_made_and_one_of_the_register_is_used(folder):
    heron = Team.objects.create(name="Heron")
    put(folder, "teams", "name", "Cedar", "Heron")
    put(folder, "actors", ACTORS, actor(A, team="Cedar"), actor(B, team="Heron"))
    load(folder)
    assert list(Team.objects.values_list("name", flat=True)) == ["Cedar", "Heron"]
    assert Actor.objects.get(pk=2).effective_teams == [heron.pk]


def test_relative_dates_are_followed(folder):
    put(folder, "processes", PROCESSES, process())
    put(
        folder,
        "events",
        EVENTS,
        f"evt-0000000000021,Ceasefire,ceasefire,{P},,1,,,actual,2002-02-22,actual,2002-02-22,0,",
        f"evt-0000000000022,Talks,talks,{P},,1,,,actual,2002,unknown,,0,",
    )
    bound = "rel-0000000000051,evt-0000000000022,start,not_before,evt-0000000000021,start,0,"
    put(folder, "relative_bounds", RELATIVE, bound)
    load(folder)
    assert RelativeBound.objects.count() == 1
    assert load(folder)["events"] == (0, 0, 2)


def test_long_work_tells_of_its_progress(folder):
    put(folder, "actors", ACTORS, actor("no id"), *(actor(f"act-{n:013}") for n in range(1, 10_000)))
    told = []
    with pytest.raises(FaultyDataset):
        import_dataset(folder, by=None, reason="a test", say=told.append)
    assert told == ["actors.csv: 10,000 rows read"]


def test_the_number_of_queries_does_not_grow_with_the_rows(folder, django_assert_max_num_queries):
    def files(first, last):
        put(folder, "actors", ACTORS, *(actor(f"act-{n:013}") for n in range(first, last)))

    files(1, 2)
    with django_assert_max_num_queries(30) as one:
        load(folder)
    files(100, 400)
    with django_assert_max_num_queries(30) as many:
        load(folder)
    assert len(many) == len(one)


def test_every_field_that_a_person_fills_is_a_column():
    forgotten = {
        (table.name, field.name)
        for table in tables.TABLES
        for field in table.model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in {*table.fields, *KEPT}
    }
    assert forgotten == set()
    assert {table.model for table in tables.TABLES} >= set(models_by_kind().values())


# --- what it refuses ---


def test_all_faults_are_told_at_once_by_the_command_and_nothing_is_written(folder):
    put(folder, "actors", ACTORS, actor(A), actor(B, dates="actual,2009,actual,2004"))
    put(folder, "actor_names", NAMES, f"nam-0000000000093,{A},,Uno,nickname,,,9,")
    errors = StringIO()
    with pytest.raises(CommandError, match="Faults: 3. Nothing was written."):
        call_command("import_dataset", folder, stderr=errors)
    assert [text.split("”")[0] for text in errors.getvalue().splitlines()] == [
        "actors.csv, row 3, column end: “2004",
        "actor_names.csv, row 2, column kind: “nickname",
        "actor_names.csv, row 2, column level: “9",
    ]
    assert not Actor.objects.exists()


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ("One,nation,top,,,,,unknown,,unknown,,0,", "kind", "nation"),
        (",state,top,,,,,unknown,,unknown,,0,", "name", ""),
        ("One,state,,,,,,unknown,,unknown,,0,", "usual_level", ""),
        ("One,state,top,LK; NO,,,,unknown,,unknown,,0,", "countries", "LK; NO"),
        ("One,state,top,,,,,actual,2004-13,unknown,,0,", "start", "2004-13"),
        ("One,state,top,,,,,actual,,unknown,,0,", "start", ""),
        ("One,state,top,,,,,unknown,,actual,2004/2005,0,", "end", "2004/2005"),
        ("One,state,top,,,,,actual,2009,actual,2004,0,", "end", "2004"),
        ("One,state,top,,,,,unknown,,unknown,,public,", "level", "public"),
        ("One,state,top,,,,,unknown,,unknown,,0,Elm", "team", "Elm"),
        (f"{'x' * 301},state,top,,,,,unknown,,unknown,,0,", "name", "x" * 301),
    ],
)
def test_a_bad_cell_is_told_by_row_column_and_value(folder, cells, column, value):
    put(folder, "actors", ACTORS, actor(B), f"{A},{cells}")
    assert places_of(folder) == [("actors.csv", 3, column, value)]


def test_the_message_of_an_unknown_code_names_the_allowed_ones(folder):
    put(folder, "actor_names", NAMES, f"nam-0000000000093,{A},,Uno,nickname,,,0,")
    put(folder, "actors", ACTORS, actor())
    assert faults_of(folder)[0][1] == (
        "is not a code of this column. Write one of: official, alias, acronym, former."
    )


@pytest.mark.parametrize(
    ("file", "header", "row", "column", "value"),
    [
        (
            "roles",
            "id,actor,process,kind,side,is_signatory,basis,recognised_by,appointed_by,track,"
            "start_kind,start,end_kind,end,level,team",
            f"rol-0000000000061,{A},{P},party,,yes,unknown,,,1,unknown,,unknown,,0,",
            "is_signatory",
            "yes",
        ),
        (
            "citations",
            "id,subject,source,locator,accessed,credibility,level,team",
            f"cit-0000000000071,{A},src-0000000000081,,22/02/2002,2,0,",
            "accessed",
            "22/02/2002",
        ),
        ("phase_changes", PHASES, f"pha-0000000000031,{P},first,negotiation,,,", "position", "first"),
        ("phase_changes", PHASES, f"pha-0000000000031,{P},1,negotiation,soon,,", "date", "soon"),
    ],
)
def test_the_forms_of_booleans_days_numbers_and_dates(folder, file, header, row, column, value):
    put(folder, "actors", ACTORS, actor())
    put(folder, "processes", PROCESSES, process())
    sources = "id,name,kind,authors,publisher,published,url,reliability,licence,level,team"
    put(folder, "sources", sources, "src-0000000000081,Report,report,,,,,B,,0,")
    put(folder, file, header, row)
    assert places_of(folder) == [(f"{file}.csv", 2, column, value)]


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("act-0000000000009", "is no record of these files"),
        (P, "is an id of another kind. Here stands an id that begins with: act."),
        ("one", "is not an id."),
        ("", "is empty."),
    ],
)
def test_a_reference_to_nothing_to_another_kind_and_no_reference(folder, reference, said):
    put(folder, "processes", PROCESSES, process())
    put(folder, "actor_names", NAMES, f"nam-0000000000093,{reference},,Uno,alias,,,0,")
    [(place, message)] = faults_of(folder)
    assert place == ("actor_names.csv", 2, "actor", reference)
    assert message.startswith(said)


def test_ids_twice_of_another_kind_and_none(folder):
    put(folder, "actors", ACTORS, actor(A), actor(A, "Two"), actor(P), actor(""))
    assert [(place[1:], message[:28]) for place, message in faults_of(folder)] == [
        ((3, "id", A), "stands in row 2 too. One rec"),
        ((4, "id", P), "is an id of another kind. He"),
        ((5, "id", ""), "is empty. For a new record w"),
    ]


def test_the_characters_of_an_id_are_one_records_alone(folder):
    stored = ActorFactory()
    taken = f"pro-{stored.public_id[4:]}"
    put(folder, "actors", ACTORS, actor(A))
    put(folder, "processes", PROCESSES, process(taken), process(f"pro-{A[4:]}"))
    assert [(place[1:], message[:42]) for place, message in faults_of(folder)] == [
        ((2, "id", taken), "has the characters of another record. Writ"),
        ((3, "id", f"pro-{A[4:]}"), "has the characters of another record. Writ"),
    ]


def test_a_label_that_contradicts_its_id(folder):
    put(folder, "actors", ACTORS, actor(A, "One"))
    stored = ActorFactory(name="Stored")
    put(
        folder,
        "actor_names",
        NAMES,
        f"nam-0000000000091,{A},One,Uno,alias,,,0,",
        f"nam-0000000000092,{A},Two,Dos,alias,,,0,",
        f"nam-0000000000093,{stored.public_id},Other,Tres,alias,,,0,",
    )
    assert faults_of(folder) == [
        (
            ("actor_names.csv", 3, "actor_label", "Two"),
            f"contradicts the id: {A} is “One”. Correct the one that is wrong.",
        ),
        (
            ("actor_names.csv", 4, "actor_label", "Other"),
            f"contradicts the id: {stored.public_id} is “Stored”. Correct the one that is wrong.",
        ),
    ]


def test_who_corrects_a_name_need_not_correct_it_beside_every_reference(folder):
    stored = ActorFactory(name="Before")
    put(folder, "actors", ACTORS, actor(stored.public_id, "After"))
    put(
        folder,
        "actor_names",
        NAMES,
        f"nam-0000000000091,{stored.public_id},Before,Uno,alias,,,0,",
        f"nam-0000000000092,{stored.public_id},After,Dos,alias,,,0,",
    )
    load(folder)
    stored.refresh_from_db()
    assert stored.name == "After"


def test_a_record_with_a_fault_is_no_measure_of_the_labels_beside_its_id(folder):
    put(folder, "actors", ACTORS, actor(A, "Won").replace("state", "kingdom"))
    put(folder, "actor_names", NAMES, f"nam-0000000000091,{A},One,Uno,alias,,,0,")
    [(place, _message)] = faults_of(folder)
    assert place == ("actors.csv", 2, "kind", "kingdom")


def test_a_file_with_other_separators_is_one_fault(folder):
    put(folder, "actors", ACTORS.replace(",", ";"), actor(A, "One").replace(",", ";"))
    (folder / "actor_names.csv").write_text("")
    assert [(place[0], message[:33]) for place, message in faults_of(folder)] == [
        ("actors.csv", "has no commas between its cells. "),
        ("actor_names.csv", "is empty. Write the header, or ta"),
    ]


def test_true_as_spreadsheets_write_it_is_read():
    read = column_of(Role._meta.get_field("is_signatory")).parse
    assert [read("TRUE"), read("False"), read("true")] == [True, False, True]


def test_a_fault_quotes_a_long_value_in_part_and_repeats_none():
    long, told = Fault("a.csv", "is wrong.", 2, "name", "x" * 500), Fault("a.csv", "“9” is wrong.", 2, "end", "9")
    assert str(long) == f"a.csv, row 2, column name: “{'x' * 120}…” is wrong."
    assert str(told) == "a.csv, row 2, column end: “9” is wrong."


def test_a_transition_that_the_log_does_not_allow(folder):
    put(folder, "processes", PROCESSES, process())
    put(
        folder,
        "phase_changes",
        PHASES,
        f"pha-0000000000031,{P},1,exploration,2001,,",
        f"pha-0000000000032,{P},2,implementation,2002,,",
    )
    assert places_of(folder) == [("phase_changes.csv", 3, "status", "implementation")]


def test_a_log_is_judged_with_the_rows_that_are_stored(folder):
    put(folder, "processes", PROCESSES, process())
    put(folder, "phase_changes", PHASES, f"pha-0000000000031,{P},1,exploration,2003,,")
    load(folder)
    header, row = PHASES, f"pha-0000000000032,{P},2,negotiation,2001,,"
    put(folder, "phase_changes", header, row)
    assert places_of(folder) == [("phase_changes.csv", 2, "date", "2001")]
    put(folder, "phase_changes", header, row.replace(",2,", ",1,"))
    assert places_of(folder) == [("phase_changes.csv", 2, "position", "1")]
    assert PhaseChange.objects.count() == 1 and not MomentumChange.objects.exists()


def test_the_same_external_id_twice_on_a_record(folder):
    put(folder, "actors", ACTORS, actor())
    put(
        folder,
        "external_ids",
        EXTERNAL,
        f"ext-0000000000041,{A},paax,ARM_1,exact,0,",
        f"ext-0000000000042,{A},paax,ARM_1,close,0,",
    )
    assert places_of(folder) == [("external_ids.csv", 3, "value", "ARM_1")]
    assert not ExternalId.objects.exists()


def test_a_relative_date_that_contradicts_its_record(folder):
    put(folder, "processes", PROCESSES, process())
    events = [EventFactory(start_kind="actual", start=year) for year in ("2002", "2009")]
    put(
        folder,
        "relative_bounds",
        RELATIVE,
        f"rel-0000000000051,{events[0].public_id},start,not_before,{events[1].public_id},start,0,",
    )
    assert places_of(folder) == [("relative_bounds.csv", 2, "anchor", events[1].public_id)]
    assert not PeaceProcess.objects.filter(name="Talks").exists()


def test_a_sourced_field_changes_only_with_a_claim_of_the_new_value(folder):
    put(folder, "actors", ACTORS, actor(name="One"))
    load(folder)
    ClaimFactory(subject=Actor.objects.get(), field="name", value="One")
    put(folder, "actors", ACTORS, actor(name="Two"))
    assert places_of(folder) == [("actors.csv", 2, "name", "Two")]
    claim = Claim.objects.get()
    put(
        folder,
        "claims",
        "id,subject,field,value,polarity,status,source,locator,accessed,credibility,start_kind,start,"
        "end_kind,end,level,team",
        f"{claim.public_id},{A},name,One,supports,superseded,{claim.source.public_id},,,2,unknown,,unknown,,0,",
        f"clm-00000000000a2,{A},name,Two,supports,accepted,{claim.source.public_id},,,2,unknown,,unknown,,0,",
    )
    assert load(folder)["actors"] == (0, 1, 0)


def test_an_accepted_claim_that_its_record_does_not_follow(folder):
    stored = ClaimFactory(field="name", value="Stored", subject=ActorFactory(name="Stored"), status="proposed")
    put(
        folder,
        "claims",
        "id,subject,field,value,polarity,status,source,locator,accessed,credibility,start_kind,start,"
        "end_kind,end,level,team",
        f"clm-00000000000a2,{stored.subject.public_id},name,Other,supports,accepted,{stored.source.public_id},,"
        ",2,unknown,,unknown,,0,",
    )
    assert places_of(folder) == [("claims.csv", 2, "value", "Other")]


def test_a_log_is_not_judged_while_a_row_of_it_cannot_be_read(folder):
    put(folder, "processes", PROCESSES, process())
    put(
        folder,
        "phase_changes",
        PHASES,
        f"pha-0000000000031,{P},1,exploration,2001,,",
        f"pha-0000000000032,{P},2,negotiaton,2002,,",
        f"pha-0000000000033,{P},3,implementation,2003,,",
    )
    assert places_of(folder) == [("phase_changes.csv", 3, "status", "negotiaton")]


def test_names_of_teams_that_are_none(folder):
    put(folder, "teams", "name", "Heron", '""', "Heron", "x" * 81)
    assert [place[1:] for place in places_of(folder)] == [
        (3, "name", ""),
        (4, "name", "Heron"),
        (5, "name", "x" * 81),
    ]


def test_a_process_that_would_be_a_part_of_itself(folder):
    stored = PeaceProcessFactory(name="Stored")
    whole = PeaceProcessFactory(name="Whole", parent=stored)
    put(folder, "processes", PROCESSES, process(stored.public_id, "Stored", whole.public_id))
    assert places_of(folder) == [("processes.csv", 2, "parent", whole.public_id)]


def test_another_encoding_is_told_with_the_byte(folder):
    (folder / "actors.csv").write_bytes(f"{ACTORS}\n{actor(name='Café')}\n".encode("latin-1"))
    (folder / "processes.csv").write_bytes(b"\xef\xbb\xbfid\n")
    position = len(ACTORS) + 1 + len(f"{A},Caf")
    assert faults_of(folder) == [
        (
            ("actors.csv", None, "", ""),
            f"is not UTF-8: byte {position} (line 2) cannot be read. Save it as UTF-8.",
        ),
        (
            ("processes.csv", None, "", ""),
            "begins with a byte order mark (byte 0). Save it as UTF-8 without one.",
        ),
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
        ("actor_names.csv", 1, "name"),
    ]


def test_rows_of_another_length_open_quotes_and_signs_text_cannot_have(folder):
    put(folder, "actors", ACTORS, actor() + ",more", actor(B, name="a\x00b"))
    put(folder, "processes", PROCESSES, process(name='"open'))
    assert [place[:3] for place in places_of(folder)] == [
        ("actors.csv", 2, ""),
        ("actors.csv", 3, "name"),
        ("processes.csv", 2, ""),
    ]


def test_a_folder_without_files_is_refused(folder):
    for command in ("import_dataset", "check_dataset"):
        with pytest.raises(CommandError, match="holds no CSV file"):
            call_command(command, folder)
