"""A register that serves who is signed out from a streaming replica: what they see, and when the replica is left out.

    python bench/replica.py

Makes two servers in a folder under /tmp, the second a copy that follows the first (`remote_apply`),
and a gunicorn with the settings of production. Says of each line whether it is so, and ends at the first that is not.
Needs the files of `manage.py collectstatic`.
"""

import base64
import os
import shutil
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["PEACEINFRA_LOGIN"] = "owner"
os.environ["DJANGO_SETTINGS_MODULE"] = "peaceinfra.settings.development"
os.environ["SECRET_KEY"] = "a key of the drill, which guards nothing that lasts and is long"

from peaceinfra.core.replica import LATE_SECONDS  # noqa: E402 - the path is set first
from peaceinfra.database.cluster import DATABASE, LOGIN, OWNER, SUPERUSER, Cluster  # noqa: E402

PAGES = (
    "/ /processes/ /actors/ /bodies/ /linkages/ /sources/ /search/?q=Ferry /data/ /api/v1/ /api/v1/actors/"
)
PAGES += " /api/v1/linkages/ /api/v1/actors/csv/ /api/v1/actors/?order=name /api/v1/schema/"


def main():
    folder = Path(tempfile.mkdtemp(prefix="replica-"))
    folder.chmod(0o755)
    first, second = Cluster(folder / "first"), Cluster(folder / "second")
    for cluster in (first, second):
        cluster.checkout.mkdir(mode=0o755)
    try:
        drill(folder, first, second)
    finally:
        second.reset()
        first.reset()
        shutil.rmtree(folder)


def drill(folder: Path, first: Cluster, second: Cluster) -> None:
    from tests.serving import addresses, served  # noqa: PLC0415 - needs the path

    first.ensure_running()
    os.environ.update(addresses(first))
    make, raised = made_register(first)
    follow(first, second)
    environment = addresses(first) | {"DATABASE_REPLICA_URL": addresses(second)["DATABASE_URL"]}
    environment |= {"DJANGO_SETTINGS_MODULE": "peaceinfra.settings.production", "PEACEINFRA_LOGIN": "web"}
    environment |= {
        "BEHIND_PROXY": "true",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECRET_KEY": os.environ["SECRET_KEY"],
        "FACTORS_KEYS": base64.urlsafe_b64encode(b"a key of the drill of 32 bytes..").decode(),
        # The machine may be busy.
        "WORKER_SECONDS": "600",
        "STATEMENT_SECONDS": "0",
    }
    with served(folder, **environment) as server:
        heard(first)
        for page in PAGES.split():
            found = status(server, page)
            expect(found == 200, f"{page} is answered {found}")
        expect(sessions(second) > 0, "they were asked of the replica")
        heard(first)
        expect(
            status(server, "/health/ready?part=replica") == 200, "/health/ready says that the replica follows"
        )
        heard(first)
        actor = make("Ferry")
        expect("Ferry" in text(server, "/api/v1/actors/"), "what was saved is there at once")
        raised(actor)
        expect("Ferry" not in text(server, "/api/v1/actors/"), "what was guarded is gone at once")
        late(server, first, second, make)
        away(server, first, second)


def late(server, first, second, make) -> None:
    """A replica that is stopped in what it tells is left out."""
    with first.connect() as primary, second.connect() as copy:
        primary.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
        primary.execute("SELECT pg_reload_conf()")
        copy.execute("SELECT pg_wal_replay_pause()")
        heard(first)
        make("Late")
        expect("Late" not in text(server, "/api/v1/actors/"), "a replica that no longer follows is old")
        time.sleep(LATE_SECONDS + 2)
        expect("Late" in text(server, "/api/v1/actors/"), f"and is left out after {LATE_SECONDS} seconds")
        expect(status(server, "/health/ready?part=replica") == 503, "/health/ready says so")
        copy.execute("SELECT pg_wal_replay_resume()")
        heard(first)
        time.sleep(2)
        expect(status(server, "/health/ready?part=replica") == 200, "it follows again")


def away(server, first, second) -> None:
    second.stop("immediate")
    time.sleep(2)
    expect(status(server, "/actors/") == 200, "without the replica pages are read from the database")
    second.ensure_running()
    heard(first)
    time.sleep(2)
    expect(status(server, "/actors/") == 200 and sessions(second) > 0, "it is back, and asked again")


def made_register(cluster: Cluster):
    """Functions that save an actor, and that guard it."""
    import django  # noqa: PLC0415 - the addresses are set first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from processes.models import Actor  # noqa: PLC0415
    from tests.factories import ActorFactory, LinkageFactory  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with cluster.connect() as administrator:
        administrator.execute(f"GRANT peaceinfra_web TO {LOGIN}")
    LinkageFactory()
    return (
        lambda name: ActorFactory(name=name, level=0).pk,
        lambda key: Actor.objects.filter(pk=key).update(level=3),
    )


def follow(first: Cluster, second: Cluster) -> None:
    second.folder.parent.mkdir(mode=0o711)
    second.folder.mkdir(mode=0o700)
    os.chown(second.folder, second.account.uid, second.account.gid)
    command = [
        first.programs / "pg_basebackup",
        "-h",
        first.socket_folder,
        "-U",
        SUPERUSER,
        "-D",
        second.data,
    ]
    done = first.account.run([*command, "-R", "-c", "fast"])
    if done.returncode:
        sys.exit(f"pg_basebackup failed: {done.stderr}")
    with (second.data / "postgresql.auto.conf").open("a") as settings:
        settings.write("hot_standby_feedback = on\n")
    second.ensure_running()
    with first.connect() as primary:
        primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.execute("ALTER SYSTEM SET synchronous_commit = remote_apply")
        primary.execute("SELECT pg_reload_conf()")


def heard(cluster: Cluster) -> None:
    """As a worker of the jobs does every ten seconds."""
    with cluster.connect(OWNER, DATABASE) as server:
        server.execute("DELETE FROM procrastinate_workers")
        server.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


def sessions(cluster: Cluster) -> int:
    with cluster.connect() as server:
        query = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
        return server.execute(query, [LOGIN]).fetchone()[0]


def answer(server, page: str):
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{page}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=600) as found:
            return found.status, found.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def status(server, page: str) -> int:
    return answer(server, page)[0]


def text(server, page: str) -> str:
    return answer(server, page)[1]


def expect(holds: bool, words: str) -> None:
    print(f"{'so' if holds else 'NOT SO'}: {words}", flush=True)
    if not holds:
        sys.exit(1)


if __name__ == "__main__":
    main()
