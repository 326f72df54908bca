import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

# A map is not shipped, and the static file storage refuses a reference to a missing file.
SOURCE_MAP = re.compile(rb"(/\*#|//#) sourceMappingURL=[^\n]*\n?")


class Command(BaseCommand):
    help = "For maintainers: fetch with npm the files that static/vendor/manifest.json names, and check them."

    requires_system_checks = []

    def handle(self, *args, **options):
        folder = settings.CHECKOUT / "static" / "vendor"
        for entry in json.loads((folder / "manifest.json").read_text())["files"]:
            name = f"{entry['package']}@{entry['version']}"
            content = prepared(packed(name, entry["source"]), entry)
            (folder / entry["file"]).write_bytes(content)
            self.stdout.write(f"{entry['file']} is {entry['source']} of {name}")


def packed(name: str, source: str) -> bytes:
    """One file out of a package of npm."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", name, "--silent", "--pack-destination", folder]
        if subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL).returncode != 0:
            raise CommandError(f"npm could not fetch {name}.")
        archive = next(Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as package:
            return package.extractfile(f"package/{source}").read()


def prepared(content: bytes, entry: dict) -> bytes:
    """The file as it is committed, without its reference to a map. Raises CommandError."""
    if "sha256_in_package" in entry:
        refuse_other(content, entry["sha256_in_package"], f"{entry['source']} in the package")
        content = SOURCE_MAP.sub(b"", content)
    refuse_other(content, entry["sha256"], entry["file"])
    return content


def refuse_other(content: bytes, expected: str, what: str) -> None:
    """Raise on another checksum. For a new version: look at the file, then write the found one down."""
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise CommandError(f"{what} has the checksum {found}; the manifest says {expected}.")
