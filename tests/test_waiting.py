"""Who needs what another holds waits for a while, and is answered in words or served afterwards."""

import threading

import pytest
from django.db import connection, transaction

from peaceinfra.datasets.exporting import export_dataset
from peaceinfra.datasets.importing import import_dataset
from processes.models import Actor
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

WAITING_FOR_US = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"


class Elsewhere:
    """Work on another connection, in a thread that has begun; `result` after `join`."""

    def __init__(self, work):
        self.work, self.result = work, None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        try:
            self.result = self.work()
        finally:
            connection.close()

    def waits_for_us(self):
        """Whether it comes to a lock that the connection of the test holds; False where it ends first."""
        with connection.cursor() as cursor:
            while self.thread.is_alive():
                if cursor.execute(WAITING_FOR_US).fetchone():
                    return True
                self.thread.join(timeout=0.02)
        return False

    def join(self):
        self.thread.join(timeout=30)
        assert not self.thread.is_alive()
        return self.result


def test_a_page_whose_table_is_locked_is_answered_in_words_after_the_limit(client):
    locked, let_go = threading.Event(), threading.Event()

    def lock():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE processes_actor IN ACCESS EXCLUSIVE MODE")
            locked.set()
            let_go.wait(timeout=30)

    other = Elsewhere(lock)
    try:
        assert locked.wait(timeout=30)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        page, api = client.get("/actors/"), client.get("/api/v1/actors/")
        assert [answer.status_code for answer in (page, api)] == [503, 503]
        assert "Somebody else is changing this now" in page.content.decode()
        assert api.headers["Content-Type"] == "application/json"
    finally:
        let_go.set()
        other.join()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
    assert client.get("/actors/").status_code == 200


def test_an_import_locks_nothing_that_it_does_not_change(tmp_path):
    actors = factories.ActorFactory.create_batch(2, name="Before", level=0)
    export_dataset(tmp_path, viewer=None)
    with transaction.atomic():
        Actor.objects.filter(pk=actors[0].pk).update(description="somebody writes")
        other = Elsewhere(lambda: import_dataset(tmp_path, by=None, reason="again"))
        report = other.join()
    assert sum(count.changed + count.added for count in report.counts) == 0


def test_an_import_begins_again_where_a_record_was_saved_between_its_reading_and_its_writing(tmp_path):
    actor = factories.ActorFactory(name="Before", level=0)
    export_dataset(tmp_path, viewer=None)
    file = tmp_path / "actors.csv"
    file.write_text(file.read_text().replace("Before", "By the file"))
    with transaction.atomic():
        Actor.objects.filter(pk=actor.pk).update(name="By somebody", description="typed")
        other = Elsewhere(lambda: import_dataset(tmp_path, by=None, reason="again"))
        assert other.waits_for_us(), "it waits for who writes the record"
    report = other.join()
    assert sum(count.changed for count in report.counts) == 1
    actor.refresh_from_db()
    assert (actor.name, actor.description, actor.version) == ("By the file", "", 3)
    versions = [event.name for event in actor.events.order_by("pgh_id")]
    assert versions == ["Before", "By somebody", "By the file"]
