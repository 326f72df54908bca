"""Jobs wait in the database: added with what asks for them, and seen by nobody who serves pages."""

import re
from importlib import resources

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.utils import ProgrammingError

from peaceinfra.core import job_tables, jobs
from peaceinfra.core.visibility import PUBLIC, viewing
from tests.factories import ActorFactory

pytestmark = pytest.mark.django_db


def waiting() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text, status::text FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def test_the_migrations_name_the_newest_tables_of_the_library_that_is_installed():
    migration = MigrationLoader(None).get_migration("core", "0011_jobs")
    made = migration.operations[-1].sql
    newest = job_tables.files()[-1]
    assert job_tables.statements_since("", newest) == made
    assert job_tables.statements_since(newest, newest) == ""


def test_no_value_of_a_type_is_added_and_used_in_one_transaction_which_older_servers_refuse():
    folder = resources.files("procrastinate.sql")
    declared = re.findall(
        r"CREATE TYPE (procrastinate_job_\w+) AS ENUM \((.*?)\);",
        (folder / "schema.sql").read_text(),
        re.DOTALL,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT enumtypid::regtype::text, array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum GROUP BY 1"
        )
        stored = dict(cursor.fetchall())
    assert {name: re.findall(r"^\s*'(\w+)'", values, re.MULTILINE) for name, values in declared} == stored
    made = job_tables.statements_since("", job_tables.files()[-1])
    assert "ADD VALUE" not in made
    # What is brought from an earlier version has the type already, and adds to it.
    assert "ADD VALUE 'retried' AFTER" in job_tables.statements_since("03.03", job_tables.files()[-1])


def test_the_web_role_adds_a_job_and_it_is_taken_back_with_the_transaction():
    with viewing(PUBLIC):
        jobs.enqueue("an.errand", subscription=7)
    with pytest.raises(ZeroDivisionError), viewing(PUBLIC):
        jobs.enqueue("an.errand", subscription=8)
        raise ZeroDivisionError
    assert waiting() == [("an.errand", '{"subscription": 7}', "todo")]


def test_a_job_that_waits_already_is_not_added_again_and_what_was_written_beside_it_stays():
    with viewing(PUBLIC):
        for key in (1, 2):
            jobs.enqueue("an.errand", once="an errand", subscription=key)
        jobs.enqueue("another.errand")
    assert waiting() == [("an.errand", '{"subscription": 1}', "todo"), ("another.errand", "{}", "todo")]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT id FROM procrastinate_jobs",
        "DELETE FROM procrastinate_jobs",
        "SELECT id FROM procrastinate_events",
        "SELECT procrastinate_finish_job_v1(1, 'failed', true)",
    ],
)
def test_the_web_role_reads_and_ends_no_job(statement):
    with viewing(PUBLIC):
        jobs.enqueue("an.errand")
    with pytest.raises(ProgrammingError) as refusal, viewing(PUBLIC), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_the_role_of_the_jobs_keeps_them_and_reads_no_record():
    ActorFactory(level=0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [settings.JOBS_ROLE])
        cursor.execute("SELECT set_config('peaceinfra.level', '4', true)")
        cursor.execute("SELECT * FROM procrastinate_register_worker_v1()")
        for table in ("processes_actor", "core_account", "core_partnertoken", "core_change"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(f"SELECT count(*) FROM {table}")
        transaction.set_rollback(True)


def test_a_worker_connects_in_the_role_of_the_jobs():
    parameters = jobs.worker_connector()._pool_args["kwargs"]
    with psycopg.connect(**parameters) as worker:
        assert worker.execute("SELECT current_user").fetchone()[0] == settings.JOBS_ROLE
