"""What stands in deploy/ is started as it stands, but for its addresses."""

import contextlib
import re
import shutil
import socket
import subprocess
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from django.core.management import get_commands

from tests.serving import free_port, served

pytestmark = pytest.mark.slow
DEPLOY = settings.CHECKOUT / "deploy"


def needed(tool):
    path = shutil.which(tool)
    if path is None:
        pytest.skip(f"{tool} is not on this machine")
    return path


def test_the_units_of_systemd_are_read_without_a_fault_and_start_what_there_is(tmp_path):
    verify = needed("systemd-analyze")
    units = []
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        text = unit.read_text().replace("/srv/register/.venv/bin", str(settings.CHECKOUT / ".venv" / "bin"))
        assert "DATABASE_OWNER_URL=" not in text
        units.append(tmp_path / unit.name)
        units[-1].write_text(text)
    done = subprocess.run([verify, "verify", *units], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "register" in line] == []
    commands = re.findall(r"manage\.py (\w+)", "".join(unit.read_text() for unit in units))
    help_of_all = subprocess.run(
        [settings.CHECKOUT / ".venv/bin/python", "manage.py", "help", "--commands"],
        cwd=settings.CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert len(commands) == 5 and set(commands) <= set(help_of_all)


def test_the_container_file_copies_and_starts_what_there_is_and_nothing_that_holds_keys():
    """It is not built here: no test has a daemon for it."""
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Containerfile").read_text())
    instructions = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    assert {line[0] for line in instructions} <= {
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "ENV",
        "USER",
        "EXPOSE",
        "HEALTHCHECK",
        "CMD",
    }
    copied = [
        path
        for line in instructions
        if line[0] == "COPY" and "--from=made" not in line
        for path in line[1:-1]
    ]
    assert [path for path in copied if not (settings.CHECKOUT / path).exists()] == []
    packages = {path.parent.name for path in settings.CHECKOUT.glob("*/__init__.py")} - {"tests", "bench"}
    assert packages | {"static", "templates", "manage.py", "gunicorn.conf.py"} <= set(copied)
    assert not {".", ".data", ".venv"} & set(copied)
    assert set(re.findall(r"python manage\.py (\w+)", text)) <= set(get_commands())
    assert ["USER", "10001"] in instructions and ["CMD", '[".venv/bin/gunicorn"]'] in instructions


@pytest.fixture
def proxy(tmp_path):
    """(port of an nginx before a gunicorn, the gunicorn), with the files of deploy/."""
    nginx, port = needed("nginx"), free_port()
    nowhere = f"postgres://web@127.0.0.1:{free_port()}/register"
    environment = {"BEHIND_PROXY": "true", "DATABASE_URL": nowhere, "DATABASE_OWNER_URL": nowhere}
    with served(tmp_path, **environment) as server:
        text = (DEPLOY / "nginx.conf").read_text()
        for written, here in (
            ("server 127.0.0.1:8000;", f"server 127.0.0.1:{server.port};"),
            ("listen 443 ssl;", f"listen 127.0.0.1:{port} default_server;"),
            ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
            ("/etc/nginx/register-proxy.conf", str(DEPLOY / "register-proxy.conf")),
            ("/var/log/nginx", str(tmp_path)),
        ):
            assert written in text
            text = text.replace(written, here)
        text = re.sub(r" *ssl_\w+ .*;\n", "", text)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        paths = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
        (tmp_path / "nginx.conf").write_text(
            f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\n"
            + f"http {{ {paths}\n{text}}}"
        )
        command = [nginx, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        running = subprocess.Popen(command)
        try:
            until(lambda: listens(port))
            yield port, server
        finally:
            running.terminate()
            running.wait(timeout=20)


def until(holds):
    for _ in range(100):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("not within ten seconds")


def listens(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def asked(port, path, **headers):
    try:
        with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers=headers), timeout=20) as answer:
            return answer.status, answer.headers
    except HTTPError as refused:
        return refused.code, refused.headers


def test_the_proxy_hands_on_and_requests_that_are_sent_half_hold_no_worker(proxy, tmp_path):
    port, server = proxy
    half = []
    for _ in range(20):
        half.append(socket.create_connection(("127.0.0.1", port)))
        half[-1].sendall(b"POST /search/ HTTP/1.1\r\nHost: register.example\r\nContent-Length: 500\r\n\r\nq=")
    began = time.monotonic()
    status, headers = asked(port, "/health/live?q=secretname", **{"X-Request-Id": "of-a-stranger"})
    assert status == 200 and time.monotonic() - began < 5
    assert headers["X-Request-Id"] != "of-a-stranger"
    for connection in half:
        connection.close()
    log = tmp_path / "register.log"
    until(lambda: " GET /health/live 200 " in log.read_text())  # it is written after the answer was sent
    assert "secretname" not in log.read_text()


def test_the_proxy_limits_how_often_one_address_may_ask_to_sign_in(proxy):
    port, _server = proxy
    statuses = [asked(port, "/account/sign-in/")[0] for _ in range(14)]
    # The database is away: what reaches gunicorn is answered with 503.
    assert statuses[:10] == [503] * 10 and statuses[-1] == 429
