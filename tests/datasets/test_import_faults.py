"""What the importer refuses: every fault with its place, all at once, and nothing is written."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from peaceinfra.core.models import Record
from peaceinfra.datasets import folders
from peaceinfra.datasets.faults import Fault
from processes.models import Actor, Claim, MomentumChange, PeaceProcess, PhaseChange
from tests.datasets.conftest import (
    A,
    B,
    P,
    Q,
    actor,
    alias,
    body,
    faults_of,
    fill,
    load,
    phase,
    places_of,
    process,
)
from tests.factories import ActorFactory, ClaimFactory, EventFactory, PeaceProcessFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def test_all_faults_are_told_at_once_by_the_command_and_nothing_is_written(folder):
    reversed_dates = {"start_kind": "actual", "start": "2009", "end_kind": "actual", "end": "2004"}
    fill(folder, "actors", actor(A), actor(B, **reversed_dates))
    fill(folder, "actor_names", alias(kind="nickname", level="9"))
    errors = StringIO()
    with pytest.raises(CommandError, match="Faults: 3. Nothing was written."):
        call_command("import_dataset", folder, stderr=errors)
    assert [text.split("”")[0] for text in errors.getvalue().splitlines()] == [
        "actors.csv, row 3, column end: “2004",
        "actor_names.csv, row 2, column kind: “nickname",
        "actor_names.csv, row 2, column level: “9",
    ]
    assert not Actor.objects.exists()


def test_rules_between_records_are_told_with_all_other_faults(folder):
    """One of each kind in one folder: whoever mends it reads the whole list once."""
    bodies = [body(A), body(B)]
    fill(folder, "actors", *bodies, actor("act-0000000000003", kind="kingdom"))
    fill(folder, "processes", process(P, parent=Q))
    fill(folder, "phase_changes", phase(1, "exploration"), phase(2, "implementation"))
    fill(folder, "mandates", {"id": "man-0000000000041", "body": B})
    function = {"body": A, "mandate": "man-0000000000041", "task": "advice", "state": "mandated"}
    fill(folder, "functions", {"id": "fun-0000000000042"} | function)
    fill(folder, "channels", {"id": "chn-0000000000051", "name": "Line"})
    change = {"channel": "chn-0000000000051", "decided_by": ""}
    fill(
        folder,
        "channel_changes",
        {"id": "chc-0000000000052", "position": "1", "status": "cut"} | change,
        {"id": "chc-0000000000053", "position": "2", "status": "open"} | change,
    )
    targets = {"community": "com-0000000000061", "society_level": "grassroots"}
    fill(folder, "communities", {"id": "com-0000000000061", "name": "Village"})
    fill(folder, "reach", {"id": "rch-0000000000062", "actor": A, "level": "0"} | targets)
    stance = {"actor": A, "kind": "objects", "subject": "com-0000000000061"}
    fill(folder, "stances", {"id": "stn-0000000000071"} | stance)
    note = {"subject": A, "kind": "internal", "text": "Call first.", "level": "0"}
    fill(folder, "notes", {"id": "not-0000000000081"} | note)
    assert places_of(folder) == [
        ("actors.csv", 4, "kind", "kingdom"),
        ("processes.csv", 2, "parent", Q),
        ("phase_changes.csv", 3, "status", "implementation"),
        ("functions.csv", 2, "mandate", "man-0000000000041"),
        ("channel_changes.csv", 3, "status", "open"),
        ("reach.csv", 2, "level", "0"),
        ("reach.csv", 2, "community", "com-0000000000061"),
        ("stances.csv", 2, "subject", "com-0000000000061"),
        ("notes.csv", 2, "level", "0"),
    ]
    assert not Record.objects.exists()


# --- cells ---


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"kind": "nation"}, "kind"),
        ({"name": ""}, "name"),
        ({"usual_level": ""}, "usual_level"),
        ({"countries": "LK; NO"}, "countries"),
        ({"start_kind": "actual", "start": "2004-13"}, "start"),
        ({"start_kind": "actual", "start": ""}, "start"),
        ({"end_kind": "actual", "end": "2004/2005"}, "end"),
        ({"start_kind": "actual", "start": "2009", "end_kind": "actual", "end": "2004"}, "end"),
        ({"level": "public"}, "level"),
        ({"team": "Elm"}, "team"),
        ({"name": "x" * 501}, "name"),
    ],
)
def test_a_bad_cell_is_told_by_row_column_and_value(folder, cells, column):
    fill(folder, "actors", actor(B), actor() | cells)
    assert places_of(folder) == [("actors.csv", 3, column, cells[column])]


def test_the_message_of_an_unknown_code_names_the_allowed_ones(folder):
    fill(folder, "actor_names", alias(kind="nickname"))
    fill(folder, "actors", actor())
    assert faults_of(folder)[0][1] == (
        "is not a code of this column. Write one of: official, alias, acronym, former."
    )


def test_a_list_names_the_code_that_is_none(folder):
    fill(folder, "actors", actor(A), actor(B))
    linkage = {"id": "lnk-0000000000021", "source": A, "target": B, "gave": "access;money"}
    fill(folder, "linkages", linkage)
    [(place, message)] = faults_of(folder)
    assert place == ("linkages.csv", 2, "gave", "access;money")
    assert message.startswith("“money” is not a code of this column. Write one of: access, ")


ROLE = {"id": "rol-0000000000061", "actor": A, "process": P, "kind": "party"}
CITATION = {"id": "cit-0000000000071", "subject": A, "source": "src-0000000000081"}
DETAIL = {"id": A}


@pytest.mark.parametrize(
    ("file", "row", "column", "value"),
    [
        ("roles", ROLE, "is_signatory", "yes"),
        ("peace_secretariats", DETAIL, "is_first_address", "unknown"),
        ("citations", CITATION, "accessed", "22/02/2002"),
        ("phase_changes", phase("1", "negotiation"), "position", "first"),
        ("phase_changes", phase("1", "negotiation"), "position", "1" * 5_000),
        ("support_units", DETAIL, "full_time_staff", "9999999999"),
        ("phase_changes", phase("1", "negotiation"), "date", "soon"),
    ],
)
def test_the_forms_of_booleans_days_numbers_and_dates(folder, file, row, column, value):
    fill(folder, "actors", body())
    fill(folder, "processes", process())
    fill(folder, "sources", {"id": "src-0000000000081", "name": "Report", "kind": "report"})
    fill(folder, file, row | {column: value})
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
    fill(folder, "processes", process())
    fill(folder, "actor_names", alias(actor=reference))
    [(place, message)] = faults_of(folder)
    assert place == ("actor_names.csv", 2, "actor", reference)
    assert message.startswith(said)


def test_ids_twice_of_another_kind_and_none(folder):
    fill(folder, "actors", actor(A), actor(A, "Two"), actor(P), actor(""))
    assert [(place[1:], message[:28]) for place, message in faults_of(folder)] == [
        ((3, "id", A), "stands in row 2 too. One rec"),
        ((4, "id", P), "is an id of another kind. He"),
        ((5, "id", ""), "is empty. For a new record w"),
    ]


def test_the_characters_of_an_id_are_one_records_alone(folder):
    stored = ActorFactory()
    taken = f"pro-{stored.public_id[4:]}"
    fill(folder, "actors", actor(A))
    fill(folder, "processes", process(taken), process(f"pro-{A[4:]}"))
    assert [(place[1:], message[:42]) for place, message in faults_of(folder)] == [
        ((2, "id", taken), "has the characters of another record. Writ"),
        ((3, "id", f"pro-{A[4:]}"), "has the characters of another record. Writ"),
    ]


def test_a_fault_quotes_a_long_value_in_part_and_repeats_none():
    long, told = (
        Fault("a.csv", "is wrong.", 2, "name", "x" * 500),
        Fault("a.csv", "“9” is wrong.", 2, "end", "9"),
    )
    assert str(long) == f"a.csv, row 2, column name: “{'x' * 120}…” is wrong."
    assert str(told) == "a.csv, row 2, column end: “9” is wrong."


# --- labels ---


def test_a_label_that_contradicts_its_id(folder):
    fill(folder, "actors", actor(A, "One"))
    stored = ActorFactory(name="Stored")
    fill(
        folder,
        "actor_names",
        alias(1, actor_label="One"),
        alias(2, actor_label="Two"),
        alias(3, stored.public_id, actor_label="Other"),
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
    fill(folder, "actors", actor(stored.public_id, "After"))
    names = [
        alias(number, stored.public_id, actor_label=label) for number, label in [(1, "Before"), (2, "After")]
    ]
    fill(folder, "actor_names", *names)
    load(folder)
    stored.refresh_from_db()
    assert stored.name == "After"


def test_a_record_with_a_fault_is_no_measure_of_the_labels_beside_its_id(folder):
    fill(folder, "actors", actor(A, "Won", kind="kingdom"))
    fill(folder, "actor_names", alias(actor_label="One"))
    assert places_of(folder) == [("actors.csv", 2, "kind", "kingdom")]


# --- logs, dates and evidence ---


def test_a_log_is_judged_with_the_rows_that_are_stored(folder):
    fill(folder, "processes", process())
    fill(folder, "phase_changes", phase(1, "exploration", "2003"))
    load(folder)
    fill(folder, "phase_changes", phase(2, "negotiation", "2001"))
    assert places_of(folder) == [("phase_changes.csv", 2, "date", "2001")]
    fill(folder, "phase_changes", phase(2, "negotiation", "2001") | {"position": "1"})
    assert places_of(folder) == [("phase_changes.csv", 2, "position", "1")]
    assert PhaseChange.objects.count() == 1 and not MomentumChange.objects.exists()


def test_a_log_is_not_judged_while_a_row_of_it_cannot_be_read(folder):
    fill(folder, "processes", process())
    misspelt = phase(2, "negotiaton", "2002")
    fill(
        folder,
        "phase_changes",
        phase(1, "exploration", "2001"),
        misspelt,
        phase(3, "implementation", "2003"),
    )
    assert places_of(folder) == [("phase_changes.csv", 3, "status", "negotiaton")]


def test_the_same_external_id_twice_on_a_record(folder):
    fill(folder, "actors", actor())
    rows = [{"id": f"ext-000000000004{n}", "subject": A, "scheme": "paax", "value": "ARM_1"} for n in (1, 2)]
    fill(folder, "external_ids", rows[0], rows[1] | {"match": "close"})
    assert places_of(folder) == [("external_ids.csv", 3, "value", "ARM_1")]


def test_a_relative_date_that_contradicts_its_record(folder):
    fill(folder, "processes", process())
    events = [EventFactory(start_kind="actual", start=year).public_id for year in ("2002", "2009")]
    bound = {"subject": events[0], "bound": "start", "relation": "not_before", "anchor": events[1]}
    fill(folder, "relative_bounds", {"id": "rel-0000000000051"} | bound)
    assert places_of(folder) == [("relative_bounds.csv", 2, "anchor", events[1])]
    assert not PeaceProcess.objects.filter(name="Talks").exists()


def test_a_sourced_field_changes_only_with_a_claim_of_the_new_value(folder):
    fill(folder, "actors", actor(name="One"))
    load(folder)
    stored = ClaimFactory(subject=Actor.objects.get(), field="name", value="One")
    fill(folder, "actors", actor(name="Two"))
    claim = {"subject": A, "field": "name", "source": stored.source.public_id, "credibility": "2"}
    fill(
        folder,
        "claims",
        claim | {"id": stored.public_id, "value": "One", "status": "superseded"},
        claim | {"id": "clm-00000000000a2", "value": "Two", "status": "accepted"},
    )
    assert load(folder)["actors"] == (0, 1, 0)


def test_an_accepted_claim_that_its_record_does_not_follow(folder):
    stored = ClaimFactory(
        field="name", value="Stored", subject=ActorFactory(name="Stored"), status="proposed"
    )
    claim = {"subject": stored.subject.public_id, "field": "name", "source": stored.source.public_id}
    accepted = {"id": "clm-00000000000a2", "value": "Other", "status": "accepted"}
    fill(folder, "claims", claim | accepted)
    assert places_of(folder) == [("claims.csv", 2, "value", "Other")]
    assert Claim.objects.count() == 1


# --- rules between records ---


@pytest.mark.parametrize("file", ["processes", "places"])
def test_a_part_that_would_hold_its_whole(folder, file):
    stored = {"processes": PeaceProcessFactory, "places": PlaceFactory}[file]
    whole = stored(name="Whole")
    part = stored(name="Part", parent=stored(parent=whole))
    fill(folder, file, {"id": whole.public_id, "name": "Whole", "parent": part.public_id})
    assert places_of(folder) == [(f"{file}.csv", 2, "parent", part.public_id)]


def test_a_circle_of_new_sources_is_told_at_each_that_stands_in_it(folder):
    one, two, beside = (f"src-000000000000{number}" for number in (1, 2, 3))
    standing_in = {one: two, two: one, beside: one}
    rows = [
        {"id": id, "name": "S", "kind": "contact", "stand_in": other} for id, other in standing_in.items()
    ]
    fill(folder, "sources", *rows)
    assert places_of(folder) == [("sources.csv", 2, "stand_in", two), ("sources.csv", 3, "stand_in", one)]


def test_a_function_under_a_mandate_that_is_nowhere_is_an_unknown_reference(folder):
    fill(folder, "actors", body())
    function = {"id": "fun-0000000000042", "body": A, "task": "advice", "state": "mandated"}
    fill(folder, "functions", function | {"mandate": "man-0000000000041"})
    [(place, message)] = faults_of(folder)
    assert place == ("functions.csv", 2, "mandate", "man-0000000000041")
    assert message.startswith("is no record of these files")


def test_what_belongs_to_a_body_on_another_kind_of_actor(folder):
    fill(folder, "actors", actor())
    fill(folder, "mandates", {"id": "man-0000000000041", "body": A})
    assert places_of(folder) == [("mandates.csv", 2, "body", A)]


def test_a_stance_says_which_kinds_it_may_speak_of(folder):
    fill(folder, "actors", actor())
    fill(
        folder,
        "stances",
        {"id": "stn-0000000000071", "actor": A, "kind": "objects", "subject": "src-0000000000081"},
    )
    assert faults_of(folder) == [
        (
            ("stances.csv", 2, "subject", "src-0000000000081"),
            "is an id of another kind. Here stands an id that begins with: pro, act, rol, chn, lnk.",
        )
    ]


def test_an_empty_reference_is_not_blamed_while_the_one_beside_it_cannot_be_read(folder):
    fill(folder, "actors", actor())
    fill(folder, "reach", {"id": "rch-0000000000062", "actor": A, "armed_actor": "ARM_1"})
    assert places_of(folder) == [("reach.csv", 2, "armed_actor", "ARM_1")]


def test_a_code_in_a_list_is_refused_by_its_name_and_not_by_its_place_in_an_array(folder):
    fill(folder, "actors", actor(A))
    fill(folder, "mediators", {"id": A, "languages": "my;Acehnese", "approach": ""})
    ((_place, message),) = faults_of(folder)
    assert message == "“Acehnese” is no language code. Write ace."


def test_a_log_is_not_judged_while_a_row_of_it_has_no_place(folder):
    fill(folder, "processes", process(P))
    rows = [phase(number, status) for number, status in ((1, "exploration"), (2, "pre_negotiation"))]
    fill(folder, "phase_changes", *rows, phase(3, "negotiation") | {"position": ""})
    assert places_of(folder) == [("phase_changes.csv", 4, "position", "")]


def test_what_stands_before_a_line_that_cannot_be_read_is_read(folder, monkeypatch):
    monkeypatch.setattr(folders, "AT_ONCE", 2)
    fill(folder, "actors", *(actor(f"act-000000000000{number}", kind="kingdom") for number in range(1, 6)))
    with (folder / "actors.csv").open("a") as file:
        file.write('"act-0000000000006,\n')
    told = [(row, column) for _file, row, column, _value in places_of(folder)]
    assert told == [*((row, "kind") for row in range(2, 7)), (7, "")]
