"""What the commands that read in the field's datasets have in common: options, faults, the report."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from peaceinfra.core.choices import Level
from peaceinfra.core.errors import Stale
from peaceinfra.core.models import Team
from peaceinfra.datasets.faults import Fault, FaultyDataset
from peaceinfra.intake.drafts import Marking
from peaceinfra.intake.importing import Step, import_steps
from peaceinfra.intake.reading import Corrections
from peaceinfra.intake.report import Report
from peaceinfra.intake.ucdp import PARTS
from peaceinfra.management.stopping import stoppable

WARNINGS_SHOWN = 3
#: The options that name a file.
FILES = ("file", "events")
HELP = (
    " All of it is written, or none where anything is wrong. A second run of the same files writes nothing."
    " What is brought in is restricted (level 3), unless --level says otherwise."
)


class FieldImport(BaseCommand):
    """A command for one source. `scheme` is the register it comes from; `steps` reads its files."""

    scheme = ""
    source = ""

    def add_arguments(self, parser):
        levels = ", ".join(f"{level.value} {level.name.lower()}" for level in Level)
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="write the whole report there")
        parser.add_argument(
            "--level",
            type=int,
            choices=[level.value for level in Level],
            default=Level.RESTRICTED.value,
            help=f"the marking of new records: {levels}; of those that are there it is left alone",
        )
        parser.add_argument("--team", default="", help="the team to which new records are open")
        parser.add_argument("--edition", default="", help="of the files, where they do not say it")
        parser.add_argument(
            "--skip",
            nargs="+",
            action="extend",
            default=[],
            metavar="ROW",
            help="rows that are left out, as a spreadsheet counts them (the header is row 1); of several files"
            " FILE:ROW",
        )

    def steps(self, options, report: Report) -> list[Step]:
        raise NotImplementedError

    def handle(self, *args, **options):
        report = Report(source=self.source)
        try:
            self._check_team(options["team"])
            options["corrections"] = Corrections(_skipped(options))
            steps = self.steps(options, report)
            editions = ", ".join(dict.fromkeys(step.reading.edition or "?" for step in steps))
            with stoppable():
                import_steps(
                    self.scheme,
                    steps,
                    report,
                    by=None,
                    reason=f"import of {self.source} {editions}",
                    marking=Marking(options["level"], options["team"]),
                    dry_run=options["dry_run"],
                    say=lambda words: self.stderr.write(f"· {words} …"),
                )
        except FaultyDataset as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            self._write_report(options["report"], report, error.faults)
            raise CommandError(f"Faults: {len(error.faults)}. Nothing was written.") from None
        except Stale:
            raise CommandError(
                "Somebody saved a record of these files while they were read, three times. Nothing was written."
            ) from None
        self._say(report)
        self._write_report(options["report"], report, [])

    def _check_team(self, name):
        if name and not Team.objects.filter(name=name).exists():
            raise CommandError(f"There is no team “{name}”. Nothing was written.")

    def _say(self, report):
        for file in report.files:
            parts = [file.dataset, f"edition {file.edition}" if file.edition else "edition not known"]
            parts += [file.encoding, f"“{file.delimiter}” between cells" if file.delimiter else file.tab]
            parts += [f"days {file.days}" if file.days else "", f"{file.rows:,} rows"]
            self.stdout.write(f"{file.file}: {', '.join(filter(None, parts))}")
            taken = sum(column["taken"] for column in file.columns.values())
            left = sum(sum(column["left_out"].values()) for column in file.columns.values())
            self.stdout.write(f"  cells taken {taken:,}, left out {left:,}")
        for table, count in report.tables.items():
            retired = f", {count['retired']} retired here and left alone" if count["retired"] else ""
            retired += f", {count['restored']} brought back" if count["restored"] else ""
            self.stdout.write(
                f"{table:<24} {count['added']:>7,} added {count['changed']:>7,} changed"
                f" {count['unchanged']:>7,} unchanged{retired}"
            )
        self.stdout.write(
            f"proposals {report.proposals:,}, matched {report.matched:,}, waiting to be matched"
            f" {len(report.candidates):,}, parts recorded already {report.there_already:,},"
            f" warnings {report.warnings_in_all:,}"
        )
        for message, warnings in report.warnings_by_message().items():
            self.stdout.write(f"  {len(warnings):,} × {message}")
            for warning in warnings[:WARNINGS_SHOWN]:
                self.stdout.write(f"    {warning}")
        for words, number in report.no_place.items():
            self.stdout.write(f"  no place: {words} {number:,}")
        self.stdout.write(
            f"{report.rows_read:,} rows in {report.seconds} s, {report.rows_per_second:,} a second"
        )
        if report.dry_run:
            self.stdout.write("A dry run: nothing was written.")

    def _write_report(self, path, report, faults: list[Fault]):
        if path:
            found = report.as_json() | {"faults": [str(fault) for fault in faults]}
            path.write_text(json.dumps(found, ensure_ascii=False, indent=1, default=str) + "\n")


def _skipped(options) -> frozenset[tuple[str, int]]:
    """(name of a file, row) of what is to be left out."""
    files = {Path(options[name]).name for name in (*FILES, *PARTS) if options.get(name)}
    found = set()
    for text in options["skip"]:
        file, _colon, row = text.rpartition(":")
        if not file and len(files) == 1:
            [file] = files
        if file not in files:
            raise CommandError(
                f"--skip {text}: name a row as FILE:ROW. The files are: {', '.join(sorted(files))}."
            )
        if not (row.isascii() and row.isdecimal() and int(row) > 1):
            raise CommandError(f"--skip {text}: name a row below the header, such as 12.")
        found.add((file, int(row)))
    return frozenset(found)


def existing(text: str) -> Path:
    """An argument that names a file."""
    path = Path(text)
    if not path.is_file():
        raise CommandError(f"{text}: there is no such file. Nothing was written.")
    return path
