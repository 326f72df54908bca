"""The examples for partners keep a right copy of a register that runs."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from peaceinfra.core.models import Proposal
from processes.models import Actor
from tests.api.register import add_parts, one_of_each
from tests.factories import ActorFactory
from tests.tokens import make_token, officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

EXAMPLES = settings.CHECKOUT / "examples"


def run(*command, **environment):
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, env=os.environ | environment
    )
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


def test_a_proposal_is_sent_once_with_the_version_of_what_it_changes_and_what_became_of_it_is_told(
    register, tmp_path
):
    actor = ActorFactory(name="ကချင်")
    _token, text = make_token(officer(), scopes=["read", "propose"])
    path = tmp_path / "proposal.json"
    proposal = {
        "reason": "Named in the report.",
        "sources": [{"ref": "report", "fields": {"name": "تقرير", "kind": "report"}}],
        "records": [
            {"kind": "actors", "id": actor.public_id, "fields": {"end": "2009-05", "end_kind": "actual"}},
            {"kind": "actors", "ref": "new", "fields": {"name": "مجلس", "kind": "community_structure"}},
        ],
    }
    path.write_text(json.dumps(proposal), encoding="utf-8")
    command = sys.executable, EXAMPLES / "propose.py", register, path
    first = run(*command, TOKEN=text)
    assert first == "waiting \n- actors: waiting \n- actors: waiting \n"
    assert run(*command, TOKEN=text) == first
    assert Proposal.objects.count() == 1

    proposal["records"][1]["fields"]["kind"] = "unknown"
    path.write_text(json.dumps(proposal), encoding="utf-8")
    Path(f"{path}.sent").unlink()
    refused = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"TOKEN": text}
    )
    assert refused.returncode == 1
    assert refused.stderr.startswith("/records/1/fields/kind: ")
    assert Proposal.objects.count() == 1
