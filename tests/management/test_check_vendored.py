import hashlib
import json

from django.core.management import call_command

from peaceinfra.management.commands.check_vendored import faults_of


def test_the_committed_files_are_those_of_the_manifest(capsys):
    call_command("check_vendored")
    assert capsys.readouterr().out == "Vendored files are those of the manifest.\n"


def test_a_changed_a_missing_and_an_unlisted_file_are_named(tmp_path):
    sums = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("same.js", "changed.js", "gone.js")}
    entries = [{"file": name, "sha256": checksum} for name, checksum in sums.items()]
    (tmp_path / "manifest.json").write_text(json.dumps({"files": entries}))
    (tmp_path / "same.js").write_text("same.js")
    (tmp_path / "changed.js").write_text("other")
    (tmp_path / "new.js").write_text("new")
    assert list(faults_of(tmp_path)) == [
        "new.js is not in the manifest.",
        "changed.js differs from its checksum.",
        "gone.js is missing.",
    ]
