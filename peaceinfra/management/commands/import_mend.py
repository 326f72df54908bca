from peaceinfra.intake.mend import mend_steps
from peaceinfra.management.field_imports import HELP, FieldImport, existing


class Command(FieldImport):
    help = "Reads in mediation events of MEND and who mediated, from CSV or XLSX files." + HELP
    scheme = source = "mend"

    def add_arguments(self, parser):
        parser.add_argument("events", metavar="EVENTS")
        parser.add_argument("--actors", metavar="FILE", help="the names of third parties, by their ids")
        super().add_arguments(parser)

    def steps(self, options, report):
        actors = existing(options["actors"]) if options["actors"] else None
        return mend_steps(
            existing(options["events"]),
            actors,
            report,
            edition=options["edition"],
            corrections=options["corrections"],
        )
