"""What an import of a source took, what it left out and why, and what it did."""

from collections import defaultdict
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

#: Warnings that a report names one by one; of the others it says how many there are.
MOST_WARNINGS = 2_000


@dataclass(frozen=True)
class Warned:
    """A cell that was not taken as it stands. `row` counts as a spreadsheet does."""

    file: str
    row: int
    column: str
    value: str
    message: str

    def __str__(self):
        place = _("%(file)s, row %(row)s, column %(column)s: “%(value)s” %(message)s")
        return place % asdict(self)


@dataclass
class FileReport:
    """One file: what was detected, and its columns.

    columns  {column: {"taken": cells, "left_out": {why: cells}}}
    """

    file: str
    dataset: str
    edition: str = ""
    encoding: str = ""
    delimiter: str = ""
    tab: str = ""
    days: str = ""
    sha256: str = ""
    rows: int = 0
    columns: dict[str, dict] = field(default_factory=dict)

    def take(self, column: str, cells: int = 1):
        self._of(column)["taken"] += cells

    def leave_out(self, column: str, why: str, cells: int = 1):
        reasons = self._of(column)["left_out"]
        reasons[str(why)] = reasons.get(str(why), 0) + cells

    def _of(self, column):
        return self.columns.setdefault(column, {"taken": 0, "left_out": {}})


@dataclass
class Report:
    """Everything that an import has to say.

    matched        things that were found by an id and a name, or as somebody judged
    there_already  parts, such as names, that the register had already from somebody else
    no_place       {what: how often}: what was understood and for which the register has no place, or not yet
    """

    source: str = ""
    dry_run: bool = False
    level: int = 0
    team: str = ""
    files: list[FileReport] = field(default_factory=list)
    tables: dict[str, dict[str, int]] = field(default_factory=dict)
    changes: list[dict] = field(default_factory=list)
    proposals: int = 0
    kept: list[str] = field(default_factory=list)
    candidates: list[dict] = field(default_factory=list)
    matched: int = 0
    there_already: int = 0
    no_place: dict[str, int] = field(default_factory=dict)
    warnings: list[Warned] = field(default_factory=list)
    warnings_in_all: int = 0
    seconds: float = 0.0
    rows_per_second: float = 0.0
    batches: list[str] = field(default_factory=list)

    def warn(self, file: str, row: int, column: str, value: str, message: str):
        self.warnings_in_all += 1
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(Warned(file, row, column, value[:120], str(message)))

    @property
    def rows_read(self) -> int:
        return sum(file.rows for file in self.files)

    def miss_place(self, what: str, number: int = 1):
        if number:
            self.no_place[what] = self.no_place.get(what, 0) + number

    def as_json(self) -> dict:
        return asdict(self) | {"rows_read": self.rows_read}

    def warnings_by_message(self) -> dict[str, list[Warned]]:
        found = defaultdict(list)
        for warning in self.warnings:
            found[warning.message].append(warning)
        return dict(found)
