"""An upgrade of a filled register, from an older commit to this tree, and back: how long, and how long it locks.

    python bench/upgrading.py 8a23368 --linkages 100000 --back

Needs the embedded server of the checkout and its git history. The old commit makes the database
`upgrading_<commit>_<linkages>` and a generated world once, with its own code; each run upgrades a copy of it. While
this tree's `migrate` runs, a second connection looks at its locks every 10 ms: a table that was there before counts
from the first moment it was seen locked until it was free again. Reads wait for ACCESS EXCLUSIVE, writes for more.
`--back` then runs the migrations backwards, to the state of the old commit, and looks at the same things; the old
commit's own `migrate` sets its rights and checks its walls. What differs then from the database of the old commit is
printed (rows, policies, grants, functions, triggers, constraints, indexes, views), and after going forward again what
differs from the first upgrade.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from peaceinfra.backups.contents import contents, differences  # noqa: E402 - the path is set first
from peaceinfra.database import cluster  # noqa: E402

#: What each `migrate` writes itself: the log begins anew, and each migration that is run has a row.
WRITTEN_ANEW = (
    "public.core_change",
    "public.django_migrations",
    "public.auth_permission",
    "public.django_content_type",
)
READS = ("AccessExclusiveLock",)
WRITES = ("AccessExclusiveLock", "ExclusiveLock", "ShareRowExclusiveLock", "ShareLock")
LOCKED = """SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
 JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE l.granted AND c.relkind IN ('r', 'm') AND l.database =
   (SELECT oid FROM pg_database WHERE datname = current_database())
   AND l.mode = ANY(%s) AND l.pid <> pg_backend_pid()"""


class Locks(threading.Thread):
    """How long each table was locked, by the step that was at work."""

    def __init__(self, server: cluster.Cluster, database: str):
        super().__init__(daemon=True)
        self.connection = server.connect(database=database)
        self.step, self.ended = "before", threading.Event()
        self.reads, self.writes = defaultdict(float), defaultdict(float)
        self._since: dict[tuple[str, str], tuple[float, str]] = {}

    def run(self):
        while not self.ended.wait(0.01):
            now = time.monotonic()
            held = set()
            for table, mode in self.connection.execute(LOCKED, [list(WRITES)]).fetchall():
                held.add((table, "writes"))
                if mode in READS:
                    held.add((table, "reads"))
            for key in held - self._since.keys():
                self._since[key] = (now, self.step)
            for key in self._since.keys() - held:
                self._close(key, now)
        for key in list(self._since):
            self._close(key, time.monotonic())

    def _close(self, key, now):
        began, step = self._since.pop(key)
        longest = self.reads if key[1] == "reads" else self.writes
        longest[step] = max(longest[step], now - began)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("commit")
    parser.add_argument("--linkages", type=int, default=100_000)
    parser.add_argument("--back", action="store_true")
    options = parser.parse_args()
    server = cluster.Cluster(CHECKOUT)
    server.ensure_running()
    with worktree(options.commit) as tree:
        measured(server, tree, options)


def measured(server, tree: Path, options) -> None:
    template, old = filled(server, tree, options), leaves(tree)
    name = f"{template}_run"
    with server.connect() as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {cluster.OWNER}")
    watched(server, name, "The upgrade", ["migrate"])
    run(CHECKOUT, name, "check_walls")
    if options.back:
        upgraded = held(server, name)
        for app, leaf in old.items():
            watched(server, name, f"Back to {app} {leaf}", ["migrate", app, leaf])
        run(tree, name, "migrate", "--verbosity", "0")
        run(tree, name, "check_walls")
        compared("the old commit's", held(server, template), held(server, name))
        watched(server, name, "Forward again", ["migrate"])
        run(CHECKOUT, name, "check_walls")
        compared("the first upgrade's", upgraded, held(server, name))


def held(server, database: str) -> dict:
    """What a database holds: of each table the number of rows, and all that guards them."""
    with server.connect(database=database) as connection:
        found = contents(connection)
    rows = {table: [number] for table, (number, _sum) in found["tables"].items() if table not in WRITTEN_ANEW}
    return found | {"tables": rows, "sequences": {}}


def compared(whose: str, before: dict, after: dict) -> None:
    lines = differences(before, after)
    print(f"\nBeside {whose}: {sum(map(len, before.values())):,} things compared, {len(lines)} differ")
    for line in lines:
        print(f"   {line}")


@contextmanager
def worktree(commit: str):
    """A folder with the tree of the commit."""
    with tempfile.TemporaryDirectory(prefix="upgrading-") as folder:
        path = Path(folder) / "tree"
        git = ["git", "-C", CHECKOUT, "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", path, commit], check=True)
        try:
            yield path
        finally:
            subprocess.run([*git, "remove", "--force", path], check=True)


def filled(server, tree: Path, options) -> str:
    """The database of the old commit, made where it is missing."""
    name = f"upgrading_{options.commit}_{options.linkages}"
    with server.connect() as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        unfinished = f"{name}_unfinished"
        connection.execute(f"DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {unfinished} OWNER {cluster.OWNER}")
    print(f"{options.commit} makes {options.linkages:,} linkages …", flush=True)
    run(tree, unfinished, "migrate", "--verbosity", "0")
    run(tree, unfinished, "generate_world", "--linkages", str(options.linkages))
    with server.connect(database=unfinished) as connection:
        connection.execute("VACUUM (ANALYZE)")
    with server.connect() as connection:
        connection.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")
    return name


def leaves(tree: Path) -> dict[str, str]:
    """{app: its last migration} of ours, the app that rests on the others first."""
    apps = {
        "tracks": tree / "tracks",
        "secretariats": tree / "secretariats",
        "processes": tree / "processes",
        "core": tree / "peaceinfra" / "core",
    }
    return {app: max((path / "migrations").glob("0*.py")).stem for app, path in apps.items()}


def environment(database: str) -> dict:
    place = f"{quote(str(cluster.Cluster(CHECKOUT).socket_folder), safe='')}/{database}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "peaceinfra.settings.development",
        "DATABASE_URL": f"postgres://{cluster.LOGIN}@{place}",
        "DATABASE_OWNER_URL": f"postgres://{cluster.OWNER}@{place}",
        "PYTHONUNBUFFERED": "1",
    }


def run(tree: Path, database: str, *command) -> None:
    subprocess.run([sys.executable, "manage.py", *command], cwd=tree, env=environment(database), check=True)


def watched(server, database: str, title: str, command) -> None:
    """Run `migrate`, and print its steps that took or locked longest."""
    locks = Locks(server, database)
    locks.start()
    began, seconds = time.monotonic(), {}
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=CHECKOUT, env=environment(database), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    said, since = "", began
    while letter := process.stdout.read(1):
        said += letter
        step = said.strip().removeprefix("Applying ").removeprefix("Unapplying ")
        if letter == "\n":
            if step.endswith("... OK"):
                seconds[step.removesuffix("... OK")] = time.monotonic() - since
                locks.step = "after"
            said = ""
        elif said.startswith(("  Applying", "  Unapplying")) and said.endswith("..."):
            locks.step, since = step.removesuffix("..."), time.monotonic()
    status = process.wait()
    locks.ended.set()
    locks.join()
    print(f"\n{title}: {len(seconds)} migrations in {time.monotonic() - began:.1f} s, exit {status}")
    print(f"{'seconds':>8} {'reads wait':>11} {'writes wait':>12}")
    steps = sorted({*seconds, *locks.reads, *locks.writes}, key=lambda step: -locks.writes[step])
    for step in steps:
        if seconds.get(step, 0) > 0.5 or locks.writes[step] > 0.25:
            print(f"{seconds.get(step, 0):8.1f} {locks.reads[step]:11.2f} {locks.writes[step]:12.2f}  {step}")
    sys.stdout.flush()
    if status:
        sys.exit(f"{' '.join(command)} ended with {status}")


if __name__ == "__main__":
    main()
