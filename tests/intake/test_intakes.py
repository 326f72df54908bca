"""Files that a steward brings in: previewed, corrected, written once by the worker as that person, or stopped."""

import csv
import io
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError, connection

from peaceinfra.core import jobs
from peaceinfra.core.choices import Level
from peaceinfra.core.identity import key_from
from peaceinfra.core.visibility import viewing
from peaceinfra.core.visibility.viewer import Viewer
from peaceinfra.intake import intakes, progress
from peaceinfra.intake.intakes import WORK
from peaceinfra.intake.tasks import resume
from peaceinfra.intake.working import work
from processes.choices import IntakeState
from processes.models import Actor, Batch, IntakeFile, OpenMatch
from tests.factories import ActorFactory, StewardFactory
from tests.intake.test_ucdp import ACTORS, STATE, TIGERS, WING
from tests.test_waiting import Elsewhere

pytestmark = pytest.mark.django_db


def content(*rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([ACTORS.split("|"), *rows])
    return text.getvalue().encode()


@pytest.fixture
def steward():
    return StewardFactory(clearance=Level.RESTRICTED)


def viewer_of(account, level=Level.RESTRICTED):
    return Viewer(level, frozenset(), account.pk)


def begun(steward, *rows, name="actors.csv", **more):
    viewer = viewer_of(steward)
    with viewing(viewer):
        return intakes.begin(
            {"actors": (name, content(*rows))},
            by=steward,
            viewer=viewer,
            source="ucdp",
            level=Level.RESTRICTED,
            reason="a newer edition",
            **more,
        )


def worked(intake):
    work(intake.pk, intake.account_id)
    intake.refresh_from_db()
    return intake


def asked(intake, steward, do, **more):
    viewer = viewer_of(steward)
    with viewing(viewer):
        do(intake, by=steward, viewer=viewer, **more)
    return worked(intake)


def test_a_preview_writes_nothing_and_what_is_brought_in_is_written_once_in_the_name_of_who_asked(steward):
    ActorFactory(name="Border Tigers")
    before = Actor.objects.count()
    intake = worked(begun(steward, TIGERS, WING, STATE))
    assert (intake.state, intake.fault) == (IntakeState.PREVIEWED, "")
    assert intake.found["tables"]["actors"]["added"] == 3
    assert (Actor.objects.count(), Batch.objects.count(), OpenMatch.objects.count()) == (before, 0, 0)
    intake = asked(intake, steward, intakes.bring_in)
    assert (intake.state, intake.differs["new"], intake.differs["before"]) == (IntakeState.DONE, 0, {})
    [batch] = Batch.objects.all()
    assert (intake.batches, batch.account, batch.level) == ([batch.pk], steward, Level.RESTRICTED)
    assert Actor.objects.filter(level=Level.RESTRICTED).count() == 3
    assert OpenMatch.objects.count() == 2
    assert [file.content for file in IntakeFile.objects.all()] == [None]
    assert worked(intake).batches == [batch.pk]
    assert Batch.objects.count() == 1


def test_an_id_whose_record_is_hidden_from_who_asks_fails_and_nothing_is_written(steward, caplog):
    hidden = ActorFactory(pk=key_from("act", "ucdp_actor", "9001"), name="Hidden", level=Level.STRICT)
    intake = worked(begun(steward, TIGERS, WING))
    assert (intake.state, "Nothing was written" in intake.fault) == (IntakeState.FAILED, True)
    assert "Hidden" not in intake.fault + str(intake.found)
    assert f"account {steward.pk} met an id that is taken" in caplog.text and "9001" not in caplog.text
    assert list(Actor.objects.values_list("pk", flat=True)) == [hidden.pk]


class LoweredAtTheFirstRow:
    """Another officer lowers the clearance while the import is under way."""

    def __init__(self, account):
        self.account, self.is_done = account, False

    def __call__(self, execute, sql, params, many, context):
        if not self.is_done and "processes_batch" in str(sql) and str(sql).lstrip().startswith("INSERT"):
            self.is_done = True
            cursor = context["cursor"].cursor
            cursor.execute("SET LOCAL ROLE NONE")
            cursor.execute("UPDATE core_account SET clearance = 1 WHERE id = %s", [self.account.pk])
            cursor.execute("SET LOCAL ROLE peaceinfra_web")
        return execute(sql, params, many, context)


def test_who_may_no_longer_see_what_is_written_while_it_is_written_has_written_nothing(steward):
    intake = worked(begun(steward, TIGERS))
    viewer = viewer_of(steward)
    with viewing(viewer):
        intakes.bring_in(intake, by=steward, viewer=viewer)
    lowered = LoweredAtTheFirstRow(steward)
    with connection.execute_wrapper(lowered):
        worked(intake)
    assert lowered.is_done
    assert intake.state == IntakeState.FAILED and "Nothing was written" in intake.fault
    assert (Actor.objects.count(), Batch.objects.count()) == (0, 0)


def test_a_database_that_fails_again_and_again_is_a_failure_that_can_be_checked_again(steward):
    def failing(execute, sql, params, many, context):
        if "processes_batch" in str(sql):
            raise OperationalError("no room on the disk")
        return execute(sql, params, many, context)

    intake = worked(begun(steward, TIGERS))
    viewer = viewer_of(steward)
    with viewing(viewer):
        intakes.bring_in(intake, by=steward, viewer=viewer)
    with connection.execute_wrapper(failing):
        with pytest.raises(OperationalError):
            work(intake.pk, steward.pk)
        work(intake.pk, steward.pk, is_last=True)
    intake.refresh_from_db()
    assert intake.state == IntakeState.FAILED and "Check again" in intake.fault
    assert Actor.objects.count() == 0
    assert asked(intake, steward, intakes.check_again).state == IntakeState.PREVIEWED


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_a_dead_worker_had_ended_holds_up_no_other_that_is_to_be_resumed(steward):
    ended, other = begun(steward, WING), begun(steward, TIGERS)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    # Its worker died between the end of the work and that of the job; then it was to be checked again.
    jobs.enqueue(WORK, once=f"{WORK} {ended.pk}", intake=ended.pk, account=steward.pk)
    # In a thread of its own: a browser that was tested before may have left this one a loop that runs.
    Elsewhere(lambda: async_to_sync(resume.func)(SimpleNamespace(app=jobs.app), timestamp=0)).join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT (args->>'intake')::bigint, status::text FROM procrastinate_jobs")
        assert sorted(cursor.fetchall()) == sorted([(ended.pk, "todo"), (other.pk, "todo")])


class StoppedAtItsBatch:
    """Its maker stops it on the page while the rows are written."""

    def __init__(self, intake, by):
        self.intake, self.by, self.ended_at_once = intake, by, None

    def __call__(self, execute, sql, params, many, context):
        if self.ended_at_once is None and str(sql).startswith('INSERT INTO "processes_batch"'):
            self.ended_at_once = Elsewhere(self.stop).join()
        return execute(sql, params, many, context)

    def stop(self):
        viewer = viewer_of(self.by)
        with viewing(viewer):
            return intakes.stop(self.intake, by=self.by, viewer=viewer)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_is_stopped_while_it_is_written_has_written_nothing_and_says_so(steward, monkeypatch):
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0)
    intake = worked(begun(steward, TIGERS, WING))
    stopped = StoppedAtItsBatch(intake, steward)
    with connection.execute_wrapper(stopped):
        intake = asked(intake, steward, intakes.bring_in)
    assert stopped.ended_at_once is False
    assert (intake.state, intake.batches) == (IntakeState.STOPPED, [])
    assert (Actor.objects.count(), Batch.objects.count()) == (0, 0)
    assert [file.content for file in IntakeFile.objects.all()] == [None]
