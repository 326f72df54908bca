"""Who is signed out reads from the replica while it is not behind; everybody else is at the database itself."""

import pytest
from django.db import connection, connections
from django.test import RequestFactory

from peaceinfra.core import replica
from peaceinfra.core.replica import ReplicaMiddleware, may_read_replica

pytestmark = pytest.mark.django_db(transaction=True)


def run(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchone() if cursor.description else None


@pytest.fixture(autouse=True)
def a_replica(monkeypatch):
    """A second connection to the database of the tests stands for the replica; a worker was just heard."""
    monkeypatch.setitem(connection.settings_dict, "REPLICA", dict(connection.settings_dict))
    monkeypatch.setattr(replica, "_replica", replica._Replica())
    run("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    yield
    if replica._replica.wrapper:
        replica._replica.wrapper.close()


def asked(method="get", path="/actors/", cookies=(), **headers) -> bool:
    """Whether the view of such a request asked the replica."""
    request = getattr(RequestFactory(), method)(path, headers=headers)
    request.COOKIES |= dict(cookies)
    own = run("SELECT pg_backend_pid()")
    answer = ReplicaMiddleware(lambda request: run("SELECT pg_backend_pid()"))(request)
    assert run("SELECT pg_backend_pid()") == own, "afterwards all is as before"
    return answer != own


def test_who_is_signed_out_reads_from_the_replica():
    assert asked()
    assert asked("head", "/api/v1/linkages/")


@pytest.mark.parametrize(
    "request_of",
    [
        {"method": "post"},
        {"cookies": {"sessionid": "x"}.items()},
        {"authorization": "Bearer pit_x"},
        {"path": "/admin/"},
        {"path": "/account/sign-in/"},
        {"path": "/health/ready"},
        {"path": "/api/v1/changes/"},
        {"path": "/api/v1/digest/"},
    ],
    ids=str,
)
def test_everybody_else_is_at_the_database_itself(request_of):
    assert not asked(**request_of)


def test_a_replica_that_is_behind_is_left_out_and_used_again(caplog, monkeypatch):
    monkeypatch.setattr(replica, "FOUND_SECONDS", 0)
    run("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '21 seconds'")
    assert not asked()
    assert replica.faults() == ["the replica is 21 s behind"]
    run("UPDATE procrastinate_workers SET last_heartbeat = now()")
    assert asked()
    run("DELETE FROM procrastinate_workers")
    assert not asked()
    assert "no worker of the jobs was heard on the replica" in caplog.text


def test_a_replica_that_does_not_answer_is_left_out(monkeypatch, caplog):
    for name, value in {"HOST": "127.0.0.1", "PORT": "1"}.items():
        monkeypatch.setitem(connection.settings_dict["REPLICA"], name, value)
    assert not asked()
    assert "the replica does not answer (OperationalError)" in caplog.text


def test_what_fails_there_leaves_the_database_in_its_place():
    own = connections["default"]
    with pytest.raises(ZeroDivisionError):
        ReplicaMiddleware(lambda request: 1 / 0)(RequestFactory().get("/"))
    assert connections["default"] is own
    assert may_read_replica(RequestFactory().get("/"))
