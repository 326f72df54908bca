from peaceinfra.intake.pax import pax_steps
from peaceinfra.management.field_imports import HELP, FieldImport, existing


class Command(FieldImport):
    help = (
        "Reads in agreements and processes of PA-X, the Peace Agreements Database, from a CSV or XLSX file."
        + HELP
    )
    scheme = source = "pax"

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        super().add_arguments(parser)

    def steps(self, options, report):
        return pax_steps(
            existing(options["file"]), report, edition=options["edition"], corrections=options["corrections"]
        )
