"""The example for partners takes deliveries of a register that runs, and its worker sends them."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from urllib.error import HTTPError

import pytest
from django.conf import settings
from django.db import connection

from peaceinfra.core import partner_tokens, subscriptions
from peaceinfra.core.jobs import enqueue
from peaceinfra.core.models import Subscription
from peaceinfra.core.visibility import Viewer, viewing
from processes.models import Actor
from tests import factories as make
from tests.api.deliveries import subscribe
from tests.serving import free_port
from tests.tokens import make_token, officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SECONDS = 60
WAITING = "SELECT FROM procrastinate_jobs WHERE status IN ('todo', 'doing') LIMIT 1"


class Running:
    """A program that runs until the test is over; what it wrote."""

    def __init__(self, log, *command, **environment):
        self.log = log
        self.process = subprocess.Popen(
            [sys.executable, *command],
            env=os.environ | environment,
            cwd=settings.CHECKOUT,
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
        )

    def lines(self) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if line.startswith(("keep", "delete"))]

    def wait_for(self, lines: list[str]) -> None:
        deadline = time.monotonic() + SECONDS
        while self.lines() != lines:
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(SECONDS)


@pytest.fixture
def running(tmp_path):
    started = []

    def start(*command, **environment):
        started.append(Running(tmp_path / f"log-{len(started)}", *map(str, command), **environment))
        return started[-1]

    yield start
    for program in started:
        program.stop()


def look_now() -> None:
    """The worker need not wait for its next look, which comes each ten seconds."""
    enqueue("webhooks.look", once="webhooks.look", timestamp=0)


def until_no_job_waits() -> None:
    deadline = time.monotonic() + SECONDS
    with connection.cursor() as cursor:
        while cursor.execute(WAITING).fetchone():
            assert time.monotonic() < deadline
            time.sleep(0.1)


def worker_of_the_test_database() -> dict[str, str]:
    """The environment in which `manage.py worker` works on the jobs of this test, as the web login."""
    place = connection.settings_dict
    if "EMBEDDED_IN" not in place:
        pytest.skip("the worker of this test needs the embedded database")
    return {
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "WORKER_DATABASE": place["NAME"],
        "SECRET_KEY": settings.SECRET_KEY,
    }


def forged(port) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", b"{}", method="POST")
    for name, value in {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(time.time())),
        "Webhook-Signature": "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
    }.items():
        request.add_header(name, value)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


def until_it_listens(port):
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return forged(port)
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_the_receiver_takes_what_the_worker_sends_and_refuses_what_somebody_else_signs(
    running, settings, live_server
):
    settings.WEBHOOK_LOOPBACK = True
    maker, port = officer(), free_port()
    token, text = make_token(maker, scopes=["read", "changes"])
    subscription, told = subscribe(text, f"http://127.0.0.1:{port}/")
    worker = running("manage.py", "worker", **worker_of_the_test_database())
    example, root = settings.CHECKOUT / "examples" / "receiver.py", f"{live_server.url}/api/v1/"
    receiver = running(example, port, root, SECRET=told["secret"], TOKEN=text)
    assert until_it_listens(port) == 401

    actor = make.ActorFactory(name="ကချင်")
    # By a look that nobody asked for.
    receiver.wait_for(expected := [f"keep {actor.public_id}"])
    make.ActorFactory(level=3)
    Actor.objects.filter(pk=actor.pk).update(level=3)
    look_now()
    receiver.wait_for(expected := [*expected, f"delete {actor.public_id}"])
    assert subscriptions.worker_heard_at()

    with viewing(Viewer(account=maker.pk)):
        partner_tokens.revoke_token(token, reason="lost")
    make.ActorFactory()
    look_now()
    until_no_job_waits()
    assert receiver.lines() == expected
    assert not re.search("ERROR|Traceback", worker.log.read_text()), worker.log.read_text()
    assert Subscription.objects.get(pk=subscription.pk).failing_since is None
    worker.stop()
    assert worker.process.returncode == 0
    assert subscriptions.worker_heard_at() is None
