import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Compare every file under static/vendor/ with the checksum that its manifest gives."

    requires_system_checks = []

    def handle(self, *args, **options):
        folder = settings.CHECKOUT / "static" / "vendor"
        faults = list(faults_of(folder))
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("Vendored files are those of the manifest.")


def faults_of(folder: Path):
    """One sentence for each file that is missing, changed or not in the manifest."""
    manifest = folder / "manifest.json"
    listed = {entry["file"]: entry["sha256"] for entry in json.loads(manifest.read_text())["files"]}
    files = [path for path in folder.rglob("*") if path.is_file() and path != manifest]
    present = {path.relative_to(folder).as_posix() for path in files}
    for name in sorted(present - set(listed)):
        yield f"{name} is not in the manifest."
    for name, expected in sorted(listed.items()):
        if name not in present:
            yield f"{name} is missing."
        elif hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
            yield f"{name} differs from its checksum."
