"""An import as a batch: what it wrote is found, undone as a whole, and compared with what its source said before."""

import pytest
from django.core.exceptions import ValidationError

from peaceinfra.core.errors import NotAllowed
from peaceinfra.datasets.exporting import export_dataset
from peaceinfra.datasets.folders import read_folder
from peaceinfra.datasets.importing import import_dataset, import_rows
from processes.models import (
    Actor,
    Batch,
    BatchRow,
    Citation,
    Claim,
    MissingUpstream,
    PeaceProcess,
    PhaseChange,
    Source,
    Upstream,
)
from processes.services import BatchDetails, retire_records, save_record
from processes.services.undoing import NotUndone, undo_batch
from processes.services.upstream import answer_missing
from secretariats.models import Body
from tests.datasets.conftest import A, B, actor, alias, body, contents, fill, load, phase, process, put
from tests.factories import AccountFactory, CitationFactory, ClaimFactory, RoleFactory

pytestmark = pytest.mark.django_db

CITED, FROM = "cit-0000000000081", "src-0000000000071"
ARABIC, BURMESE = "الحركة الشعبية", "တိုင်းရင်းသား"


def source(**cells):
    return {"id": FROM, "name": "A register of actors", "kind": "dataset"} | cells


def citation(**cells):
    return {"id": CITED, "subject": A, "source": FROM, "locator": "22.1, row 5", "credibility": "6"} | cells


def first(folder):
    """An import of many kinds of rows."""
    put(folder, "teams", "name", "Heron")
    fill(folder, "conflicts", {"id": "cfl-0000000000061", "name": "War", "team": "Heron", "level": "2"})
    fill(folder, "actors", actor(A, ARABIC), body(B, "Office"))
    fill(folder, "actor_names", alias(name="Uno"))
    fill(folder, "processes", process())
    fill(folder, "phase_changes", phase(1, "exploration", "2001"), phase(2, "negotiation", "2002"))
    fill(folder, "sources", source())
    fill(folder, "citations", citation())
    return import_dataset(folder, by=None, reason="a test").batch


def exported(tmp_path, name):
    export_dataset(tmp_path / name, viewer=None)
    return contents(tmp_path / name)


def edition(folder, number, *, by=None, scheme="reg", scope="", **details):
    """Imports the folder as an edition of a source."""
    batch = BatchDetails("Register", scheme=scheme, scope=scope, edition=number, **details)
    return import_rows(
        lambda: read_folder(folder, lambda words: None), by=by, reason=f"edition {number}", batch=batch
    )


# --- the batch ---


def test_an_import_notes_its_files_and_each_record_that_it_wrote(folder):
    batch = first(folder)
    assert (batch.title, batch.state, batch.level, batch.size) == ("dataset", "written", 3, 9)
    assert [file["name"] for file in batch.files] == sorted(contents(folder))
    assert {len(file["sha256"]) for file in batch.files} == {64}
    assert batch.rows.filter(model="processes.phasechange", action="added").count() == 2
    fill(folder, "actors", actor(A, BURMESE), body(B, "Office"))
    changed = import_dataset(folder, by=None, reason="a test").batch
    rows = BatchRow.objects.filter(batch=changed).values_list(
        "record", "action", "version_before", "version_after"
    )
    assert list(rows) == [(1, "changed", 1, 2)]
    assert Actor.objects.get(pk=1).version == 2
    assert Actor.objects.get(pk=1).events.last().pgh_context["batch"] == changed.pk
    assert import_dataset(folder, by=None, reason="a test").batch is None
    assert Batch.objects.count() == 2


def test_a_dry_run_makes_no_batch(folder):
    fill(folder, "actors", actor())
    report = import_dataset(folder, by=None, reason="a test", dry_run=True)
    assert (report.batch, Batch.objects.count(), BatchRow.objects.count()) == (None, 0, 0)


# --- undoing ---


@pytest.mark.slow
def test_an_import_is_undone_to_the_export_from_before_and_brought_back_by_the_next(folder, tmp_path):
    RoleFactory(actor__name=BURMESE)
    before = exported(tmp_path, "before")
    batch = first(folder)
    after = exported(tmp_path, "after")
    done = undo_batch(batch, by=None, reason="the wrong file")
    assert exported(tmp_path, "undone") == before
    assert sum(count["retired"] for count in done.values()) == 9
    batch.refresh_from_db()
    assert (batch.state, batch.undo_reason) == ("undone", "the wrong file")
    assert "the wrong file" in Actor.objects.get(name=ARABIC).events.last().pgh_context["reason"]
    report = import_dataset(folder, by=None, reason="again")
    assert {count.table.name: count.restored for count in report.counts}["phase_changes"] == 2
    assert exported(tmp_path, "again") == after
    undo_batch(report.batch, by=None, reason="the wrong file again")
    assert exported(tmp_path, "undone again") == before


def test_a_newer_import_is_undone_to_what_the_older_one_left(folder, tmp_path):
    first(folder)
    older = exported(tmp_path, "older")
    fill(
        folder,
        "actors",
        actor(A, "Other", start_kind="actual", start="2004"),
        body(B, "Office"),
        actor("act-0000000000003"),
    )
    fill(
        folder,
        "phase_changes",
        phase(1, "exploration", "2001"),
        phase(3, "pre_negotiation"),
        phase(2, "negotiation", "2003"),
    )
    fill(folder, "citations", citation(locator="23.1, row 6"))
    newer = import_dataset(folder, by=None, reason="a test").batch
    assert exported(tmp_path, "newer") != older
    undo_batch(newer, by=None, reason="too early")
    assert exported(tmp_path, "undone") == older
    assert Actor.objects.get(pk=1).start_min is None


def refused(batch, **options):
    """{(model, name of the record): why} of what stands in the way; nothing was written."""
    state = Batch.objects.get(pk=batch.pk).state
    with pytest.raises(NotUndone) as caught:
        undo_batch(batch, by=options.get("by"), reason="a test")
    assert Batch.objects.get(pk=batch.pk).state == state
    return {
        (obstacle.model.__name__, str(obstacle.model._base_manager.get(pk=obstacle.key))): obstacle.why
        for obstacle in caught.value.obstacles
    } or caught.value.words


def test_an_import_on_which_somebody_worked_since_is_not_undone_and_they_are_named(folder):
    batch = first(folder)
    worked_on = Actor.objects.get(pk=1)
    worked_on.description = "Seen by us"
    save_record(worked_on, by=AccountFactory(role="analyst", clearance=4), reason="research")
    CitationFactory(subject=PeaceProcess.objects.get(), source__name="Ours")
    RoleFactory(actor=Actor.objects.get(pk=2), process__name="Elsewhere")
    why = refused(batch)
    assert {(model, why) for (model, _name), why in why.items()} == {
        ("Actor", "was changed since"),
        ("Citation", "was added since to what it added"),
        ("Role", "was added since to what it added"),
    }
    assert not Actor.objects.filter(retired=True).exists()


def test_a_later_import_of_the_same_records_is_named_and_stands_in_the_way_until_it_is_undone(folder):
    batch = first(folder)
    fill(folder, "actors", actor(A, BURMESE))
    later = import_dataset(folder, by=None, reason="a test").batch
    assert refused(batch) == {("Actor", BURMESE): "was changed since by “dataset”"}
    # Undone, it left the record as the first one wrote it, in a newer version.
    undo_batch(later, by=None, reason="back")
    assert Actor.objects.get(name=ARABIC).version == 3
    undo_batch(batch, by=None, reason="back to nothing")
    assert not Actor.objects.live().exists()


def test_what_a_person_retired_of_it_is_no_obstacle_and_stays_retired(folder):
    batch = first(folder)
    retire_records([Actor.objects.get(pk=1)], by=None, reason="no actor")
    undo_batch(batch, by=None, reason="a test")
    load(folder)
    assert set(Actor.objects.live().values_list("pk", flat=True)) == {2}


def test_only_a_steward_undoes_and_only_who_sees_all_of_it(folder):
    batch = first(folder)
    with pytest.raises(NotAllowed):
        undo_batch(batch, by=AccountFactory(role="analyst", clearance=4), reason="a test")
    with pytest.raises(ValidationError):
        undo_batch(batch, by=None, reason=" ")


def test_what_it_made_more_protected_takes_two_persons_to_put_back(folder):
    first(folder)
    fill(folder, "actors", actor(A, ARABIC, level="3"), body(B, "Office"))
    batch = import_dataset(folder, by=None, reason="a test").batch
    why = refused(batch, by=AccountFactory(role="steward", clearance=4))
    assert why == {("Actor", ARABIC): "Another steward has to agree before this becomes less protected."}
    undo_batch(batch, by=None, reason="by the operator")
    assert Actor.objects.get(pk=1).level == 0


def test_what_an_import_proposed_is_retired_with_it(folder):
    first(folder)
    ClaimFactory(subject=Actor.objects.get(pk=1), field="name", value=ARABIC)
    fill(folder, "actors", actor(A, "Other"), body(B, "Office"))
    batch = import_dataset(folder, by=None, reason="a test").batch
    assert Claim.objects.live().filter(status="proposed").count() == 1
    undo_batch(batch, by=None, reason="a test")
    assert not Claim.objects.live().filter(status="proposed").exists()
    assert not Source.objects.live().filter(name="a test").exists()


def test_more_about_an_actor_is_undone_with_its_kind(folder):
    fill(folder, "actors", actor())
    load(folder)
    fill(folder, "actors", body(name="One"))
    fill(folder, "bodies", {"id": A, "form": "secretariat"})
    batch = import_dataset(folder, by=None, reason="a test").batch
    assert batch.size == 2
    undo_batch(batch, by=None, reason="a test")
    assert (Actor.objects.get().kind, Body.objects.live().count()) == ("state", 0)


def test_a_log_is_undone_with_its_rows(folder):
    fill(folder, "processes", process())
    load(folder)
    fill(folder, "phase_changes", phase(1, "exploration", "2001"))
    batch = import_dataset(folder, by=None, reason="a test").batch
    undo_batch(batch, by=None, reason="a test")
    assert not PhaseChange.objects.live().exists()


# --- three ways ---


@pytest.fixture
def told(folder):
    fill(folder, "actors", actor(A, "One", description="As told"), actor(B, "Two"))
    fill(folder, "sources", source())
    fill(folder, "citations", citation())
    return edition(folder, "22.1")


def correct(key, **values):
    """What somebody changes here."""
    record = Actor.objects.get(pk=key)
    for name, value in values.items():
        setattr(record, name, value)
    save_record(record, by=AccountFactory(role="analyst", clearance=4), reason="research")


def test_what_the_source_says_again_changes_nothing_that_somebody_wrote_here(folder, told):
    correct(1, name=ARABIC, start_kind="actual", start="1999")
    report = edition(folder, "22.1")
    assert (report.batch, report.changed, report.kept) == (None, [], [])
    fill(folder, "actors", actor(A, "One", description="Told anew"), actor(B, "Two"))
    report = edition(folder, "23.1")
    assert Actor.objects.filter(pk=1).values_list("name", "description", "start").get() == (
        ARABIC,
        "Told anew",
        "1999",
    )
    assert [(cell.field, cell.before, cell.after) for cell in report.changed] == [
        ("description", "As told", "Told anew")
    ]


def test_what_both_changed_is_proposed_and_the_rest_is_taken(folder, told):
    correct(1, name=ARABIC)
    fill(folder, "actors", actor(A, "Uno", description="Told anew"), actor(B, "Dos"))
    report = edition(folder, "23.1")
    assert list(Actor.objects.order_by("pk").values_list("name", "description")) == [
        (ARABIC, "Told anew"),
        ("Dos", ""),
    ]
    assert list(Claim.objects.values_list("subject", "field", "value", "status")) == [
        (1, "name", "Uno", "proposed")
    ]
    assert report.messages == [
        "actors.csv, row 2, name: “Uno” is new in the source, but somebody changed this here too; it is a proposed"
        " claim"
    ]
    assert edition(folder, "24.1").kept == []
    assert Claim.objects.count() == 1
    undo_batch(report.batch, by=None, reason="too early")
    assert list(Actor.objects.order_by("pk").values_list("name", "description")) == [
        (ARABIC, "As told"),
        ("Two", ""),
    ]
    assert len(edition(folder, "23.1").kept) == 1


def test_a_date_and_its_kind_are_taken_or_kept_together(folder, told):
    correct(1, start_kind="actual", start="1999")
    fill(
        folder,
        "actors",
        actor(A, "One", description="As told", start_kind="first_cited", start="2001"),
        actor(B, "Two"),
    )
    edition(folder, "23.1")
    assert Actor.objects.filter(pk=1).values_list("start_kind", "start").get() == ("actual", "1999")
    assert set(Claim.objects.values_list("field", "value")) == {
        ("start_kind", "first_cited"),
        ("start", "2001"),
    }


def test_a_citation_is_changed_in_its_place_and_not_doubled(folder, told):
    fill(folder, "citations", citation(locator="23.1, row 6"))
    edition(folder, "23.1")
    assert list(Citation.objects.values_list("locator", "version")) == [("23.1, row 6", 2)]
    mine = Citation.objects.get()
    mine.locator = "page 3"
    save_record(mine, by=None, reason="a better place")
    fill(folder, "citations", citation(locator="24.1, row 7"))
    assert edition(folder, "24.1").messages == [
        "citations.csv, row 2, locator: “24.1, row 7” is new in the source, but somebody changed this here too; it"
        " stays as it is here"
    ]
    assert Citation.objects.get().locator == "page 3"


def test_a_decided_value_is_kept_as_ever(folder, told):
    ClaimFactory(subject=Actor.objects.get(pk=1), field="name", value="One")
    fill(folder, "actors", actor(A, "Uno", description="As told"), actor(B, "Two"))
    report = edition(folder, "23.1")
    assert [kept.field for kept in report.kept] == ["name"]
    assert "is not what was decided" in report.messages[0]


def test_rows_of_a_log_are_put_between_and_what_somebody_added_stays(folder):
    fill(folder, "processes", process())
    fill(folder, "phase_changes", phase(1, "exploration", "2001"), phase(2, "negotiation", "2003"))
    edition(folder, "22.1")
    changed = PhaseChange.objects.get(status="exploration")
    changed.reason = "as we know"
    save_record(changed, by=None, reason="research")
    rows = (
        phase(1, "exploration", "2001"),
        phase(3, "pre_negotiation", "2002"),
        phase(2, "negotiation", "2003"),
    )
    for number, row in enumerate(rows, 1):
        row["position"] = str(number)
    fill(folder, "phase_changes", *rows)
    report = edition(folder, "23.1")
    log = PhaseChange.objects.order_by("position").values_list("status", "reason")
    assert list(log) == [("exploration", "as we know"), ("pre_negotiation", ""), ("negotiation", "")]
    assert {count.table.name: (count.added, count.changed) for count in report.counts}["phase_changes"] == (
        1,
        0,
    )


# --- missing upstream ---


def test_what_a_source_no_longer_names_is_listed_and_not_retired(folder, told):
    fill(folder, "actors", actor(A, "One", description="As told"))
    batch = edition(folder, "23.1").batch
    [row] = MissingUpstream.objects.all()
    assert (row.batch, row.record_id, row.edition, row.answer) == (batch, 2, "22.1", "")
    assert Actor.objects.live().count() == 2
    assert edition(folder, "24.1").batch is None
    answer_missing([row], "kept", by=AccountFactory(role="analyst", clearance=4), reason="still there")
    with pytest.raises(ValidationError):
        answer_missing([row], "retired", by=None, reason="gone")
    assert Actor.objects.live().count() == 2


def test_what_is_missing_is_retired_where_a_person_says_so(folder, told):
    fill(folder, "actors", actor(A, "One", description="As told"))
    (folder / "citations.csv").unlink()
    edition(folder, "23.1")
    rows = MissingUpstream.objects.order_by("model")
    assert [row.model for row in rows] == ["processes.actor", "processes.citation"]
    answer_missing([*rows], "retired", by=None, reason="merged upstream")
    assert (Actor.objects.live().count(), Citation.objects.live().count()) == (1, 0)


def test_what_one_part_of_a_source_does_not_name_is_not_missing_from_another(folder, told):
    fill(folder, "actors", actor("act-0000000000003", "Three"))
    edition(folder, "22.1", scope="dyads")
    assert not MissingUpstream.objects.exists()
    assert Upstream.objects.filter(scope="dyads").count() == 3


def test_what_somebody_corrected_stays_when_another_part_of_the_source_names_the_record(folder, told):
    correct(1, name=ARABIC)
    fill(folder, "actors", actor(A, "One", description="As told elsewhere"))
    assert edition(folder, "22.1", scope="dyads").kept == []
    first = Actor.objects.get(pk=1)
    assert (first.name, first.description) == (ARABIC, "As told elsewhere")
    fill(folder, "actors", actor(A, "Uno", description="As told elsewhere"))
    assert [kept.field for kept in edition(folder, "23.1", scope="dyads").kept] == ["name"]
