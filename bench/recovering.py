"""Recovery to a moment between two saves: the register as it was then, to the row, with its walls.

    python bench/recovering.py

Makes a server of its own in a folder under /tmp, which archives its log (`archive_command`), takes a base backup while
somebody saves, notes the moment between two saves, ruins a table, and recovers a second server from the base backup
and the log to that moment. What must be there is there and nothing later; `check_walls` finds the walls as declared.
The same settings and commands stand in docs/operation.md.
"""

import os
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["PEACEINFRA_LOGIN"] = "owner"
os.environ["DJANGO_SETTINGS_MODULE"] = "peaceinfra.settings.development"

from peaceinfra.database.cluster import DATABASE, OWNER, SUPERUSER, Cluster  # noqa: E402 - the path is set first

SAVES = 20


@contextmanager
def own_folder():
    folder = Path(tempfile.mkdtemp(prefix="recovering-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def main():
    with own_folder() as folder:
        first, second = Cluster(folder / "first"), Cluster(folder / "second")
        for cluster in (first, second):
            cluster.checkout.mkdir(mode=0o755)
        try:
            drill(first, second, private(folder / "archive", first), private(folder / "base", first))
        finally:
            first.reset()
            second.reset()


def private(folder: Path, cluster: Cluster) -> Path:
    """A folder that only the account of the server may enter."""
    folder.mkdir(mode=0o700, parents=True)
    os.chown(folder, cluster.account.uid, cluster.account.gid)
    return folder


def drill(first: Cluster, second: Cluster, archive: Path, base: Path) -> None:
    began = time.monotonic()
    archiving(first, archive)
    save = made_register(first)
    say(began, "a register that archives its log")
    keys = [save(number) for number in range(SAVES)]
    back_up(first, base)
    say(began, "a base backup was taken")
    keys += [save(number) for number in range(SAVES, 2 * SAVES)]
    with first.connect(OWNER, DATABASE) as server:
        (moment,) = server.execute("SELECT clock_timestamp()").fetchone()
        before = state(server)
    time.sleep(0.05)
    late = save(2 * SAVES)
    ruin(first)
    say(began, f"ruined after {moment:%H:%M:%S.%f}")
    recover(second, base, archive, moment)
    with second.connect(OWNER, DATABASE) as server:
        after = state(server)
    say(began, "recovered")
    expect(after == before, "every actor and every version is as it was at the moment")
    names = {name for _key, name, _version in after["actors"]}
    expect(len(keys) == len(after["actors"]), f"{len(keys)} saves before the moment are there")
    expect(late not in {key for key, _name, _version in after["actors"]}, "the save after it is not")
    expect("ruined" not in names, "nothing is ruined")
    check_walls(second)


def archiving(cluster: Cluster, archive: Path) -> None:
    """Starts the server with its log copied to the folder."""
    cluster.ensure_running()
    with cluster.connect() as server:
        server.execute("ALTER SYSTEM SET archive_mode = on")
        server.execute(f"ALTER SYSTEM SET archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f'")
    cluster.stop()
    cluster.ensure_running()


def back_up(cluster: Cluster, base: Path) -> None:
    where = ("-h", cluster.socket_folder, "-U", SUPERUSER)
    run(cluster, "pg_basebackup", *where, "-D", base, "-X", "none", "-c", "fast")


def ruin(cluster: Cluster) -> None:
    """What nobody wanted, and then the end of the server; its log is archived."""
    with cluster.connect(OWNER, DATABASE) as server:
        server.execute("UPDATE processes_actor SET name = 'ruined'")
    with cluster.connect() as server:
        server.execute("SELECT pg_switch_wal()")
    wait_for_archive(cluster)
    cluster.stop("immediate")


def made_register(cluster: Cluster):
    """A function that saves one more actor in the register that is made here, and gives its key."""
    os.environ.update(addresses(cluster))
    import django  # noqa: PLC0415 - the addresses are set first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from tests.factories import ActorFactory  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    return lambda number: ActorFactory(name=f"Actor {number}", level=number % 5).pk


def addresses(cluster: Cluster) -> dict:
    from tests.serving import addresses  # noqa: PLC0415 - needs the path

    return addresses(cluster)


def state(server) -> dict:
    return {
        "actors": server.execute("SELECT id, name, version FROM processes_actor ORDER BY id").fetchall(),
        "versions": server.execute(
            "SELECT pgh_id, name FROM processes_actorevent ORDER BY pgh_id"
        ).fetchall(),
    }


def wait_for_archive(cluster: Cluster) -> None:
    """Until the part of the log that was in use is in the archive."""
    with cluster.connect() as server:
        (last,) = server.execute("SELECT pg_walfile_name(pg_current_wal_lsn() - 1)").fetchone()
        deadline = time.monotonic() + 60
        query = "SELECT coalesce(last_archived_wal, '') FROM pg_stat_archiver"
        while server.execute(query).fetchone()[0] < last:
            expect(time.monotonic() < deadline, f"{last} was archived in time", quiet=True)
            time.sleep(0.1)


def recover(cluster: Cluster, base: Path, archive: Path, moment) -> None:
    """A server from the base backup, brought to the moment by the log, which then serves."""
    cluster.folder.parent.mkdir(mode=0o711, exist_ok=True)
    shutil.move(base, private(cluster.folder, cluster) / "data")
    with (cluster.data / "postgresql.auto.conf").open("a") as settings:
        settings.write("archive_mode = off\n")
        settings.write(f"restore_command = 'cp {archive}/%f %p'\n")
        settings.write(f"recovery_target_time = '{moment.isoformat()}'\nrecovery_target_action = promote\n")
    (cluster.data / "recovery.signal").touch()
    os.chown(cluster.data / "recovery.signal", cluster.account.uid, cluster.account.gid)
    cluster.ensure_running()
    with cluster.connect() as server:
        deadline = time.monotonic() + 60
        while server.execute("SELECT pg_is_in_recovery()").fetchone()[0]:
            expect(time.monotonic() < deadline, "it was promoted in time", quiet=True)
            time.sleep(0.1)


def check_walls(cluster: Cluster) -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    connection.close()
    connection.settings_dict["HOST"] = str(cluster.socket_folder)
    call_command("check_walls")


def run(cluster: Cluster, program: str, *arguments) -> None:
    done = cluster.account.run([cluster.programs / program, *arguments])
    if done.returncode:
        sys.exit(f"{program} failed: {done.stderr}")


def expect(holds: bool, words: str, *, quiet: bool = False) -> None:
    if not holds:
        sys.exit(f"NOT SO: {words}")
    if not quiet:
        print(f"          so: {words}")


def say(began: float, words: str) -> None:
    print(f"{time.monotonic() - began:7.1f} s  {words}", flush=True)


if __name__ == "__main__":
    main()
