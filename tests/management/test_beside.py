"""The worker of the jobs runs beside the server: begun after it, begun again when it dies, ended with it."""

import os
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings

# What stands for the worker: it notes that it was begun, and waits.
WORKER = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
SECONDS = 30


@pytest.fixture
def beside(tmp_path):
    """(the script, the end of the pipe that a server holds, the port at which it is awaited, what the workers noted)"""
    notes = tmp_path / "workers"
    notes.touch()
    watched, held = os.pipe()
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    script = settings.CHECKOUT / "peaceinfra" / "management" / "beside.py"
    worker = [sys.executable, "-S", "-c", WORKER, str(notes)]
    where = [str(watched), "127.0.0.1", str(server.getsockname()[1])]
    process = subprocess.Popen(
        [sys.executable, "-S", str(script), *where, *worker],
        pass_fds=[watched],
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(watched)
    yield process, held, server, notes
    process.kill()
    process.communicate()
    server.close()


def until(true) -> None:
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.slow
def test_a_worker_begins_after_the_server_begins_again_when_it_died_and_ends_with_the_server(beside):
    process, held, server, notes = beside
    time.sleep(1)
    assert notes.read_text() == ""
    server.listen()
    until(notes.read_text)
    first = int(notes.read_text())
    os.kill(first, 9)
    until(lambda: len(notes.read_text().splitlines()) == 2)
    second = int(notes.read_text().splitlines()[1])
    assert is_running(second)
    os.close(held)
    until(lambda: not is_running(second))
    assert process.communicate(timeout=SECONDS) == (
        None,
        "· The worker of the jobs died (-9); it is started again in 2 s\n",
    )


def test_no_worker_begins_for_a_server_that_never_answered(beside):
    process, held, _server, notes = beside
    os.close(held)
    assert process.wait(SECONDS) == 0
    assert notes.read_text() == ""
