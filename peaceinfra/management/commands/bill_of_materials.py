"""`manage.py bill_of_materials`: what the register is made of, as CycloneDX JSON; also checks it against advisories."""

import json
import tomllib
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from peaceinfra.management.advisories import advisories_of, affected
from peaceinfra.management.materials import bill, components


class Command(BaseCommand):
    help = (
        "Write the bill of materials (CycloneDX JSON), or compare it with a folder of advisories (OSV JSON)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--advisories", type=Path, help="a folder of advisories: fails where one speaks of a part"
        )

    def handle(self, *, advisories, **options):
        root = Path(settings.CHECKOUT)
        parts = components(root)
        if advisories is None:
            project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
            self.stdout.write(json.dumps(bill(project["name"], project["version"], parts), indent=2))
            return
        if not advisories.is_dir():
            raise CommandError(f"There is no folder {advisories}.")
        known = list(advisories_of(advisories))
        if not known:
            raise CommandError(f"There is no advisory in {advisories}: nothing was compared.")
        found = affected(parts, known)
        for part, advisory in found:
            self.stdout.write(f"{part.name} {part.version}: {advisory}")
        if found:
            raise CommandError(f"{len(found)} known vulnerabilities in {len(parts)} parts.")
        self.stdout.write(f"{len(parts)} parts, {len(known)} advisories: none speaks of a part.")
