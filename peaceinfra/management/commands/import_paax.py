from peaceinfra.intake.pax import paax_steps
from peaceinfra.management.field_imports import HELP, FieldImport, existing


class Command(FieldImport):
    help = "Reads in actors and signatories of PAA-X, from a workbook or a CSV file." + HELP
    scheme = source = "paax"

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        super().add_arguments(parser)

    def steps(self, options, report):
        return paax_steps(
            existing(options["file"]), report, edition=options["edition"], corrections=options["corrections"]
        )
