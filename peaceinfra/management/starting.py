"""How `manage.py start` begins, with the standard library alone: the register is brought up by a process of its
owner, while this one reads the code that serves it as the web login. Each takes some seconds of a processor.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


@cache
def bringing_up() -> subprocess.Popen:
    """The process of `bring_up`, begun when first asked for. Ends this one where nothing can be served."""
    os.environ |= serving_environment(os.environ)
    refuse_taken(*host_and_port(os.environ))
    return subprocess.Popen([sys.executable, MANAGE, "bring_up"], stdin=subprocess.DEVNULL)


def host_and_port(environ: Mapping[str, str]) -> tuple[str, str]:
    return environ.get("HOST") or "127.0.0.1", environ.get("PORT") or "8000"


def serving_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables under which the server runs. Who looks at the register sees its own pages, also of what is
    absent and of faults; a developer sets DEBUG, or serves by `manage.py runserver`, and reads the settings in them.
    """
    quiet = {"DJANGO_RUNSERVER_HIDE_WARNING": "true", "PYTHONUNBUFFERED": "1"}
    return {"DEBUG": "false", **environ, **quiet}


def refuse_taken(host: str, port: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except (OSError, ValueError, OverflowError) as error:
            sys.exit(f"Cannot serve on {host}:{port} ({error}). Choose another: make run PORT=8001")
