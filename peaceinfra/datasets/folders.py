"""From a folder to rows: every cell parsed, every fault noted, no question asked of the database."""

from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peaceinfra.core.tabular import Table
from peaceinfra.datasets import tables
from peaceinfra.datasets.building import Builder, Cells
from peaceinfra.datasets.cells import Column
from peaceinfra.datasets.faults import Fault, FaultyDataset
from peaceinfra.datasets.lines import read_lines
from peaceinfra.datasets.rows import AT_ONCE, Row, Rows, Store

EVERY = 10_000


class Dataset:
    """What a folder holds: `rows` by table, names of `teams`, and the faults found so far.

    absent   {table: columns that its file does not have}: what is stored in them stays
    remarks  what is to be said of the files besides, in words
    """

    def __init__(self):
        self.rows: dict[Table, Rows] = {}
        self.teams: list[str] = []
        self.faults: list[Fault] = []
        self.absent: dict[Table, list[Column]] = {}
        self.remarks: list[str] = []
        self._store = Store()

    def rows_of(self, table: Table) -> Rows:
        """The rows of a table, to which some may be added."""
        return self.rows.setdefault(table, Rows(table, self._store))

    def blame(self, row: Row, column: str, message: str):
        """Notes a fault of a cell; the first of each cell counts, what follows from it is left out."""
        if column and column in row.faulty:
            return
        row.blame(column)
        value = row.cells.get(column, "")
        self.faults.append(Fault(row.table.file, str(message), row.number, column, value))


def read_folder(folder: Path, say: Callable[[str], None]) -> Dataset:
    """All files of the folder. `say` is told of progress in long files."""
    dataset = Dataset()
    found = {path.name: path for path in sorted(folder.glob("*.csv"))}
    for name in found.keys() - tables.FILES.keys() - {tables.TEAMS}:
        allowed = ", ".join([tables.TEAMS, *tables.FILES])
        message = _("is not a file of a dataset. The files are: %(files)s.") % {"files": allowed}
        dataset.faults.append(Fault(name, message))
    try:
        if tables.TEAMS in found:
            dataset.teams = _read_teams(found[tables.TEAMS], dataset)
    except FaultyDataset as error:
        dataset.faults += error.faults
    for table in tables.TABLES:
        if table.file in found:
            rows = dataset.rows_of(table)
            try:
                for portion in _read_table(table, found[table.file], dataset):
                    rows.add(portion)
                    if len(rows) % EVERY == 0:
                        say(
                            _("%(file)s: %(count)s rows read")
                            % {"file": table.file, "count": f"{len(rows):,}"}
                        )
            except FaultyDataset as error:
                dataset.faults += error.faults
    return dataset


def _read_teams(path, dataset):
    names = {}
    for number, cells in read_lines(path):
        if number == 1:
            _check_header(path.name, cells, tables.TEAMS_HEADER, set())
            continue
        name = cells[0] if len(cells) == 1 else ""
        if not name or len(name) > 80:
            message = _("is not a name of a team. Write one name of up to 80 characters.")
        elif name in names:
            message = _("stands in row %(row)s too. Remove one of the two.") % {"row": names[name]}
        else:
            names[name] = number
            continue
        dataset.faults.append(Fault(path.name, message, number, "name", name))
    return list(names)


def _read_table(table, path, dataset):
    lines = read_lines(path)
    header = next(lines, (1, []))[1]
    labels = {f"{column.name}_label" for column in tables.references(table)}
    _check_header(path.name, header, tables.header(table), labels | tables.optional(table))
    _note_absent(table, header, dataset)
    seen, builder, kept = {}, Builder(table, header, dataset), dataset.rows_of(table)
    for portion in _portions(_whole_lines(lines, len(header), path.name, dataset)):
        rows = [
            kept.row(number, Cells(builder.places, cells), place)
            for place, (number, cells) in enumerate(portion, len(kept))
        ]
        builder.build(rows, [cells for _number, cells in portion])
        for row in rows:
            if row.record.pk in seen:
                message = _("stands in row %(row)s too. One record is one row.")
                dataset.blame(row, "id", message % {"row": seen[row.record.pk]})
            seen.setdefault(row.record.pk, row.number)
        yield rows


def _whole_lines(lines, wanted, file, dataset):
    for number, cells in lines:
        if len(cells) == wanted:
            yield number, cells
            continue
        message = _("has %(found)s cells, the header has %(wanted)s.")
        dataset.faults.append(Fault(file, message % {"found": len(cells), "wanted": wanted}, number))


def _portions(lines):
    """Lists of lines. What stands before a line that cannot be read is read."""
    portion = []
    try:
        for line in lines:
            portion.append(line)
            if len(portion) == AT_ONCE:
                yield portion
                portion = []
    except FaultyDataset:
        yield portion
        raise
    if portion:
        yield portion


def _note_absent(table, header, dataset):
    """Columns came to the register over time: the export of an older one has fewer."""
    absent = [column for column in tables.columns(table) if column.name not in header]
    if absent:
        dataset.absent[table] = absent
        names = ", ".join(column.name for column in absent)
        words = _("%(file)s has no column %(names)s: what is recorded there stays as it is")
        dataset.remarks.append(words % {"file": table.file, "names": names})


def _check_header(file, found, wanted, optional):
    if not found:
        raise FaultyDataset([Fault(file, _("is empty. Write the header, or take the file away."))])
    if len(wanted) > 1 and len(found) == 1 and found[0].replace("\t", ";").startswith("id;"):
        message = _("has no commas between its cells. Save it with commas; spreadsheets may use ; or tabs.")
        raise FaultyDataset([Fault(file, message)])
    faults = []
    for name in dict.fromkeys(found):
        if name not in wanted:
            message = _("is not a column of this file. The columns are: %(columns)s.")
            faults.append(Fault(file, message % {"columns": ", ".join(wanted)}, 1, value=name))
        elif found.count(name) > 1:
            faults.append(Fault(file, _("stands twice in the header."), 1, value=name))
    if missing := [name for name in wanted if name not in found and name not in optional]:
        words = ngettext(
            "The header lacks the column %(names)s. Add it.",
            "The header lacks the columns %(names)s. Add them.",
            len(missing),
        )
        faults.append(Fault(file, words % {"names": ", ".join(missing)}, 1))
    if faults:
        raise FaultyDataset(faults)
