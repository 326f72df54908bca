"""The examples for partners keep a right copy of a register that runs."""

import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from processes.models import Actor
from tests.api.register import add_parts, one_of_each
from tests.factories import ActorFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

EXAMPLES = settings.CHECKOUT / "examples"


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def register(live_server):
    add_parts(one_of_each())
    return f"{live_server.url}/api/v1/"


def test_the_mirror_pulls_follows_and_proves_itself(register, tmp_path):
    def mirror():
        return run(sys.executable, EXAMPLES / "mirror.py", register, tmp_path / "copy.json")

    count = int(mirror().split()[0])
    ActorFactory(name="السلام")
    assert mirror() == f"{count + 1} records, proven right\n"
    Actor.objects.filter(name="السلام").update(level=3)
    assert mirror() == f"{count} records, proven right\n"
    assert "السلام" not in (tmp_path / "copy.json").read_text()


def test_the_script_pulls_and_proves_itself(register, tmp_path):
    missing = [tool for tool in ("curl", "jq") if shutil.which(tool) is None]
    if missing:
        explain = pytest.fail if os.environ.get("CI") else pytest.skip
        explain(f"not on this machine: {', '.join(missing)}")
    assert "records, proven right" in run(EXAMPLES / "pull.sh", register, tmp_path / "copy")
