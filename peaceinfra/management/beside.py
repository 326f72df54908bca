"""Keeps the worker of the jobs running beside a server; run as a script, with the standard library alone.

    python beside.py PIPE HOST PORT COMMAND...

It is started before the server and waits until that answers, so that no page waits for it. When the server ends,
however it ends, the other end of the pipe is closed, and the worker is stopped. A worker that dies is started again.
"""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time

#: How long it waits before a worker that died is started again: longer each time, and never more than this.
MOST_SECONDS = 60
STOP_SECONDS = 25


def main(pipe: int, host: str, port: int, command: list[str]) -> None:
    # Ctrl+C is for the server; the worker follows it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)
    while not _answers(host, port):
        if _is_closed(pipe, 0.5):
            return
    wait = 1
    while True:
        worker = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[pipe], start_new_session=True)
        started = time.monotonic()
        while worker.poll() is None:
            if _is_closed(pipe, 1):
                return _stop(worker)
        wait = 1 if time.monotonic() - started > MOST_SECONDS else min(2 * wait, MOST_SECONDS)
        _say(f"The worker of the jobs died ({worker.returncode}); it is started again in {wait} s")
        if _is_closed(pipe, wait):
            return


def _answers(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=0.5):
        return True
    return False


def _is_closed(pipe: int, seconds: float) -> bool:
    """Whether the other end was closed within this time; nothing is ever written there."""
    readable, _writable, _failed = select.select([pipe], [], [], seconds)
    return bool(readable)


def _stop(worker: subprocess.Popen) -> None:
    worker.terminate()
    try:
        worker.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()


def _say(words: str) -> None:
    print(f"· {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4:])
