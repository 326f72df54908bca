"""Can a folder be imported, and is it written as an export would write it? For files kept under versions."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from peaceinfra.core.identity import parse_public_id
from peaceinfra.core.models import Team
from peaceinfra.datasets import tables
from peaceinfra.datasets.exporting import rendered
from peaceinfra.datasets.faults import Fault, FaultyDataset
from peaceinfra.datasets.importing import import_dataset
from peaceinfra.datasets.labels import Labels
from peaceinfra.datasets.lines import line, read_lines


def check_dataset(folder: Path, say: Callable[[str], None] = lambda words: None) -> None:
    """Tries the import and takes it back. Raises FaultyDataset, also where an export would write other bytes."""
    with transaction.atomic():
        import_dataset(folder, by=None, reason="check", say=say)
        faults = departures(folder)
        transaction.set_rollback(True)
    if faults:
        raise FaultyDataset(faults)


def departures(folder: Path) -> list[Fault]:
    """The first row of each file whose bytes are not those of an export. To be asked after an import."""
    teams = dict(Team.objects.values_list("pk", "name"))
    wanted = {tables.TEAMS: lambda path: sorted(cells for number, cells in read_lines(path) if number > 1)}
    headers = {tables.TEAMS: tables.TEAMS_HEADER}
    for file, table in tables.FILES.items():
        headers[file] = tables.header(table)
        wanted[file] = lambda path, table=table: _stored(table, path, teams)
    found = []
    for file, header in headers.items():
        path = folder / file
        if path.exists():
            found += _compare(path, [header, *wanted[file](path)])
    return found


def _stored(table, path, teams):
    """The rows of the register that the file names, as an export writes them."""
    lines = list(read_lines(path))
    place = lines[0][1].index("id")
    keys = [parse_public_id(cells[place])[1] for number, cells in lines if number > 1]
    records = table.model.objects.live().filter(pk__in=keys).order_by("pk")
    return rendered(table, list(records), teams, Labels({}))


def _compare(path, wanted):
    text, offset, number = path.read_bytes().decode(), 0, 0
    for number, cells in enumerate(wanted, 1):
        if not text.startswith(line(cells), offset):
            message = _("an export writes here: %(line)s")
            return [Fault(path.name, message % {"line": line(cells).rstrip("\n")}, number)]
        offset += len(line(cells))
    if offset < len(text):
        return [Fault(path.name, _("an export writes nothing from here on."), number + 1)]
    return []
