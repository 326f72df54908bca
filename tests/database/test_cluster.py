import os
import subprocess
import sys

import pytest
from django.conf import settings

from peaceinfra.database.cluster import LOGIN, OWNER, Cluster, ClusterError
from tests.database.conftest import a_checkout

START = """
import sys
from pathlib import Path
from peaceinfra.database.cluster import Cluster
cluster = Cluster(Path(sys.argv[1]))
cluster.ensure_running()
print(cluster.connect().execute("SELECT pg_postmaster_start_time()").fetchone()[0])
"""


def show(cluster, name):
    with cluster.connect() as server:
        return server.execute("SELECT current_setting(%s)", [name]).fetchone()[0]


@pytest.fixture(scope="module")
def started():
    """A cluster that six processes started at once, where an earlier `initdb` had been interrupted."""
    with a_checkout() as checkout:
        cluster = Cluster(checkout)
        (cluster.folder / "data.unfinished").mkdir(parents=True)
        (cluster.folder / "data.unfinished" / "PG_VERSION").write_text("18")
        cluster.folder.chmod(0o700)
        os.chown(cluster.folder, cluster.account.uid, cluster.account.gid)
        command = [sys.executable, "-c", START, str(checkout)]
        pipes = {"stdout": subprocess.PIPE, "text": True}
        starts = [subprocess.Popen(command, cwd=settings.CHECKOUT, **pipes) for _ in range(6)]
        yield cluster, [start.communicate()[0] for start in starts]
        cluster.reset()


@pytest.mark.slow
def test_six_simultaneous_starts_give_one_server(started):
    cluster, answers = started
    with cluster.connect() as server:
        since = server.execute("SELECT pg_postmaster_start_time()").fetchone()[0]
    assert answers == [f"{since}\n"] * 6


@pytest.mark.slow
def test_the_server_is_private_and_its_owner_is_no_superuser(started):
    cluster, _ = started
    assert show(cluster, "listen_addresses") == ""
    assert cluster.socket_folder.stat().st_mode & 0o777 == 0o700
    assert cluster.folder.stat().st_mode & 0o777 == 0o700
    with cluster.connect() as server:
        rows = server.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles"
            " WHERE rolname LIKE 'peaceinfra%' ORDER BY rolname"
        ).fetchall()
    assert rows == [(LOGIN, False, False, False), (OWNER, False, False, True)]


@pytest.mark.slow
def test_what_was_acknowledged_is_on_the_disk_and_names_in_any_script_have_trigrams(started):
    cluster, _ = started
    assert (show(cluster, "fsync"), show(cluster, "synchronous_commit")) == ("on", "on")
    with cluster.connect() as server:
        server.execute("CREATE EXTENSION pg_trgm")
        assert server.execute("SELECT lower('ÉЖ'), similarity('Жанна', 'жанна')").fetchone() == ("éж", 1.0)


@pytest.mark.slow
def test_data_survive_a_stop_and_end_with_a_reset(cluster):
    cluster.ensure_running()
    with cluster.connect(OWNER, "peaceinfra") as owner:
        owner.execute("CREATE TABLE kept (id int)")
    assert cluster.stop() is True
    assert cluster.is_running() is False
    assert cluster.stop() is False
    cluster.ensure_running()
    with cluster.connect(OWNER, "peaceinfra") as owner:
        assert owner.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    cluster.reset()
    assert (cluster.is_running(), cluster.folder.exists(), cluster.socket_folder.exists()) == (False,) * 3


def test_a_socket_folder_that_somebody_else_put_there_is_refused(cluster, tmp_path):
    cluster.socket_folder.symlink_to(tmp_path)
    with pytest.raises(ClusterError, match="not a private folder"):
        cluster.ensure_running()
    cluster.socket_folder.unlink()


def test_a_server_that_cannot_start_says_what_its_log_says(cluster):
    cluster.data.mkdir(parents=True)
    for folder in (cluster.folder, cluster.data):
        folder.chmod(0o700)
        os.chown(folder, cluster.account.uid, cluster.account.gid)
    (cluster.data / "PG_VERSION").write_text("9.0\n")
    with pytest.raises(ClusterError, match="did not start"):
        cluster.ensure_running()


@pytest.mark.slow
def test_a_checkout_closed_to_the_account_of_the_server_works_too(cluster):
    cluster.checkout.chmod(0o700)
    cluster.ensure_running()
    assert show(cluster, "server_encoding") == "UTF8"
