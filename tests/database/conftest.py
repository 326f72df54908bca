import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from peaceinfra.database.cluster import Cluster


@contextmanager
def a_checkout():
    """A folder like a checkout's, with a space and an accent in its name, which every account may enter."""
    folder = Path(tempfile.mkdtemp(prefix="dépôt d’essai ", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def a_cluster():
    with a_checkout() as checkout:
        cluster = Cluster(checkout)
        yield cluster
        cluster.reset()


@pytest.fixture
def cluster():
    with a_cluster() as cluster:
        yield cluster
