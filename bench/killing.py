"""How the drills kill: a process, or a database as when its machine loses power (but for its disk)."""

import contextlib
import os
import signal
import time
from pathlib import Path


def kill_database(cluster) -> None:
    """Every process of the server of a `Cluster` at once."""
    server = int((cluster.data / "postmaster.pid").read_text().split()[0])
    processes = [server, *children(server)]
    for pid in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while any(is_alive(pid) for pid in processes):
        time.sleep(0.01)
    # Nobody holds the folder any more; but a process that waits to be reaped would be taken for the holder.
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)
    for left in cluster.socket_folder.glob(".s.PGSQL.*"):
        left.unlink()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
