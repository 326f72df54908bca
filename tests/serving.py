"""A gunicorn of its own, in front of a database that the test stops, starts and fills."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from peaceinfra.database import cluster

SECONDS = 60


class Gunicorn:
    """A running server. `log` holds everything that it and its workers wrote."""

    def __init__(self, folder: Path, workers: int = 1, **environment):
        self.port, self.log_path = free_port(), folder / "gunicorn.log"
        command = [sys.executable, "-m", "gunicorn", "--workers", str(workers), "--access-logfile", "-"]
        self.process = subprocess.Popen(
            command,
            cwd=settings.CHECKOUT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "peaceinfra.settings.development",
                "DEBUG": "false",
                "BIND": f"127.0.0.1:{self.port}",
                "SECRET_KEY": "a key of the tests, which guards nothing that lasts",
                **environment,
            },
            stdout=self.log_path.open("wb"),
            stderr=subprocess.STDOUT,
        )

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + SECONDS
        while words not in self.log:
            assert time.monotonic() < deadline, f"no “{words}” in:\n{self.log}"
            time.sleep(0.02)

    def get(self, path: str, data: bytes | None = None):
        """(status, headers, text) of an answer."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read().decode()

    def workers(self) -> list[int]:
        """Those that were ever started."""
        return [int(pid) for pid in re.findall(r"Booting worker with pid: (\d+)", self.log)]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def served(folder, workers=1, **environment):
    server = Gunicorn(folder, workers, **environment)
    try:
        server.wait_for("Booting worker")
        yield server
    finally:
        server.stop()


def addresses(server: cluster.Cluster) -> dict:
    """The variables that name both logins of an embedded server."""
    place = f"{quote(str(server.socket_folder), safe='')}/{cluster.DATABASE}"
    return {
        "DATABASE_URL": f"postgres://{cluster.LOGIN}@{place}",
        "DATABASE_OWNER_URL": f"postgres://{cluster.OWNER}@{place}",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
