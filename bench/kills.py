"""kill -9 in the middle of saves, imports, migrations and reads of the feed, and of the database; 16 writers at once.

    python bench/kills.py --kills 200 --saves 10000

Needs the embedded server of the checkout, which it kills too, and makes the databases `kills` and
`kills_migrated`. Counts what must be 0: acknowledged writes lost, half-written, lost updates, deadlocks that nobody
answered. The writers are processes that call the services as a page does: one transaction as the web role, tried
again where it collides.
"""

import argparse
import contextlib
import csv
import os
import random
import signal
import struct
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["PEACEINFRA_LOGIN"] = "owner"
os.environ["DJANGO_SETTINGS_MODULE"] = "peaceinfra.settings.development"
os.environ.pop("DATABASE_URL", None)
os.environ.pop("DATABASE_OWNER_URL", None)

import django  # noqa: E402 - the path is set first

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, InterfaceError, connection  # noqa: E402
from django.test import Client  # noqa: E402

from bench.killing import kill_database  # noqa: E402
from peaceinfra.core.attempts import attempted  # noqa: E402
from peaceinfra.core.errors import Stale  # noqa: E402
from peaceinfra.core.models import Account  # noqa: E402
from peaceinfra.core.visibility import Viewer, viewing  # noqa: E402
from peaceinfra.core.visibility.inspection import differences  # noqa: E402
from peaceinfra.database.cluster import Cluster  # noqa: E402
from peaceinfra.database.failures import COLLIDED, sqlstate  # noqa: E402
from processes.models import Actor  # noqa: E402
from processes.services.records import Change, save_records  # noqa: E402
from tests.factories import ActorFactory, AnalystFactory  # noqa: E402

PAIRS, WRITERS = 4, 16
SERVER = dict(connection.settings_dict)


def use(name: str, *, fresh: bool = False) -> None:
    """Django's connection is to this database, which is made where it is missing."""
    connection.close()
    cluster = Cluster(SERVER["EMBEDDED_IN"])
    cluster.ensure_running()
    with cluster.connect() as server:
        if fresh:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f"CREATE DATABASE {name} OWNER {SERVER['USER']}")
    connection.settings_dict["NAME"] = name


@contextlib.contextmanager
def child(work):
    """(pid, reading end of a pipe) of a process that does `work(write)`; it is killed at the end."""
    connection.close()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(reader)
            sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - ends with the process
            work(lambda *numbers: os.write(writer, struct.pack("qq", *numbers)))
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    try:
        yield pid, reader
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(reader)


def told(reader) -> list[tuple[int, int]]:
    """What a dead process wrote."""
    data = b""
    while block := os.read(reader, 65536):
        data += block
    return list(struct.iter_unpack("qq", data))


def raise_numbers(account, keys) -> int:
    """One save: the number in each of the records becomes one higher. The number that is stored."""
    with viewing(Viewer(account.clearance, frozenset(), account.pk)):
        records = [Actor.objects.get(pk=key) for key in keys]
        changes = [Change(record, record.version) for record in records]
        for record in records:
            record.description = str(int(record.description or 0) + 1)
        save_records(changes, by=account, reason="a drill")
    return int(records[0].description)


def state_of(pairs) -> dict:
    """{pair: (numbers in its records, versions in their history)}"""
    rows = dict(Actor.objects.values_list("pk", "description"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_obj_id, count(*) FROM processes_actorevent GROUP BY 1")
        versions = dict(cursor.fetchall())
    return {
        place: ([int(rows[key] or 0) for key in keys], [versions[key] for key in keys])
        for place, keys in enumerate(pairs)
    }


def kill_writers(account, pairs, kills: int, victim: str) -> Counter:
    """Kills the process that saves, or the whole database, in the middle of saves; compares with what was said."""
    found = Counter()
    before = state_of(pairs)
    for _ in range(kills):

        def work(write):
            while True:
                place = random.randrange(PAIRS)
                write(place, raise_numbers(account, pairs[place]))

        with child(work) as (pid, reader):
            os.set_blocking(reader, True)
            os.read(reader, 16)  # it has begun
            time.sleep(random.uniform(0, 0.15))
            if victim == "database":
                os.kill(pid, signal.SIGSTOP)  # it would start the server again itself
                kill_database(Cluster(SERVER["EMBEDDED_IN"]))
            os.kill(pid, signal.SIGKILL)
            said = told(reader)
        after = settled(lambda: state_of(pairs))
        found["kills"] += 1
        found["saves that were acknowledged"] += len(said) + 1
        for place, (numbers, versions) in after.items():
            acknowledged = max([number for at, number in said if at == place], default=before[place][0][0])
            found["acknowledged writes lost"] += numbers[0] < acknowledged
            steps = [number - old for number, old in zip(numbers, before[place][0], strict=True)]
            written = [number - old for number, old in zip(versions, before[place][1], strict=True)]
            found["half-written"] += len({*steps, *written}) > 1
        before = after
    return found


def settled(question):
    """The answer once the database is back."""
    deadline = time.monotonic() + 60
    while True:
        try:
            connection.close()
            return question()
        except (DatabaseError, InterfaceError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def kill_imports(kills: int, folder: Path) -> Counter:
    """Kills an import that changes every actor: all of it is there afterwards, or nothing."""
    found = Counter()
    call_command("export_dataset", folder, stdout=open(os.devnull, "w"))  # noqa: SIM115
    path = next(folder.rglob("actors.csv"))
    with path.open(newline="") as handle:
        head, *rows = csv.reader(handle)
    column, longest = head.index("description"), None
    for number in range(kills):
        for row in rows:
            row[column] = f"import {number}"
        with path.open("w", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows([head, *rows])
        before = set(Actor.objects.values_list("description", flat=True))
        began = time.monotonic()
        with child(lambda write: call_command("import_dataset", folder)) as (pid, _reader):
            if longest is None:
                os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
                longest = time.monotonic() - began
            else:
                time.sleep(random.uniform(0, longest))
        after = set(Actor.objects.values_list("description", flat=True))
        found["kills"] += longest is not None and number > 0
        found["imports that were whole"] += after == {f"import {number}"}
        found["half-written"] += after not in (before, {f"import {number}"})
    return found


def kill_migrations(kills: int) -> Counter:
    """Kills `migrate` of an empty database; the next `migrate` must end with the walls as declared."""
    found = Counter()
    for _ in range(kills):
        use("kills_migrated", fresh=True)
        with child(lambda write: call_command("migrate", verbosity=0)):
            time.sleep(random.uniform(0.2, 8))
        settled(lambda: call_command("migrate", verbosity=0))
        found["kills"] += 1
        found["walls that differ"] += bool(differences())
    use("kills")
    return found


def kill_reads(kills: int) -> Counter:
    """Kills who reads the feed: the log of changes is as it was."""
    found = Counter()
    client = Client(SERVER_NAME="127.0.0.1")

    def length():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM core_change")
            return cursor.fetchone()[0]

    def work(write):
        while True:
            write(client.get("/api/v1/changes/").status_code, 0)

    before = length()
    for _ in range(kills):
        with child(work) as (_pid, reader):
            found["answers that were no 200"] += struct.unpack("qq", os.read(reader, 16))[0] != 200
            time.sleep(random.uniform(0, 0.05))
        found["kills"] += 1
        found["logs that changed"] += length() != before
    return found


def write_together(account, keys, saves: int) -> Counter:
    """16 writers raise numbers of the same and of different records; each save that is acknowledged is counted."""
    found, begun = Counter(), state_of([[key] for key in keys])
    processes = []

    def work(write, number):
        random.seed(number)
        for turn in range(saves // WRITERS):
            mine = [keys[8 + number]] if turn % 2 else random.sample(keys[:8], 2)
            while True:
                try:
                    attempted(lambda mine=mine: raise_numbers(account, mine))
                    write(0, len(mine))
                    break
                except Stale:
                    write(1, 0)
                except DatabaseError as error:
                    write(2 if sqlstate(error) in COLLIDED else 3, 0)

    with contextlib.ExitStack() as stack:
        for number in range(WRITERS):
            processes.append(stack.enter_context(child(lambda write, number=number: work(write, number))))
        # The pipes are emptied in turn until all have ended.
        said = [line for _pid, reader in processes for line in told(reader)]
    found["saves"] = sum(kind == 0 for kind, _count in said)
    found["answered “somebody saved before you”, and tried again"] = sum(kind == 1 for kind, _count in said)
    found["deadlocks that three attempts did not answer"] = sum(kind == 2 for kind, _count in said)
    found["other faults"] = sum(kind == 3 for kind, _count in said)
    after = state_of([[key] for key in keys])
    raised = sum(after[place][0][0] - begun[place][0][0] for place in after)
    found["lost updates"] = sum(count for kind, count in said if kind == 0) - raised
    return found


def show(title: str, found: Counter, began: float) -> None:
    print(f"{title} ({time.monotonic() - began:.0f} s)")
    for name, count in found.items():
        print(f"{count:>8,}  {name}")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--saves", type=int, default=10_000)
    parser.add_argument("--migrations", type=int, default=3)
    options = parser.parse_args()
    use("kills", fresh=True)
    call_command("migrate", verbosity=0)
    account = AnalystFactory()
    account = Account.objects.get(pk=account.pk)
    actors = [
        ActorFactory(level=0, name=f"Actor {number}", description="0").pk for number in range(8 + WRITERS)
    ]
    pairs = [actors[2 * place : 2 * place + 2] for place in range(PAIRS)]
    quarter = options.kills // 4
    drills = {
        "Web worker, in a save": lambda: kill_writers(account, pairs, options.kills - 3 * quarter, "writer"),
        "Database, in a save": lambda: kill_writers(account, pairs, quarter, "database"),
        "Reader of the feed": lambda: kill_reads(quarter),
        f"{WRITERS} writers": lambda: write_together(account, actors, options.saves),
        "Migration": lambda: kill_migrations(options.migrations),
    }
    for title, drill in drills.items():
        began = time.monotonic()
        show(title, drill(), began)
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        show("Import", kill_imports(quarter, Path(folder)), began)


if __name__ == "__main__":
    main()
