"""What starts, watches and balances the register asks whether it lives and whether readers may be sent to it."""

import json
import logging

import pytest
from django.db import connection
from django.test import Client

from peaceinfra.api.erasing import apply_register, carry_out_all
from peaceinfra.core import erasure_register, health
from peaceinfra.core.visibility import viewing
from peaceinfra.core.visibility.viewer import PUBLIC
from tests.factories import ActorFactory

pytestmark = pytest.mark.django_db
READY = "/health/ready"
HEARD = """INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))"""


@pytest.fixture(autouse=True)
def walls_are_looked_at_anew(monkeypatch):
    monkeypatch.setattr(health._seen, "until", 0.0)
    monkeypatch.setattr(health, "_logged", {})


def run(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def ready(query="", **headers):
    response = Client(headers=headers).get(READY + query)
    return response.status_code, json.loads(response.content)


def test_all_parts_hold_where_everything_runs_and_a_stranger_is_told_no_more_than_that():
    run(HEARD, 10)
    parts = ("database", "migrations", "walls", "worker", "erasures")
    assert ready() == (200, dict.fromkeys(parts, True))
    response = Client().get(READY)
    assert response.headers["Cache-Control"] == "no-store"
    assert Client().head(READY).status_code == 200


def test_whoever_was_erased_and_is_here_again_is_not_served(settings, tmp_path, caplog):
    """As after an older backup was restored."""
    settings.ERASURES = tmp_path / "erasures.jsonl"
    person = ActorFactory(kind="individual", level=4)
    assert ready("?part=erasures")[0] == 200, "there is no register yet"
    erasure_register.note("act", person.pk + 1, "law", "2026-11-29")
    assert ready("?part=erasures")[0] == 200, "it was never here"
    erasure_register.note("act", person.pk, "law", "2026-11-29")
    with caplog.at_level(logging.ERROR):
        assert ready("?part=erasures") == (503, {"erasures": False})
    assert "1 erasures of the register are not done" in caplog.text
    carry_out_all()
    assert ready("?part=erasures")[0] == 503, "nothing asks for it in this database"
    apply_register()
    assert ready("?part=erasures")[0] == 200
    with settings.ERASURES.open("a") as file:
        file.write("what cannot be read\n")
    assert ready("?part=erasures")[0] == 503


def test_it_answers_by_any_name_of_the_host_by_http_and_with_a_slash(settings):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["register.example"]
    for address in ("/health/live", "/health/live/", f"{READY}?part=database"):
        assert Client(headers={"host": "10.0.0.7:8000"}).get(address).status_code == 200
    assert Client().get("/", headers={"host": "register.example"}).status_code == 301


def test_a_worker_that_is_not_heard_is_no_worker_and_who_balances_pages_need_not_ask_for_it(caplog):
    run(HEARD, 3600)
    with caplog.at_level(logging.ERROR):
        assert ready("?part=worker") == (503, {"worker": False})
    assert "start `manage.py worker`" in caplog.text
    ready("?part=worker")
    assert caplog.text.count("Not ready") == 1, "a stranger who asks again and again fills no log"
    run(HEARD, 1)
    ready("?part=worker")
    assert "Ready again: worker" in caplog.text
    assert ready("?part=database&part=migrations&part=walls")[0] == 200


def test_new_code_on_old_tables_is_not_ready_and_the_log_says_which_migration(caplog):
    run("DELETE FROM django_migrations WHERE app = 'tracks' AND name = '0001_initial'")
    assert ready("?part=migrations&part=database") == (503, {"migrations": False, "database": True})
    assert Client().get(f"{READY}?part=migrations").headers["Retry-After"] == "10"
    assert "tracks 0001_initial was not run" in caplog.text


def test_a_wall_that_is_down_is_told_and_by_the_serving_login_too(caplog):
    with viewing(PUBLIC):
        assert health.readiness(["walls"]) == {"walls": True}
    run("ALTER TABLE processes_actor DISABLE ROW LEVEL SECURITY")
    assert ready("?part=walls")[0] == 200, "it is looked up again after some minutes"
    health._seen.until = 0.0
    with viewing(PUBLIC):
        assert health.readiness(["walls"]) == {"walls": False}
    assert "processes_actor: row-level security is switched off" in caplog.text


def test_an_unknown_part_and_another_verb_are_refused():
    status, told = ready("?part=moon")
    assert (status, list(told["errors"])) == (400, ["part"])
    assert Client().post("/health/live").status_code == 405
    assert Client().get("/health/").status_code == 404


def test_a_part_that_is_named_many_times_is_looked_at_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert ready("?" + "&".join(["part=database"] * 300)) == (200, {"database": True})
