from django.core.management.base import CommandError

from peaceinfra.intake.ucdp import PARTS, ucdp_steps
from peaceinfra.management.field_imports import HELP, FieldImport, existing


class Command(FieldImport):
    help = (
        "Reads in datasets of the Uppsala Conflict Data Program, CSV or XLSX, together or one at a time."
        + HELP
    )
    scheme = source = "ucdp"

    def add_arguments(self, parser):
        for part, declaration in PARTS.items():
            parser.add_argument(f"--{part}", metavar="FILE", help=declaration.name)
        super().add_arguments(parser)

    def steps(self, options, report):
        files = {part: existing(options[part]) for part in PARTS if options[part]}
        if not files:
            raise CommandError("Name at least one file: " + ", ".join(f"--{part}" for part in PARTS))
        return ucdp_steps(files, report, edition=options["edition"], corrections=options["corrections"])
