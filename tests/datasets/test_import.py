"""The importer: all or nothing, in any order, and a second run changes nothing."""

from io import StringIO

import pytest
from django.core.management import call_command

from peaceinfra.core.identity import parse_public_id, public_id
from peaceinfra.core.models import Record, Team
from peaceinfra.core.registry import models_by_kind
from peaceinfra.datasets import tables
from peaceinfra.datasets.cells import column_of
from peaceinfra.datasets.faults import FaultyDataset
from peaceinfra.datasets.importing import import_dataset
from processes.models import Actor, Claim, PeaceProcess, Place, RelativeBound, Role, Source
from processes.services import retire_records
from processes.services.records import KEPT
from secretariats.models import PeaceSecretariat
from tests.datasets.conftest import A, B, P, Q, actor, alias, body, faults_of, fill, load, process, put
from tests.factories import ActorFactory, ClaimFactory, ConsentFactory
from tracks.models import Linkage

pytestmark = pytest.mark.django_db


def test_records_are_added_and_a_second_run_writes_nothing(folder):
    fill(folder, "actors", actor(A), actor(B))
    assert load(folder) == {"actors": (2, 0, 0)}
    before = list(Actor.objects.order_by("pk").values_list("version", "updated_at"))
    assert load(folder) == {"actors": (0, 0, 2)}
    assert list(Actor.objects.order_by("pk").values_list("version", "updated_at")) == before
    assert Actor.objects.get(name="One", pk=1).events.count() == 1


def test_a_record_that_differs_is_changed_with_all_that_is_computed_from_it(folder):
    fill(folder, "actors", actor(A), actor(B))
    load(folder)
    fill(folder, "actors", actor(A, "Ónë", start_kind="actual", start="2004"), actor(B))
    assert load(folder) == {"actors": (0, 1, 1)}
    changed = Actor.objects.get(pk=1)
    assert (changed.name, changed.folded, changed.version) == ("Ónë", "one", 2)
    assert (changed.start_min.isoformat(), changed.start_max.isoformat()) == ("2004-01-01", "2004-12-31")
    assert [event.pgh_context["reason"] for event in changed.events.order_by("pgh_id")] == [
        "a test",
        "a test",
    ]


def test_a_withdrawal_that_is_imported_restricts_the_person_as_the_screens_do(folder):
    """Who is stored, and who is as new as it; not who is only not to be contacted, or withdrew before."""
    stored, other = (ActorFactory(kind="individual", level=1, name=name) for name in "CD")
    ConsentFactory(actor=other, withdrawn_on="2026-02-01")
    rows = [
        {"id": f"csn-000000000010{number}", "actor": person, "scope": scope, "withdrawn_on": day}
        | {"withdrawn_why": "word came" if day else "", "manner": "spoken", "taken_by": "us", "given": "2025"}
        for number, (person, scope, day) in enumerate(
            [
                (A, "public", "2026-03-01"),
                (B, "contacted", "2026-03-01"),
                (public_id("act", stored.pk), "recorded", "2026-03-01"),
                (public_id("act", other.pk), "recorded", ""),
            ],
            1,
        )
    ]
    fill(folder, "actors", actor(A, kind="individual", level="0"), actor(B, kind="individual", level="0"))
    fill(folder, "consents", *rows)
    load(folder)
    keys = [parse_public_id(id)[1] for id in (A, B)] + [stored.pk, other.pk]
    assert [Actor.objects.get(pk=key).level for key in keys] == [3, 0, 3, 1]
    event = Actor.objects.get(pk=stored.pk).events.latest("pgh_id")
    assert event.pgh_context["reason"] == "A consent was withdrawn."
    # A file from before takes nothing back.
    [(place, words)] = faults_of(folder)
    assert place == ("actors.csv", 2, "level", "0") and "withdrew the consent" in words
    fill(folder, "actors", actor(A, kind="individual", level="3"), actor(B, kind="individual", level="0"))
    assert load(folder) == {"actors": (0, 0, 2), "consents": (0, 0, 4)}
    assert [Actor.objects.get(pk=key).level for key in keys] == [3, 0, 3, 1]


def test_a_record_that_no_file_names_is_left_alone(folder):
    other = ActorFactory(name="Other")
    fill(folder, "actors", actor())
    load(folder)
    other.refresh_from_db()
    assert (other.name, other.version, other.retired) == ("Other", 1, False)


def test_a_retired_record_is_not_brought_back(folder):
    fill(folder, "actors", actor())
    load(folder)
    retire_records([Actor.objects.get()], by=None, reason="entered twice")
    fill(folder, "actors", actor(name="Another name"))
    assert load(folder) == {"actors": (0, 0, 0)}
    assert Actor.objects.get().name == "One" and Actor.objects.get().retired


def test_files_and_rows_may_refer_to_one_another_in_any_order(folder):
    fill(folder, "actor_names", alias() | {"actor_label": "One"})
    fill(folder, "processes", process(P, parent=Q), process(Q, "Whole"))
    fill(folder, "actors", actor())
    load(folder)
    assert Actor.objects.get().names.get().name == "Uno"
    assert PeaceProcess.objects.get(name="Talks").parent.name == "Whole"
    assert PeaceProcess.objects.get(name="Talks").effective_level == 0


@pytest.mark.parametrize(
    ("file", "prefix", "reference", "model"),
    [
        ("processes", "pro", "parent", PeaceProcess),
        ("places", "plc", "parent", Place),
        ("sources", "src", "stand_in", Source),
    ],
)
def test_a_part_may_stand_before_its_whole_and_still_takes_its_marking(
    folder, file, prefix, reference, model
):
    keys = [f"{prefix}-000000000000{number}" for number in range(1, 5)]
    rows = [
        {"id": one, "name": one, reference: above} for one, above in zip(keys, [*keys[1:], ""], strict=True)
    ]
    for row in rows:
        row |= {"kind": "report"} if file == "sources" else {}
    rows[-1]["level"] = "3"
    fill(folder, file, *rows)
    assert load(folder) == {file: (4, 0, 0)}
    assert set(model.objects.values_list("effective_level", flat=True)) == {3}


def test_what_is_referred_to_stands_in_an_earlier_file_or_the_same():
    late = {
        (table.name, column.name)
        for place, table in enumerate(tables.TABLES)
        for column in tables.references(table)
        if column.field.related_model is not Record
        and tables.TABLES.index(tables.table_of(column.field.related_model)) > place
    }
    assert late == set()


def test_the_record_that_is_spoken_of_stands_in_an_earlier_file():
    for place, table in enumerate(tables.TABLES):
        for column in tables.references(table):
            for kind in tables.kinds_referred_to(table, column):
                assert tables.TABLES.index(tables.table_of(models_by_kind()[kind])) <= place


def test_a_dry_run_says_the_same_and_writes_nothing(folder):
    put(folder, "teams", "name", "Heron")
    fill(folder, "actors", actor(team="Heron", level="3"))
    output = StringIO()
    call_command("import_dataset", folder, "--dry-run", stdout=output)
    assert " ".join(output.getvalue().split()) == (
        "actors.csv 1 added 0 changed 0 unchanged A dry run: nothing was written."
    )
    assert not Actor.objects.exists() and not Team.objects.exists()


def test_a_team_of_the_file_is_made_and_one_of_the_register_is_used(folder):
    heron = Team.objects.create(name="Heron")
    put(folder, "teams", "name", "Cedar", "Heron")
    fill(folder, "actors", actor(A, team="Cedar"), actor(B, team="Heron"))
    load(folder)
    assert list(Team.objects.values_list("name", flat=True)) == ["Cedar", "Heron"]
    assert Actor.objects.get(pk=2).effective_teams == [heron.pk]


def test_relative_dates_are_followed(folder):
    fill(folder, "processes", process())
    day = {"start_kind": "actual", "start": "2002-02-22", "end_kind": "actual", "end": "2002-02-22"}
    year = {"start_kind": "actual", "start": "2002"}
    ceasefire = {"id": "evt-0000000000021", "name": "Ceasefire", "kind": "ceasefire", "process": P} | day
    talks = {"id": "evt-0000000000022", "name": "Talks", "kind": "talks", "process": P} | year
    fill(folder, "events", ceasefire, talks)
    bound = {"bound": "start", "relation": "not_before", "anchor_bound": "start"}
    ends = {"subject": talks["id"], "anchor": ceasefire["id"]}
    fill(folder, "relative_bounds", {"id": "rel-0000000000051"} | ends | bound)
    load(folder)
    assert RelativeBound.objects.count() == 1
    assert load(folder)["events"] == (0, 0, 2)


def test_long_work_tells_of_its_progress(folder):
    fill(folder, "actors", actor("no id"), *(actor(f"act-{n:013}") for n in range(1, 10_000)))
    told = []
    with pytest.raises(FaultyDataset):
        import_dataset(folder, by=None, reason="a test", say=told.append)
    assert told == ["actors.csv: 10,000 rows read"]


def test_the_number_of_queries_does_not_grow_with_the_rows(folder, django_assert_max_num_queries):
    def files(first, last):
        keys = [f"{n:010}" for n in range(first, last)]
        fill(folder, "actors", *(body(f"act-{key}001") for key in keys))
        fill(folder, "mandates", *({"id": f"man-{key}002", "body": f"act-{key}001"} for key in keys))
        fill(
            folder,
            "functions",
            *(
                {"id": f"fun-{key}003", "body": f"act-{key}001", "mandate": f"man-{key}002"}
                | {"task": "advice", "state": "mandated"}
                for key in keys
            ),
        )

    files(1, 2)
    with django_assert_max_num_queries(60) as one:
        load(folder)
    files(100, 200)
    with django_assert_max_num_queries(60) as many:
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


# --- forms of cells ---


def test_true_as_spreadsheets_write_it_is_read():
    read = column_of(Role._meta.get_field("is_signatory")).parse
    assert [read("TRUE"), read("False"), read("true")] == [True, False, True]


def test_true_false_and_not_known_are_three_answers(folder):
    keys = {"true": "act-0000000000001", "false": "act-0000000000002", "": "act-0000000000003"}
    fill(folder, "actors", *(body(key) for key in keys.values()))
    fill(
        folder,
        "peace_secretariats",
        *({"id": key, "is_first_address": text} for text, key in keys.items()),
    )
    load(folder)
    answers = PeaceSecretariat.objects.order_by("pk").values_list("is_first_address", flat=True)
    assert list(answers) == [True, False, None]


def test_lists_of_codes_keep_their_order(folder):
    fill(folder, "actors", actor(A), actor(B))
    linkage = {"id": "lnk-0000000000021", "source": A, "target": B}
    fill(folder, "linkages", linkage | {"gave": "networks;access"})
    load(folder)
    assert Linkage.objects.get().gave == ["networks", "access"]


def test_a_long_text_comes_in_whole(folder):
    text = 'Two lines,\r\nand “quotes” "of every kind". ' * 10_000
    fill(folder, "actors", actor(description=text))
    load(folder)
    assert Actor.objects.get().description == text


def test_what_a_spreadsheet_saves_is_read(folder):
    fill(folder, "actors", actor(name="Café السلام"))
    path = folder / "actors.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder) == {"actors": (1, 0, 0)}
    assert Actor.objects.get().name == "Café السلام"


def test_a_cell_that_says_otherwise_than_an_accepted_claim_is_proposed_and_reported(folder):
    fill(folder, "actors", actor(name="One"), actor(B, "Other"))
    load(folder)
    ClaimFactory(subject=Actor.objects.get(name="One"), field="name", value="One")
    fill(folder, "actors", actor(name="Two", description="New words"), actor(B, "Another"))
    said = []
    for _time in range(2):
        load(folder, say=said.append)
    assert set(Actor.objects.values_list("name", "description")) == {("One", "New words"), ("Another", "")}
    assert list(Claim.objects.filter(status="proposed").values_list("field", "value", "source__name")) == [
        ("name", "Two", "a test")
    ]
    assert said == ["actors.csv, row 2, name: “Two” is not what was decided; it is a proposed claim"] * 2
