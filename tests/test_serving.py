"""A real gunicorn and a real database, which is stopped, killed, full and silent: the register says so and returns."""

import contextlib
import json
import re
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest
from django.conf import settings
from psycopg import sql

from peaceinfra.database import cluster as servers
from tests.database.conftest import a_cluster
from tests.serving import addresses, free_port, served

pytestmark = pytest.mark.slow

# A page that needs the database for nothing but the viewer's context, so that no table has to be there.
PAGE, API = "/account/sign-in/", "/api/v1/"


@pytest.fixture(scope="module")
def prepared():
    """A server of these tests, with both logins and the web role."""
    with a_cluster() as cluster:
        cluster.ensure_running()
        prepare = [sys.executable, "manage.py", "prepare_database"]
        environment = {"PATH": "/usr/bin:/bin", **addresses(cluster)}
        subprocess.run(prepare, cwd=settings.CHECKOUT, env=environment, check=True)
        with cluster.connect() as connection:
            connection.execute(f"GRANT peaceinfra_web TO {servers.LOGIN}")
        yield cluster


@pytest.fixture
def database(prepared):
    """The server, running, however the test before left it."""
    prepared.ensure_running()
    return prepared


def test_a_worker_that_starts_without_its_database_says_so_and_serves_when_it_is_back(database, tmp_path):
    database.stop()
    with served(tmp_path, **addresses(database)) as server:
        server.wait_for("The database does not answer yet")
        workers = server.workers()
        status, headers, text = server.get(PAGE)
        assert (status, headers["Retry-After"]) == (503, "30")
        assert "The register is not available at the moment" in text
        status, headers, text = server.get(API)
        assert (status, headers["Retry-After"], headers["Content-Type"]) == (503, "30", "application/json")
        assert list(json.loads(text)) == ["errors"]
        assert server.get("/health/live")[0] == 200
        status, headers, text = server.get("/health/ready?part=database")
        assert (status, headers["Retry-After"], json.loads(text)) == (503, "10", {"database": False})
        database.ensure_running()
        assert server.get("/health/ready?part=database")[0] == 200
        assert server.get(PAGE)[0] == 200
        database.stop("immediate")
        assert server.get(PAGE)[0] == 503
        database.ensure_running()
        assert server.get(PAGE)[0] == 200
        assert server.workers() == workers


def test_what_was_typed_while_the_database_is_away_is_kept_but_no_password(database, tmp_path):
    database.stop()
    with served(tmp_path, **addresses(database)) as server:
        status, _headers, text = server.get(
            "/admin/processes/actor/add/", b"name=Elder+%3CAmal%3E&reason=seen"
        )
        assert status == 503
        assert '<input type="hidden" name="name" value="Elder &lt;Amal&gt;">' in text
        status, _headers, text = server.get(PAGE, b"username=amal&password=open-sesame")
        assert status == 503
        assert "sesame" not in text
        assert "Amal" not in server.log


def test_when_all_connections_are_taken_the_answer_is_503_and_the_next_is_served(database, tmp_path):
    limit = sql.SQL("ALTER ROLE {} CONNECTION LIMIT {}")
    with database.connect() as administrator, served(tmp_path, **addresses(database)) as server:
        administrator.execute(limit.format(sql.Identifier(servers.LOGIN), 0))
        assert server.get(PAGE)[0] == 503
        administrator.execute(limit.format(sql.Identifier(servers.LOGIN), -1))
        assert server.get(PAGE)[0] == 200


def test_a_login_that_owns_is_refused_at_the_first_connection_where_it_could_not_be_at_the_start(
    database, tmp_path
):
    owner = addresses(database)["DATABASE_OWNER_URL"]
    database.stop()
    with served(tmp_path, DATABASE_URL=owner, DATABASE_OWNER_URL=owner) as server:
        server.wait_for("The database does not answer yet")
        database.ensure_running()
        assert server.get(PAGE)[0] == 500
        assert "ImproperlyConfigured" in server.log


def test_a_worker_that_runs_out_of_time_writes_no_query_string(tmp_path):
    """The database takes the connection and never speaks, for longer than gunicorn waits."""
    port = free_port()
    silent = f"postgres://web@127.0.0.1:{port}/register?connect_timeout=60"
    with (
        served(tmp_path, DATABASE_URL=silent, DATABASE_OWNER_URL=silent, WORKER_SECONDS="3") as server,
        socket.socket() as database,
    ):
        server.wait_for("The database does not answer yet")
        database.bind(("127.0.0.1", port))
        database.listen()
        with contextlib.suppress(OSError):
            server.get("/search/?q=secretname")
        server.wait_for("WORKER TIMEOUT")
        server.wait_for("Error handling request")
        server.wait_for("SystemExit")
        assert "secretname" not in server.log


def test_the_access_log_holds_paths_alone(tmp_path):
    nowhere = f"postgres://web@127.0.0.1:{free_port()}/register"
    line = "%(r)s|%(q)s|%(f)s|%({referer}i)s|%({raw_uri}e)s|%({query_string}e)s|%(U)s"
    environment = {"GUNICORN_CMD_ARGS": f"--access-logformat '{line}'"}
    with served(tmp_path, DATABASE_URL=nowhere, DATABASE_OWNER_URL=nowhere, **environment) as server:
        server.get("/search/?q=secretname")
        server.wait_for("GET /search/ HTTP/1.1||-|-|/search/||/search/")
        with socket.create_connection(("127.0.0.1", server.port)) as broken:
            broken.sendall(b"GET /search/?q=secretname two words HTTP/9\r\n\r\n")
            broken.recv(4096)
        server.wait_for("Invalid request")
        assert "secretname" not in server.log


def test_figures_of_all_workers_are_served_on_a_port_of_their_own_by_route_and_hold_no_address(
    database, tmp_path
):
    port = free_port()
    with served(tmp_path, **addresses(database), METRICS_BIND=f"127.0.0.1:{port}") as server:
        for _ in range(6):
            assert server.get(PAGE)[0] == 200
        assert server.get("/nowhere/secretname/?q=secretname")[0] == 404
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            text = answer.read().decode()
        assert 'peaceinfra_requests_total{method="GET",route="account/sign-in/",status="200"} 6.0' in text
        assert 'peaceinfra_requests_total{method="GET",route="none",status="404"} 1.0' in text
        assert 'peaceinfra_request_seconds_count{method="GET",route="account/sign-in/"} 6.0' in text
        asked = float(re.search(r'queries_total{method="GET",route="account/sign-in/"} (.*)', text)[1])
        assert asked >= 6
        assert "secretname" not in text
        # The tables of this database were not made: of the rest it is told all the same.
        assert "peaceinfra_database_up 0.0" in text
        assert "peaceinfra_backup_made_timestamp_seconds" in text
        assert server.get("/metrics")[0] == 404
