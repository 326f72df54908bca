import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from peaceinfra.api.contract import published


class Command(BaseCommand):
    help = (
        "Write docs/api-schema.json, the published description of the API, or with --check compare it. Refuses what"
        " breaks a promise that was not declared as deprecated, and a change without a new version."
    )

    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if the file is out of date"
        )

    def handle(self, check, **options):
        path, after = published.file(), published.made()
        before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
        if faults := published.faults(before, after, timezone.localdate()):
            raise CommandError("\n".join(faults))
        text = published.normal_form(after)
        if not check:
            path.write_text(text, encoding="utf-8")
        elif before is None or path.read_text(encoding="utf-8") != text:
            raise CommandError(f"{path.name} is out of date: run manage.py api_schema.")
        self.stdout.write(f"{path.name} says what the API says, version {after['info']['version']}.")
